//! Compares sample requests with the tables. Contradictions are reported with their lines.

use std::collections::{HashMap, HashSet};

use super::super::document::Places;
use super::super::limits;
use super::super::mismatch;
use super::super::notes::PageNotes;
use super::super::sample::{Sample, SampleContent, ShownSample};
use super::{QueryPair, RequestSample};
use crate::spec::entry::{Parameter, Schema};

/// Name of the sample in messages.
const WHOSE: &str = "the sample request";

/// What the tables of the page say about the operation.
#[derive(Debug, Clone, Copy)]
pub(in crate::import::page) struct Listed<'a> {
    /// Name of the operation, if it is known.
    pub(in crate::import::page) name: Option<&'a str>,
    /// Path template of the operation.
    pub(in crate::import::page) path: Option<&'a str>,
    /// Parameters of the operation.
    pub(in crate::import::page) parameters: &'a [Parameter],
}

/// Reports where the sample requests contradict the tables.
pub(in crate::import::page) fn compare(samples: &[ShownSample<'_>], listed: Listed<'_>, notes: &mut PageNotes) {
    let names: HashMap<&str, &Schema> = listed
        .parameters
        .iter()
        .filter_map(|parameter| Some((parameter.name.as_deref()?, parameter.schema.as_ref()?)))
        .collect();
    let lower = names.keys().map(|name| (name.to_ascii_lowercase(), *name)).collect();
    for shown in samples {
        let request = RequestSample::read(shown.body);
        let places = shown.code.places();
        let (sent, seen) = (HashSet::new(), HashSet::new());
        let mut judge =
            Judge { at: shown.at, places, listed, names: &names, lower: &lower, notes: &mut *notes, sent, seen };
        judge.request(&request);
    }
}

struct Judge<'a, 'b> {
    /// Byte offset of the sample in the code block.
    at: usize,
    places: Places<'a>,
    listed: Listed<'b>,
    /// Schemas of the parameters by name.
    names: &'b HashMap<&'b str, &'b Schema>,
    /// Names of the parameters by their lower-case form.
    lower: &'b HashMap<String, &'b str>,
    notes: &'b mut PageNotes,
    /// Parameters that the sample sends.
    sent: HashSet<String>,
    seen: HashSet<String>,
}

impl Judge<'_, '_> {
    fn request(&mut self, request: &RequestSample<'_>) {
        for pair in &request.pairs {
            self.pair(*pair);
        }
        self.path(request);
        if let Some((body, at)) = request.body {
            self.body(body, at, request.path.is_some());
        }
        let parameters = self.listed.parameters.iter().filter_map(|parameter| {
            let name = parameter.name.as_deref()?;
            let is_required = parameter.schema.as_ref()?.required == Some(true);
            let is_elsewhere = matches!(parameter.location.as_deref(), Some("path" | "header" | "host"));
            (is_required && !is_elsewhere && !self.sent.contains(name)).then_some(name)
        });
        let lacking: Vec<String> = parameters.take(20).map(|name| format!("`{name}`")).collect();
        let is_read = !request.pairs.is_empty() || request.body.is_some() || request.path.is_some();
        if is_read && !lacking.is_empty() {
            self.report(0, format!("{WHOSE} lacks {}, which the tables call required", lacking.join(", ")));
        }
    }

    fn path(&mut self, request: &RequestSample<'_>) {
        let Some((path, at)) = request.path else { return };
        let segments = |path: &str| path.trim_end_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
        match self.listed.path {
            None if request.pairs.iter().any(|pair| pair.name == "Action") => {}
            None => self.report(
                at,
                format!("{WHOSE} has the path `{path}`, and no request line says what of it is a parameter"),
            ),
            Some(template) => {
                let (shown, listed) = (segments(path), segments(template));
                let fits = shown.len() == listed.len()
                    && shown.iter().zip(&listed).all(|(shown, listed)| shown == listed || listed.contains('{'));
                let is_open = template.contains(":") || template.contains("*");
                if !fits && !is_open {
                    self.report(at, format!("{WHOSE} has the path `{path}`, the request line `{template}`"));
                }
            }
        }
    }

    fn pair(&mut self, pair: QueryPair<'_>) {
        if pair.name == "Action" {
            let name = self.listed.name.unwrap_or(pair.value);
            let is_name = pair.value.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if is_name && !pair.value.is_empty() && pair.value != name {
                self.report(pair.at, format!("{WHOSE} calls `{}`, not `{name}`", pair.value));
            }
            return;
        }
        if COMMON.contains(&pair.name) {
            self.sent.insert(pair.name.to_owned());
            return;
        }
        // `Disk.1.Size` belongs to the parameter whose name is the longest prefix.
        let ends = pair.name.match_indices('.').map(|(at, _)| at).chain([pair.name.len()]);
        let beginnings: Vec<&str> = ends.filter_map(|end| pair.name.get(..end)).take(2 * limits::LEVELS).collect();
        let best = beginnings.iter().rev().find_map(|name| self.names.get_key_value(name));
        let Some((name, schema)) = best.map(|(name, schema)| (*name, *schema)) else {
            if let Some(body) = whole_body(self.listed.parameters).and_then(|body| body.properties.get(pair.name)) {
                self.sent.insert(BODY.to_owned());
                self.value(pair, body);
                return;
            }
            let other = self.lower.get(&pair.name.to_ascii_lowercase());
            let other = other.map_or_else(String::new, |other| format!(" (they list `{other}`)"));
            self.report(pair.at, format!("{WHOSE} has `{}`, which the tables do not list{other}", pair.name));
            return;
        };
        self.sent.insert(name.to_owned());
        let rest = pair.name.get(name.len()..).unwrap_or_default();
        match inside(schema, rest) {
            Some(schema) => self.value(pair, schema),
            None => {
                self.report(pair.at, format!("{WHOSE} has `{}`, which the tables do not list in `{name}`", pair.name))
            }
        }
    }

    /// Compares a value with the tables.
    fn value(&mut self, pair: QueryPair<'_>, schema: &Schema) {
        let value = pair.value;
        let kind = schema.kind.as_deref().unwrap_or("any");
        // Masked, encoded and placeholder values are no evidence of the type.
        let is_open = value.is_empty()
            || !value.is_ascii()
            || value.contains(['*', '<', '$', '%', '(', ' '])
            || value.to_ascii_lowercase().contains("xxx")
            || value.starts_with("[") && !matches!(kind, "array" | "object");
        let fits = match kind {
            "integer" => is_open || value.parse::<i64>().is_ok(),
            "number" => is_open || value.parse::<f64>().is_ok(),
            "boolean" => is_open || ["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word)),
            "array" | "object" if value.starts_with(['{', '[']) => {
                if let Some(sample) = Sample::of_request(value) {
                    let at = pair.at + pair.name.len() + 1;
                    for mismatch in mismatch::mismatches(&sample, schema, WHOSE, pair.name) {
                        self.report(at + mismatch.at, mismatch.what);
                    }
                }
                true
            }
            "array" | "object" => is_open || value.starts_with('"'),
            _ => true,
        };
        if fits && !is_open && matches!(kind, "string" | "integer" | "number") {
            let at = pair.at + pair.name.len() + 1;
            for mismatch in mismatch::of_value(value, schema, WHOSE, pair.name) {
                self.report(at + mismatch.at, mismatch.what);
            }
        }
        if !fits {
            let article = if kind.starts_with(['a', 'i', 'o']) { "an" } else { "a" };
            let listed = if kind == "array" { "a list".to_owned() } else { format!("{article} {kind}") };
            let value = value.chars().take(60).collect::<String>();
            self.report(pair.at, format!("{WHOSE} has `{value}` for `{}`, the tables {listed}", pair.name));
        }
    }

    fn body(&mut self, body: &str, at: usize, is_http: bool) {
        let Some(sample) = Sample::of_request(body) else { return };
        let parameters = self.listed.parameters;
        if let Some(schema) = whole_body(parameters) {
            self.sent.insert(BODY.to_owned());
            if let SampleContent::Object(members) = &sample.root.content {
                let shown: HashSet<&str> = members.iter().map(|(name, _)| *name).collect();
                let lacking = schema
                    .properties
                    .iter()
                    .filter(|(name, property)| property.required == Some(true) && !shown.contains(name.as_str()));
                let lacking: Vec<String> = lacking.take(20).map(|(name, _)| format!("`{name}`")).collect();
                if !lacking.is_empty() {
                    self.report(
                        at,
                        format!("the body of {WHOSE} lacks {}, which the tables call required", lacking.join(", ")),
                    );
                }
            }
            for mismatch in mismatch::mismatches(&sample, schema, WHOSE, "") {
                self.report(at + mismatch.at, mismatch.what);
            }
            return;
        }
        // The body contains parameters by name.
        let locations: &[&str] = if is_http { &["body", "formData"] } else { &["body", "formData", "query"] };
        let fields = parameters
            .iter()
            .filter(|parameter| parameter.location.as_deref().is_some_and(|location| locations.contains(&location)));
        let properties = fields.filter_map(|parameter| Some((parameter.name.clone()?, parameter.schema.clone()?)));
        let schema = Schema { kind: Some("object".to_owned()), properties: properties.collect(), ..Schema::default() };
        if schema.properties.is_empty() {
            self.report(at, format!("{WHOSE} has a body that the tables do not describe"));
            return;
        }
        if let SampleContent::Object(members) = &sample.root.content {
            self.sent.extend(members.iter().map(|(name, _)| (*name).to_owned()));
        }
        for mismatch in mismatch::mismatches(&sample, &schema, WHOSE, "") {
            self.report(at + mismatch.at, mismatch.what);
        }
    }

    fn report(&mut self, at: usize, what: String) {
        if self.seen.insert(what.clone()) {
            let place = self.places.of(self.at + at);
            self.notes.warn_rule(&place, what, "the tables were followed");
        }
    }
}

/// Name of the parameter for the whole body.
const BODY: &str = "body";

/// Returns the schema of the body if it is one parameter.
fn whole_body(parameters: &[Parameter]) -> Option<&Schema> {
    let mut bodies = parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("body"));
    let body = bodies.next().filter(|_| bodies.next().is_none())?;
    body.schema.as_ref().filter(|_| body.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(BODY)))
}

