//! What identifies a request in a recording.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use alicloud_signer::Secret;
use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::RecordedBody;
use crate::pairs::FORM;
use crate::redact::{HIDDEN, Redactor, ResponseType, Rules, redact_body};
use crate::transport::HttpRequest;

/// What identifies a request: two with the same question get the same kind of answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Question {
    /// Name of the operation; empty for requests that are not operations, such as those of credentials providers.
    pub operation: String,
    /// Method.
    pub method: String,
    /// Host, for requests that are not operations only: tests run against other hosts than recordings.
    pub host: String,
    /// Path, encoded.
    pub path: String,
    /// Parameters of the query and of a form body, decoded; secrets are `***`. What a signature adds and idempotency tokens are left out.
    pub parameters: BTreeMap<String, String>,
    /// A body that is not a form; secrets are `***`, idempotency tokens are left out.
    pub body: RecordedBody,
}

/// A question, with what is known of the secrets of the request: they may be in what comes back.
pub(in crate::transport) struct Asked {
    pub(in crate::transport) question: Question,
    pub(super) redactor: Redactor,
    response: Option<ResponseType>,
    /// Whether the response is nothing but a secret.
    is_answered_by_secret: bool,
}

/// Parameters that every request has and that differ between two runs, or that say who calls.
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

/// Names of idempotency tokens where nothing is known of the operation, in lower case and without what separates words.
const TOKENS: [&str; 2] = ["clienttoken", "idempotencytoken"];

impl Question {
    /// The question of a request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        Asked::of(request).question
    }

    /// The question of an older recording as it would be asked today: some left idempotency tokens in.
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
        // User and password before the host say who calls.
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let is_form = header("content-type").starts_with(FORM);
        let form = if is_form { String::from_utf8_lossy(&request.body) } else { "".into() };
        let pairs: Vec<(String, String)> = [query, &form].into_iter().flat_map(pairs).collect();
        // Secrets first: one may be repeated in a parameter before it.
        for (name, value) in &pairs {
            if redactor.hides_path(name) || OF_SIGNATURES.contains(&name.as_str()) && is_secret_of_caller(name) {
                redactor.hide_value(value);
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
        let body = if is_form { Cow::Borrowed(&[][..]) } else { redact_body(&request.body, None, &rules) };
        let question = Question {
            method: request.method.to_string(),
            host: if operation.is_empty() { host.to_owned() } else { String::new() },
            path: redactor.values(&format!("/{path}")).into_owned(),
            parameters,
            body: RecordedBody::of(body),
            operation: operation.to_owned(),
        };
        for value in hidden.into_inner() {
            redactor.hide_value(&value);
        }
        // Version 2 of the metadata service answers this with a token.
        let is_answered_by_secret = request.headers.contains_key("x-aliyun-ecs-metadata-token-ttl-seconds");
        Self { question, redactor, response: request.facts.response, is_answered_by_secret }
    }

    /// The same, with other values that may be in what comes back.
    pub(in crate::transport) fn hiding(mut self, secrets: &[Secret]) -> Self {
        secrets.iter().for_each(|secret| self.redactor.hide_value(secret.expose()));
        self
    }

    pub(in crate::transport) fn into_redactor(self) -> Redactor {
        self.redactor
    }

    /// A body of the response, secrets hidden.
    pub(super) fn answer_body(&self, body: &[u8]) -> RecordedBody {
        if self.is_answered_by_secret && !body.is_empty() {
            return HIDDEN.into();
        }
        // In a body that cannot be read, the fields of the type are found by their names.
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
        RecordedBody::of(redact_body(body, self.response, &rules))
    }
}

/// The value of a parameter, which may be JSON.
fn parameter(value: &str, rules: &Rules<'_>) -> String {
    String::from_utf8_lossy(&redact_body(value.as_bytes(), None, rules)).into_owned()
}

/// What the headers of a request say of the caller, in the parts in which it may be repeated.
fn hide_headers(headers: &HeaderMap, redactor: &mut Redactor) {
    for (name, value) in headers {
        let Ok(value) = value.to_str() else { continue };
        if name == http::header::AUTHORIZATION {
            redactor.hide_value(value);
            // `…,Signature=<signature>`, `acs <id>:<signature>`, `Bearer <token>`.
            let last = value.rsplit_once("Signature=").or_else(|| value.rsplit_once([' ', ':']));
            redactor.hide_value(last.map_or(value, |(_, last)| last));
        } else if redactor.hides(name.as_str()) && !is_number(value) {
            redactor.hide_value(value);
        }
    }
}

/// Such as how long a token is to be valid.
fn is_number(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Of what a signature adds, that which must not be seen. The others are in many responses by chance.
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

/// The last word of a flattened name that is not an index: `Password` of `Account.1.Password`.
fn field_name(name: &str) -> &str {
    name.rsplit('.').find(|part| !part.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(name)
}

/// `+` never stands for a blank in what the signer encodes.
fn pairs(encoded: &str) -> impl Iterator<Item = (String, String)> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pair = move |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    encoded.split('&').filter(|pair| !pair.is_empty()).map(pair)
}
