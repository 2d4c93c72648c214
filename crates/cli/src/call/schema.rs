//! Checks the parts of a parameter against its schema. The same rules hold for parts that are options and for JSON.

use std::sync::LazyLock;

use alicloud_catalog::{AdditionalProperties, Product, RequestParameter, Schema, same_name};
use alicloud_client::OperationInfo;
use alicloud_client::runtime::{BodyKind, Location};
use serde_json::{Map, Value};

use crate::unknown_word::is_too_long;

/// The largest index in a list that is given part by part.
const ELEMENTS: usize = 1000;

/// The schema of a value of which nothing is documented.
static ANY: LazyLock<Schema> = LazyLock::new(Schema::default);

/// Whether a parameter is a file. `schema` is its schema, not a reference. The format `byte` is base64, which is a string in a form.
pub(super) fn is_file(info: &OperationInfo, parameter: &RequestParameter, schema: &Schema) -> bool {
    info.body == BodyKind::Multipart
        && parameter.location == Location::Form
        && schema.kind.as_deref() == Some("string")
        && schema.format.as_deref() == Some("binary")
}

/// One step of a path: the documented name of a field (`None` for an index of a list), and the schema of that part.
pub(super) fn step<'a>(
    first: &str,
    schema: &'a Schema,
    product: &'a Product,
) -> Result<(Option<String>, &'a Schema), String> {
    if let Some(items) = &schema.items {
        let is_index =
            first.parse().is_ok_and(|index: usize| (1..=ELEMENTS).contains(&index) && index.to_string() == first);
        return if is_index {
            Ok((None, product.resolve(items)))
        } else {
            Err(format!("{first:?} is not the number of an element, from 1 to {ELEMENTS}"))
        };
    }
    if first.is_empty() {
        return Err("a name between two dots is empty".to_owned());
    }
    field(first, schema, product).map(|(name, schema)| (Some(name), schema))
}

/// The documented name of a field of an object, and its schema. Keys of maps, and fields of objects of which no field is documented, have
/// any name.
fn field<'a>(typed: &str, schema: &'a Schema, product: &'a Product) -> Result<(String, &'a Schema), String> {
    let known = |same: &dyn Fn(&str) -> bool| schema.properties.iter().find(|(name, _)| same(name));
    if let Some((name, schema)) = known(&|name| name == typed).or_else(|| known(&|name| same_name(name, typed))) {
        return Ok((name.clone(), product.resolve(schema)));
    }
    match schema.additional_properties.as_deref() {
        Some(AdditionalProperties::Schema(values)) => Ok((typed.to_owned(), product.resolve(values))),
        None | Some(AdditionalProperties::Allowed(false)) if !schema.properties.is_empty() => {
            let names: Vec<&str> = schema.properties.keys().map(String::as_str).collect();
            let similar = similar(typed, &names).map(|name| format!("; did you mean {name}?")).unwrap_or_default();
            Err(format!("{} is not one of its fields, which are {}{similar}", shown(typed), names.join(", ")))
        }
        _ => Ok((typed.to_owned(), &ANY)),
    }
}

/// The name that looks most like `typed`.
fn similar<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
    if is_too_long(typed) {
        return None;
    }
    let typed = typed.to_lowercase();
    let likeness = |name: &str| strsim::jaro(&name.to_lowercase(), &typed);
    let ranked = names.iter().map(|name| (likeness(name), *name)).filter(|(likeness, _)| *likeness > 0.8);
    ranked.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, name)| name)
}

/// The name of a field in a message: JSON can have names of any length.
fn shown(name: &str) -> String {
    const SHOWN: usize = 40;
    match name.char_indices().nth(SHOWN).and_then(|(end, _)| name.get(..end)) {
        Some(start) => format!("{:?}", format!("{start}…")),
        None => format!("{name:?}"),
    }
}

