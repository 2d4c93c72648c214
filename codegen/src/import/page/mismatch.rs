//! Reads a sample with the schema that was made of the tables: the page's own sample is the judge of what was understood.

use std::collections::HashSet;

use super::sample::{Content, Sample, Value};
use crate::spec::entry::{AdditionalProperties, Schema};

/// A value of a sample that the schema does not describe.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mismatch {
    /// Byte of the sample.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) what: String,
}

/// Everything in the sample that contradicts the schema, once for each field. `whose` is what messages call the sample, and
/// `path` the field that it is the value of.
pub(super) fn mismatches(sample: &Sample<'_>, schema: &Schema, whose: &'static str, path: &str) -> Vec<Mismatch> {
    let mut reader = Reader { whose, xml: sample.xml, seen: HashSet::new(), found: Vec::new() };
    reader.value(&sample.root, schema, path);
    reader.found
}

struct Reader {
    whose: &'static str,
    xml: bool,
    seen: HashSet<String>,
    found: Vec<Mismatch>,
}

impl Reader {
    fn value(&mut self, value: &Value<'_>, schema: &Schema, path: &str) {
        let kind = schema.kind.as_deref().unwrap_or("any");
        match (&value.content, kind) {
            (_, "any") | (Content::Unknown, _) => {}
            (Content::List(items), "array") => self.items(items, schema, path),
            // XML shows a list of one as its only element, and an empty list as an empty one.
            (_, "array") if self.xml => self.items(std::slice::from_ref(value), schema, path),
            (Content::Object(members), "object") => self.members(members, schema, path),
            (Content::Text(""), _) => {}
            (Content::Text(text), _) => {
                let fits = match kind {
                    "string" => true,
                    "integer" => text.parse::<i64>().is_ok(),
                    "number" => text.parse::<f64>().is_ok(),
                    "boolean" => ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)),
                    _ => false,
                };
                if !fits {
                    self.report(value.at, format!("{} shows {} as text", self.whose, place(path)), kind);
                }
            }
            (Content::String(_), "string")
            | (Content::Integer, "integer" | "number")
            | (Content::Number, "number")
            | (Content::Boolean, "boolean") => {}
            (content, _) => {
                let shown = match content {
                    Content::Object(_) => "an object",
                    Content::List(_) => "a list",
                    Content::String(_) => "a string",
                    Content::Integer | Content::Number => "a number",
                    _ => "a boolean",
                };
                self.report(value.at, format!("{} shows {} as {shown}", self.whose, place(path)), kind);
            }
        }
    }

    fn items(&mut self, items: &[Value<'_>], schema: &Schema, path: &str) {
        let Some(item) = &schema.items else { return };
        for value in items {
            self.value(value, item, &format!("{path}[]"));
        }
    }

    fn members(&mut self, members: &[(&str, Value<'_>)], schema: &Schema, path: &str) {
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
                    // Another spelling is of interest as long as the two are about the same response.
                    let mut names = schema.properties.keys().take(if self.found.len() < 100 { usize::MAX } else { 0 });
                    let other = names.find(|there| there.eq_ignore_ascii_case(name));
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
            self.found.push(Mismatch { at, what });
        }
    }
}

fn place(path: &str) -> String {
    if path.is_empty() { "the body".to_owned() } else { format!("`{path}`") }
}
