//! Edits a profile in the text of the configuration file. All other bytes are kept: order, white space, long numbers,
//! unknown keys.

use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

use super::configuration::name_of;
use crate::credentials::Secret;
use crate::credentials::input::without_mark;
use crate::credentials::json::{JsonError, entries};

/// The value that a field of the profile must have for the edit to be made. If it differs, somebody has signed in again
/// meanwhile.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) member: &'static str,
    pub(super) is: Secret,
}

/// New values of fields. Fields that the profile lacks are added in this order. This is not a `serde_json` object,
/// because the order of its keys depends on a feature that any crate of a program can enable.
pub(super) type FieldUpdates = [(&'static str, Value)];

/// Returns the text with new values for fields of the profile `name`. Returns `None` if there is nothing to change,
/// because the profile does not meet the condition or already has these values. Fails if the text is not valid or the
/// profile does not exist.
pub(super) fn profile(
    text: &str,
    name: &str,
    condition: &Condition,
    members: &FieldUpdates,
) -> Result<Option<Secret>, String> {
    let json = without_mark(text);
    let unreadable = |error: JsonError| format!("the file {error}");
    let root = entries(json).map_err(unreadable)?;
    let profiles: Vec<&RawValue> = match last(&root, "profiles") {
        Some(profiles) => serde_json::from_str(profiles.get()).map_err(|error| unreadable(error.into()))?,
        None => Vec::new(),
    };
    let found = profiles.into_iter().find(|profile| name_of(profile) == name);
    let found = found.ok_or_else(|| format!("the profile {name} no longer exists"))?;
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
    // From the last edit to the first, so that the positions of the remaining edits stay valid.
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut changed = text.to_owned();
    for (place, value) in edits {
        changed.replace_range(place, &value);
    }
    Ok(Some(changed.into()))
}

/// The last value of a key, which is the one that counts for every reader of the file if a key is repeated.
pub(super) fn last<'json>(entries: &[(String, &'json RawValue)], key: &str) -> Option<&'json RawValue> {
    entries.iter().rfind(|(name, _)| name == key).map(|(_, value)| *value)
}

fn string(value: Option<&RawValue>) -> Secret {
    value.and_then(|value| serde_json::from_str::<String>(value.get()).ok()).unwrap_or_default().into()
}

/// The position of a value in `text`. The value must borrow from `text`.
pub(super) fn place(text: &str, value: &RawValue) -> Range<usize> {
    let start = value.get().as_ptr() as usize - text.as_ptr() as usize;
    start..start + value.get().len()
}

/// The white space of an object before its keys, and what is between a key and its value.
pub(super) fn style_of<'a>(object: &'a str, fields: &[(String, &'a RawValue)]) -> (&'a str, &'a str) {
    let style = Style::of(object, fields);
    (style.before_key, style.after_key)
}

/// The white space of an object before its keys and between a key and its value, so that added fields are formatted
/// alike.
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
