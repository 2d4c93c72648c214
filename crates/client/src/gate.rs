//! Whether what came back with a status of success is a response of the service at all.
//!
//! A proxy, a login page or a broken gateway answers with 200 as well. An empty list must never come out of that, and nothing may count as
//! done. So there is one rule, for typed and untyped calls, pages, waiters, runs of many operations and the CLI. It asks two things:
//!
//! 1. **The kind.** The body is of the kind that the operation documents ([`ResponseKind`]): an object where an object is documented,
//!    never an HTML page, an XML document with the root `Error`, or something that breaks off.
//! 2. **The proof.** The service has signed it with a request id, as a field of the body (`RequestId`, in any spelling) or as the header
//!    `x-acs-request-id`. The metadata documents the field for every operation of an RPC gateway but a handful; for those, and for the
//!    half of the ROA operations that have none, one of the documented fields is as good.
//!
//! | documented | no body | object | list | anything else |
//! |---|---|---|---|---|
//! | nothing, or an object without fields | ROA, 204, or a header | a header or id; with ROA all but an error | with a header | with a header |
//! | the request id alone | 204, or a header | a header or id | no | no |
//! | fields with a request id | no | a header or id | no | no |
//! | other fields | no | a header, id or one of them | no | no |
//! | a list | no | with a header | with elements, or a header | no |
//! | a map | no | with keys that are not those of an error, or a header | no | no |
//! | text, bytes | 204, or a header | all but an error, or a header | yes | all but a page, or a header |
//!
//! The response to a HEAD request never has a body.
//!
//! Some gateways send an error with a status of success. So a signed body is judged once more: if it has the code of an error, and no key
//! but those of an error, and the operation documents none of them, then it is an error of the service ([`Verdict::Refused`]), as if its
//! status were 4xx. Where the response documents a `Code`, a `Success` or another outcome, these keys are data, for the caller to
//! look at; so they are where nothing is known of the fields (an untyped operation that was not told of them, a map, text, bytes). A code
//! that may be one of success (`200`, `OK`, `Success`), or `Success` with `true`, is never an error.

use http::{HeaderMap, StatusCode, header};

use crate::decode::{Mismatch, inspect_document, inspect_json};
use crate::error::{LONGEST_NAME, shown};
use crate::operation::{Method, OperationInfo, ResponseKind, Style};

/// What a body is at first sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Body {
    #[default]
    Nothing,
    Object,
    List,
    /// A string, a number, a boolean or `null` of JSON.
    Scalar,
    Xml,
    /// XML with the root `Error`.
    ErrorDocument,
    HtmlPage,
}

/// What a body has that can prove what it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// Fields that are documented, where the request id is not among them.
    documented: &'static [&'static str],
    /// Whether the documented body is a value without fields of its own.
    is_undivided: bool,
    body: Body,
    has_request_id: bool,
    has_documented_field: bool,
    /// Whether it has any field or element.
    has_content: bool,
    /// Whether it has a field that error bodies do not have.
    has_own_field: bool,
    /// The keys of an error that it has, as positions in `ERROR_KEYS`.
    error_keys: u16,
    /// Whether it has a code, and one of an error.
    has_error_code: bool,
    /// Whether it says that it is no error.
    says_success: bool,
}

/// What a body turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A response of the operation.
    Response,
    /// An error of the service that came with a status of success.
    Refused,
}

/// Keys of the bodies of errors, of the service and of gateways and proxies.
const ERROR_KEYS: [&str; 14] = [
    "requestid",
    "hostid",
    "code",
    "message",
    "description",
    "recommend",
    "accessdenieddetail",
    "error",
    "errors",
    "errorcode",
    "errormessage",
    "status",
    "success",
    "msg",
];

/// Keys by which a response says how the operation went. If one of them is documented, such keys are data.
const OUTCOME_KEYS: [&str; 8] = ["code", "message", "success", "error", "errors", "errorcode", "errormessage", "msg"];

impl Evidence {
    pub(crate) fn of(info: &OperationInfo) -> Self {
        let documented = match info.response {
            ResponseKind::Fields(fields) => fields,
            _ => &[],
        };
        let is_undivided = matches!(info.response, ResponseKind::Map | ResponseKind::Unknown);
        Self { documented, is_undivided, ..Self::default() }
    }

