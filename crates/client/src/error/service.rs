//! What the service says when it refuses: one shape in JSON and XML, with keys in any case.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};

use super::codes::{Class, says};
use super::diagnosis::SignatureDiagnosis;
use super::excerpt;
use crate::decode::{Context, Decode, Decoder, decode_json, decode_xml};
use crate::evidence::Evidence;
use crate::redact::Redactor;
use crate::shown::{LONGEST_MESSAGE, LONGEST_NAME, Shown, shown};

/// An error that the service returned.
///
/// The methods return what the service sent, of whatever length, but for secrets. `Display` and `Debug` show the beginning of long strings.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ServiceError {
    status: u16,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    request_id: Option<String>,
    host_id: Option<String>,
    recommendation: Option<String>,
    access_denied: Option<AccessDenied>,
    retry_after: Option<Duration>,
    pub(super) excerpt: String,
    pub(super) signature: Option<SignatureDiagnosis>,
    /// Where a redirect leads, without user, password and query.
    location: Option<String>,
}

/// Details of a denied access, as the service gives them.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessDenied {
    /// Action that would have to be allowed, as in `rds:ReleaseInstanceConnection`.
    pub action: Option<String>,
    /// Kind of caller: `SubUser`, `AssumedRoleUser`, ….
    pub principal_type: Option<String>,
    /// Name of the caller.
    pub principal_display_name: Option<String>,
    /// Account of the caller.
    pub principal_owner_id: Option<String>,
    /// `ImplicitDeny` (nothing allows it) or `ExplicitDeny` (something forbids it).
    pub no_permission_type: Option<String>,
    /// Kind of policy that decided, as in `AccountLevelIdentityBasedPolicy`.
    pub policy_type: Option<String>,
    /// Message that the RAM operation `DecodeDiagnosticMessage` explains.
    pub encoded_diagnostic_message: Option<String>,
}

impl ServiceError {
    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Code, as in `Endpoint.NotFound`; `None` if the answer is not one of the service (a proxy's page, for example).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Request id, from the body or the header `x-acs-request-id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Host that answered.
    #[must_use]
    pub fn host_id(&self) -> Option<&str> {
        self.host_id.as_deref()
    }

    /// URL of a page that explains the error. A string of more than two kibibytes is not taken for one.
    #[must_use]
    pub fn recommendation(&self) -> Option<&str> {
        self.recommendation.as_deref()
    }

    /// Details of a denied access.
    #[must_use]
    pub fn access_denied(&self) -> Option<&AccessDenied> {
        self.access_denied.as_ref()
    }

    /// How long the service asks to wait (`x-acs-retry-after` in milliseconds, `Retry-After`, or the rate limit headers).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Beginning of the body, on one line, without what may be secret.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// Why the signature was not accepted, if that is the error.
    #[must_use]
    pub fn signature_diagnosis(&self) -> Option<SignatureDiagnosis> {
        self.signature
    }

    /// Whether too many requests came. The status says little (mostly 400, sometimes 429 or 503): the code decides.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.status == 429 || self.says(Class::Throttled) || self.says(Class::Busy)
    }

    /// A proxy's page with status 404 says nothing about the resource: the answer has to be one of the service.
    pub(crate) fn is_not_found(&self) -> bool {
        let answered = self.code.is_some() || self.request_id.is_some();
        ((self.status == 404 && answered) || self.says(Class::NotFound)) && !self.says(Class::OtherNotFound)
    }

    pub(crate) fn is_access_denied(&self) -> bool {
        self.access_denied.is_some() || self.says(Class::AccessDenied)
    }

    pub(crate) fn is_server_fault(&self) -> bool {
        self.status >= 500 || self.says(Class::ServerFault)
    }

