//! What the codes of the service mean, as data.
//!
//! The status says little on this gateway (throttling mostly comes with 400): the code decides. Sources of the rows are the classes of
//! the official libraries and of the vendor's Terraform provider, and the published lists of common errors.

use Class::{
    AccessDenied, Busy, ClockSkew, CredentialsRefused, NonceUsed, NotFound, OtherNotFound, ServerFault, Throttled,
    Unavailable, WrongSignature,
};
use Pattern::{Begins, Contains, Ends, Is};

/// What a code says. One code can be in several classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Too many requests came, and the gateway turned this one away: it was surely not carried out.
    Throttled,
    /// The service is overloaded; how far it came is not known.
    Busy,
    /// The fault lies with the service and may pass.
    ServerFault,
    /// There is no server for the request at the moment.
    Unavailable,
    /// What the request names does not exist.
    NotFound,
    /// Something does not exist, but not what the request names: the action, the product, the access key.
    OtherNotFound,
    /// The caller lacks a permission.
    AccessDenied,
    /// The access key or token is expired, revoked or unknown: other credentials may be accepted.
    CredentialsRefused,
    /// The signature is missing or wrong.
    WrongSignature,
    /// The clock of the caller differs too much from the one of the service.
    ClockSkew,
    /// A request with the same nonce came before: something on the way sent this one twice, and the other may have been carried out.
    NonceUsed,
}

enum Pattern {
    Is(&'static str),
    Begins(&'static str),
    Ends(&'static str),
    Contains(&'static str),
}

const CODES: &[(Pattern, Class)] = &[
    (Contains("Throttling"), Throttled),
    (Is("FlowControlError"), Throttled),
    (Is("ServiceUnavailableTemporary"), Busy),
    (Is("SystemBusy"), Busy),
    (Begins("InternalError"), ServerFault),
    (Begins("InternalFailure"), ServerFault),
    (Begins("UnknownError"), ServerFault),
    (Begins("ServiceUnavailable"), ServerFault),
    (Begins("ServiceUnavailable"), Unavailable),
    (Contains("NotFound"), NotFound),
    (Ends("NotExist"), NotFound),
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
    (Is("InvalidTimeStamp.Expired"), ClockSkew),
    (Is("IllegalTimestamp"), ClockSkew),
    (Is("SignatureNonceUsed"), NonceUsed),
];

/// Whether `code` says `class`.
pub(super) fn says(code: &str, class: Class) -> bool {
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
