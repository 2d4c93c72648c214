//! Documentation of generated items, as Markdown.
//!
//! A description or title of the spec comes first, followed by a sentence that is computed from the schema (type,
//! limits, default, example). Without a description, that sentence is the whole documentation. Nothing is printed
//! twice: the documentation of a setter links to its field, that of a response to its request.

mod example;
mod facts;
mod links;
mod markdown;
mod named;
mod notes;
mod overview;
mod page;

use alicloud_api::DocumentedError;

use self::markdown::{block, sentence};
use super::item::{Direction, Item, ParameterItem, Type};
use crate::decide::ProductFacts;
use crate::spec::entry::{self, Schema};

#[cfg(feature = "cli")]
pub(crate) use self::example::request;
pub(crate) use self::links::Links;
pub(crate) use self::markdown::{code, inline};
pub(crate) use self::named::Named;
pub(crate) use self::notes::notes;
pub(crate) use self::overview::overview;
pub(crate) use self::page::page as operation;

/// Input for the documentation of an operation that the operation itself does not contain.
pub(crate) struct PageInput<'a> {
    pub(crate) product: &'a ProductFacts,
    /// Types that several operations share.
    pub(crate) components: &'a [Item],
    /// Name of the generated crate, for the `use` lines of examples. No example is written if it is `None`.
    pub(crate) crate_name: Option<&'a str>,
}

/// One sentence about what an operation does: its summary or title in the spec, else its name, product and version.
pub(crate) fn summary(wire: &str, entry: &entry::Operation, product: &ProductFacts) -> String {
    let written =
        [&entry.summary, &entry.title].into_iter().flatten().map(|text| text.trim()).find(|text| !text.is_empty());
    match written {
        Some(text) => sentence(&inline(&text.split_whitespace().collect::<Vec<_>>().join(" "))),
        None => format!("{} of {}, version {}.", code(wire), inline(&product.title), inline(&product.version)),
    }
}

/// Documentation of the response of the operation whose request type is `type_name`.
pub(crate) fn response(type_name: &str, entry: &entry::Operation) -> String {
    let described = entry.responses.get("200").and_then(|response| response.schema.as_ref()?.description.as_deref());
    let link = format!("Response of [`{type_name}`].");
    with_facts(described, &link)
}

/// Documentation of a product: its title and version.
pub(crate) fn product(product: &ProductFacts) -> String {
    format!("{}, version {}.", inline(&product.title), inline(&product.version))
}

/// Documentation of the enumeration of error codes of a product.
pub(crate) fn error_codes(product: &ProductFacts) -> String {
    format!(
        "Documented error codes of {}; others are preserved in [`Unknown`](Self::Unknown).\n\nA code can come with several HTTP statuses and messages; each variant lists them.",
        inline(&product.title)
    )
}

/// Documentation of a structure. `wire` is the name of the field or component on the wire.
pub(crate) fn structure(schema: &Schema, wire: &str) -> String {
    let what = format!("{}: an object.", code(wire));
    with_facts(schema.description.as_deref(), &what)
}

/// Documentation of an enumeration. `wire` is the name of the field or component on the wire.
pub(crate) fn enumeration(schema: &Schema, wire: &str) -> String {
    let what = format!(
        "Valid values of {}. Any other string becomes [`Unknown`](Self::Unknown) and is sent unchanged.",
        code(wire)
    );
    with_facts(schema.title.as_deref(), &what)
}

/// Documentation of a variant, which is one valid value.
pub(crate) fn variant(value: &str, title: Option<&str>) -> String {
    match title.map(str::trim).filter(|title| !title.is_empty() && *title != value) {
        Some(title) => format!("{}: {}", code_or_empty(value), sentence(&inline(title))),
        None => format!("{}.", code_or_empty(value)),
    }
}

/// Documentation of a field of a structure.
pub(crate) fn field(
    wire: &str,
    schema: &Schema,
    ty: &Type,
    direction: Direction,
    enumeration: Option<Named<'_>>,
) -> String {
    described(schema, &facts::member(wire, schema, ty, direction, enumeration))
}

/// Documentation of a parameter.
pub(crate) fn parameter(parameter: ParameterItem<'_>, schema: &Schema, enumeration: Option<Named<'_>>) -> String {
    described(schema, &facts::parameter(parameter, schema, enumeration))
}

/// Documentation of a response body that is not an object.
pub(crate) fn body(schema: &Schema, ty: &Type) -> String {
    described(schema, &facts::body(schema, ty))
}

/// Documentation of the request id. `wire` is its name in the response body, `None` if it is in a header.
pub(crate) fn request_id(wire: Option<&str>) -> String {
    let place = wire.map_or_else(|| "in a header of the response".to_owned(), code);
    format!("{place}: ID of the request. Include it when you contact the vendor's support.")
}

/// Documentation of an error code: the code and a list of its statuses and messages.
pub(crate) fn error_code(wire: &str, errors: &[&DocumentedError<String>]) -> String {
    let mut text = code(wire);
    for error in errors {
        let message = sentence(&inline(error.message.trim()));
        text.push_str(&format!("\n- {}{}{message}", error.status, if message.is_empty() { "" } else { ": " }));
    }
    text
}

fn described(schema: &Schema, facts: &str) -> String {
    let text = [&schema.description, &schema.title]
        .into_iter()
        .flatten()
        .map(|text| text.trim())
        .find(|text| !text.is_empty());
    let documentation = with_facts(text, facts);
    if schema.deprecated.unwrap_or(false) {
        format!("{documentation}\n\n**Deprecated** by the vendor.")
    } else {
        documentation
    }
}

fn with_facts(text: Option<&str>, facts: &str) -> String {
    let text = text.map(block).filter(|text| !text.is_empty());
    text.map_or_else(|| facts.to_owned(), |text| format!("{}\n\n{facts}", sentence(&text)))
}

fn code_or_empty(value: &str) -> String {
    if value.is_empty() { "The empty string".to_owned() } else { code(value) }
}
