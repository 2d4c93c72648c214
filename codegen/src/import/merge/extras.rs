//! Preserves what readers ignore in an entry: `x-` keys that the entry format does not define, and empty lists and objects,
//! which say the same as no list and no object.

use serde_json::Value;

use super::kind::EntryPart;
use super::matching::matches;

/// Copies the `x-` keys and the empty lists and objects that `to` lacks from the same places in `from`.
pub(super) fn add(kind: EntryPart, to: &mut Value, from: &Value) {
    match (to, from) {
        (Value::Object(to), Value::Object(from)) if kind != EntryPart::Fact => {
            for (key, value) in from {
                if let Some(inner) = to.get_mut(key) {
                    add(kind.of(key), inner, value);
                } else if key.starts_with("x-") || is_empty(value) {
                    to.insert(key.clone(), value.clone());
                }
            }
        }
        (Value::Array(to), Value::Array(from)) if kind.element().is_some() => {
            let inner = kind.element().unwrap_or(EntryPart::Fact);
            for (value, found) in from.iter().zip(matches(kind, from, to)) {
                if let Some(to) = found.and_then(|position| to.get_mut(position)) {
                    add(inner, to, value);
                }
            }
        }
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty) || value.as_array().is_some_and(Vec::is_empty)
}