    /// Whether a gateway says that it has no server for the request at the moment.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self.status, 502..=504) || self.says(Class::Unavailable)
    }

    pub(crate) fn is_unauthenticated(&self) -> bool {
        self.status == 401 || self.refuses_credentials() || self.says(Class::WrongSignature)
    }

    /// Other credentials may be accepted: these are expired, revoked or unknown.
    pub(crate) fn refuses_credentials(&self) -> bool {
        self.says(Class::CredentialsRefused)
    }

    /// The clock of this machine differs too much from the one of the service.
    pub(crate) fn is_clock_skew(&self) -> bool {
        self.says(Class::ClockSkew)
    }

    /// Whether the request may have been carried out in spite of the error. What the gateway turns away never reaches the service.
    pub(crate) fn may_have_been_applied(&self) -> bool {
        let turned_away =
            self.status == 429 || self.says(Class::Throttled) || self.refuses_credentials() || self.is_clock_skew();
        let unclear =
            self.is_server_fault() || self.says(Class::Busy) || self.says(Class::NonceUsed) || self.status == 408;
        unclear && !turned_away
    }

    fn says(&self, class: Class) -> bool {
        self.code().is_some_and(|code| says(code, class))
    }

    /// Whether something on the way sent the request twice, so that its nonce was used already.
    pub(crate) fn is_nonce_used(&self) -> bool {
        self.says(Class::NonceUsed)
    }

    /// Hides what the service repeated of the secrets that `redactor` knows, in everything that is shown; `body` is what this error was
    /// read from. After it was read: a secret can be a part of a code, or the name of a key.
    pub(crate) fn hide(&mut self, body: &[u8], redactor: &Redactor) {
        let shown = [&mut self.message, &mut self.host_id, &mut self.recommendation, &mut self.location];
        let denied = self.access_denied.as_mut().map(AccessDenied::fields).into_iter().flatten();
        for field in shown.into_iter().chain(denied).flatten() {
            *field = redactor.text(field).into_owned();
        }
        // Hidden before it is cut: of a secret at the end a part would remain.
        if !self.excerpt.is_empty() {
            self.excerpt = excerpt(body, redactor);
        }
        // The client decides by the code: what looks like one stays, whatever the password is.
        let is_code = |text: &str| text.split(['.', '_']).all(|word| word.chars().all(|c| c.is_ascii_alphabetic()));
        for field in [&mut self.code, &mut self.request_id].into_iter().flatten() {
            if !is_code(field) {
                *field = redactor.long_values(field).into_owned();
            }
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let remarks_follow =
            self.signature.is_some() || self.access_denied.as_ref().is_some_and(|it| it.action.is_some());
        match (self.code(), self.message()) {
            (Some(code), Some(message)) => {
                write!(formatter, "{}: {}", shown(code, LONGEST_NAME), shown(message, LONGEST_MESSAGE))?;
            }
            (Some(code), None) => write!(formatter, "{}", shown(code, LONGEST_NAME))?,
            (None, _) => {
                // 304 leads nowhere.
                if let (300..=303 | 305..400, Some(location)) = (self.status, &self.location) {
                    write!(
                        formatter,
                        "the answer is a redirect to {}, which is not followed",
                        shown(location, LONGEST_NAME)
                    )?;
                } else {
                    formatter.write_str(match self.status {
                        300..=303 | 305..400 => "the answer is a redirect, which is not followed",
                        407 => "a proxy asks for a user and a password, or does not accept those in its address",
                        _ => "the answer is not one of the service",
                    })?;
                }
                if !self.excerpt.is_empty() {
                    write!(formatter, ": {}", self.excerpt)?;
                }
            }
        }
        // The sentence of the service ends before those of this library.
        if remarks_follow && !self.message().is_some_and(|message| message.trim_end().ends_with(['.', '!', '?'])) {
            formatter.write_str(".")?;
        }
        match self.signature {
            Some(SignatureDiagnosis::WrongSecret) => formatter.write_str(" The access key secret is wrong.")?,
            Some(SignatureDiagnosis::DifferentText) => {
                formatter.write_str(
                    " The service signed another text: a proxy changed the request, or this library has a fault.",
                )?;
            }
            None => {}
        }
        if let Some(denied) = &self.access_denied
            && let Some(action) = &denied.action
        {
            let kind = denied.no_permission_type.as_deref().unwrap_or("no permission");
            let principal = denied.principal_display_name.as_deref().unwrap_or("The caller");
            let [principal, action, kind] = [principal, action, kind].map(|text| shown(text, LONGEST_NAME));
            write!(formatter, " {principal} needs the action {action} ({kind}).")?;
        }
        write!(formatter, " (HTTP {}", self.status)?;
        if let Some(id) = self.request_id() {
            write!(formatter, ", request id {}", shown(id, LONGEST_NAME))?;
        }
        formatter.write_str(")")
    }
}

