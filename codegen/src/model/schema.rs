//! Questions about a schema: what it describes, which values it allows, whether its limits leave any.

use std::collections::HashSet;

use super::item::Type;
use crate::spec::entry::{AdditionalProperties, Schema};

/// What a schema describes.
pub(crate) enum Kind<'a> {
    Object,
    Map(Option<&'a Schema>),
    List(Option<&'a Schema>),
    Enumeration,
    Text,
    Scalar(Type),
    Unknown(&'a str),
}

/// Looks at a schema that is not a `$ref`.
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

/// Valid values as text, each once: the metadata has numbers among them, and repeats some.
pub(crate) fn valid_values(schema: &Schema) -> Vec<String> {
    let mut seen = HashSet::new();
    schema.valid_values.iter().filter_map(plain).filter(|value| seen.insert(value.clone())).collect()
}

/// Whether the limits leave no value.
pub(crate) fn has_contradictory_limits(schema: &Schema) -> bool {
    let number = |value: &Option<serde_json::Value>| {
        value.as_ref().and_then(|value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()))
    };
    let numbers = matches!((number(&schema.minimum), number(&schema.maximum)), (Some(low), Some(high)) if low > high);
    let lengths = matches!((schema.min_length, schema.max_length), (Some(low), Some(high)) if low > high);
    let items = matches!((schema.min_items, schema.max_items), (Some(low), Some(high)) if low > high);
    numbers || lengths || items
}

/// A value of the spec as text: what is quoted in some files is not in others.
pub(crate) fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
