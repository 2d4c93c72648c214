//! Three-way merge of one value: what the documents said at the last import (base), what the entry says (ours), and
//! what the documents say now (theirs).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::kind::{EntryPart, is_wording};
use super::matching::matches;
use super::place::{Path, label};

/// A fact that was edited by hand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    pub(super) path: Path,
    pub(super) value: Value,
}

/// A manual edit that was kept although the documents now say something new.
#[derive(Debug)]
pub(super) struct Contested {
    pub(super) path: Path,
    /// The value in the entry. `None` if the entry omits the fact on purpose.
    pub(super) ours: Option<Value>,
    /// The value in the new documents. `None` if they no longer contain the fact.
    pub(super) theirs: Option<Value>,
}

/// Shared schemas before the import: those of the documents (`base`) and those of `product.json` (`entry`).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SchemasBefore<'a> {
    pub(super) base: Option<&'a Value>,
    pub(super) entry: Option<&'a Value>,
}

/// A merge in progress, with what it has to report.
#[derive(Debug, Default)]
pub(super) struct Merge<'a> {
    shared: SchemasBefore<'a>,
    path: Path,
    /// Manual edits that have no place in the new description.
    pub(super) unplaced: Vec<Fact>,
    /// Manual edits of facts that the documents changed too.
    pub(super) contested: Vec<Contested>,
    /// Shared schemas whose manual edits were applied to a schema that was a reference to them before.
    pub(super) dissolved: BTreeSet<String>,
}

impl<'a> Merge<'a> {
    /// Creates a merge in which references are resolved in these schemas.
    pub(super) fn new(shared: SchemasBefore<'a>) -> Self {
        Self { shared, ..Self::default() }
    }

    /// Returns the merged value: `new`, with the changes that `entry` has compared to `base`.
    pub(super) fn value(
        &mut self,
        kind: EntryPart,
        base: Option<&Value>,
        entry: Option<&Value>,
        new: Option<&Value>,
    ) -> Option<Value> {
        // Equal values can still differ in what their references lead to, so those are compared too.
        if base == entry && (kind == EntryPart::Fact || base == new || self.shared.base == self.shared.entry) {
            return new.cloned();
        }
        if base != entry && (base == new || entry == new) {
            return entry.cloned();
        }
        let empty_list = Value::Array(Vec::new());
        let empty_object = Value::Object(Map::new());
        // An absent collection is the same as an empty one.
        let (base, entry, new) = if kind.is_collection() {
            let empty = if kind.element().is_some() { &empty_list } else { &empty_object };
            (base.or(Some(empty)), entry.or(Some(empty)), new.or(Some(empty)))
        } else {
            (base, entry, new)
        };
        let merged = match (entry, new) {
            (Some(Value::Object(ours)), Some(Value::Object(theirs))) if kind != EntryPart::Fact => {
                Value::Object(self.object(kind, base, ours, theirs))
            }
            (Some(Value::Array(ours)), Some(Value::Array(theirs))) if kind.element().is_some() => {
                Value::Array(self.list(kind, base, ours, theirs))
            }
            (Some(ours), None) if base.is_none() => ours.clone(),
            // When the documents drop a value, the manual edits within it are dropped and reported.
            (Some(ours), None) if kind != EntryPart::Fact => {
                self.lose(kind, base, Some(ours));
                return None;
            }
            (_, theirs) if base == entry => return theirs.cloned(),
            (ours, theirs) => {
                self.contest(ours, theirs);
                return ours.cloned();
            }
        };
        let is_empty = match &merged {
            Value::Object(map) => map.is_empty(),
            Value::Array(list) => list.is_empty(),
            _ => false,
        };
        (!(is_empty && kind.is_collection())).then_some(merged)
    }

    fn contest(&mut self, ours: Option<&Value>, theirs: Option<&Value>) {
        // These normally differ between documents and entries, so a difference is not reported.
        let is_ours = |key: &String| {
            is_wording(key) || key.starts_with("x-") || matches!(key.as_str(), "enumValueTitles" | "directories")
        };
        if !self.path.iter().rev().take(2).any(is_ours) {
            let path = self.path.clone();
            self.contested.push(Contested { path, ours: ours.cloned(), theirs: theirs.cloned() });
        }
    }

