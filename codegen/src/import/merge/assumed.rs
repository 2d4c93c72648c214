//! Reconstructs what the documents may have said, for entries of which that was not stored.

use serde_json::{Map, Value};

use super::kind::EntryPart;
use super::matching::matches;

/// Derives a base for the merge of `entry` with `new`. A fact counts as ours if it is of a kind that people write, or
/// if the new documents do not contain it. The outline is an exception, since documents always contain it as a whole.
pub(super) fn base(kind: EntryPart, entry: &Value, new: Option<&Value>) -> Value {
    match entry {
        Value::Object(map) if kind != EntryPart::Fact => {
            let mut base = Map::new();
            for (key, value) in map {
                let inner = new.and_then(|new| new.get(key));
                let silent = new.is_some() && inner.is_none() && !kind.is_outline(key);
                if !kind.is_ours(key) && !silent {
                    base.insert(key.clone(), self::base(kind.of(key), value, inner));
                }
            }
            Value::Object(base)
        }
        Value::Array(list) if kind.element().is_some() => {
            let inner = kind.element().unwrap_or(EntryPart::Fact);
            let others = new.and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
            let found = matches(kind, list, others);
            let known = list.iter().zip(found).filter_map(|(element, found)| {
                let other = found.and_then(|position| others.get(position));
                let is_listed = other.is_some() || new.is_none() || kind == EntryPart::Parameters;
                is_listed.then(|| self::base(inner, element, other))
            });
            Value::Array(known.collect())
        }
        _ => entry.clone(),
    }
}

/// Returns the entry without the kinds of facts that people write.
pub(super) fn without_ours(kind: EntryPart, entry: &Value) -> Value {
    base(kind, entry, None)
}
