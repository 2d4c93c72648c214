//! Lists what an import changes in an entry if it is not known what the documents said before.

use serde_json::Value;

use super::kind::EntryPart;
use super::matching::matches;
use super::place::{Path, label};
use super::removed::fields;

/// A fact of an entry that changed.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) path: Path,
    /// The old value. `None` if the fact is new.
    pub(super) before: Option<Value>,
    /// The new value. `None` if the fact was removed.
    pub(super) after: Option<Value>,
}

/// Lists every fact that differs between `before` and `after`. An object that only one of them contains is listed once,
/// not field by field.
pub(super) fn differences(kind: EntryPart, before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(kind, Some(before), Some(after), &mut Vec::new(), &mut found);
    found
}

fn compare(
    kind: EntryPart,
    before: Option<&Value>,
    after: Option<&Value>,
    path: &mut Path,
    found: &mut Vec<Difference>,
) {
    match (before, after) {
        _ if before == after => {}
        // An object that became a list of such objects, or the reverse, still has the same fields.
        (Some(old), Some(new))
            if kind == EntryPart::Schema && old.get("type") != new.get("type") && have_fields(old, new) =>
        {
            reshaped(old, new, path, found);
        }
        (Some(Value::Object(old)), Some(Value::Object(new))) if kind != EntryPart::Fact => {
            let added = new.keys().filter(|key| !old.contains_key(*key));
            for key in old.keys().chain(added) {
                // Notes of the import about documents are not facts of the operation, and changes of groups are
                // reported elsewhere.
                let is_noted = matches!(key.as_str(), "x-source" | "x-differences" | "directories");
                // If an entry has no `operationType`, every import derives one.
                let is_decided = kind == EntryPart::Operation && key == "operationType" && !old.contains_key(key);
                if !is_noted && !is_decided {
                    within(key, path, |path| compare(kind.of(key), old.get(key), new.get(key), path, found));
                }
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if kind.element().is_some() => {
            let inner = kind.element().unwrap_or(EntryPart::Fact);
            let mut is_matched = vec![false; new.len()];
            for (value, position) in old.iter().zip(matches(kind, old, new)) {
                let other = position.and_then(|position| new.get(position));
                if let Some(slot) = position.and_then(|position| is_matched.get_mut(position)) {
                    *slot = true;
                }
                within(&label(kind, value), path, |path| compare(inner, Some(value), other, path, found));
            }
            for (value, _) in new.iter().zip(is_matched).filter(|(_, is_matched)| !is_matched) {
                within(&label(kind, value), path, |path| compare(inner, None, Some(value), path, found));
            }
        }
        // Each element of a collection is a difference of its own.
        (Some(Value::Object(map)), None) | (None, Some(Value::Object(map))) if kind.is_collection() => {
            for (key, value) in map {
                let (old, new) = (before.map(|_| value), after.map(|_| value));
                within(key, path, |path| compare(kind.of(key), old, new, path, found));
            }
        }
        (Some(Value::Array(list)), None) | (None, Some(Value::Array(list))) if kind.element().is_some() => {
            let inner = kind.element().unwrap_or(EntryPart::Fact);
            for value in list {
                let (old, new) = (before.map(|_| value), after.map(|_| value));
                within(&label(kind, value), path, |path| compare(inner, old, new, path, found));
            }
        }
        _ => found.push(Difference { path: path.clone(), before: before.cloned(), after: after.cloned() }),
    }
}

fn have_fields(before: &Value, after: &Value) -> bool {
    [before, after].into_iter().all(|schema| schema.get("$ref").is_none() && fields(schema).is_some())
}

/// Compares two schemas of different types: their own keys, and their fields, however deep these are in lists.
fn reshaped(before: &Value, after: &Value, path: &mut Path, found: &mut Vec<Difference>) {
    let keys = |schema: &Value| -> Vec<String> {
        let keys = schema.as_object().into_iter().flat_map(|map| map.keys().cloned());
        keys.filter(|key| !matches!(key.as_str(), "properties" | "items" | "additionalProperties")).collect()
    };
    let mut of_both = keys(before);
    of_both.extend(keys(after).into_iter().filter(|key| before.get(key).is_none()));
    for key in of_both {
        within(&key, path, |path| {
            compare(EntryPart::Schema.of(&key), before.get(&key), after.get(&key), path, found);
        });
    }
    let (old, new) = (fields(before), fields(after));
    let mut names: Vec<&String> = old.into_iter().flat_map(|fields| fields.keys()).collect();
    names.extend(
        new.into_iter().flat_map(|fields| fields.keys()).filter(|name| old.is_none_or(|old| !old.contains_key(*name))),
    );
    for name in names {
        let of = |fields: Option<&serde_json::Map<String, Value>>| fields.and_then(|fields| fields.get(name)).cloned();
        let (old, new) = (of(old), of(new));
        within("properties", path, |path| {
            within(name, path, |path| compare(EntryPart::Schema, old.as_ref(), new.as_ref(), path, found));
        });
    }
}

fn within(step: &str, path: &mut Path, act: impl FnOnce(&mut Path)) {
    path.push(step.to_owned());
    act(path);
    path.pop();
}
