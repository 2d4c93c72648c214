//! The type of a field of an object, which a description names or has for all keys of a map.

use alicloud_catalog::{AdditionalProperties, Schema};

/// The type of the field with this name: its own one, or that of the values of a map. `None` if the description has
/// neither.
pub(crate) fn field_schema<'a>(schema: &'a Schema, name: &str) -> Option<&'a Schema> {
    match (schema.properties.get(name), schema.additional_properties.as_deref()) {
        (Some(field), _) => Some(field),
        (None, Some(AdditionalProperties::Schema(values))) => Some(values),
        (None, Some(AdditionalProperties::Allowed(_)) | None) => None,
    }
}