/// Returns the schema at a path like `.1.Key` within a value.
fn inside<'a>(schema: &'a Schema, rest: &str) -> Option<&'a Schema> {
    let mut schema = schema;
    for step in rest.split('.').skip(1) {
        let is_index = step.bytes().all(|byte| byte.is_ascii_digit()) || matches!(step, "N" | "n" | "X" | "#");
        if matches!(schema.kind.as_deref(), None | Some("any")) {
            return Some(schema);
        }
        schema = match &schema.items {
            Some(items) if is_index => items,
            _ if is_index && schema.kind.as_deref() == Some("array") => return Some(schema),
            _ => match schema.properties.get(step) {
                Some(property) => property,
                // The keys of a map are arbitrary.
                None if schema.additional_properties.is_some()
                    || schema.kind.as_deref() == Some("object") && schema.properties.is_empty() =>
                {
                    return Some(schema);
                }
                None => return None,
            },
        };
    }
    Some(schema)
}

/// Parameters that every request has.
const COMMON: &[&str] = &[
    "Version",
    "Format",
    "AccessKeyId",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "SignatureType",
    "Timestamp",
    "TimeStamp",
    "SecurityToken",
    "OwnerId",
    "OwnerAccount",
    "ResourceOwnerId",
    "ResourceOwnerAccount",
];
