//! A change of a profile in the text of the configuration file. What is not changed stays as it is, byte for byte: order, spaces,
//! numbers of any length, keys that nobody here knows.

use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

use super::configuration::name_of;
use crate::credentials::Secret;
use crate::credentials::input::without_mark;
use crate::credentials::json::{Unreadable, entries};

/// What a profile must have for a change to be made: otherwise somebody has signed in anew meanwhile.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) member: &'static str,
    pub(super) is: Secret,
}

/// New values of fields, in the order in which those that are new are added. Not a JSON object: its order depends on a feature of
/// `serde_json` that any crate of a program can enable.
pub(super) type Members = [(&'static str, Value)];

/// The text with new values for members of the profile `name`; `None` if there is nothing to change: the profile does not meet the
/// condition, or has these values already.
pub(super) fn profile(
    text: &str,
    name: &str,
    condition: &Condition,
    members: &Members,
) -> Result<Option<Secret>, String> {
    let json = without_mark(text);
    let unreadable = |error: Unreadable| format!("the file {error}");
    let root = entries(json).map_err(unreadable)?;
    let profiles: Vec<&RawValue> = match last(&root, "profiles") {
        Some(profiles) => serde_json::from_str(profiles.get()).map_err(|error| unreadable(error.into()))?,
        None => Vec::new(),
    };
    let found = profiles.into_iter().find(|profile| name_of(profile) == name);
    let found = found.ok_or_else(|| format!("the profile {name} is gone"))?;
    let fields = entries(found.get()).map_err(unreadable)?;
    if string(last(&fields, condition.member)) != condition.is {
        return Ok(None);
    }
    let mut edits = Vec::new();
    let mut added = String::new();
    for (key, value) in members {
        match last(&fields, key) {
            Some(present) if serde_json::from_str::<Value>(present.get()).is_ok_and(|present| present == *value) => {}
            Some(present) => edits.push((place(text, present), value.to_string())),
            None => {
                let style = Style::of(found.get(), &fields);
                let key = Value::from(*key);
                added.push_str(&format!(",{}{key}{}{value}", style.before_key, style.after_key));
            }
        }
    }
    if let (false, Some((_, field))) = (added.is_empty(), fields.last()) {
        let end = place(text, field).end;
        edits.push((end..end, added));
    }
    if edits.is_empty() {
        return Ok(None);
    }
    // From behind, so that the places before stay where they are.
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut changed = text.to_owned();
    for (place, value) in edits {
        changed.replace_range(place, &value);
    }
    Ok(Some(changed.into()))
}

/// The value that counts where a key is there more than once: the last, as in every reader of the file.
fn last<'json>(entries: &[(String, &'json RawValue)], key: &str) -> Option<&'json RawValue> {
    entries.iter().rfind(|(name, _)| name == key).map(|(_, value)| *value)
}

fn string(value: Option<&RawValue>) -> Secret {
    value.and_then(|value| serde_json::from_str::<String>(value.get()).ok()).unwrap_or_default().into()
}

/// Where a value is that was read from `text` without a copy.
fn place(text: &str, value: &RawValue) -> Range<usize> {
    let start = value.get().as_ptr() as usize - text.as_ptr() as usize;
    start..start + value.get().len()
}

/// What an object has before its keys and between a key and its value.
struct Style<'a> {
    before_key: &'a str,
    after_key: &'a str,
}

impl<'a> Style<'a> {
    fn of(object: &'a str, fields: &[(String, &'a RawValue)]) -> Self {
        let before_value =
            fields.first().and_then(|(_, value)| object.get(..place(object, value).start)).unwrap_or("{");
        let key = before_value.find('"').unwrap_or(1);
        let colon = before_value.rfind(':').unwrap_or(before_value.len());
        Self {
            before_key: before_value.get(1..key).unwrap_or_default(),
            after_key: before_value.get(colon..).filter(|text| !text.is_empty()).unwrap_or(":"),
        }
    }
}
