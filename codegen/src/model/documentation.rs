//! Documentation of generated items, as Markdown.
//!
//! What a person wrote comes first; the facts of the spec follow in one sentence, and stand alone where nobody wrote anything. No
//! sentence is repeated: a setter links to its field, a response to its request.

mod example;
mod facts;
mod links;
mod markdown;
mod named;
mod notes;
mod overview;
mod page;

use self::markdown::{block, sentence};
use super::item::{Direction, DocumentedError, Item, Parameter, Product, Type};
use crate::spec::entry::{self, Schema};

pub(crate) use self::links::Links;
pub(crate) use self::markdown::{code, inline};
pub(crate) use self::named::Named;
pub(crate) use self::notes::notes;
pub(crate) use self::overview::overview;
pub(crate) use self::page::page as operation;

/// What the page of an operation says besides what the operation itself is.
pub(crate) struct PageInput<'a> {
    pub(crate) product: &'a Product,
    /// Types that operations share.
    pub(crate) components: &'a [Item],
    /// Name of the generated crate, for examples; without it there are none.
    pub(crate) crate_name: Option<&'a str>,
}

/// What an operation does: one sentence.
pub(crate) fn summary(wire: &str, entry: &entry::Operation, product: &Product) -> String {
    let written =
        [&entry.summary, &entry.title].into_iter().flatten().map(|text| text.trim()).find(|text| !text.is_empty());
    match written {
        Some(text) => sentence(&inline(&text.split_whitespace().collect::<Vec<_>>().join(" "))),
        None => format!("{} of {}, version {}.", code(wire), inline(&product.title), inline(&product.version)),
    }
}

/// The response of the operation with that type name.
pub(crate) fn response(type_name: &str, entry: &entry::Operation) -> String {
    let described = entry.responses.get("200").and_then(|response| response.schema.as_ref()?.description.as_deref());
    let link = format!("Response of [`{type_name}`].");
    with_facts(described, &link)
}

/// A product: its title and version.
#[cfg(feature = "rust")]
pub(crate) fn product(product: &Product) -> String {
    format!("{}, version {}.", inline(&product.title), inline(&product.version))
}

/// The error codes of a product.
#[cfg(feature = "rust")]
pub(crate) fn error_codes(product: &Product) -> String {
    format!(
        "Documented error codes of {}; others are preserved in [`Unknown`](Self::Unknown).\n\nA code can come with several HTTP statuses and messages; each variant lists them.",
        inline(&product.title)
    )
}

/// A structure, by the name that its member or component has on the wire.
pub(crate) fn structure(schema: &Schema, wire: &str) -> String {
    let what = format!("{}: an object.", code(wire));
    with_facts(schema.description.as_deref(), &what)
}

/// An enumeration, by the name that its member or component has on the wire.
pub(crate) fn enumeration(schema: &Schema, wire: &str) -> String {
    let what = format!(
        "Valid values of {}. Any other string becomes [`Unknown`](Self::Unknown) and is sent as it is.",
        code(wire)
    );
    with_facts(schema.title.as_deref(), &what)
}

/// A valid value.
pub(crate) fn variant(value: &str, title: Option<&str>) -> String {
    match title.map(str::trim).filter(|title| !title.is_empty() && *title != value) {
        Some(title) => format!("{}: {}", code_or_empty(value), sentence(&inline(title))),
        None => format!("{}.", code_or_empty(value)),
    }
}

/// A member of a structure.
pub(crate) fn field(
    wire: &str,
    schema: &Schema,
    ty: &Type,
    direction: Direction,
    enumeration: Option<Named<'_>>,
) -> String {
    described(schema, &facts::member(wire, schema, ty, direction, enumeration))
}

/// A parameter.
pub(crate) fn parameter(parameter: &Parameter, schema: &Schema, enumeration: Option<Named<'_>>) -> String {
    described(schema, &facts::parameter(parameter, schema, enumeration))
}

/// The body of a response that is not an object.
pub(crate) fn body(schema: &Schema, ty: &Type) -> String {
    described(schema, &facts::body(schema, ty))
}

/// The request id, by its name in the response body, if it is there.
pub(crate) fn request_id(wire: Option<&str>) -> String {
    let place = wire.map_or_else(|| "in a header of the response".to_owned(), code);
    format!("{place}: identifies the call; support asks for it.")
}

/// A documented error code.
pub(crate) fn error_code(wire: &str, errors: &[&DocumentedError]) -> String {
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
    if value.is_empty() { "The empty text".to_owned() } else { code(value) }
}
