//! Example calls in the documentation of operations. The documentation tests of the generated crate compile them.

use std::collections::BTreeSet;

use alicloud_api::Streaming;

use super::{Named, PageInput};
use crate::decide::schema::plain;
use crate::rust::model::item::{Home, Item, OperationItem, ParameterItem, Reference, Type};
use crate::rust::model::name;
use crate::spec::entry::{self, Schema};

/// An example that sends a request with all required parameters. `None` if the request cannot be shown (see
/// [`Request::of`]).
pub(super) fn example(operation: &OperationItem, entry: &entry::Operation, input: &PageInput<'_>) -> Option<String> {
    let request = Request::of(operation, entry, input)?;
    let type_name = &operation.type_name;
    if operation.facts.streaming != Streaming::Never {
        return Some(stream(&request, type_name));
    }
    let mut lines = request.expression("let response = ", type_name);
    if request.setters.is_empty() {
        lines = vec![format!("let response = {type_name}::new().send(&client).await?;")];
    } else {
        lines.extend(["    .send(&client)", "    .await?;"].map(str::to_owned));
    }
    lines.push("println!(\"{}\", response.request_id);".to_owned());
    Some(code_block("# Example", None, &request.imports, &lines))
}

/// An example that receives the events of a stream.
fn stream(request: &Request, type_name: &str) -> String {
    let mut lines = request.expression("let mut events = ", type_name);
    if request.setters.is_empty() {
        lines = vec![format!("let mut events = {type_name}::new().send_stream(&client).await?;")];
    } else {
        lines.extend(["    .send_stream(&client)", "    .await?;"].map(str::to_owned));
    }
    lines.extend(
        ["while let Some(event) = events.next().await {", "    println!(\"{:?}\", event?.data);", "}"]
            .map(str::to_owned),
    );
    code_block("# Example", None, &request.imports, &lines)
}

/// An example that reads the items of all pages. `None` if the operation has no paginator.
pub(super) fn pages(operation: &OperationItem, entry: &entry::Operation, input: &PageInput<'_>) -> Option<String> {
    operation.paginator.as_ref()?;
    let about = "[`Client::pages`](alicloud_client::Client::pages) asks for one page after the other.";
    let Some(request) = Request::of(operation, entry, input) else {
        return Some(format!("# Pages\n\n{about}"));
    };
    let mut lines = request.expression("let request = ", &operation.type_name);
    if let Some(last) = lines.last_mut() {
        last.push(';');
    }
    lines.extend(
        [
            "let mut items = client.pages(request).items();",
            "while let Some(item) = items.next().await {",
            "    println!(\"{:?}\", item?);",
            "}",
        ]
        .map(str::to_owned),
    );
    Some(code_block("# Pages", Some(about), &request.imports, &lines))
}

/// The `use` lines of a call below `path`, and the lines of the expression that builds its request. `None` if the request cannot be shown
/// (see [`Request::of`]).
#[cfg(feature = "cli")]
pub(crate) fn request(
    operation: &OperationItem,
    entry: &entry::Operation,
    input: &PageInput<'_>,
) -> Option<(Vec<String>, Vec<String>)> {
    let request = Request::of(operation, entry, input)?;
    let lines = request.expression("", &operation.type_name);
    Some((request.imports, lines))
}

/// The imports and setter calls that build a request: one setter for each parameter that is required and that the
/// client does not fill in by itself.
struct Request {
    imports: Vec<String>,
    setters: Vec<String>,
}

impl Request {
    /// Returns `None` without a crate name, if a required parameter has a type for which no value can be written, or if
    /// a type of the operation and a shared type have the same name.
    fn of(operation: &OperationItem, entry: &entry::Operation, input: &PageInput<'_>) -> Option<Self> {
        let crate_name = input.crate_name?;
        let mut values = Values {
            own: (&operation.types, BTreeSet::from([operation.type_name.clone()])),
            components: (input.components, BTreeSet::new()),
        };
        let mut setters = Vec::new();
        let needed = operation.parameters().filter(|needed| needed.facts.required && !needed.facts.is_region);
        for ParameterItem { field, .. } in needed {
            let described = entry.parameters.iter().find(|described| described.name.as_deref() == Some(&field.wire));
            let example = described.and_then(|described| documented(described.schema.as_ref()?));
            let value = values.of(&field.ty, example.as_deref())?;
            setters.push(format!(".{}({value})", name::raw(&field.name)));
        }
        let Values { own: (_, own), components: (_, components) } = values;
        if !own.is_disjoint(&components) {
            return None;
        }
        let mut imports = vec![format!("use {crate_name}::{}::{};", operation.module, listed(&own))];
        if !components.is_empty() {
            imports.insert(0, format!("use {crate_name}::components::{};", listed(&components)));
        }
        Some(Self { imports, setters })
    }

