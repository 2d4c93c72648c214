//! The merge of one value: what the documents said when it was last imported, what the entry says, what the documents say now.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::kind::{EntryPart, is_wording};
use super::matching::matches;
use super::place::{Path, label};

/// A fact of ours.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    /// Where it is in the entry.
    pub(super) path: Path,
    /// What it says.
    pub(super) value: Value,
}

/// A fact of ours that was kept although the documents now say something new.
#[derive(Debug)]
pub(super) struct Contested {
    /// Where it is.
    pub(super) path: Path,
    /// What the entry says; nothing if it leaves out what the documents have.
    pub(super) ours: Option<Value>,
    /// What the documents say now.
    pub(super) theirs: Option<Value>,
}

/// Shared schemas as they were before the import: those of the documents and those of `product.json`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SchemasBefore<'a> {
    pub(super) base: Option<&'a Value>,
    pub(super) entry: Option<&'a Value>,
}

/// A merge and what it found.
#[derive(Debug, Default)]
pub(super) struct Merge<'a> {
    shared: SchemasBefore<'a>,
    path: Path,
    /// Facts of ours that have no place in the new description.
    pub(super) unplaced: Vec<Fact>,
    /// Facts of ours about which the documents now say something new.
    pub(super) contested: Vec<Contested>,
    /// Shared schemas of which the facts of ours went into a place that referred to them before.
    pub(super) dissolved: BTreeSet<String>,
}

impl<'a> Merge<'a> {
    /// A merge in which references lead to these schemas.
    pub(super) fn new(shared: SchemasBefore<'a>) -> Self {
        Self { shared, ..Self::default() }
    }

    /// The merged value: what the documents say now (`new`), with what the entry says otherwise than the documents did (`base`).
    pub(super) fn value(
        &mut self,
        kind: EntryPart,
        base: Option<&Value>,
        entry: Option<&Value>,
        new: Option<&Value>,
    ) -> Option<Value> {
        // Facts of ours may be behind a reference.
        if base == entry && (kind == EntryPart::Fact || base == new || self.shared.base == self.shared.entry) {
            return new.cloned();
        }
        if base != entry && (base == new || entry == new) {
            return entry.cloned();
        }
        let empty_list = Value::Array(Vec::new());
        let empty_object = Value::Object(Map::new());
        // A collection that is not there has no elements.
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
            // What the documents no longer have takes along what we said within.
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
        // In these, documents and people differ as a rule.
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
        // What was a reference and is written out now: our facts of the shared schema hold here.
        if kind == EntryPart::Schema
            && let (Some(name), None) = (component(entry), new.get("$ref"))
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
        // Of another type: what was said of the old one does not hold for it.
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
            self.titles_without_values(entry, new, &mut merged);
        }
        merged
    }

    /// A title whose value is no longer valid has no place.
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
        // The position in the entry goes along, for the order.
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
            // The order is that of the documents; what is ours comes after what is before it in the entry.
            for (position, value) in additions {
                let before = position.checked_sub(1);
                let at = match before {
                    None => 0,
                    Some(_) => merged.iter().position(|(there, _)| *there == before).map_or(merged.len(), |at| at + 1),
                };
                merged.insert(at, (Some(position), value));
            }
        } else {
            // The order says nothing: what is there stays where it is.
            merged.extend(additions.into_iter().map(|(position, value)| (Some(position), value)));
            merged.sort_by_key(|(position, _)| position.unwrap_or(usize::MAX));
        }
        merged.into_iter().map(|(_, value)| value).collect()
    }

    /// Notes each fact of ours in what has no place any more.
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

/// The name in `$ref`, if that points at a shared schema.
pub(super) fn component(schema: &Map<String, Value>) -> Option<String> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/").map(str::to_owned)
}

/// What makes a schema another one: its type, which may follow from what it holds, or what it refers to.
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

/// Whether a key of a schema is about values of its type, so that it means nothing for another type.
pub(super) fn is_of_type(key: &str) -> bool {
    !(is_wording(key) || key.starts_with("x-") || matches!(key, "required" | "docRequired" | "deprecated" | "nullable"))
}
