//! Takes a JSON object apart member by member, and keeps account of what nobody asked for.
//!
//! The vendor's files are written by many tools: numbers as text, empty objects as `[]`, `null` for "not given". All of that is
//! read here, once, so that nothing else has to know.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Members and values that have no place in an entry, by kind (`parameter.visibility`).
#[derive(Debug, Default)]
pub(super) struct Leftovers {
    place: String,
    kinds: BTreeMap<String, Leftover>,
}

/// One kind of leftover.
#[derive(Debug)]
pub(super) struct Leftover {
    /// How often it occurred.
    pub(super) count: usize,
    /// Where it occurred first.
    pub(super) first: String,
}

impl Leftovers {
    /// Names what is being read from now on, for [`Leftover::first`].
    pub(super) fn enter(&mut self, place: &str) {
        place.clone_into(&mut self.place);
    }

    /// Notes one occurrence.
    pub(super) fn note(&mut self, kind: String) {
        let first = &self.place;
        self.kinds.entry(kind).or_insert_with(|| Leftover { count: 0, first: first.clone() }).count += 1;
    }

    /// All kinds, sorted.
    pub(super) fn into_kinds(self) -> BTreeMap<String, Leftover> {
        self.kinds
    }
}

/// The members of one object that were not taken yet.
pub(super) struct Members<'a> {
    kind: &'static str,
    map: Map<String, Value>,
    leftovers: &'a mut Leftovers,
}

impl<'a> Members<'a> {
    /// The members of `value`, which is a `kind`. Anything but an object has no members, and is a leftover unless it is empty.
    pub(super) fn new(kind: &'static str, value: Value, leftovers: &'a mut Leftovers) -> Self {
        let map = match value {
            Value::Object(map) => map,
            other => {
                if !is_empty(&other) {
                    leftovers.note(format!("`{kind}` that is no object"));
                }
                Map::new()
            }
        };
        Self { kind, map, leftovers }
    }

    /// The list of leftovers, for reading what is nested.
    pub(super) fn leftovers(&mut self) -> &mut Leftovers {
        self.leftovers
    }

    /// Any value but `null`.
    pub(super) fn value(&mut self, name: &str) -> Option<Value> {
        self.map.shift_remove(name).filter(|value| !value.is_null())
    }

    /// Text; a number or a flag is as good as its text.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            other => self.unusable(name, &other),
        }
    }

    /// Text that says something.
    pub(super) fn wording(&mut self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    /// A flag, also as text.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(flag) => Some(flag),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            other => self.unusable(name, &other),
        }
    }

    /// A whole number, also as text.
    pub(super) fn whole<T: TryFrom<i64>>(&mut self, name: &str) -> Option<T> {
        let value = self.value(name)?;
        let number = match &value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number.and_then(|number| T::try_from(number).ok()) {
            Some(number) => Some(number),
            None => self.unusable(name, &value),
        }
    }

    /// A list; a single value is a list of one.
    pub(super) fn list(&mut self, name: &str) -> Vec<Value> {
        match self.value(name) {
            None => Vec::new(),
            Some(Value::Array(values)) => values,
            Some(Value::Object(map)) if map.is_empty() => Vec::new(),
            Some(other) => vec![other],
        }
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for value in self.list(name) {
            match value {
                Value::String(text) => texts.push(text),
                other => {
                    self.unusable::<()>(name, &other);
                }
            }
        }
        texts
    }

    /// An object's members in their order. Exporters that know no empty object write `[]`.
    pub(super) fn object(&mut self, name: &str) -> Map<String, Value> {
        match self.value(name) {
            None => Map::new(),
            Some(Value::Object(map)) => map,
            Some(other) => {
                self.unusable::<()>(name, &other);
                Map::new()
            }
        }
    }

    /// Members with no place, all but the empty ones, are leftovers.
    pub(super) fn finish(self) {
        for (name, value) in &self.map {
            if !is_empty(value) {
                self.leftovers.note(format!("`{}.{name}`", self.kind));
            }
        }
    }

    fn unusable<T>(&mut self, name: &str, value: &Value) -> Option<T> {
        if !is_empty(value) {
            self.leftovers.note(format!("`{}.{name}` with a value of another type", self.kind));
        }
        None
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