    /// The expression that builds the request, with each setter on its own line.
    fn expression(&self, before: &str, type_name: &str) -> Vec<String> {
        let mut lines = vec![format!("{before}{type_name}::new()")];
        lines.extend(self.setters.iter().map(|setter| format!("    {setter}")));
        lines
    }
}

/// The documented example of a value, or of the elements of a list.
fn documented(schema: &Schema) -> Option<String> {
    let own = schema.example.as_ref().and_then(plain);
    own.or_else(|| schema.items.as_ref()?.example.as_ref().and_then(plain)).filter(|example| !example.trim().is_empty())
}

/// Writes values as Rust expressions. For both modules that types can be in, it holds the types and collects the names
/// that the expressions use.
struct Values<'a> {
    own: (&'a [Item], BTreeSet<String>),
    components: (&'a [Item], BTreeSet<String>),
}

impl Values<'_> {
    /// An argument for the setter of a parameter of this type: the documented example, or a placeholder that compiles.
    fn of(&mut self, ty: &Type, example: Option<&str>) -> Option<String> {
        let text = || format!("{:?}", example.unwrap_or("..."));
        Some(match ty {
            Type::Text | Type::Secret => text(),
            // An example outside the valid values is passed as a string, which setters of open enumerations accept.
            Type::Enumeration(reference) => {
                let (items, used) = self.place(reference);
                match Named::find(items, reference, "").and_then(|known| known.variant(example?)) {
                    Some(variant) => {
                        used.insert(reference.name.clone());
                        variant
                    }
                    None => text(),
                }
            }
            Type::Int64 => number(example).unwrap_or(1).to_string(),
            Type::Boolean => example.and_then(|example| example.trim().parse().ok()).unwrap_or(true).to_string(),
            Type::Structure(reference) => {
                self.place(reference).1.insert(reference.name.clone());
                format!("{}::new()", reference.name)
            }
            Type::List(element) => format!("[{}]", self.of(element, first_element(example).as_deref())?),
            Type::Double
            | Type::SecretValue
            | Type::Bytes
            | Type::File
            | Type::SecretFile
            | Type::Any
            | Type::Map(_) => return None,
        })
    }

    fn place(&mut self, reference: &Reference) -> (&[Item], &mut BTreeSet<String>) {
        let (items, used) = match reference.home {
            Home::Operation => &mut self.own,
            Home::Components => &mut self.components,
        };
        (items, used)
    }
}

/// Parses an example number. The vendor masks digits with asterisks; they become zeros.
fn number(example: Option<&str>) -> Option<i64> {
    example?.trim().replace('*', "0").parse().ok()
}

/// The example of one element. The vendor documents lists as a JSON array or by a single element.
fn first_element(example: Option<&str>) -> Option<String> {
    let example = example?.trim();
    if !example.starts_with('[') {
        return Some(example.to_owned());
    }
    let list: Vec<serde_json::Value> = serde_json::from_str(example).ok()?;
    list.first().filter(|first| !first.is_object() && !first.is_array()).and_then(plain)
}

/// The names for a `use` item: `Name` or `{Name, Other}`.
fn listed(names: &BTreeSet<String>) -> String {
    let list = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() == 1 { list } else { format!("{{{list}}}") }
}

/// A documentation section with a code block. `lines` become the body of an async function that has a `client`.
fn code_block(title: &str, about: Option<&str>, imports: &[String], lines: &[String]) -> String {
    let mut block = vec![title.to_owned(), String::new()];
    block.extend(about.into_iter().flat_map(|about| [about.to_owned(), String::new()]));
    block.push("```no_run".to_owned());
    block.extend_from_slice(imports);
    block.extend([
        String::new(),
        "# async fn example(client: alicloud_client::Client) -> Result<(), alicloud_client::Error> {".to_owned(),
    ]);
    block.extend_from_slice(lines);
    block.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    block.join("\n")
}
