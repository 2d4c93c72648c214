//! Error responses of the service: their parts, what the codes mean, and how they are shown.

use std::fmt;
use std::time::Duration;

use super::codes::{CodeClass, says};
use super::diagnosis::SignatureDiagnosis;
use super::excerpt;
use crate::redact::Redactor;
use crate::shown::{LONGEST_MESSAGE, LONGEST_NAME, ShownText, shown};

/// An error response of the service.
///
/// The methods return the strings of the service in full, except for secrets. `Display` and `Debug` cut long strings.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ServiceError {
    pub(super) status: u16,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) host_id: Option<String>,
    pub(super) recommendation: Option<String>,
    pub(super) access_denied: Option<AccessDenied>,
    pub(super) retry_after: Option<Duration>,
    pub(super) excerpt: String,
    pub(super) signature: Option<SignatureDiagnosis>,
    /// The target of a redirect, without user, password and query.
    pub(super) location: Option<String>,
}

/// Details of a denied access, as the service reports them.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessDenied {
    /// The action that would have to be allowed, such as `rds:ReleaseInstanceConnection`.
    pub action: Option<String>,
    /// The kind of caller: `SubUser`, `AssumedRoleUser`, ….
    pub principal_type: Option<String>,
    /// The name of the caller.
    pub principal_display_name: Option<String>,
    /// The account of the caller.
    pub principal_owner_id: Option<String>,
    /// `ImplicitDeny` (no policy allows it) or `ExplicitDeny` (a policy forbids it).
    pub no_permission_type: Option<String>,
    /// The kind of policy that decided, such as `AccountLevelIdentityBasedPolicy`.
    pub policy_type: Option<String>,
    /// An encoded message that the RAM operation `DecodeDiagnosticMessage` decodes.
    pub encoded_diagnostic_message: Option<String>,
}

/// The code of Simple Log Service for a missing permission and for an unknown access key. With the status 401 and without a word about RAM,
/// it is the latter.
pub(super) const UNAUTHORIZED: &str = "Unauthorized";

impl ServiceError {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The error code, such as `Endpoint.NotFound`; `None` if the response is not from the service (but, for example, a
    /// page of a proxy).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The request ID, from the body or the header of the gateway (`x-acs-request-id` of most).
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The host that responded, according to the body.
    #[must_use]
    pub fn host_id(&self) -> Option<&str> {
        self.host_id.as_deref()
    }

    /// The URL of a page that explains the error. A string of more than 2 KiB is ignored.
    #[must_use]
    pub fn recommendation(&self) -> Option<&str> {
        self.recommendation.as_deref()
    }

    /// The details of a denied access.
    #[must_use]
    pub fn access_denied(&self) -> Option<&AccessDenied> {
        self.access_denied.as_ref()
    }

    /// The pause that the service asks for (`x-acs-retry-after` in milliseconds, `Retry-After`, or the rate limit
    /// headers).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The beginning of the body on one line, without secrets.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// The reason why the signature was not accepted, if that is the error and the reason could be found.
    #[must_use]
    pub fn signature_diagnosis(&self) -> Option<SignatureDiagnosis> {
        self.signature
    }

    /// Whether the service received too many requests. The status is not reliable (mostly 400, sometimes 429 or 503),
    /// so the code decides.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.status == 429 || self.says(CodeClass::Throttled) || self.says(CodeClass::Busy)
    }

    /// Whether a resource does not exist. A page of a proxy with status 404 says nothing about the resource, so the
    /// response must have a code or a request ID.
    pub(crate) fn is_not_found(&self) -> bool {
        let answered = self.code.is_some() || self.request_id.is_some();
        ((self.status == 404 && answered) || self.says(CodeClass::NotFound)) && !self.says(CodeClass::OtherNotFound)
    }

    pub(crate) fn is_access_denied(&self) -> bool {
        self.access_denied.is_some() || self.says(CodeClass::AccessDenied)
    }

    pub(crate) fn is_server_fault(&self) -> bool {
        self.status >= 500 || self.says(CodeClass::ServerFault)
    }

