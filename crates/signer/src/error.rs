//! Errors of parsing and verifying signatures.

use std::error::Error;
use std::fmt;

/// The reason why a request is not accepted as signed.
///
/// `Debug` and `Display` leave out the string to sign: with signature 1.0 it holds every parameter, passwords and
/// tokens included. A server that wants to report it calls [`string_to_sign`](Self::string_to_sign).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The request has no `Signature` parameter.
    MissingSignature,
    /// `SignedHeaders` lists a header that the request does not have.
    MissingHeader {
        /// The name as written in `SignedHeaders`.
        name: String,
    },
    /// The signature was made for another request or with another secret.
    Mismatch(Mismatch),
}

impl VerifyError {
    /// The string to sign of the request as received, which is what the client should have signed. Only a
    /// [`Mismatch`](Self::Mismatch) has one.
    pub fn string_to_sign(&self) -> Option<&str> {
        match self {
            Self::Mismatch(mismatch) => Some(&mismatch.string_to_sign),
            Self::MissingSignature | Self::MissingHeader { .. } => None,
        }
    }

    /// The canonical request of an ACS3 request, whose string to sign holds only the hash of it. Only a
    /// [`Mismatch`](Self::Mismatch) of ACS3 has one.
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

/// What the verifier computed for a request whose signature does not match; see [`VerifyError::string_to_sign`].
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

/// The reason why the value of an `Authorization` header cannot be parsed. The value itself is not kept, because it may
/// be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidAuthorization {
    /// The value does not begin with a scheme that the called function supports.
    Scheme {
        /// The schemes that the function supports.
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
                write!(formatter, "the Authorization header has no {name}, or an empty one: add it")
            }
        }
    }
}

impl Error for InvalidAuthorization {}
