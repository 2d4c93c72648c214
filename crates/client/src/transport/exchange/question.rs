//! The identity of a request in a recording.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use alicloud_signer::Secret;
use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::form_parts::FormPart;
use super::{RecordedBody, form_parts};
use crate::pairs::FORM;
use crate::redact::{HIDDEN, LONGEST_SEARCHED, Redactor, ResponseType, Rules, redact_body, redact_events};
use crate::transport::HttpRequest;

/// Identifies a request: requests with equal questions get interchangeable responses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Question {
    /// The name of the operation; empty for requests that are not operations, such as those of credentials providers.
    pub operation: String,
    /// The method.
    pub method: String,
    /// The host of a request that is not an operation. Operations are compared without it, because tests use other hosts
    /// than recordings; of an operation with a parameter that is a label in front of the host name, it is that label.
    pub host: String,
    /// The path, percent-encoded.
    pub path: String,
    /// The parameters of the query and of a form body, decoded; secrets are `***`. Parameters of the signature and
    /// idempotency tokens are omitted.
    pub parameters: BTreeMap<String, String>,
    /// The body if it is not an urlencoded form; secrets are `***`, idempotency tokens are omitted. A form in parts has the boundary
    /// `boundary`, since each call has one of its own.
    pub body: RecordedBody,
}

/// A question and the secrets of its request, which the response may contain.
pub(in crate::transport) struct Asked {
    pub(in crate::transport) question: Question,
    pub(super) redactor: Redactor,
    response: Option<ResponseType>,
    /// Whether the whole response is a secret.
    is_answered_by_secret: bool,
}

/// Parameters that every request has and that differ between two runs or identify the caller.
const OF_SIGNATURES: [&str; 9] = [
    "AccessKeyId",
    "BearerToken",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
];

/// Names of idempotency tokens, for requests whose operation is unknown: in lower case, without characters that
/// separate words.
const TOKENS: [&str; 2] = ["clienttoken", "idempotencytoken"];

impl Question {
    /// The question of a request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        Asked::of(request).question
    }

    /// Converts the question of a version 1 recording, since some of them contain idempotency tokens.
    pub(super) fn updated_from_version_1(self) -> Self {
        let redactor = Redactor::new();
        let is_left_out = |name: &str| is_token(name, None);
        let rules = Rules::of_question(&redactor, &is_left_out, &|_| {});
        let body = RecordedBody::of(redact_body(self.body.as_bytes(), None, &rules));
        let mut parameters = self.parameters;
        parameters.retain(|name, _| !is_left_out(field_name(name)));
        for (name, value) in &mut parameters {
            *value = if redactor.hides_path(name) { HIDDEN.to_owned() } else { parameter(value, &rules) };
        }
        Self { parameters, body, ..self }
    }
}

