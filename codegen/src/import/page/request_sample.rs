//! The sample request is a judge as the sample response is: what it sends that the tables do not list, or list otherwise, is
//! reported with its line.

use std::collections::HashSet;

use super::mismatch;
use super::notes::Notes;
use super::sample::{Content, Sample};
use super::understand::Shown;
use crate::spec::entry::{Parameter, Schema};

/// What messages call it.
const WHOSE: &str = "the sample request";

/// A sample request, taken apart.
#[derive(Debug, Default)]
pub(super) struct Request<'a> {
    /// Path without the query, if the sample shows one that says more than `/`.
    pub(super) path: Option<(&'a str, usize)>,
    /// Parameters of the query, and of a body that is a form.
    pub(super) pairs: Vec<Pair<'a>>,
    /// A JSON body, and the byte at which it begins.
    pub(super) body: Option<(&'a str, usize)>,
}

/// A parameter with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its value as printed.
    pub(super) value: &'a str,
    /// Byte of the sample at which the name begins.
    at: usize,
}

impl<'a> Request<'a> {
    /// Takes a sample apart: a URL over several lines, a request line with headers and a body, or a body alone.
    pub(super) fn read(sample: &'a str) -> Self {
        let mut request = Self::default();
        let start = sample.len() - sample.trim_start().len();
        if sample.trim_start().starts_with(['{', '[']) {
            request.body = sample.get(start..).map(|body| (body, start));
            return request;
        }
        let first_end = sample.find('\n').unwrap_or(sample.len());
        let first = sample.get(..first_end).unwrap_or_default();
        let method = first.split(' ').next().unwrap_or_default();
        let is_method = matches!(method, "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD");
        let target = if is_method { method.len() } else { start };
        let authority = sample.get(target..).and_then(|rest| rest.find("://")).map(|at| target + at + 3);
        if let Some(host) = authority.filter(|host| *host < first_end) {
            request.url(sample, host);
        } else if is_method {
            request.line(sample, target, first_end);
        } else {
            // `/?Action=…`, or parameters alone.
            let query = sample.find('?').map_or(start, |at| at + 1);
            request.query(sample, query, sample.len());
        }
        request
    }

    /// `http(s)://host/path?A=b`, the query over as many lines as it takes.
    fn url(&mut self, sample: &'a str, host: usize) {
        let rest = sample.get(host..).unwrap_or_default();
        let end = rest
            .find(" HTTP/")
            .or_else(|| rest.find("\n\n").filter(|at| rest.get(..*at).is_some_and(|url| url.contains('?'))));
        let end = host + end.unwrap_or(rest.len());
        let url = sample.get(host..end).unwrap_or_default();
        let question = url.find('?').map_or(end, |at| host + at);
        let path = sample.get(host..question).and_then(|authority| authority.find('/')).map(|at| host + at);
        self.path(sample, path.unwrap_or(question), question);
        self.query(sample, (question + 1).min(end), end);
        self.headers_and_body(sample, end);
    }

    /// `POST /path?A=b HTTP/1.1`, headers and a body.
    fn line(&mut self, sample: &'a str, target: usize, end: usize) {
        let line = sample.get(target..end).unwrap_or_default();
        let begin = target + (line.len() - line.trim_start().len());
        let stop = line.find(" HTTP").map_or(end, |at| target + at).max(begin);
        let question = sample.get(begin..stop).and_then(|path| path.find('?')).map_or(stop, |at| begin + at);
        self.path(sample, begin, question);
        // The query of old samples goes on over the lines below.
        let has_version = stop < end;
        let lines = sample.get(end..).unwrap_or_default();
        let goes_on = lines.lines().skip(1).take_while(|line| line.trim_start().starts_with('&'));
        let more = if has_version { 0 } else { goes_on.map(|line| line.len() + 1).sum() };
        let query_end = (stop + more).min(sample.len());
        self.query(sample, (question + 1).min(query_end), query_end);
        self.headers_and_body(sample, query_end.max(end));
    }

    fn path(&mut self, sample: &'a str, begin: usize, end: usize) {
        let path = sample.get(begin..end).map(str::trim_end).filter(|path| path.len() > 1 && path.starts_with('/'));
        self.path = path.map(|path| (path, begin));
    }

    fn query(&mut self, sample: &'a str, begin: usize, end: usize) {
        let mut at = begin;
        for piece in sample.get(begin..end).unwrap_or_default().split('&') {
            let name_at = at + (piece.len() - piece.trim_start().len());
            at += piece.len() + 1;
            let Some((name, value)) = piece.split_once('=') else { continue };
            let is_name = |character: char| character.is_ascii_alphanumeric() || "_.-#[]".contains(character);
            if !name.trim().is_empty() && name.trim().chars().all(is_name) {
                self.pairs.push(Pair { name: name.trim(), value: value.trim(), at: name_at });
            }
        }
    }

