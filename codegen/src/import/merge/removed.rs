//! Lists what an import removes from an entry.

use std::collections::BTreeSet;

use serde_json::Value;

use super::kind::EntryPart;
use super::matching::matches;
use super::place::{Path, label, shortened};

/// Lists the paths in `before` that are missing in `after`. A removed object is listed once, not field by field.
pub(super) fn removed(kind: EntryPart, before: &Value, after: &Value) -> Vec<Path> {
    let mut removed = Vec::new();
    compare(kind, before, Some(after), &mut Vec::new(), &mut removed);
    removed
}

fn compare(kind: EntryPart, before: &Value, after: Option<&Value>, path: &mut Path, removed: &mut Vec<Path>) {
    let Some(after) = after else {
        // Each element of a collection is listed.
        match before {
            Value::Object(map) if kind.is_collection() => {
                for (key, value) in map {
                    within(key, path, |path| compare(kind.of(key), value, None, path, removed));
                }
            }
            Value::Array(list) if kind.element().is_some() => {
                let inner = kind.element().unwrap_or(EntryPart::Fact);
                for value in list {
                    within(&label(kind, value), path, |path| compare(inner, value, None, path, removed));
                }
            }
            _ => removed.push(path.clone()),
        }
        return;
    };
    match (before, after) {
        _ if before == after => {}
        (Value::Object(_), Value::Object(_)) if kind == EntryPart::Schema && is_other(before, after) => {
            lost_fields(before, after, path, removed);
        }
        (Value::Object(before), Value::Object(after)) if kind != EntryPart::Fact => {
            for (key, value) in before {
                // Notes of the import about documents are not facts of the operation, and changes of groups are
                // reported elsewhere.
                if !matches!(key.as_str(), "x-source" | "x-differences" | "directories") {
                    let inner = kind.of(key);
                    let other = after.get(key);
                    within(key, path, |path| compare(inner, value, other, path, removed));
                }
            }
        }
        (Value::Array(before), Value::Array(after)) if kind.element().is_some() => {
            let inner = kind.element().unwrap_or(EntryPart::Fact);
            for (value, found) in before.iter().zip(matches(kind, before, after)) {
                let other = found.and_then(|position| after.get(position));
                within(&label(kind, value), path, |path| compare(inner, value, other, path, removed));
            }
        }
        // Lists of scalars, such as valid values and methods.
        (Value::Array(before), Value::Array(after)) => {
            for value in before.iter().filter(|value| !after.contains(value)) {
                let step = value.as_str().map_or_else(|| shortened(value), str::to_owned);
                within(&step, path, |path| removed.push(path.clone()));
            }
        }
        _ => {}
    }
}

fn within<T>(step: &str, path: &mut Path, act: impl FnOnce(&mut Path) -> T) -> T {
    path.push(step.to_owned());
    let result = act(path);
    path.pop();
    result
}

fn is_other(before: &Value, after: &Value) -> bool {
    ["type", "$ref"].iter().any(|key| before.get(key) != after.get(key))
}

/// Lists the fields that a schema lost when its type changed. An object may have become a list of such objects, which
/// still has them.
fn lost_fields(before: &Value, after: &Value, path: &mut Path, removed: &mut Vec<Path>) {
    // The fields of a shared schema are reported with the product.
    if before.get("$ref").is_some() || after.get("$ref").is_some() {
        return;
    }
    let there: BTreeSet<&str> =
        fields(after).map(|fields| fields.iter().map(|(name, _)| name.as_str()).collect()).unwrap_or_default();
    for (name, schema) in fields(before).into_iter().flatten() {
        path.extend(["properties".to_owned(), name.clone()]);
        if !there.contains(name.as_str()) {
            removed.push(path.clone());
        } else if let Some(other) = fields(after).and_then(|fields| fields.get(name)) {
            compare(EntryPart::Schema, schema, Some(other), path, removed);
        }
        path.truncate(path.len().saturating_sub(2));
    }
}

/// Returns the fields of an object, or of the elements of a list or map.
pub(super) fn fields(schema: &Value) -> Option<&serde_json::Map<String, Value>> {
    let mut schema = schema;
    loop {
        if let Some(Value::Object(fields)) = schema.get("properties") {
            return Some(fields);
        }
        schema = schema.get("items").or_else(|| schema.get("additionalProperties"))?;
    }
}
