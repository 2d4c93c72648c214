//! Compares the samples in metadata with the descriptions of the responses.

use indexmap::IndexMap;

use super::page;
use crate::spec::entry::{AdditionalProperties, Operation, Schema};

/// Maximum number of fields of a response that is compared with its sample.
const FIELDS: usize = 20_000;

/// Maximum nesting of a response that is compared with its sample.
const LEVELS: usize = 32;

/// Returns a sentence for each sample of an operation that contradicts the description of its response. `schemas` are the shared
/// schemas of the product.
pub(super) fn contradictions(operation: &Operation, schemas: &IndexMap<String, Schema>) -> Vec<String> {
    let schema = operation.responses.get("200").and_then(|response| response.schema.as_ref());
    let Some(schema) = schema.filter(|_| !operation.response_demo.is_empty()) else { return Vec::new() };
    let mut left = FIELDS;
    let schema = resolved(schema, schemas, LEVELS, &mut left);
    let mut found = Vec::new();
    for sample in &operation.response_demo {
        let contradictions = page::contradictions(sample.example.as_deref().unwrap_or_default(), &schema);
        let Some((first, others)) = contradictions.split_first() else { continue };
        let others = match others.len() {
            0 => String::new(),
            count => format!(" (and {count} more)"),
        };
        let kind = sample.kind.as_deref().unwrap_or_default();
        found.push(format!("the {kind} sample contradicts the description of the response: {first}{others}"));
    }
    found
}

/// Returns a schema with the shared schemas in place of the references to them. Beyond the limits, any value is described.
fn resolved(schema: &Schema, schemas: &IndexMap<String, Schema>, levels: usize, left: &mut usize) -> Schema {
    let Some(inner) = levels.checked_sub(1).filter(|_| *left > 0) else { return Schema::default() };
    *left -= 1;
    if let Some(name) = schema.component_name() {
        return schemas.get(name).map_or_else(Schema::default, |shared| resolved(shared, schemas, inner, left));
    }
    let mut copy = Schema {
        kind: schema.kind.clone(),
        format: schema.format.clone(),
        valid_values: schema.valid_values.clone(),
        minimum: schema.minimum.clone(),
        maximum: schema.maximum.clone(),
        additional_properties: schema.additional_properties.clone(),
        ..Schema::default()
    };
    copy.items = schema.items.as_ref().map(|items| Box::new(resolved(items, schemas, inner, left)));
    let fields = schema.properties.iter();
    copy.properties = fields.map(|(name, field)| (name.clone(), resolved(field, schemas, inner, left))).collect();
    if let Some(AdditionalProperties::Schema(values)) = copy.additional_properties.as_deref_mut() {
        *values = resolved(values, schemas, inner, left);
    }
    copy
}
