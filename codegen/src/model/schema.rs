//! Interprets schemas: the kind of value, the valid values, contradictory limits.

use std::collections::HashSet;

use super::item::Type;
use crate::spec::entry::{AdditionalProperties, Schema};

/// The kind of value that a schema describes.
pub(crate) enum Kind<'a> {
    Object,
    Map(Option<&'a Schema>),
    List(Option<&'a Schema>),
    Enumeration,
    Text,
    Scalar(Type),
    Unknown(&'a str),
}

/// The kind of value of a schema that is not a `$ref`.
pub(crate) fn kind(schema: &Schema) -> Kind<'_> {
    match schema.kind.as_deref() {
        Some("object") | None if !schema.properties.is_empty() => Kind::Object,
        Some("object") | None if schema.additional_properties.is_some() => {
            match schema.additional_properties.as_deref() {
                Some(AdditionalProperties::Schema(values)) => Kind::Map(Some(values)),
                Some(AdditionalProperties::Allowed(true)) => Kind::Map(None),
                _ => Kind::Scalar(Type::Any),
            }
        }
        None if schema.items.is_some() => Kind::List(schema.items.as_deref()),
        Some("object" | "any" | "") | None => Kind::Scalar(Type::Any),
        Some("array") => Kind::List(schema.items.as_deref()),
        Some("string") if !valid_values(schema).is_empty() => Kind::Enumeration,
        Some("string") => Kind::Text,
        Some("integer") => Kind::Scalar(Type::Int64),
        Some("number") => Kind::Scalar(Type::Double),
        Some("boolean") => Kind::Scalar(Type::Boolean),
        Some(other) => Kind::Unknown(other),
    }
}

/// The valid values as strings, without duplicates. The metadata also has numbers among them.
pub(crate) fn valid_values(schema: &Schema) -> Vec<String> {
    let mut seen = HashSet::new();
    schema.valid_values.iter().filter_map(plain).filter(|value| seen.insert(value.clone())).collect()
}

/// Whether a lower limit exceeds its upper limit, so that no value is valid.
pub(crate) fn has_contradictory_limits(schema: &Schema) -> bool {
    let number = |value: &Option<serde_json::Value>| {
        value.as_ref().and_then(|value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()))
    };
    let numbers = matches!((number(&schema.minimum), number(&schema.maximum)), (Some(low), Some(high)) if low > high);
    let lengths = matches!((schema.min_length, schema.max_length), (Some(low), Some(high)) if low > high);
    let items = matches!((schema.min_items, schema.max_items), (Some(low), Some(high)) if low > high);
    numbers || lengths || items
}

/// A JSON value as a string, without quotes, since the same value is a string in some files and a number or boolean in
/// others.
pub(crate) fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
