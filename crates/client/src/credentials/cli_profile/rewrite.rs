//! Changes the profiles in the text of the configuration file. All other bytes are kept: order, white space, long
//! numbers, unknown keys.

use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

use super::configuration::name_of;
use super::edit::{last, place, style_of};
use crate::credentials::Secret;
use crate::credentials::input::without_mark;
use crate::credentials::json::{JsonError, entries};
use crate::shown::{LONGEST_NAME, shown};

/// The text of a file with one profile, which is the current one.
pub(super) fn first(name: &str, fields: &[(String, Value)]) -> Secret {
    let mut profile = vec![format!("      \"name\": {}", Value::from(name))];
    profile.extend(fields.iter().map(|(key, value)| format!("      {}: {value}", Value::from(key.as_str()))));
    let profile = profile.join(",\n");
    let name = Value::from(name);
    format!("{{\n  \"current\": {name},\n  \"profiles\": [\n    {{\n{profile}\n    }}\n  ]\n}}\n").into()
}

/// The text with new values for fields of the profile `name`, which is added if it does not exist. It becomes the current profile if there
/// is none.
pub(super) fn set(text: &str, name: &str, fields: &[(String, Value)]) -> Result<Secret, String> {
    let file = File::parse(text)?;
    let mut edits = Vec::new();
    let mut added_to_root = Vec::new();
    match last(&file.root, "current") {
        None => added_to_root.push(("current".to_owned(), Value::from(name).to_string())),
        Some(current) if matches!(current.get(), "null" | "\"\"") => {
            edits.push((place(text, current), Value::from(name).to_string()));
        }
        Some(_) => {}
    }
    match file.profiles.iter().find(|profile| name_of(profile) == name) {
        Some(profile) => set_fields(text, profile, fields, &mut edits)?,
        None => {
            let mut all = vec![("name".to_owned(), Value::from(name))];
            all.extend_from_slice(fields);
            let members: Vec<String> =
                all.iter().map(|(key, value)| format!("{}: {value}", Value::from(key.as_str()))).collect();
            let added = format!("{{ {} }}", members.join(", "));
            match (file.profiles.last(), file.list) {
                (Some(last), _) => {
                    let end = place(text, last).end;
                    edits.push((end..end, format!(",\n    {added}")));
                }
                (None, Some(list)) => edits.push((place(text, list), format!("[\n    {added}\n  ]"))),
                (None, None) => match last(&file.root, "profiles") {
                    // It is null.
                    Some(nothing) => edits.push((place(text, nothing), format!("[{added}]"))),
                    None => added_to_root.push(("profiles".to_owned(), format!("[{added}]"))),
                },
            }
        }
    }
    if !added_to_root.is_empty() {
        add_to_root(text, &file, &added_to_root, &mut edits);
    }
    Ok(applied(text, edits))
}

/// The text without the profile `name`. If it was the current one, the first of the others is from now on.
pub(super) fn delete(text: &str, name: &str) -> Result<Secret, String> {
    let file = File::parse(text)?;
    let at = file.profiles.iter().position(|profile| name_of(profile) == name);
    let at = at.ok_or_else(|| format!("there is no profile {}", shown(name, LONGEST_NAME)))?;
    let range = |index: usize| file.profiles.get(index).map(|profile| place(text, profile));
    let this = range(at).unwrap_or_default();
    // With the comma before it, or the one after it.
    let removed = match (at.checked_sub(1).and_then(range), range(at + 1)) {
        (Some(before), _) => before.end..this.end,
        (None, Some(after)) => this.start..after.start,
        (None, None) => this,
    };
    let mut edits = vec![(removed, String::new())];
    let current = last(&file.root, "current");
    if let Some(current) =
        current.filter(|current| serde_json::from_str::<String>(current.get()).is_ok_and(|is| is == name))
    {
        let next = file.profiles.iter().map(|profile| name_of(profile)).find(|other| other != name).unwrap_or_default();
        edits.push((place(text, current), Value::from(next).to_string()));
    }
    Ok(applied(text, edits))
}

/// The text with `name` as the current profile.
pub(super) fn switch(text: &str, name: &str) -> Result<Secret, String> {
    let file = File::parse(text)?;
    if !file.profiles.iter().any(|profile| name_of(profile) == name) {
        return Err(format!("there is no profile {}", shown(name, LONGEST_NAME)));
    }
    let mut edits = Vec::new();
    match last(&file.root, "current") {
        Some(current) => edits.push((place(text, current), Value::from(name).to_string())),
        None => add_to_root(text, &file, &[("current".to_owned(), Value::from(name).to_string())], &mut edits),
    }
    Ok(applied(text, edits))
}

/// The name of the current profile, and all profiles.
pub(super) fn parts(text: &str) -> Result<(Option<String>, Vec<&RawValue>), String> {
    let file = File::parse(text)?;
    let current = last(&file.root, "current").and_then(|current| serde_json::from_str(current.get()).ok());
    Ok((current, file.profiles))
}

/// The parts of a configuration file.
struct File<'json> {
    root: Vec<(String, &'json RawValue)>,
    list: Option<&'json RawValue>,
    profiles: Vec<&'json RawValue>,
}

impl<'json> File<'json> {
    fn parse(text: &'json str) -> Result<Self, String> {
        let unreadable = |error: JsonError| format!("the file {error}");
        let root = entries(without_mark(text)).map_err(unreadable)?;
        let list = last(&root, "profiles").filter(|list| list.get() != "null");
        let profiles = match list {
            Some(list) => serde_json::from_str(list.get()).map_err(|error| unreadable(error.into()))?,
            None => Vec::new(),
        };
        Ok(Self { root, list, profiles })
    }
}

/// A change of a part of the text.
type Change = (Range<usize>, String);

fn set_fields(
    text: &str,
    profile: &RawValue,
    fields: &[(String, Value)],
    edits: &mut Vec<Change>,
) -> Result<(), String> {
    let known = entries(profile.get()).map_err(|error| format!("the file {error}"))?;
    let (before_key, after_key) = style_of(profile.get(), &known);
    let mut added = String::new();
    for (key, value) in fields {
        match last(&known, key) {
            Some(present) => edits.push((place(text, present), value.to_string())),
            None => added.push_str(&format!(",{before_key}{}{after_key}{value}", Value::from(key.as_str()))),
        }
    }
    // A profile that was found has at least its name.
    if let (false, Some((_, field))) = (added.is_empty(), known.last()) {
        let end = place(text, field).end;
        edits.push((end..end, added));
    }
    Ok(())
}

/// Adds keys with values in JSON to the object of the whole file.
fn add_to_root(text: &str, file: &File<'_>, members: &[(String, String)], edits: &mut Vec<Change>) {
    let members: Vec<String> =
        members.iter().map(|(key, value)| format!("\n  {}: {value}", Value::from(key.as_str()))).collect();
    match file.root.last() {
        Some((_, field)) => {
            let end = place(text, field).end;
            edits.push((end..end, format!(",{}", members.join(","))));
        }
        None => {
            let start = text.find('{').map_or(text.len(), |brace| brace + 1);
            edits.push((start..start, format!("{}\n", members.join(","))));
        }
    }
}

fn applied(text: &str, mut edits: Vec<Change>) -> Secret {
    // From the last edit to the first, so that the positions of the remaining edits stay valid.
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut changed = text.to_owned();
    for (place, value) in edits {
        changed.replace_range(place, &value);
    }
    changed.into()
}
