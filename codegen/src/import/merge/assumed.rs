//! What the documents may have said of an entry of which that was not kept.

use serde_json::{Map, Value};

use super::kind::EntryPart;
use super::matching::matches;

/// A base for the merge of `entry` with `new`. Ours is what people write, and what the new documents say nothing of; except for
/// the outline, which documents always give as a whole.
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

/// What is left of an entry without what people write.
pub(super) fn without_ours(kind: EntryPart, entry: &Value) -> Value {
    base(kind, entry, None)
}
