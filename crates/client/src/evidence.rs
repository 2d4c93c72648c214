//! What a body has that can prove, or disprove, that it is a response of an operation. Decoders collect it on the way, the gate judges it.

use alicloud_api::{OperationInfo, ResponseKind};

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
    pub(crate) documented: &'static [&'static str],
    /// Whether the documented body is a value without fields of its own.
    pub(crate) is_undivided: bool,
    pub(crate) body: Body,
    pub(crate) has_request_id: bool,
    pub(crate) has_documented_field: bool,
    /// Whether it has any field or element.
    pub(crate) has_content: bool,
    /// Whether it has a field that error bodies do not have.
    pub(crate) has_own_field: bool,
    /// The keys of an error that it has, as positions in `ERROR_KEYS`.
    pub(crate) error_keys: u16,
    /// Whether it has a code, and one of an error.
    pub(crate) has_error_code: bool,
    /// Whether it says that it is no error.
    pub(crate) says_success: bool,
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

    /// Whether the driver that decodes the body as a whole (a map, any value) sees no fields of it.
    pub(crate) fn needs_inspection(&self) -> bool {
        self.is_undivided && self.body == Body::Object
    }

    /// An object that says no more than that something went wrong.
    pub(crate) fn is_error(&self) -> bool {
        self.has_content && !self.has_own_field
    }

    /// Whether it is an error of the service, since none of its keys is documented: `documents` says which are, `accepted` whether it
    /// would be a response otherwise.
    pub(crate) fn is_refusal(
        &self,
        kind: ResponseKind,
        documents: &dyn Fn(&str) -> Option<bool>,
        accepted: bool,
    ) -> bool {
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