    /// Whether a gateway reports that it currently has no server for the request.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self.status, 502..=504) || self.says(CodeClass::Unavailable)
    }

    pub(crate) fn is_unauthenticated(&self) -> bool {
        (self.status == 401 && !self.is_access_denied())
            || self.refuses_credentials()
            || self.says(CodeClass::WrongSignature)
    }

    /// Whether other credentials may be accepted, because these are expired, revoked or unknown.
    pub(crate) fn refuses_credentials(&self) -> bool {
        let is_unknown_key = self.status == 401 && self.code() == Some(UNAUTHORIZED) && !self.is_access_denied();
        self.says(CodeClass::CredentialsRefused) || is_unknown_key
    }

    /// Whether the clocks of this machine and of the service differ too much.
    pub(crate) fn is_clock_skew(&self) -> bool {
        self.says(CodeClass::ClockSkew)
    }

    /// Whether the request may have been carried out in spite of the error. A request that the gateway refuses never
    /// reaches the service.
    pub(crate) fn may_have_been_applied(&self) -> bool {
        let turned_away =
            self.status == 429 || self.says(CodeClass::Throttled) || self.refuses_credentials() || self.is_clock_skew();
        let unclear = self.is_server_fault()
            || self.says(CodeClass::Busy)
            || self.says(CodeClass::NonceUsed)
            || self.status == 408;
        unclear && !turned_away
    }

    fn says(&self, class: CodeClass) -> bool {
        self.code().is_some_and(|code| says(code, class))
    }

    /// Whether a proxy has sent the request twice, so that its nonce was already used.
    pub(crate) fn is_nonce_used(&self) -> bool {
        self.says(CodeClass::NonceUsed)
    }

    /// Completes an error that an event of a stream reports: without a code it has that of its kind, so that it does not
    /// look like the response of a proxy, and without a message what was received.
    pub(crate) fn in_event(mut self) -> Self {
        if self.code.is_none() {
            self.code = Some("error".to_owned());
            if self.message.is_none() && !self.excerpt.is_empty() {
                self.message = Some(self.excerpt.clone());
            }
        }
        self
    }

    /// Hides the secrets that `redactor` knows in everything that is shown. `body` is the body from which this error
    /// was parsed. This happens after parsing, because a secret may also occur in an error code or in the name of a
    /// key.
    pub(crate) fn hide(&mut self, body: &[u8], redactor: &Redactor) {
        let shown = [&mut self.message, &mut self.host_id, &mut self.recommendation, &mut self.location];
        let denied = self.access_denied.as_mut().map(AccessDenied::fields).into_iter().flatten();
        for field in shown.into_iter().chain(denied).flatten() {
            *field = redactor.text(field).into_owned();
        }
        // The body is redacted before it is cut, because the first part of a secret would not be recognized.
        if !self.excerpt.is_empty() {
            self.excerpt = excerpt(body, redactor);
        }
        // The client branches on the code, so a string that looks like a code is kept, even if it contains a short
        // password.
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
                // Status 304 is not a redirect.
                if let (300..=303 | 305..400, Some(location)) = (self.status, &self.location) {
                    write!(
                        formatter,
                        "the response is a redirect to {}, which is not followed",
                        shown(location, LONGEST_NAME)
                    )?;
                } else {
                    formatter.write_str(match self.status {
                        300..=303 | 305..400 => "the response is a redirect, which is not followed",
                        407 => "a proxy asks for a user and a password, or does not accept those in its URL",
                        _ => "the response is not from the service",
                    })?;
                }
                if !self.excerpt.is_empty() {
                    write!(formatter, ": {}", self.excerpt)?;
                }
            }
        }
        // Ends the sentence of the service before the remarks of this library.
        if remarks_follow && !self.message().is_some_and(|message| message.trim_end().ends_with(['.', '!', '?'])) {
            formatter.write_str(".")?;
        }
        match self.signature {
            Some(SignatureDiagnosis::WrongSecret) => formatter.write_str(" The access key secret is wrong.")?,
            Some(SignatureDiagnosis::DifferentText) => {
                formatter.write_str(
                    " The service computed another string to sign: a proxy changed the request, or this library has a bug.",
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

fn shown_field(field: &Option<String>, limit: usize) -> Option<ShownText<'_>> {
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
