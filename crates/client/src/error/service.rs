//! What the service says when it refuses: one shape in JSON and XML, with keys in any case.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::excerpt;
use crate::decode::{Decode, Decoder, Slot, decode_json, decode_xml};

/// An error that the service answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceError {
    status: u16,
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    host_id: Option<String>,
    recommendation: Option<String>,
    access_denied: Option<AccessDenied>,
    retry_after: Option<Duration>,
    excerpt: String,
    signature: Option<SignatureDiagnosis>,
}

/// Why the service did not accept a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureDiagnosis {
    /// The service signed the same text and got another signature: the access key secret is wrong.
    WrongSecret,
    /// The service signed another text: something on the way (a proxy) changed the request, or this library has a fault.
    DifferentText,
}

/// Details of a denied access, as the service gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

    /// Address of a page that explains the error.
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
        self.status == 429
            || self.code().is_some_and(|code| {
                code.contains("Throttling") || code == "FlowControlError" || code == "ServiceUnavailableTemporary" || code == "SystemBusy"
            })
    }

    pub(crate) fn is_not_found(&self) -> bool {
        self.status == 404
            || self.code().is_some_and(|code| code.contains("NotFound") || code.starts_with("EntityNotExist") || code.ends_with("NotExist"))
    }

    pub(crate) fn is_access_denied(&self) -> bool {
        self.access_denied.is_some()
            || self.code().is_some_and(|code| {
                code.starts_with("Forbidden") || code.starts_with("NoPermission") || code == "AccessDenied" || code == "ActionUnauthorized"
            })
    }

    pub(crate) fn is_server_fault(&self) -> bool {
        self.status >= 500
            || self.code().is_some_and(|code| {
                ["InternalError", "InternalFailure", "UnknownError", "ServiceUnavailable"].iter().any(|known| code.starts_with(known))
            })
    }

    pub(crate) fn is_unauthenticated(&self) -> bool {
        self.status == 401
            || self.is_expired_token()
            || self.code().is_some_and(|code| {
                code.starts_with("InvalidAccessKeyId")
                    || code.starts_with("InvalidSecurityToken")
                    || ["SignatureDoesNotMatch", "IncompleteSignature", "MissingSecurityToken", "MissingAccessKeyId"].contains(&code)
            })
    }

    pub(crate) fn is_expired_token(&self) -> bool {
        self.code() == Some("InvalidSecurityToken.Expired")
    }

    /// The clock of this machine differs too much from the one of the service.
    pub(crate) fn is_clock_skew(&self) -> bool {
        matches!(self.code(), Some("InvalidTimeStamp.Expired" | "IllegalTimestamp"))
    }

    /// Says why a signature was not accepted by comparing what the service signed with what was signed here.
    pub(crate) fn diagnose_signature(&mut self, signed_here: &str) {
        if !matches!(self.code(), Some("SignatureDoesNotMatch" | "IncompleteSignature")) {
            return;
        }
        let message = self.message.as_deref().unwrap_or_default();
        let server = message
            .split_once("server string to sign is:")
            .map(|(_, text)| text.trim())
            .or_else(|| message.split_once("server StringToSign is [").map(|(_, text)| text.split(']').next().unwrap_or_default().trim()));
        if let Some(server) = server {
            let same = server.split_whitespace().eq(signed_here.split_whitespace());
            self.signature = Some(if same { SignatureDiagnosis::WrongSecret } else { SignatureDiagnosis::DifferentText });
            // The text that was signed holds every parameter, also secret ones.
            let end = message.find("server string to sign is:").or_else(|| message.find("server StringToSign is ["));
            let kept = end.and_then(|end| message.get(..end)).unwrap_or_default().trim_end_matches([' ', ',', ';', '.']).to_owned();
            self.message = Some(kept);
            self.excerpt.clear();
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code(), self.message()) {
            (Some(code), Some(message)) => write!(formatter, "{code}: {message}")?,
            (Some(code), None) => formatter.write_str(code)?,
            (None, _) => {
                formatter.write_str("the answer is not one of the service")?;
                if !self.excerpt.is_empty() {
                    write!(formatter, ": {}", self.excerpt)?;
                }
            }
        }
        match self.signature {
            Some(SignatureDiagnosis::WrongSecret) => formatter.write_str(" The access key secret is wrong.")?,
            Some(SignatureDiagnosis::DifferentText) => {
                formatter.write_str(" The service signed another text: a proxy changed the request, or this library has a fault.")?;
            }
            None => {}
        }
        if let Some(denied) = &self.access_denied
            && let Some(action) = &denied.action
        {
            let kind = denied.no_permission_type.as_deref().unwrap_or("no permission");
            let principal = denied.principal_display_name.as_deref().unwrap_or("the caller");
            write!(formatter, " {principal} needs the action {action} ({kind}).")?;
        }
        write!(formatter, " (HTTP {}", self.status)?;
        if let Some(id) = self.request_id() {
            write!(formatter, ", request id {id}")?;
        }
        formatter.write_str(")")
    }
}

/// Reads an error answer. Whatever the body is, status, request id and an excerpt are kept.
pub(crate) fn parse(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ServiceError {
    let text = String::from_utf8_lossy(body);
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    let mut read = Body::default();
    let decoded = match trimmed.bytes().next() {
        Some(b'{') => decode_json(trimmed.trim_end(), &mut read).is_ok(),
        Some(b'<') => decode_xml(trimmed, &mut read).is_ok(),
        _ => false,
    };
    if !decoded {
        read = Body::default();
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|value| !value.is_empty());
    ServiceError {
        status: status.as_u16(),
        code: read.code.filter(|code| !code.is_empty()),
        message: read.message.or(read.description).filter(|message| !message.is_empty()),
        request_id: read.request_id.filter(|id| !id.is_empty()).or_else(|| header("x-acs-request-id").map(str::to_owned)),
        host_id: read.host_id,
        recommendation: read.recommend,
        access_denied: read.access_denied,
        retry_after: retry_after(&header),
        excerpt: excerpt(body),
        signature: None,
    }
}

fn retry_after<'a>(header: &dyn Fn(&str) -> Option<&'a str>) -> Option<Duration> {
    if let Some(milliseconds) = header("x-acs-retry-after").and_then(|value| value.parse().ok()) {
        return Some(Duration::from_millis(milliseconds));
    }
    if let Some(seconds) = header("retry-after").and_then(|value| value.parse().ok()) {
        return Some(Duration::from_secs(seconds));
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

    fn slot(&mut self) -> Slot<'_> {
        Slot::Structure(self)
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

    fn slot(&mut self) -> Slot<'_> {
        Slot::Structure(self)
    }
}
