//! Interprets schemas: the kind of value, the valid values, contradictory limits.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::spec::entry::{AdditionalProperties, Schema};

/// The kind of value that a schema describes.
pub(crate) enum SchemaKind<'a> {
    Object,
    Map(Option<&'a Schema>),
    List(Option<&'a Schema>),
    Enumeration,
    Text,
    Integer,
    Number,
    Boolean,
    Any,
    Unknown(&'a str),
}

/// What a schema that is not a `$ref` describes.
pub(crate) fn kind(schema: &Schema) -> SchemaKind<'_> {
    match schema.kind.as_deref() {
        Some("object") | None if !schema.properties.is_empty() => SchemaKind::Object,
        Some("object") | None if schema.additional_properties.is_some() => {
            match schema.additional_properties.as_deref() {
                Some(AdditionalProperties::Schema(values)) => SchemaKind::Map(Some(values)),
                Some(AdditionalProperties::Allowed(true)) => SchemaKind::Map(None),
                _ => SchemaKind::Any,
            }
        }
        None if schema.items.is_some() => SchemaKind::List(schema.items.as_deref()),
        Some("object" | "any" | "") | None => SchemaKind::Any,
        Some("array") => SchemaKind::List(schema.items.as_deref()),
        Some("string") if !valid_values(schema).is_empty() => SchemaKind::Enumeration,
        Some("string") => SchemaKind::Text,
        Some("integer") => SchemaKind::Integer,
        Some("number") => SchemaKind::Number,
        Some("boolean") => SchemaKind::Boolean,
        Some(other) => SchemaKind::Unknown(other),
    }
}

/// The schema that a reference leads to, or the schema itself if it is none. `None` if the reference leads nowhere.
pub(crate) fn target<'a>(schema: &'a Schema, components: &'a IndexMap<String, Schema>) -> Option<&'a Schema> {
    let mut schema = schema;
    // A component can be a mere reference to another one, even in a cycle, so the number of steps is bounded.
    for _ in 0..=components.len() {
        if schema.reference.is_none() {
            break;
        }
        schema = components.get(schema.component_name()?)?;
    }
    Some(schema)
}

/// Whether a body with this schema consists of raw bytes.
pub(crate) fn is_binary(schema: &Schema) -> bool {
    schema.kind.as_deref() == Some("string") && matches!(schema.format.as_deref(), Some("binary" | "byte"))
}

/// Valid values as strings, each once: the metadata has numbers among them, and repeats some.
pub(crate) fn valid_values(schema: &Schema) -> Vec<String> {
    let mut seen = HashSet::new();
    schema.valid_values.iter().filter_map(plain).filter(|value| seen.insert(value.clone())).collect()
}

/// What the keys of a schema mean, for tools that have no generated types.
#[cfg(feature = "serde")]
impl Schema {
    /// Whether the value must be set.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required == Some(true)
    }

    /// Whether the value must not appear in output.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.secret == Some(true)
    }

    /// Valid values as strings, as on the wire, each once.
    #[must_use]
    pub fn valid_strings(&self) -> Vec<String> {
        valid_values(self)
    }

    /// The limit below which a number is not valid, and with [`exclusive_minimum`](Self::exclusive_minimum) not valid
    /// itself.
    #[must_use]
    pub fn lower_limit(&self) -> Option<f64> {
        limit(self.minimum.as_ref())
    }

    /// The limit above which a number is not valid, and with [`exclusive_maximum`](Self::exclusive_maximum) not valid
    /// itself.
    #[must_use]
    pub fn upper_limit(&self) -> Option<f64> {
        limit(self.maximum.as_ref())
    }
}

/// A limit, which is a number or a string in the vendor's files.
fn limit(value: Option<&serde_json::Value>) -> Option<f64> {
    let value = value?;
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// Whether a lower limit exceeds its upper limit, so that no value is valid.
pub(crate) fn has_contradictory_limits(schema: &Schema) -> bool {
    let numbers = (limit(schema.minimum.as_ref()), limit(schema.maximum.as_ref()));
    let numbers = matches!(numbers, (Some(low), Some(high)) if low > high);
    let lengths = matches!((schema.min_length, schema.max_length), (Some(low), Some(high)) if low > high);
    let items = matches!((schema.min_items, schema.max_items), (Some(low), Some(high)) if low > high);
    numbers || lengths || items
}

/// A value of the spec as a string: what is quoted in some files is not in others.
pub(crate) fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