    /// Looks at the beginning of a body. What is left is the document itself, without what may be around it.
    pub(crate) fn begin<'t>(&mut self, body: &'t str) -> &'t str {
        let document = body.trim_start_matches('\u{feff}').trim();
        self.body = match document.bytes().next() {
            None => Body::Nothing,
            Some(b'<') if is_html(document) => Body::HtmlPage,
            Some(b'<') => Body::Xml,
            Some(b'{') => Body::Object,
            Some(b'[') => Body::List,
            Some(_) => Body::Scalar,
        };
        self.has_content =
            self.body == Body::List && !document.strip_prefix('[').unwrap_or_default().trim_start().starts_with(']');
        document
    }

    pub(crate) fn body(&self) -> Body {
        self.body
    }

    /// A field at the top of the body; `value` is how it is written.
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        self.has_content = true;
        if is_request_id(name) {
            let content = value.trim().trim_matches('"').trim();
            self.has_request_id |= !content.is_empty() && content != "null" && !content.starts_with(['{', '[']);
        } else if !self.has_own_field {
            match ERROR_KEYS.iter().position(|key| key.eq_ignore_ascii_case(name)) {
                Some(key) => self.error_key(key, value),
                None => self.has_own_field = true,
            }
        }
        if !self.has_documented_field {
            self.has_documented_field = self.documented.iter().any(|known| known.eq_ignore_ascii_case(name));
        }
    }

    fn error_key(&mut self, key: usize, value: &str) {
        self.error_keys |= 1 << key;
        let value = value.trim().trim_matches('"').trim();
        match ERROR_KEYS.get(key) {
            Some(&"code" | &"errorcode") if is_code_of_success(value) => self.says_success = true,
            Some(&"code" | &"errorcode") => self.has_error_code |= !value.is_empty() && value != "null",
            Some(&"success") => self.says_success |= value.eq_ignore_ascii_case("true"),
            _ => {}
        }
    }

    /// The root element of an XML document.
    pub(crate) fn root(&mut self, name: &str) {
        self.body = match name {
            _ if name.eq_ignore_ascii_case("Error") => Body::ErrorDocument,
            _ if name.eq_ignore_ascii_case("html") => Body::HtmlPage,
            _ => Body::Xml,
        };
    }

    /// A body that is the value itself, not a document that holds it: only a page or an error is seen in it.
    pub(crate) fn inspect_value(&mut self, body: &[u8]) {
        const LOOKED_AT: usize = 4096;
        let text = String::from_utf8_lossy(body.get(..body.len().min(LOOKED_AT)).unwrap_or_default());
        let document = self.begin(&text);
        if self.body == Body::Object && inspect_json(document, self).is_err() {
            // It only begins like an object.
            self.has_own_field = true;
        }
        if self.body == Body::Xml {
            let name = document.trim_start_matches('<').split([' ', '>', '/']).next().unwrap_or_default();
            self.root(name);
        }
    }

    /// Whether the driver that decodes the body as a whole (a map, any value) sees no fields of it.
    pub(crate) fn needs_inspection(&self) -> bool {
        self.is_undivided && self.body == Body::Object
    }

    /// An object that says no more than that something went wrong.
    fn is_error(&self) -> bool {
        self.has_content && !self.has_own_field
    }

    /// Whether it is an error of the service, since none of its keys is documented: `documents` says which are, `accepted` whether it
    /// would be a response otherwise.
    fn is_refusal(&self, kind: ResponseKind, documents: &dyn Fn(&str) -> Option<bool>, accepted: bool) -> bool {
        if self.has_own_field || !self.has_error_code || self.says_success {
            return false;
        }
        let found = ERROR_KEYS.iter().enumerate().filter(|(key, _)| self.error_keys & (1 << key) != 0);
        let mut outcome = OUTCOME_KEYS.iter().chain(found.map(|(_, name)| name));
        match kind {
            ResponseKind::Empty | ResponseKind::Acknowledgement | ResponseKind::List => true,
            ResponseKind::Fields(fields) => {
                !outcome.any(|name| fields.iter().any(|field| field.eq_ignore_ascii_case(name)))
            }
            // Where nothing is known of the fields, the keys may be data.
            ResponseKind::Identified => !outcome.any(|name| documents(name).unwrap_or(true)),
            ResponseKind::Unknown | ResponseKind::Map | ResponseKind::Text | ResponseKind::Binary => !accepted,
        }
    }
}

/// Whether `code` may be one of success. A number is an error only if it is one in HTTP as well: some services count from 0, others from
/// 100,000.
fn is_code_of_success(code: &str) -> bool {
    if let Ok(number) = code.parse::<u64>() {
        return !(400..600).contains(&number);
    }
    let lower = code.to_ascii_lowercase();
    matches!(lower.as_str(), "ok" | "true" | "normal") || lower.starts_with("success") || lower.starts_with("succeed")
}

/// `RequestId` in any of its spellings: `requestId`, `request_id`.
fn is_request_id(name: &str) -> bool {
    let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
    name.len() <= 12 && letters.map(|letter| letter.to_ascii_lowercase()).eq(*b"requestid")
}