impl Asked {
    pub(in crate::transport) fn of(request: &HttpRequest) -> Self {
        let mut redactor = request.facts.redactor();
        hide_headers(&request.headers, &mut redactor);
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let operation = header("x-acs-action");
        let token = request.facts.info.and_then(|info| info.idempotency_token);
        let is_left_out = |name: &str| is_token(name, token);

        let (address, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let (_, after_scheme) = address.split_once("://").unwrap_or(("", address));
        let (authority, path) = after_scheme.split_once('/').unwrap_or((after_scheme, ""));
        // User and password in the URL identify the caller, so they are removed.
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let is_form = header("content-type").starts_with(FORM);
        let form = if is_form { String::from_utf8_lossy(&request.body) } else { "".into() };
        let pairs: Vec<(String, String)> = [query, &form].into_iter().flat_map(pairs).collect();
        // Secrets are collected first, because a parameter may repeat one that comes later.
        for (name, value) in &pairs {
            if redactor.hides_path(name) || OF_SIGNATURES.contains(&name.as_str()) && is_secret_of_caller(name) {
                redactor.hide_value(value);
            }
        }
        let parts = form_parts::parts(&request.body, header("content-type"));
        for part in parts.iter().flatten().filter(|part| redactor.hides_path(&part.name)).collect::<Vec<_>>() {
            // The content of a long file is not looked for elsewhere, and bytes are no part of a text.
            if part.content.len() <= LONGEST_SEARCHED
                && let Ok(text) = std::str::from_utf8(part.content)
            {
                redactor.hide_value(text);
            }
        }
        let hidden = RefCell::new(Vec::new());
        let on_hidden = |value: &str| hidden.borrow_mut().push(value.to_owned());
        let rules = Rules::of_question(&redactor, &is_left_out, &on_hidden);
        let is_protocol = |name: &str, value: &str| match name {
            "Action" => value == operation,
            "Version" => value == header("x-acs-version"),
            "Format" => matches!(value, "JSON" | "json" | "XML"),
            _ => OF_SIGNATURES.contains(&name),
        };
        let mut parameters = BTreeMap::new();
        for (name, value) in pairs {
            if is_left_out(field_name(&name)) || (!operation.is_empty() && is_protocol(&name, &value)) {
                continue;
            }
            let value = if redactor.hides_path(&name) { HIDDEN.to_owned() } else { parameter(&value, &rules) };
            parameters.insert(name, value);
        }
        let body = match &parts {
            Some(parts) => {
                let shown = parts.iter().filter(|part| !is_left_out(field_name(&part.name)));
                Cow::Owned(form_parts::body(shown.map(|part| (part, shown_part(part, &redactor, &rules)))))
            }
            None if is_form => Cow::Borrowed(&[][..]),
            None => redact_body(&request.body, None, &rules),
        };
        let question = Question {
            method: request.method.to_string(),
            host: if operation.is_empty() { host } else { request.facts.host_label.as_deref().unwrap_or_default() }
                .to_owned(),
            path: redactor.values(&format!("/{path}")).into_owned(),
            parameters,
            body: RecordedBody::of(body),
            operation: operation.to_owned(),
        };
        for value in hidden.into_inner() {
            redactor.hide_value(&value);
        }
        // Version 2 of the metadata service responds to this header with a token.
        let is_answered_by_secret = request.headers.contains_key("x-aliyun-ecs-metadata-token-ttl-seconds");
        Self { question, redactor, response: request.facts.response, is_answered_by_secret }
    }

    /// Adds further secrets that the response may contain.
    pub(in crate::transport) fn hiding(mut self, secrets: &[Secret]) -> Self {
        secrets.iter().for_each(|secret| self.redactor.hide_value(secret.expose()));
        self
    }

    pub(in crate::transport) fn into_redactor(self) -> Redactor {
        self.redactor
    }

    /// A body of the response with secrets hidden.
    pub(super) fn answer_body(&self, body: &[u8]) -> RecordedBody {
        if self.is_answered_by_secret && !body.is_empty() {
            return HIDDEN.into();
        }
        RecordedBody::of(self.with_rules(|rules| redact_body(body, self.response, rules)))
    }

    /// A stream of events with the secrets in their data hidden.
    pub(super) fn answer_events(&self, body: &[u8]) -> RecordedBody {
        RecordedBody::of(self.with_rules(|rules| Cow::Owned(redact_events(body, self.response, rules))))
    }

    fn with_rules<T>(&self, redact: impl FnOnce(&Rules<'_>) -> T) -> T {
        // In a body that cannot be parsed, secret fields of the response type are found by their names.
        let mut for_text = self.redactor.clone();
        for name in self.response.map(ResponseType::secret_names).unwrap_or_default() {
            for_text.hide_name(name);
        }
        let rules = Rules {
            redactor: &self.redactor,
            for_text: &for_text,
            is_left_out: &|_| false,
            on_hidden: &|_| {},
            hides_numbers: false,
        };
        redact(&rules)
    }
}

/// The content of a part with secrets hidden. Bytes that are not a text are kept.
fn shown_part<'a>(part: &FormPart<'a>, redactor: &Redactor, rules: &Rules<'_>) -> Cow<'a, [u8]> {
    if redactor.hides_path(&part.name) {
        return Cow::Borrowed(HIDDEN.as_bytes());
    }
    redact_body(part.content, None, rules)
}

/// The value of a parameter with secrets hidden. It may be JSON.
fn parameter(value: &str, rules: &Rules<'_>) -> String {
    String::from_utf8_lossy(&redact_body(value.as_bytes(), None, rules)).into_owned()
}

/// Makes the redactor hide the headers that identify the caller, in the parts in which a response may repeat them.
fn hide_headers(headers: &HeaderMap, redactor: &mut Redactor) {
    for (name, value) in headers {
        let Ok(value) = value.to_str() else { continue };
        if name == http::header::AUTHORIZATION {
            redactor.hide_value(value);
            // The forms are `…,Signature=<signature>`, `acs <id>:<signature>` and `Bearer <token>`.
            let last = value.rsplit_once("Signature=").or_else(|| value.rsplit_once([' ', ':']));
            redactor.hide_value(last.map_or(value, |(_, last)| last));
        } else if redactor.hides(name.as_str()) && !is_number(value) {
            redactor.hide_value(value);
        }
    }
}

/// Whether a value is a number, such as the lifetime of a token, which is no secret.
fn is_number(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a parameter of the signature is secret. The values of the others occur in many responses by chance.
fn is_secret_of_caller(name: &str) -> bool {
    matches!(name, "BearerToken" | "SecurityToken" | "Signature")
}

fn is_token(name: &str, fact: Option<&str>) -> bool {
    if fact == Some(name) {
        return true;
    }
    let squashed = name.chars().filter(|character| character.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    TOKENS.contains(&squashed.collect::<String>().as_str())
}

/// The last part of a flattened name that is not an index: `Password` of `Account.1.Password`.
fn field_name(name: &str) -> &str {
    name.rsplit('.').find(|part| !part.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(name)
}

/// Decodes a query or form. `+` is not decoded as a space, because the signer never encodes a space as `+`.
fn pairs(encoded: &str) -> impl Iterator<Item = (String, String)> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pair = move |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    encoded.split('&').filter(|pair| !pair.is_empty()).map(pair)
}
