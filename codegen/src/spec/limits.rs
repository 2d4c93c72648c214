//! Limits on the size of a description, so that time and stack depth are bounded by the input. Real products are far
//! below them; exceeding one is an error with a position.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::entry::{AdditionalProperties, Operation, Schema};

/// Maximum number of bytes of a file. The vendor's largest has some tens of millions.
pub(crate) const FILE: u64 = 256 << 20;

/// Most parameters of an operation. The vendor's largest has about a hundred.
pub(crate) const PARAMETERS: usize = 2000;

/// Maximum number of fields of an object. The vendor's largest has some hundreds.
pub(crate) const FIELDS: usize = 2000;

/// Maximum length of a chain of references: shared schemas that only refer to the next one, or are lists or maps of it.
pub(crate) const REFERENCES: usize = 32;

/// The reason why an operation is too large; `None` if it is not.
pub(crate) fn excess(operation: &Operation) -> Option<String> {
    let count = operation.parameters.len();
    (count > PARAMETERS).then(|| format!("it has {count} parameters, and at most {PARAMETERS} are read"))
}

/// The names of the shared schemas that begin a chain of more than [`REFERENCES`] references, in the order of
/// `schemas`.
pub(crate) fn long_chains(schemas: &IndexMap<String, Schema>) -> Vec<&str> {
    let mut lengths: HashMap<&str, usize> = HashMap::with_capacity(schemas.len());
    for start in schemas.keys() {
        let mut way: Vec<&str> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut current = Some(start.as_str());
        let mut length = 0;
        while let Some(name) = current {
            if let Some(known) = lengths.get(name) {
                length = *known;
                break;
            }
            if let Some(place) = places.get(name) {
                // A cycle: the length of the chain from each of its schemas is the length of the cycle.
                let circle = way.split_off(*place);
                length = circle.len();
                lengths.extend(circle.into_iter().map(|name| (name, length)));
                break;
            }
            places.insert(name, way.len());
            way.push(name);
            current = schemas.get(name).and_then(next);
        }
        for name in way.into_iter().rev() {
            length += 1;
            lengths.insert(name, length);
        }
    }
    schemas
        .keys()
        .map(String::as_str)
        .filter(|name| lengths.get(name).is_some_and(|length| *length > REFERENCES))
        .collect()
}

/// The shared schema that a schema refers to, directly or as the type of its elements or values.
fn next(schema: &Schema) -> Option<&str> {
    let mut schema = schema;
    loop {
        if let Some(name) = schema.component_name() {
            return Some(name);
        }
        schema = match (&schema.items, schema.additional_properties.as_deref()) {
            (Some(items), _) => items,
            (None, Some(AdditionalProperties::Schema(values))) if schema.properties.is_empty() => values,
            _ => return None,
        };
    }
}
