//! Why a signature was not accepted.

use std::error::Error;
use std::fmt;

/// Why a request is not accepted as signed.
///
/// `Debug` and `Display` leave out the text that was signed: with signature 1.0 it holds every parameter, passwords and
/// tokens included. A gateway that wants to show it asks for [`string_to_sign`](Self::string_to_sign).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is no `Signature` parameter.
    MissingSignature,
    /// The request names a header as signed that it does not have.
    MissingHeader {
        /// The name as it stands in `SignedHeaders`.
        name: String,
    },
    /// The signature belongs to another request or to another secret.
    Mismatch(Mismatch),
}

impl VerifyError {
    /// The string to sign that belongs to the request as received: what the client should have signed.
    pub fn string_to_sign(&self) -> Option<&str> {
        match self {
            Self::Mismatch(mismatch) => Some(&mismatch.string_to_sign),
            Self::MissingSignature | Self::MissingHeader { .. } => None,
        }
    }

    /// The canonical request behind [`string_to_sign`](Self::string_to_sign), for ACS3, where the latter is only a hash.
    pub fn canonical_request(&self) -> Option<&str> {
        match self {
            Self::Mismatch(mismatch) => mismatch.canonical_request.as_deref(),
            Self::MissingSignature | Self::MissingHeader { .. } => None,
        }
    }

    #[cold]
    pub(crate) fn mismatch(string_to_sign: String, canonical_request: Option<String>) -> Self {
        Self::Mismatch(Mismatch { string_to_sign, canonical_request })
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingSignature => formatter
                .write_str("the request is not signed: add the parameter `Signature` or an `Authorization` header"),
            Self::MissingHeader { name } => write!(
                formatter,
                "the header `{name}` is listed in SignedHeaders but is not in the request: send it or do not list it"
            ),
            Self::Mismatch(_) => formatter.write_str(
                "the signature does not match the request: compare the string to sign with the client's; if both \
                 are the same, the access key secret is wrong",
            ),
        }
    }
}

impl Error for VerifyError {}

/// What the verifier computed for a request whose signature does not match.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch {
    string_to_sign: String,
    canonical_request: Option<String>,
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mismatch").finish_non_exhaustive()
    }
}

/// Why the value of an `Authorization` header cannot be read. Does not repeat the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidAuthorization {
    /// The value does not begin with a scheme that the called function reads.
    Scheme {
        /// The schemes that would have been right.
        expected: &'static str,
    },
    /// A part is missing or empty.
    MissingPart {
        /// The name of the part.
        name: &'static str,
    },
}

impl fmt::Display for InvalidAuthorization {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme { expected } => {
                write!(formatter, "the Authorization header has an unknown scheme: expected {expected}")
            }
            Self::MissingPart { name } => {
                write!(formatter, "the Authorization header lacks its {name}: add it, it must not be empty")
            }
        }
    }
}

impl Error for InvalidAuthorization {}