fn shown_field(field: &Option<String>, limit: usize) -> Option<Shown<'_>> {
    field.as_deref().map(|text| shown(text, limit))
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServiceError")
            .field("status", &self.status)
            .field("code", &shown_field(&self.code, LONGEST_NAME))
            .field("message", &shown_field(&self.message, LONGEST_MESSAGE))
            .field("request_id", &shown_field(&self.request_id, LONGEST_NAME))
            .field("host_id", &shown_field(&self.host_id, LONGEST_NAME))
            .field("recommendation", &self.recommendation)
            .field("access_denied", &self.access_denied)
            .field("retry_after", &self.retry_after)
            .field("excerpt", &self.excerpt)
            .field("signature", &self.signature)
            .field("location", &shown_field(&self.location, LONGEST_NAME))
            .finish()
    }
}

impl fmt::Debug for AccessDenied {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessDenied")
            .field("action", &shown_field(&self.action, LONGEST_NAME))
            .field("principal_type", &shown_field(&self.principal_type, LONGEST_NAME))
            .field("principal_display_name", &shown_field(&self.principal_display_name, LONGEST_NAME))
            .field("principal_owner_id", &shown_field(&self.principal_owner_id, LONGEST_NAME))
            .field("no_permission_type", &shown_field(&self.no_permission_type, LONGEST_NAME))
            .field("policy_type", &shown_field(&self.policy_type, LONGEST_NAME))
            .field("encoded_diagnostic_message", &shown_field(&self.encoded_diagnostic_message, LONGEST_MESSAGE))
            .finish()
    }
}

impl AccessDenied {
    fn fields(&mut self) -> [&mut Option<String>; 7] {
        [
            &mut self.action,
            &mut self.principal_type,
            &mut self.principal_display_name,
            &mut self.principal_owner_id,
            &mut self.no_permission_type,
            &mut self.policy_type,
            &mut self.encoded_diagnostic_message,
        ]
    }
}

/// Bytes of the URL of a page that explains an error, at the most. The documented ones have about a hundred, with the code in them.
const LONGEST_URL: usize = 2048;

/// Bytes of an error body that are expected at the most: it bounds the memory for what is read of it.
const LARGEST_BODY: usize = 8 << 20;

/// Reads an error answer. Whatever the body is, status, request id and an excerpt are kept.
pub(crate) fn parse(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ServiceError {
    let text = String::from_utf8_lossy(body);
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    let mut read = Body::default();
    // What is odd in one field must not cost the code: on it depends whether the call is repeated.
    let mut context = Context::tolerant(LARGEST_BODY, Evidence::default());
    let decoded = match trimmed.bytes().next() {
        Some(b'{') => decode_json(trimmed.trim_end(), &mut read, &mut context).is_ok(),
        Some(b'<') => decode_xml(trimmed.trim_end(), &mut read, &mut context).is_ok(),
        _ => false,
    };
    if !decoded {
        read = Body::default();
    }
    let header = |name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|value| !value.is_empty())
    };
    ServiceError {
        status: status.as_u16(),
        code: read.code.filter(|code| !code.is_empty()),
        message: read.message.or(read.description).filter(|message| !message.is_empty()),
        request_id: read
            .request_id
            .filter(|id| !id.is_empty())
            .or_else(|| header("x-acs-request-id").map(str::to_owned)),
        host_id: read.host_id,
        recommendation: read.recommend.filter(|url| url.len() <= LONGEST_URL),
        access_denied: read.access_denied,
        retry_after: retry_after(&header),
        excerpt: excerpt(body, &Redactor::new()),
        signature: None,
        location: headers
            .get(LOCATION)
            .filter(|location| !location.as_bytes().trim_ascii().is_empty())
            .map(|location| without_query(&String::from_utf8_lossy(location.as_bytes()))),
    }
}

