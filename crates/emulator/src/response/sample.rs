//! Responses of operations that have no state here: the documented sample, in the shape of the schema.

mod echo;
mod page;

use alicloud_catalog::{AdditionalProperties, Operation, Product, Schema};
use serde_json::{Map, Value, json};

use crate::parameters::ParameterValues;
use crate::xml::{MOST_TYPE_LEVELS, XmlElement};

/// The documented sample in the shape of the response's type, completed by examples. Lists are finite, totals match them, and
/// what the request names is in the response.
pub(crate) fn response(product: &Product, operation: &Operation, parameters: &ParameterValues) -> Value {
    let documented = documented(product, operation);
    let mut body = match operation.response() {
        Some(schema) => shaped(product, schema, documented.as_ref(), MOST_TYPE_LEVELS),
        None => documented.unwrap_or_else(|| json!({})),
    };
    if !body.is_object() && !body.is_array() {
        body = json!({});
    }
    echo::echo(operation, parameters, &mut body);
    page::turn(parameters, &mut body);
    body
}

/// The documented sample.
fn documented(product: &Product, operation: &Operation) -> Option<Value> {
    let json = operation.sample("json").and_then(|sample| serde_json::from_str(sample).ok());
    if json.is_some() || !operation.info.xml_response {
        return json;
    }
    let root = XmlElement::parse(operation.sample("xml")?.trim().as_bytes()).ok()?;
    let schema = operation.response()?;
    let is_field = product.resolve(schema).properties.contains_key(&root.name);
    Some(if is_field { root.as_only_field(product, schema) } else { root.shaped(product, schema) })
}

/// A value of this type: that of the sample if it fits, else one from examples.
fn shaped(product: &Product, schema: &Schema, sample: Option<&Value>, levels: usize) -> Value {
    let schema = product.resolve(schema);
    let Some(below) = levels.checked_sub(1) else { return Value::Null };
    match schema.kind.as_deref() {
        Some("array") => {
            let Some(items) = &schema.items else { return json!([]) };
            match sample {
                Some(Value::Array(elements)) if !elements.is_empty() => {
                    elements.iter().map(|element| shaped(product, items, Some(element), below)).collect()
                }
                _ => Value::Array(vec![shaped(product, items, None, below)]),
            }
        }
        Some("object") => object(product, schema, sample, below),
        kind => scalar(kind, schema, sample),
    }
}

fn object(product: &Product, schema: &Schema, sample: Option<&Value>, below: usize) -> Value {
    let empty = Map::new();
    let sample = sample.and_then(Value::as_object).unwrap_or(&empty);
    // Samples and types of one page sometimes differ in case.
    let of = |name: &str| {
        let other = || sample.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        sample.get(name).or_else(other)
    };
    let fields = schema.properties.iter();
    let mut fields: Map<String, Value> =
        fields.map(|(name, field)| (name.clone(), shaped(product, field, of(name), below))).collect();
    if fields.is_empty() {
        match schema.additional_properties.as_deref() {
            _ if !sample.is_empty() => fields.clone_from(sample),
            Some(AdditionalProperties::Schema(values)) => {
                fields.insert("key".to_owned(), shaped(product, values, None, below));
            }
            _ => {}
        }
    }
    Value::Object(fields)
}

/// The value of the sample if it has this type and is not empty, else the example.
fn scalar(kind: Option<&str>, schema: &Schema, sample: Option<&Value>) -> Value {
    let known = [sample, schema.example.as_ref(), schema.default.as_ref()];
    known.into_iter().flatten().find_map(|value| of_kind(kind, value)).unwrap_or_else(|| match kind {
        Some("integer") => json!(0),
        Some("number") => json!(0.0),
        Some("boolean") => json!(false),
        _ => schema.valid_strings().first().map_or_else(|| json!(""), |value| json!(value)),
    })
}

/// Converts a value to this type. In the vendor's files, all examples are strings, and samples often have numbers as
/// strings, or strings as numbers.
fn of_kind(kind: Option<&str>, value: &Value) -> Option<Value> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        // A list or an object, if the type is any or a string of JSON.
        Value::Array(_) | Value::Object(_) if kind.is_none() || kind == Some("any") => return Some(value.clone()),
        _ => return None,
    };
    match kind {
        _ if text.is_empty() => None,
        Some("integer") => integer(&text).map(Value::from),
        Some("number") => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
        Some("boolean") => text.to_ascii_lowercase().parse::<bool>().ok().map(Value::from),
        Some("string") => Some(Value::from(text)),
        _ => Some(value.clone()),
    }
}

/// Reads an integer. Examples also write it as `20000.0`.
fn integer(text: &str) -> Option<i64> {
    let digits = text.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0'));
    digits.map_or(text, |(digits, _)| digits).parse().ok()
}
