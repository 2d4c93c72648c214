//! Validates a sample against the schema that was derived from the tables. A mismatch shows that the page was misread,
//! or contradicts itself.

use std::collections::HashSet;

use super::sample::{Sample, SampleContent, SampleValue};
use super::width;
use crate::spec::entry::{AdditionalProperties, Schema};

/// Levels of the schema in which a misplaced field is searched for.
const DEPTH: usize = 16;

/// A value of a sample that the schema does not describe.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SampleMismatch {
    /// Byte offset in the sample.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) what: String,
}

/// Lists everything in the sample that contradicts the schema, once per field. `whose` is the name of the sample in
/// messages, and `path` the field whose value it is.
pub(super) fn mismatches(sample: &Sample<'_>, schema: &Schema, whose: &'static str, path: &str) -> Vec<SampleMismatch> {
    let mut reader = Reader { whose, root: schema, xml: sample.xml, seen: HashSet::new(), found: Vec::new() };
    reader.value(&sample.root, schema, path);
    reader.found
}

/// Does the same for a value in a query string, which has no type.
pub(super) fn of_value(text: &str, schema: &Schema, whose: &'static str, path: &str) -> Vec<SampleMismatch> {
    let mut reader = Reader { whose, root: schema, xml: false, seen: HashSet::new(), found: Vec::new() };
    reader.among(0, text, schema, path);
    reader.found
}

struct Reader<'a> {
    whose: &'static str,
    /// The schema of the whole sample, in which a field may have another location.
    root: &'a Schema,
    xml: bool,
    seen: HashSet<String>,
    found: Vec<SampleMismatch>,
}

impl Reader<'_> {
    fn value(&mut self, value: &SampleValue<'_>, schema: &Schema, path: &str) {
        let kind = schema.kind.as_deref().unwrap_or("any");
        match (&value.content, kind) {
            (_, "any") | (SampleContent::Unknown, _) => {}
            (SampleContent::List(items), "array") => self.items(items, schema, path),
            // In XML, a list with one element looks like the element, and an empty list like an empty element.
            (_, "array") if self.xml => self.items(std::slice::from_ref(value), schema, path),
            (SampleContent::Object(members), "object") => self.members(members, schema, path),
            (SampleContent::Text(""), _) => {}
            (SampleContent::Text(text), _) => {
                let fits = match kind {
                    "string" => true,
                    "integer" => text.parse::<i64>().is_ok(),
                    "number" => text.parse::<f64>().is_ok(),
                    "boolean" => ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)),
                    _ => false,
                };
                if fits {
                    self.among(value.at, text, schema, path);
                } else {
                    self.report(value.at, format!("{} shows {} as text", self.whose, place(path)), kind);
                }
            }
            (SampleContent::String(text), "string")
            | (SampleContent::Integer(text), "integer" | "number")
            | (SampleContent::Number(text), "number") => self.among(value.at, text, schema, path),
            (SampleContent::Boolean, "boolean") => {}
            (content, _) => {
                let shown = match content {
                    SampleContent::Object(_) => "an object",
                    SampleContent::List(_) => "a list",
                    SampleContent::String(_) => "a string",
                    SampleContent::Integer(_) | SampleContent::Number(_) => "a number",
                    _ => "a boolean",
                };
                self.report(value.at, format!("{} shows {} as {shown}", self.whose, place(path)), kind);
            }
        }
    }

    /// Checks a value against the valid values and limits of the tables.
    fn among(&mut self, at: usize, text: &str, schema: &Schema, path: &str) {
        // Masked values and placeholders are not compared.
        let is_value = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"*<>$".contains(&byte));
        if !is_value || text.is_empty() || text.to_ascii_lowercase().contains("xxx") || text.contains("...") {
            return;
        }
        let is_listed = |valid: &serde_json::Value| match valid {
            serde_json::Value::String(valid) => valid == text,
            other => {
                let written = other.to_string();
                written == text
            }
        };
        if !schema.valid_values.is_empty() && !schema.valid_values.iter().any(is_listed) {
            let shown: String = text.chars().take(60).collect();
            self.push(
                at,
                format!("{} shows {} as `{shown}`, which is none of the valid values", self.whose, place(path)),
            );
        }
        let limit = |limit: &Option<serde_json::Value>| match limit {
            Some(serde_json::Value::String(text)) => text.parse::<f64>().ok(),
            Some(other) => other.as_f64(),
            None => None,
        };
        let Ok(number) = text.parse::<f64>() else { return };
        let is_outside = limit(&schema.minimum).is_some_and(|least| number < least)
            || limit(&schema.maximum).is_some_and(|most| number > most);
        if is_outside {
            self.push(at, format!("{} shows {} as {text}, which is outside of its range", self.whose, place(path)));
        }
        if width::is_longer(text, schema) {
            let whose = self.whose;
            self.push(at, format!("{whose} shows {} as {text}, which is more than 32 bits hold", place(path)));
        }
    }

    fn items(&mut self, items: &[SampleValue<'_>], schema: &Schema, path: &str) {
        let Some(item) = &schema.items else { return };
        for value in items {
            self.value(value, item, &format!("{path}[]"));
        }
    }

    fn members(&mut self, members: &[(&str, SampleValue<'_>)], schema: &Schema, path: &str) {
        if schema.properties.is_empty() && schema.additional_properties.is_none() {
            return;
        }
        for (name, value) in members {
            let inner = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
            if let Some(property) = schema.properties.get(*name) {
                self.value(value, property, &inner);
                continue;
            }
            match schema.additional_properties.as_deref() {
                Some(AdditionalProperties::Schema(values)) => self.value(value, values, &inner),
                Some(AdditionalProperties::Allowed(true)) => {}
                _ => {
                    // Names in another case are looked up only for the first mismatches: a sample with many belongs to
                    // another response.
                    let mut names = schema.properties.keys().take(if self.found.len() < 100 { usize::MAX } else { 0 });
                    let other = names.find(|there| there.eq_ignore_ascii_case(name));
                    let elsewhere = || {
                        let is_searched = self.found.len() < 100;
                        is_searched.then(|| location(self.root, name, "", 0)).flatten()
                    };
                    let other = other.cloned().or_else(elsewhere);
                    let other = other.map_or_else(String::new, |other| format!(" (they list `{other}`)"));
                    let whose = self.whose;
                    self.push(value.at, format!("{whose} has `{inner}`, which the tables do not list{other}"));
                }
            }
        }
    }

    fn report(&mut self, at: usize, shown: String, kind: &str) {
        let article = if kind.starts_with(['a', 'i', 'o']) { "an" } else { "a" };
        let listed = if kind == "array" { "a list".to_owned() } else { format!("{article} {kind}") };
        self.push(at, format!("{shown}, the tables as {listed}"));
    }

    fn push(&mut self, at: usize, what: String) {
        if self.seen.insert(what.clone()) {
            self.found.push(SampleMismatch { at, what });
        }
    }
}

/// Returns the path of the first field with this name, at any level.
fn location(schema: &Schema, name: &str, path: &str, depth: usize) -> Option<String> {
    if depth > DEPTH {
        return None;
    }
    if let Some(item) = &schema.items {
        return location(item, name, &format!("{path}[]"), depth + 1);
    }
    let inner = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    if schema.properties.contains_key(name) {
        return Some(inner(name));
    }
    schema.properties.iter().find_map(|(key, property)| location(property, name, &inner(key), depth + 1))
}

fn place(path: &str) -> String {
    if path.is_empty() { "the body".to_owned() } else { format!("`{path}`") }
}