fn is_html(document: &str) -> bool {
    let begins = |word: &str| document.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    begins("<html") || begins("<!doctype html")
}

/// The evidence in a body that is not decoded: it is read once, and nothing of it is kept.
pub(crate) fn inspect(info: &OperationInfo, body: &[u8], response_limit: usize) -> Result<Evidence, Mismatch> {
    let mut evidence = Evidence::of(info);
    match info.response {
        ResponseKind::Text | ResponseKind::Binary => evidence.inspect_value(body),
        _ => inspect_document(body, response_limit, &mut evidence)?,
    }
    Ok(evidence)
}

/// Says whether `found` is a response of `info`; what is wrong with it is the error. `documents` says whether the response has a field of
/// this name in any case, if that is known.
pub(crate) fn judge(
    info: &OperationInfo,
    status: StatusCode,
    headers: &HeaderMap,
    found: &Evidence,
    documents: &dyn Fn(&str) -> Option<bool>,
) -> Result<Verdict, String> {
    use ResponseKind::{Acknowledgement, Binary, Empty, Fields, Identified, List, Map, Text, Unknown};

    let has_header = headers.get("x-acs-request-id").is_some_and(|id| !id.as_bytes().trim_ascii().is_empty());
    let is_roa = info.product.style == Style::Roa;
    let is_bodiless = matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT);
    let is_proved = has_header || found.has_request_id;
    let accepted = match (found.body, info.response) {
        (Body::Nothing, _) if info.method == Method::Head => true,
        (Body::Nothing, Empty | Unknown) => is_roa || has_header || is_bodiless,
        (Body::Nothing, Acknowledgement | Text | Binary) => has_header || is_bodiless,
        (Body::Nothing, _) => false,
        (Body::HtmlPage | Body::ErrorDocument, Text | Binary) => has_header,
        (Body::HtmlPage | Body::ErrorDocument, _) => false,
        (Body::Object, Text | Binary) => has_header || !found.is_error(),
        (_, Text | Binary) => true,
        (Body::Object | Body::Xml, Empty | Unknown) => is_proved || (is_roa && !found.is_error()),
        (Body::Object | Body::Xml, Acknowledgement | Identified) => is_proved,
        (Body::Object | Body::Xml, Fields(_)) => is_proved || found.has_documented_field,
        (Body::Object | Body::Xml, Map) => has_header || (found.has_content && !found.is_error()),
        (Body::Object, List) => has_header,
        (Body::Xml, List) => has_header || found.has_content,
        (Body::List, List) => has_header || found.has_content,
        (Body::List | Body::Scalar, Empty | Unknown) => has_header,
        (Body::List | Body::Scalar, _) => false,
    };
    if is_proved
        && matches!(found.body, Body::Object | Body::Xml)
        && found.is_refusal(info.response, documents, accepted)
    {
        return Ok(Verdict::Refused);
    }
    if accepted {
        return Ok(Verdict::Response);
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let content_type =
        content_type.map(|kind| format!(" of the type {}", shown(kind, LONGEST_NAME))).unwrap_or_default();
    Err(format!(
        "found {}{content_type}, expected {}; this is not a response of the service",
        describe(found),
        expected(info.response, has_header)
    ))
}

fn describe(found: &Evidence) -> &'static str {
    match found.body {
        Body::Nothing => "an empty body",
        Body::Object if !found.has_content => "an empty object",
        Body::Object if found.is_error() && found.error_keys != 0 => "an error",
        Body::Object => "an object without a request id",
        Body::List => "a list",
        Body::Scalar => "a bare value",
        Body::Xml => "an XML document without a request id",
        Body::ErrorDocument => "an XML document with the root `Error`",
        Body::HtmlPage => "an HTML page",
    }
}

fn expected(kind: ResponseKind, has_header: bool) -> String {
    match kind {
        ResponseKind::Identified | ResponseKind::Fields(_) if has_header => {
            "an object with the documented fields".to_owned()
        }
        ResponseKind::Empty | ResponseKind::Unknown => {
            "no body, or an object, with the header x-acs-request-id".to_owned()
        }
        ResponseKind::Acknowledgement | ResponseKind::Identified => {
            "an object with `RequestId` or the header x-acs-request-id".to_owned()
        }
        ResponseKind::Fields(fields) => {
            let named: Vec<String> = fields.iter().take(5).map(|field| format!("`{field}`")).collect();
            format!("an object with the header x-acs-request-id or one of {}", named.join(", "))
        }
        ResponseKind::List => "a list".to_owned(),
        ResponseKind::Map => "an object".to_owned(),
        ResponseKind::Text => "text".to_owned(),
        ResponseKind::Binary => "bytes".to_owned(),
    }
}
