//! Answers of operations that have no state here: what the documents show.

use alicloud_catalog::{AdditionalProperties, Operation, Product, Schema};
use serde_json::{Map, Value, json};

/// The documented sample; without one, an answer made of the examples in the response's type.
pub(crate) fn answer(product: &Product, operation: &Operation) -> Value {
    let documented = operation.sample("json").and_then(|sample| serde_json::from_str(sample).ok());
    let from_type = || operation.response().map(|schema| example(product, schema, MOST_LEVELS));
    documented.or_else(from_type).unwrap_or_else(|| json!({}))
}

/// Types that contain themselves end here.
const MOST_LEVELS: usize = 12;

fn example(product: &Product, schema: &Schema, levels: usize) -> Value {
    let schema = product.resolve(schema);
    let Some(below) = levels.checked_sub(1) else { return Value::Null };
    match schema.kind.as_deref() {
        Some("array") => schema.items.iter().map(|items| example(product, items, below)).collect(),
        Some("object") => {
            let members =
                schema.properties.iter().map(|(name, member)| (name.clone(), example(product, member, below)));
            let mut members: Map<String, Value> = members.collect();
            if let (true, Some(AdditionalProperties::Schema(values))) =
                (members.is_empty(), &schema.additional_properties)
            {
                members.insert("key".to_owned(), example(product, values, below));
            }
            Value::Object(members)
        }
        kind => scalar(kind, schema.example.as_ref().or(schema.default.as_ref())),
    }
}

/// Examples are text in the vendor's files, whatever the type.
fn scalar(kind: Option<&str>, example: Option<&Value>) -> Value {
    let text = match example {
        Some(Value::String(text)) => text.trim(),
        Some(other) => return other.clone(),
        None => "",
    };
    match kind {
        Some("integer") => text.parse::<i64>().map_or(json!(0), Value::from),
        Some("number") => text.parse::<f64>().map_or(json!(0.0), Value::from),
        Some("boolean") => Value::from(text.eq_ignore_ascii_case("true")),
        _ => Value::from(text),
    }
}