    fn under<T>(&mut self, step: impl Into<String>, act: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.into());
        let result = act(self);
        self.path.pop();
        result
    }

    fn object(
        &mut self,
        kind: EntryPart,
        base: Option<&Value>,
        entry: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> Map<String, Value> {
        // A reference of the documents was replaced by the schema itself: the manual edits of the shared schema apply here
        // now. A reference that was written by hand is a manual edit, which stays.
        let was = base.map(|base| base.as_object().and_then(component));
        if kind == EntryPart::Schema
            && let (Some(name), None) = (component(entry), new.get("$ref"))
            && was.is_none_or(|was| was.as_ref() == Some(&name))
            && let Some(Value::Object(shared)) = self.shared.entry.and_then(|schemas| schemas.get(&name))
        {
            let mut entry = entry.clone();
            entry.shift_remove("$ref");
            for (key, value) in shared {
                entry.entry(key.clone()).or_insert_with(|| value.clone());
            }
            let base = self.shared.base.and_then(|schemas| schemas.get(&name)).cloned();
            self.dissolved.insert(name);
            return self.fields(kind, base.as_ref(), &entry, new);
        }
        self.fields(kind, base, entry, new)
    }

    fn fields(
        &mut self,
        kind: EntryPart,
        base: Option<&Value>,
        entry: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> Map<String, Value> {
        let before = |key: &str| base.and_then(|base| base.get(key));
        // If the type changed, facts about values of the old type no longer apply.
        let is_other = kind == EntryPart::Schema && {
            let was = base.and_then(Value::as_object).map_or_else(|| shape(entry), shape);
            was != shape(new)
        };
        let holds = |key: &str| !is_other || !is_of_type(key);
        let mut merged: Vec<(String, Value)> = Vec::with_capacity(new.len());
        for (key, theirs) in new {
            let (old, ours) = (before(key), entry.get(key));
            let inner = kind.of(key);
            let value = self.under(key, |merge| {
                if holds(key) || inner != EntryPart::Fact {
                    merge.value(inner, old, ours, Some(theirs))
                } else {
                    if ours != Some(theirs) {
                        merge.lose(inner, old, ours);
                    }
                    Some(theirs.clone())
                }
            });
            merged.extend(value.map(|value| (key.clone(), value)));
        }
        let mut previous: Option<&str> = None;
        for (key, ours) in entry {
            if !new.contains_key(key) {
                let (old, inner) = (before(key), kind.of(key));
                let value = self.under(key, |merge| {
                    if holds(key) {
                        return merge.value(inner, old, Some(ours), None);
                    }
                    merge.lose(inner, old, Some(ours));
                    None
                });
                if let Some(value) = value {
                    let at = match previous {
                        None => 0,
                        Some(previous) => {
                            merged.iter().position(|(name, _)| name == previous).map_or(merged.len(), |there| there + 1)
                        }
                    };
                    merged.insert(at, (key.clone(), value));
                }
            }
            previous = Some(key);
        }
        let mut merged: Map<String, Value> = merged.into_iter().collect();
        if kind == EntryPart::Schema {
            self.facts_of_another_type(entry, new, &mut merged);
            self.titles_without_values(entry, new, &mut merged);
        }
        merged
    }

    /// Removes what the documents say of their type if the entry was given another one by hand: it would be ignored there.
    fn facts_of_another_type(
        &mut self,
        entry: &Map<String, Value>,
        new: &Map<String, Value>,
        merged: &mut Map<String, Value>,
    ) {
        if shape(merged) == shape(new) {
            return;
        }
        let (kind, reference) = shape(merged);
        let (kind, is_reference) = (kind.map(str::to_owned), reference.is_some());
        let fits = |key: &str| {
            let types = TYPES.iter().find(|(keys, _)| keys.contains(&key)).map(|(_, types)| *types);
            match types {
                Some(_) if is_reference => false,
                Some(types) => kind.as_deref().is_none_or(|kind| types.contains(&kind)),
                None => !is_reference || key != "type",
            }
        };
        let foreign: Vec<String> =
            merged.keys().filter(|key| !entry.contains_key(*key) && !fits(key)).cloned().collect();
        for key in foreign {
            let theirs = merged.shift_remove(&key);
            let mut path = self.path.clone();
            path.push(key);
            self.contested.push(Contested { path, ours: None, theirs });
        }
    }

    /// Removes titles of values that are no longer valid.
    fn titles_without_values(
        &mut self,
        entry: &Map<String, Value>,
        new: &Map<String, Value>,
        merged: &mut Map<String, Value>,
    ) {
        let values = |schema: &Map<String, Value>| -> BTreeSet<String> {
            let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
            values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
        };
        let (before, now) = (values(entry), values(merged));
        let Some(Value::Object(titles)) = merged.get_mut("enumValueTitles") else { return };
        let theirs = new.get("enumValueTitles");
        let stale: Vec<String> = titles
            .keys()
            .filter(|value| before.contains(*value) && !now.contains(*value))
            .filter(|value| theirs.and_then(|titles| titles.get(value)).is_none())
            .cloned()
            .collect();
        for value in stale {
            if let Some(title) = titles.shift_remove(&value) {
                let mut path = self.path.clone();
                path.extend(["enumValueTitles".to_owned(), value]);
                self.unplaced.push(Fact { path, value: title });
            }
        }
        if titles.is_empty() {
            merged.shift_remove("enumValueTitles");
        }
    }

    fn list(&mut self, kind: EntryPart, base: Option<&Value>, entry: &[Value], new: &[Value]) -> Vec<Value> {
        let inner = kind.element().unwrap_or(EntryPart::Fact);
        let base = base.and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
        let before = matches(kind, entry, base);
        let now = matches(kind, entry, new);
        let base_of_new = matches(kind, new, base);
        let mut of_new: Vec<Option<usize>> = vec![None; new.len()];
        for (position, found) in now.iter().enumerate() {
            if let Some(slot) = found.and_then(|found| of_new.get_mut(found)) {
                *slot = Some(position);
            }
        }
        // The position in the entry is kept for sorting.
        let mut merged: Vec<(Option<usize>, Value)> = Vec::with_capacity(new.len());
        for ((theirs, ours), base_of_new) in new.iter().zip(of_new).zip(base_of_new) {
            let old = match ours {
                Some(ours) => before.get(ours).copied().flatten(),
                None => base_of_new.filter(|position| !before.contains(&Some(*position))),
            };
            let old = old.and_then(|position| base.get(position));
            let entry = ours.and_then(|position| entry.get(position));
            let value = self.under(label(kind, theirs), |merge| merge.value(inner, old, entry, Some(theirs)));
            merged.extend(value.map(|value| (ours, value)));
        }
        let mut additions = Vec::new();
        for (position, ours) in entry.iter().enumerate() {
            if now.get(position).copied().flatten().is_some() {
                continue;
            }
            let old = before.get(position).copied().flatten().and_then(|position| base.get(position));
            let value = self.under(label(kind, ours), |merge| merge.value(inner, old, Some(ours), None));
            additions.extend(value.map(|value| (position, value)));
        }
        if kind == EntryPart::Parameters {
            // Parameters are in the order of the documents. One that was added by hand follows its predecessor in the
            // entry.
            for (position, value) in additions {
                let before = position.checked_sub(1);
                let at = match before {
                    None => 0,
                    Some(_) => merged.iter().position(|(there, _)| *there == before).map_or(merged.len(), |at| at + 1),
                };
                merged.insert(at, (Some(position), value));
            }
        } else {
            // The order has no meaning, so existing elements keep their positions.
            merged.extend(additions.into_iter().map(|(position, value)| (Some(position), value)));
            merged.sort_by_key(|(position, _)| position.unwrap_or(usize::MAX));
        }
        merged.into_iter().map(|(_, value)| value).collect()
    }

    /// Records each manual edit in a value that is dropped.
    pub(super) fn lose(&mut self, kind: EntryPart, base: Option<&Value>, entry: Option<&Value>) {
        let Some(ours) = entry.filter(|_| base != entry) else { return };
        match (ours, base) {
            (Value::Object(map), Some(Value::Object(_))) if kind != EntryPart::Fact => {
                for (key, ours) in map {
                    let old = base.and_then(|base| base.get(key));
                    self.under(key, |merge| merge.lose(kind.of(key), old, Some(ours)));
                }
            }
            (Value::Array(list), Some(Value::Array(before))) if kind.element().is_some() => {
                let inner = kind.element().unwrap_or(EntryPart::Fact);
                for (ours, old) in list.iter().zip(matches(kind, list, before)) {
                    let old = old.and_then(|position| before.get(position));
                    self.under(label(kind, ours), |merge| merge.lose(inner, old, Some(ours)));
                }
            }
            _ => self.unplaced.push(Fact { path: self.path.clone(), value: ours.clone() }),
        }
    }
}

/// The types whose values each key of a schema is about.
const TYPES: &[(&[&str], &[&str])] = &[
    (&["properties", "additionalProperties"], &["object"]),
    (&["items", "minItems", "maxItems"], &["array"]),
    (&["minLength", "maxLength", "pattern"], &["string"]),
    (&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], &["integer", "number"]),
    (&["enum", "enumValueTitles", "format"], &["string", "integer", "number", "boolean"]),
];

/// Returns the name in `$ref`, if it refers to a shared schema.
pub(super) fn component(schema: &Map<String, Value>) -> Option<String> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/").map(str::to_owned)
}

/// Returns what identifies the type of a schema: `type`, which may be implied by other keys, and `$ref`.
fn shape(schema: &Map<String, Value>) -> (Option<&str>, Option<&str>) {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let kind = text("type").or_else(|| {
        if schema.contains_key("properties") || schema.contains_key("additionalProperties") {
            Some("object")
        } else {
            schema.contains_key("items").then_some("array")
        }
    });
    (kind, text("$ref"))
}

/// Whether a key of a schema constrains values of its type, so that it is meaningless for another type.
pub(super) fn is_of_type(key: &str) -> bool {
    !(is_wording(key) || key.starts_with("x-") || matches!(key, "required" | "docRequired" | "deprecated" | "nullable"))
}
