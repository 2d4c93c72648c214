//! The meanings of the service's error codes, as a table.
//!
//! The HTTP status is not reliable (throttling mostly has status 400), so the code decides. The rows are taken from the
//! classification in the official libraries and in the vendor's Terraform provider, and from the published lists of
//! common errors.

use CodeClass::{
    AccessDenied, Busy, ClockSkew, CredentialsRefused, NonceUsed, NotFound, OtherNotFound, ServerFault, Throttled,
    Unavailable, WrongSignature,
};
use Pattern::{Begins, Contains, Ends, Is};

/// The meaning of a code. A code can have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeClass {
    /// The gateway refused the request because of too many requests, so it certainly was not carried out.
    Throttled,
    /// The service is overloaded; it is unknown whether the request was carried out.
    Busy,
    /// The error is caused by the service and may be transient.
    ServerFault,
    /// There is currently no server for the request.
    Unavailable,
    /// A resource in the request does not exist.
    NotFound,
    /// Something other than a resource does not exist: the action, the product, the access key.
    OtherNotFound,
    /// The caller lacks a permission.
    AccessDenied,
    /// The access key or token is expired, revoked or unknown; other credentials may be accepted.
    CredentialsRefused,
    /// The signature is missing or wrong.
    WrongSignature,
    /// The clocks of the caller and of the service differ too much.
    ClockSkew,
    /// A request with the same nonce was received before: a proxy has sent this one twice, and the other one may have
    /// been carried out.
    NonceUsed,
}

enum Pattern {
    Is(&'static str),
    Begins(&'static str),
    Ends(&'static str),
    Contains(&'static str),
}

const CODES: &[(Pattern, CodeClass)] = &[
    (Contains("Throttling"), Throttled),
    (Is("FlowControlError"), Throttled),
    (Is("WriteQuotaExceed"), Throttled),
    (Is("ReadQuotaExceed"), Throttled),
    (Is("ShardWriteQuotaExceed"), Throttled),
    (Is("ShardReadQuotaExceed"), Throttled),
    (Is("MetaOperationQpsLimitExceeded"), Throttled),
    (Is("ServiceUnavailableTemporary"), Busy),
    (Is("SystemBusy"), Busy),
    (Is("ServerBusy"), Busy),
    (Begins("InternalError"), ServerFault),
    (Begins("InternalFailure"), ServerFault),
    (Begins("InternalServerError"), ServerFault),
    (Begins("UnknownError"), ServerFault),
    (Begins("ServiceUnavailable"), ServerFault),
    (Begins("ServiceUnavailable"), Unavailable),
    (Contains("NotFound"), NotFound),
    (Ends("NotExist"), NotFound),
    (Begins("NoSuch"), NotFound),
    (Begins("EntityNotExist"), NotFound),
    (Begins("InvalidAction."), OtherNotFound),
    (Begins("InvalidApi."), OtherNotFound),
    (Begins("InvalidProduct."), OtherNotFound),
    (Begins("InvalidVersion"), OtherNotFound),
    (Begins("InvalidAccessKeyId"), OtherNotFound),
    (Begins("InvalidSecurityToken"), OtherNotFound),
    (Begins("Forbidden"), AccessDenied),
    (Begins("NoPermission"), AccessDenied),
    (Is("AccessDenied"), AccessDenied),
    (Is("ActionUnauthorized"), AccessDenied),
    (Begins("InvalidSecurityToken"), CredentialsRefused),
    (Is("SecurityTokenExpired"), CredentialsRefused),
    (Begins("InvalidAccessKeyId"), CredentialsRefused),
    (Is("MissingSecurityToken"), WrongSignature),
    (Is("MissingAccessKeyId"), WrongSignature),
    (Is("SignatureDoesNotMatch"), WrongSignature),
    (Is("IncompleteSignature"), WrongSignature),
    (Is("SignatureNotMatch"), WrongSignature),
    (Is("InvalidTimeStamp.Expired"), ClockSkew),
    (Is("IllegalTimestamp"), ClockSkew),
    (Is("RequestTimeExpired"), ClockSkew),
    (Is("RequestTimeTooSkewed"), ClockSkew),
    (Is("SignatureNonceUsed"), NonceUsed),
];

/// Whether `code` has the meaning `class`.
pub(super) fn says(code: &str, class: CodeClass) -> bool {
    CODES.iter().any(|(pattern, of)| *of == class && pattern.matches(code))
}

impl Pattern {
    fn matches(&self, code: &str) -> bool {
        match self {
            Is(text) => code == *text,
            Begins(text) => code.starts_with(text),
            Ends(text) => code.ends_with(text),
            Contains(text) => code.contains(text),
        }
    }
}
