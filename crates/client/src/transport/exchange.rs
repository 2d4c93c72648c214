//! An exchange as a recording keeps it: what was asked and what came back, without anything secret and without what differs between
//! two runs (date, nonce, signature, made-up tokens).

mod json;

use std::collections::BTreeMap;

use serde_json::Value;

use super::{HttpRequest, HttpResponse, TransportError, TransportErrorKind};
use crate::redact::{HIDDEN, redact, sounds_secret};
use crate::request::FORM;

/// One request with what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What was asked.
    pub question: Question,
    /// What came back.
    pub answer: Recorded,
}

/// What identifies a request: two with the same question get the same kind of answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Name of the operation; empty for requests that are not operations, such as those of credentials providers.
    pub operation: String,
    /// Method.
    pub method: String,
    /// Host, for requests that are not operations only: tests run against other hosts than recordings.
    pub host: String,
    /// Path, encoded.
    pub path: String,
    /// Parameters of the query and of a form body, decoded; secrets are `***`.
    pub parameters: BTreeMap<String, String>,
    /// A body that is not a form; secrets are `***`.
    pub body: String,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// An answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// The headers that this library reads.
        headers: BTreeMap<String, String>,
        /// Body, as text; secrets are `***`.
        body: String,
    },
    /// No answer.
    Failure {
        /// `connect`, `timeout`, `interrupted`, `invalidAnswer`, `tooLarge` or `invalidRequest`.
        failure: String,
        /// Whether the request may have reached the service.
        sent: bool,
    },
}

/// Parameters that every request has and that differ between two runs, or that say who calls.
const COMMON: [&str; 10] = [
    "AccessKeyId",
    "BearerToken",
    "ClientToken",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
];

/// Headers of an answer that this library reads.
const KEPT_HEADERS: [&str; 6] = [
    "content-type",
    "x-acs-request-id",
    "x-acs-retry-after",
    "retry-after",
    "x-ratelimit-user",
    "x-ratelimit-user-api",
];

const FAILURES: [(&str, TransportErrorKind); 6] = [
    ("connect", TransportErrorKind::Connect),
    ("timeout", TransportErrorKind::Timeout),
    ("interrupted", TransportErrorKind::Interrupted),
    ("invalidAnswer", TransportErrorKind::InvalidAnswer),
    ("tooLarge", TransportErrorKind::TooLarge),
    ("invalidRequest", TransportErrorKind::InvalidRequest),
];

impl Question {
    /// The question of a request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (address, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let (_, after_scheme) = address.split_once("://").unwrap_or(("", address));
        let (host, path) = after_scheme.split_once('/').unwrap_or((after_scheme, ""));
        let is_form = header("content-type").starts_with(FORM);
        let mut parameters = BTreeMap::new();
        let form = if is_form { String::from_utf8_lossy(&request.body) } else { "".into() };
        for (name, value) in [query, &form].into_iter().flat_map(pairs) {
            if !COMMON.contains(&name.as_str()) {
                let value = hide(&name, value);
                parameters.insert(name, value);
            }
        }
        let operation = header("x-acs-action").to_owned();
        Self {
            method: request.method.to_string(),
            host: if operation.is_empty() { host.to_owned() } else { String::new() },
            path: format!("/{path}"),
            parameters,
            body: if is_form { String::new() } else { redact_body(&request.body) },
            operation,
        }
    }
}

impl Recorded {
    pub(super) fn of(result: &Result<HttpResponse, TransportError>) -> Self {
        match result {
            Ok(response) => {
                let header = |name: &&str| {
                    let value = response.headers.get(*name)?.to_str().ok()?;
                    Some(((*name).to_owned(), value.to_owned()))
                };
                Self::Answer {
                    status: response.status.as_u16(),
                    headers: KEPT_HEADERS.iter().filter_map(header).collect(),
                    body: redact_body(&response.body),
                }
            }
            Err(error) => {
                let name =
                    FAILURES.iter().find(|(_, kind)| *kind == error.kind()).map_or("interrupted", |(name, _)| *name);
                Self::Failure { failure: name.to_owned(), sent: error.may_have_been_sent() }
            }
        }
    }

    pub(super) fn to_result(&self) -> Result<HttpResponse, TransportError> {
        match self {
            Self::Answer { status, headers, body } => {
                let invalid = |problem: String| {
                    TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(problem)
                };
                let status = http::StatusCode::from_u16(*status)
                    .map_err(|error| invalid(format!("in the recording: {error}")))?;
                let mut map = http::HeaderMap::new();
                for (name, value) in headers {
                    let name = http::HeaderName::from_bytes(name.as_bytes())
                        .map_err(|error| invalid(format!("in the recording: {error}")))?;
                    let value = http::HeaderValue::from_str(value)
                        .map_err(|error| invalid(format!("in the recording: {error}")))?;
                    map.insert(name, value);
                }
                Ok(HttpResponse { status, headers: map, body: body.clone().into() })
            }
            Self::Failure { failure, sent } => {
                let kind = FAILURES
                    .iter()
                    .find(|(name, _)| name == failure)
                    .map_or(TransportErrorKind::Interrupted, |(_, kind)| *kind);
                Err(TransportError::new(kind, *sent).with_source("as in the recording"))
            }
        }
    }
}

fn pairs(encoded: &str) -> impl Iterator<Item = (String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent_decode(name), percent_decode(value))
    };
    encoded.split('&').filter(|pair| !pair.is_empty()).map(pair)
}

/// The reverse of what the signer does; `+` never stands for a blank there.
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let decoded = after.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match decoded.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A value of a parameter: hidden if its name says so; JSON inside of it is searched as well.
fn hide(name: &str, value: String) -> String {
    if sounds_secret(name) {
        return HIDDEN.to_owned();
    }
    if value.starts_with(['{', '[']) { redact_body(value.as_bytes()) } else { value }
}

fn redact_body(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    match serde_json::from_str::<Value>(&text) {
        Ok(mut value) if value.is_object() || value.is_array() => {
            if redact_value(&mut value) {
                value.to_string()
            } else {
                text.into_owned()
            }
        }
        _ => redact(&text),
    }
}

/// Hides the members with secret names, at any depth; whether there were any.
fn redact_value(value: &mut Value) -> bool {
    let mut hidden = false;
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if sounds_secret(name) && (value.is_string() || value.is_number()) {
                    *value = Value::from(HIDDEN);
                    hidden = true;
                } else {
                    hidden |= redact_value(value);
                }
            }
        }
        Value::Array(elements) => {
            for element in elements {
                hidden |= redact_value(element);
            }
        }
        Value::String(text) if text.starts_with(['{', '[']) => {
            let redacted = redact_body(text.as_bytes());
            hidden = redacted != *text;
            *text = redacted;
        }
        _ => {}
    }
    hidden
}
