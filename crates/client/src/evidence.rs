//! Features of a body that show whether it is a response of an operation. Decoders collect them, and the module `gate`
//! decides.

use alicloud_api::{OperationInfo, ResponseKind};

/// The format of a body, determined from its beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum BodyForm {
    #[default]
    Nothing,
    Object,
    List,
    /// A JSON string, number, boolean or `null`.
    Scalar,
    Xml,
    /// An XML document with the root `Error`.
    ErrorDocument,
    HtmlPage,
}

/// The features of a body that show what it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// The documented fields, if the request ID is not among them.
    pub(crate) documented: &'static [&'static str],
    /// Whether the documented body is a value without named fields.
    pub(crate) is_undivided: bool,
    /// Whether the root element of an XML document is a field of the body, if the body has a field of its name.
    pub(crate) is_root_a_field: bool,
    pub(crate) body: BodyForm,
    pub(crate) has_request_id: bool,
    pub(crate) has_documented_field: bool,
    /// Whether the body has any field or element.
    pub(crate) has_content: bool,
    /// Whether the body has a field that error bodies do not have.
    pub(crate) has_own_field: bool,
    /// The set of error keys in the body, as bits for the positions in `ERROR_KEYS`.
    pub(crate) error_keys: u16,
    /// Whether the body has a code that means an error.
    pub(crate) has_error_code: bool,
    /// Whether the body states a failure, with or without a code.
    pub(crate) says_failure: bool,
    /// Whether the body states success.
    pub(crate) says_success: bool,
}

/// The keys of error bodies of the service, of gateways and of proxies, in lower case.
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

/// Keys that report the outcome of an operation. If one of them is documented, all such keys are data.
const OUTCOME_KEYS: [&str; 8] = ["code", "message", "success", "error", "errors", "errorcode", "errormessage", "msg"];

impl Evidence {
    pub(crate) fn of(info: &OperationInfo) -> Self {
        let documented = match info.response {
            ResponseKind::Fields(fields) => fields,
            _ => &[],
        };
        let is_undivided = matches!(info.response, ResponseKind::Map | ResponseKind::Unknown);
        Self { documented, is_undivided, is_root_a_field: info.xml_response, ..Self::default() }
    }

    /// Inspects the beginning of a body. Returns the document without a byte order mark and surrounding white space.
    pub(crate) fn begin<'t>(&mut self, body: &'t str) -> &'t str {
        let document = body.trim_start_matches('\u{feff}').trim();
        self.body = match document.bytes().next() {
            None => BodyForm::Nothing,
            Some(b'<') if is_html(document) => BodyForm::HtmlPage,
            Some(b'<') => BodyForm::Xml,
            Some(b'{') => BodyForm::Object,
            Some(b'[') => BodyForm::List,
            Some(_) => BodyForm::Scalar,
        };
        self.has_content = self.body == BodyForm::List
            && !document.strip_prefix('[').unwrap_or_default().trim_start().starts_with(']');
        document
    }

    pub(crate) fn body(&self) -> BodyForm {
        self.body
    }

    /// Records a top-level field of the body. `value` is its text.
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        self.has_content = true;
        if is_request_id(name) {
            let content = value.trim().trim_matches('"').trim();
            let is_id = !matches!(content, "" | "null" | "true" | "false") && !content.starts_with(['{', '[']);
            self.has_request_id |= is_id;
        } else if !self.has_own_field {
            match ERROR_KEYS.iter().position(|key| key.eq_ignore_ascii_case(name)) {
                Some(key) => self.error_key(key, value),
                None => self.has_own_field = true,
            }
        }
        if !self.has_documented_field {
            self.has_documented_field = self.documents(name);
        }
    }

    fn documents(&self, name: &str) -> bool {
        self.documented.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    fn error_key(&mut self, key: usize, value: &str) {
        self.error_keys |= 1 << key;
        let value = value.trim().trim_matches('"').trim();
        match ERROR_KEYS.get(key) {
            Some(&"code" | &"errorcode") if is_code_of_success(value) => self.says_success = true,
            Some(&"code" | &"errorcode") => self.has_error_code |= !value.is_empty() && value != "null",
            Some(&"success") if value.eq_ignore_ascii_case("true") => self.says_success = true,
            Some(&"success") => self.says_failure |= value.eq_ignore_ascii_case("false"),
            Some(&"error" | &"errors") => {
                self.says_failure |= !matches!(value, "" | "null" | "false" | "0" | "[]" | "{}");
            }
            _ => {}
        }
    }

    /// Records the root element of an XML document.
    pub(crate) fn root(&mut self, name: &str) {
        self.body = match name {
            _ if name.eq_ignore_ascii_case("Error") => BodyForm::ErrorDocument,
            _ if name.eq_ignore_ascii_case("html") => BodyForm::HtmlPage,
            _ => BodyForm::Xml,
        };
        if self.is_root_a_field && self.body == BodyForm::Xml && self.documents(name) {
            self.field(name, "{");
        }
    }

    /// Whether the body must be inspected separately, because the decoder of a map or of any value does not record its
    /// fields.
    pub(crate) fn needs_inspection(&self) -> bool {
        self.is_undivided && self.body == BodyForm::Object
    }

    /// Whether the body is an object that only reports an error.
    pub(crate) fn is_error(&self) -> bool {
        self.has_content && !self.has_own_field
    }

    /// Whether the body reports a failure, because it has only keys of an error, and the response documents none of them.
    /// `documents` returns whether a key is documented, if that is known; `accepted` is whether the body would otherwise
    /// be a response.
    pub(crate) fn is_failure(
        &self,
        kind: ResponseKind,
        documents: &dyn Fn(&str) -> Option<bool>,
        accepted: bool,
    ) -> bool {
        if self.has_own_field || self.says_success || !(self.has_error_code || self.says_failure) {
            return false;
        }
        let found = ERROR_KEYS.iter().enumerate().filter(|(key, _)| self.error_keys & (1 << key) != 0);
        let mut outcome = OUTCOME_KEYS.iter().chain(found.map(|(_, name)| name));
        match kind {
            ResponseKind::Empty | ResponseKind::Acknowledgement | ResponseKind::List => true,
            ResponseKind::Fields(fields) => {
                !outcome.any(|name| fields.iter().any(|field| field.eq_ignore_ascii_case(name)))
            }
            // If the documented fields are unknown, the keys may be data.
            ResponseKind::Identified => !outcome.any(|name| documents(name).unwrap_or(true)),
            ResponseKind::Unknown | ResponseKind::Map | ResponseKind::Text | ResponseKind::Binary => !accepted,
        }
    }
}

/// Whether `code` may mean success. A number is an error only if it is an HTTP error status, because services number
/// their codes differently, some from 0 and others from 100,000.
fn is_code_of_success(code: &str) -> bool {
    if let Ok(number) = code.parse::<u64>() {
        return !(400..600).contains(&number);
    }
    let lower = code.to_ascii_lowercase();
    matches!(lower.as_str(), "ok" | "true" | "normal") || lower.starts_with("success") || lower.starts_with("succeed")
}

/// Whether a name is `RequestId` in any spelling, such as `requestId` or `request_id`.
fn is_request_id(name: &str) -> bool {
    let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
    name.len() <= 12 && letters.map(|letter| letter.to_ascii_lowercase()).eq(*b"requestid")
}

fn is_html(document: &str) -> bool {
    let begins = |word: &str| document.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    begins("<html") || begins("<!doctype html")
}