/// A URL without what may be secret in it: user and password, and the query, in which a login page gets the request that was sent.
fn without_query(url: &str) -> String {
    let (url, query) = match url.find(['?', '#']) {
        Some(end) => (url.get(..end).unwrap_or_default(), "?***"),
        None => (url, ""),
    };
    let (scheme, rest) = url.find("//").map_or(("", url), |begin| url.split_at(begin + 2));
    let host = rest.rsplit_once('@').map_or_else(|| rest.to_owned(), |(_, host)| format!("***@{host}"));
    format!("{scheme}{host}{query}")
}

fn retry_after<'a>(header: &dyn Fn(&str) -> Option<&'a str>) -> Option<Duration> {
    if let Some(milliseconds) = header("x-acs-retry-after").and_then(|value| value.parse().ok()) {
        return Some(Duration::from_millis(milliseconds));
    }
    // Seconds or a date (RFC 9110, section 10.2.3); the date is compared with the clock of who sent it.
    if let Some(value) = header("retry-after") {
        let until = httpdate::parse_http_date(value).ok();
        let now = header("date").and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
        let left = until.map(|until| until.duration_since(now).unwrap_or_default());
        return value.parse().ok().map(Duration::from_secs).or(left);
    }
    // `Limit:1,Remain:0,TimeLeft:2000,Reset:1234`; the times are milliseconds. Both limits have to pass.
    let left = |name: &str| {
        let pairs = header(name)?.split(',').filter_map(|pair| pair.split_once(':'));
        let mut remain = None;
        let mut time = None;
        for (name, value) in pairs {
            let value = value.trim().parse::<u64>().ok();
            match name.trim() {
                "Remain" => remain = value,
                "TimeLeft" => time = value,
                _ => {}
            }
        }
        (remain.unwrap_or(0) == 0).then_some(time).flatten()
    };
    let longest = left("x-ratelimit-user-api").max(left("x-ratelimit-user"))?;
    Some(Duration::from_millis(longest))
}

/// The documented members of an error body.
#[derive(Default)]
struct Body {
    code: Option<String>,
    message: Option<String>,
    description: Option<String>,
    request_id: Option<String>,
    host_id: Option<String>,
    recommend: Option<String>,
    access_denied: Option<AccessDenied>,
}

impl Decode for Body {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.string("Code", &mut self.code);
        decoder.string("Message", &mut self.message);
        decoder.string("Description", &mut self.description);
        decoder.string("RequestId", &mut self.request_id);
        decoder.string("HostId", &mut self.host_id);
        decoder.string("Recommend", &mut self.recommend);
        decoder.value("AccessDeniedDetail", &mut self.access_denied);
    }
}

impl Decode for AccessDenied {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.string("AuthAction", &mut self.action);
        decoder.string("AuthPrincipalType", &mut self.principal_type);
        decoder.string("AuthPrincipalDisplayName", &mut self.principal_display_name);
        decoder.string("AuthPrincipalOwnerId", &mut self.principal_owner_id);
        decoder.string("NoPermissionType", &mut self.no_permission_type);
        decoder.string("PolicyType", &mut self.policy_type);
        decoder.string("EncodedDiagnosticMessage", &mut self.encoded_diagnostic_message);
    }
}