/// Checks the value of a parameter against its schema.
pub(super) struct Checker<'a> {
    pub(super) product: &'a Product,
    /// Whether the value is sent as one parameter for each scalar in it, so that a null cannot be an element of a list.
    pub(super) is_flat: bool,
    /// Whether values that are not documented are accepted.
    pub(super) force: bool,
}

impl Checker<'_> {
    /// The value with the documented names of its fields, if each part has the documented kind. A null is no value, so it is a field of any
    /// kind; a scalar can be written as another one, because digits and strings are often documented as each other. `path` is the name of the
    /// value as an option.
    pub(super) fn checked(&self, value: Value, schema: &Schema, path: &str) -> Result<Value, String> {
        let expected = kind(schema);
        let refuse = |found: &str| {
            let expected = expected.map_or_else(|| "another value".to_owned(), with_article);
            Err(format!("{path} is {found}, where {expected} is expected"))
        };
        match value {
            Value::Null => Ok(value),
            Value::Array(_) if !matches!(expected, None | Some("array" | "any")) => refuse("a list"),
            Value::Array(elements) => {
                let items = schema.items.as_deref().map_or(&*ANY, |items| self.product.resolve(items));
                let is_null_refused = expected == Some("array") || self.is_flat;
                let elements = elements.into_iter().enumerate().map(|(index, element)| {
                    let path = format!("{path}.{}", index + 1);
                    if element.is_null() && is_null_refused {
                        return Err(format!("{path} is null, which cannot be sent as an element of a list"));
                    }
                    self.checked(element, items, &path)
                });
                elements.collect::<Result<_, _>>().map(Value::Array)
            }
            Value::Object(_) if !matches!(expected, None | Some("object" | "any")) => refuse("an object"),
            Value::Object(fields) => self.fields(fields, schema, path).map(Value::Object),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => match expected {
                Some("array" | "object") => refuse(match value {
                    Value::Bool(_) => "a boolean",
                    Value::Number(_) => "a number",
                    _ => "a string",
                }),
                _ => self.documented(value, schema, path),
            },
        }
    }

    /// A scalar, if it is one of the documented ones. An empty string is no value, which is often how a filter is left out.
    fn documented(&self, value: Value, schema: &Schema, path: &str) -> Result<Value, String> {
        let text = match &value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if self.force || text.is_empty() {
            return Ok(value);
        }
        let valid = schema.valid_strings();
        if valid.is_empty() || valid.contains(&text) {
            return Ok(value);
        }
        let known: Vec<&str> = valid.iter().map(String::as_str).collect();
        let found = if schema.is_secret() { String::new() } else { format!("{} ", shown(&text)) };
        let similar = similar(&text, &known).map(|name| format!("; did you mean {name}?")).unwrap_or_default();
        Err(format!(
            "{path} has the value {found}which is not one of {}{similar}; --force sends it all the same",
            known.join(", ")
        ))
    }

    fn fields(&self, fields: Map<String, Value>, schema: &Schema, path: &str) -> Result<Map<String, Value>, String> {
        let mut checked = Map::new();
        for (typed, value) in fields {
            let (name, schema) = field(&typed, schema, self.product).map_err(|problem| format!("{path}: {problem}"))?;
            let value = self.checked(value, schema, &format!("{path}.{typed}"))?;
            if checked.contains_key(&name) {
                return Err(format!("{path}.{name} is given twice, in different spellings"));
            }
            checked.insert(name, value);
        }
        Ok(checked)
    }
}

/// The documented kind of a value. What has fields or elements is an object or a list even if its kind is not documented.
fn kind(schema: &Schema) -> Option<&str> {
    match schema.kind.as_deref() {
        None if !schema.properties.is_empty() => Some("object"),
        None if schema.items.is_some() => Some("array"),
        kind => kind,
    }
}

fn with_article(kind: &str) -> String {
    match kind {
        "array" => "a list".to_owned(),
        "object" | "integer" => format!("an {kind}"),
        kind => format!("a {kind}"),
    }
}
