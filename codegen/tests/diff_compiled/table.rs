//! Kinds of change, each a row of `changes.json`: what is edited in `rpc.json` or `roa.json`, and what `diff` has to say of it.

use std::collections::BTreeSet;

use alicloud_codegen::spec::Spec;
use serde::Deserialize;
use serde_json::Value;

use crate::pair::{Old, spec, touched};

/// A kind of change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) of: String,
    pub(crate) change: String,
    says: String,
    pub(crate) kind: Option<String>,
    /// What is done, where, and with what.
    edit: Vec<Vec<Value>>,
}

impl Row {
    /// The description after the change.
    pub(crate) fn after(&self, old: &Old) -> Spec {
        let mut new = old.json.clone();
        for step in &self.edit {
            edit(&mut new, step).unwrap_or_else(|| panic!("{}: {step:?}", self.change));
        }
        // As text, since the order of fields is a change too.
        let (before, after) = (old.json.to_string(), new.to_string());
        assert!(before != after, "{}: nothing is edited", self.change);
        spec(&new).unwrap_or_else(|problems| panic!("{}: {problems}", self.change))
    }

    /// The operations that are edited, if nothing else is.
    pub(crate) fn touched(&self) -> Option<BTreeSet<String>> {
        touched(self.edit.iter().map(|step| step.get(1).and_then(Value::as_str).unwrap_or_default()))
    }

    /// What `diff` says, where it should say something else.
    pub(crate) fn contradiction(&self, old: &Old, new: &Spec) -> Option<String> {
        let comparison = old.compare(new);
        let worst = comparison.worst().map_or("nothing", |worst| worst.name());
        let has_kind =
            self.kind.as_ref().is_none_or(|kind| comparison.changes().any(|change| change.kind.name() == *kind));
        let kind = self.kind.as_deref().unwrap_or("any kind");
        (worst != self.says || !has_kind)
            .then(|| format!("{} {}: not {} by {kind}, but\n{comparison}", self.of, self.change, self.says))
    }
}

/// What is changed.
pub(crate) fn description(name: &str) -> Old {
    let text = std::fs::read_to_string(format!("tests/diff_compiled/{name}.json")).expect("a description");
    Old::new(serde_json::from_str(&text).expect("a description is JSON"))
}

/// Every row.
pub(crate) fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string("tests/diff_compiled/changes.json").expect("the table");
    serde_json::from_str(&text).expect("the table has rows")
}

fn edit(json: &mut Value, step: &[Value]) -> Option<()> {
    let [Value::String(what), Value::String(place), value @ ..] = step else { return None };
    let (parent, name) = place.rsplit_once('/')?;
    let name = name.replace("~1", "/").replace("~0", "~");
    match (what.as_str(), value.first()) {
        ("push", Some(value)) => json.pointer_mut(place)?.as_array_mut()?.push(value.clone()),
        ("swap", Some(Value::String(other))) => {
            let (first, second) = (json.pointer(place)?.clone(), json.pointer(other)?.clone());
            *json.pointer_mut(place)? = second;
            *json.pointer_mut(other)? = first;
        }
        ("reverse", None) => {
            let fields = json.pointer_mut(place)?.as_object_mut()?;
            *fields = std::mem::take(fields).into_iter().rev().collect();
        }
        ("set", Some(value)) => match json.pointer_mut(parent)? {
            Value::Object(fields) => drop(fields.insert(name, value.clone())),
            Value::Array(elements) => *elements.get_mut(name.parse::<usize>().ok()?)? = value.clone(),
            _ => return None,
        },
        ("remove", None) => match json.pointer_mut(parent)? {
            Value::Object(fields) => drop(fields.shift_remove(&name)?),
            Value::Array(elements) => drop(elements.remove(name.parse().ok()?)),
            _ => return None,
        },
        ("rename", Some(Value::String(other))) => {
            let fields = json.pointer_mut(parent)?.as_object_mut()?;
            fields.get(&name)?;
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(key, value)| (if key == name { other.clone() } else { key }, value))
                .collect();
        }
        _ => return None,
    }
    Some(())
}