    fn headers_and_body(&mut self, sample: &'a str, begin: usize) {
        let mut at = begin;
        for line in sample.get(begin..).unwrap_or_default().split_inclusive('\n') {
            let text = line.trim();
            if text.starts_with(['{', '[']) {
                self.body = sample.get(at..).map(|body| (body, at));
                return;
            }
            if text.split_once('=').is_some_and(|(name, _)| !name.is_empty() && !name.contains([' ', ':', '<', '"'])) {
                self.query(sample, at, sample.len());
                return;
            }
            at += line.len();
        }
    }
}

/// What a sample request says of an operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed<'a> {
    /// Name of the operation, if it is known.
    pub(super) name: Option<&'a str>,
    /// Its path template.
    pub(super) path: Option<&'a str>,
    /// Its parameters.
    pub(super) parameters: &'a [Parameter],
}

/// Reports what the sample requests show otherwise than the tables.
pub(super) fn compare(samples: &[Shown<'_>], listed: Listed<'_>, notes: &mut Notes) {
    for shown in samples {
        let request = Request::read(shown.body);
        let mut judge = Judge { shown, listed, notes: &mut *notes, sent: HashSet::new(), seen: HashSet::new() };
        judge.request(&request);
    }
}

struct Judge<'a, 'b> {
    shown: &'b Shown<'a>,
    listed: Listed<'b>,
    notes: &'b mut Notes,
    /// Parameters that the sample sends.
    sent: HashSet<String>,
    seen: HashSet<String>,
}

impl Judge<'_, '_> {
    fn request(&mut self, request: &Request<'_>) {
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

    fn path(&mut self, request: &Request<'_>) {
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

    fn pair(&mut self, pair: Pair<'_>) {
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
        let parameters = self.listed.parameters;
        let found =
            parameters.iter().filter_map(|parameter| Some((parameter.name.as_deref()?, parameter.schema.as_ref()?)));
        // `Disk.1.Size` is of the parameter of which the name is the longest beginning.
        let best = found
            .filter(|(name, _)| {
                pair.name.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
            .max_by_key(|(name, _)| name.len());
        let Some((name, schema)) = best else {
            if let Some(body) = whole_body(parameters).and_then(|body| body.properties.get(pair.name)) {
                self.sent.insert(BODY.to_owned());
                self.value(pair, body);
                return;
            }
            let other = parameters.iter().filter_map(|parameter| parameter.name.as_deref());
            let other = other.take(1000).find(|there| there.eq_ignore_ascii_case(pair.name));
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

    /// A value and what the tables say of it.
    fn value(&mut self, pair: Pair<'_>, schema: &Schema) {
        let value = pair.value;
        let kind = schema.kind.as_deref().unwrap_or("any");
        // What is masked, described, encoded or left to the reader says nothing of its type.
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
            if let Content::Object(members) = &sample.root.content {
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
        // The body is a list of parameters by name.
        let locations: &[&str] = if is_http { &["body", "formData"] } else { &["body", "formData", "query"] };
        let fields = parameters
            .iter()
            .filter(|parameter| parameter.location.as_deref().is_some_and(|location| locations.contains(&location)));
        let properties = fields.filter_map(|parameter| Some((parameter.name.clone()?, parameter.schema.clone()?)));
        let schema = Schema { kind: Some("object".to_owned()), properties: properties.collect(), ..Schema::default() };
        if schema.properties.is_empty() {
            self.report(at, format!("{WHOSE} has a body, of which the tables list nothing"));
            return;
        }
        if let Content::Object(members) = &sample.root.content {
            self.sent.extend(members.iter().map(|(name, _)| (*name).to_owned()));
        }
        for mismatch in mismatch::mismatches(&sample, &schema, WHOSE, "") {
            self.report(at + mismatch.at, mismatch.what);
        }
    }

    fn report(&mut self, at: usize, what: String) {
        if self.seen.insert(what.clone()) {
            let place = self.shown.code.places().of(self.shown.at + at);
            self.notes.warn_rule(&place, what, "the tables were followed");
        }
    }
}

/// The name of the parameter that is the whole body.
const BODY: &str = "body";

/// The schema of a body that is one parameter.
fn whole_body(parameters: &[Parameter]) -> Option<&Schema> {
    let mut bodies = parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("body"));
    let body = bodies.next().filter(|_| bodies.next().is_none())?;
    body.schema.as_ref().filter(|_| body.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(BODY)))
}

/// What is at `.1.Key` of a value.
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
                // The keys of a map are the caller's.
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
