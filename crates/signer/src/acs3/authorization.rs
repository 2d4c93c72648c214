//! The `Authorization` header of an ACS3 request.

use std::fmt;

use super::Algorithm;
use crate::InvalidAuthorization;

/// The parts of `ACS3-HMAC-SHA256 Credential=<id>,SignedHeaders=<a;b>,Signature=<hex>`.
///
/// [`parse`](Self::parse) reads a header value, `Display` writes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization<'a> {
    /// The algorithm of the signature.
    pub algorithm: Algorithm,
    /// The id of the access key whose secret signed the request.
    pub access_key_id: &'a str,
    /// The names of the signed headers, joined with `;`.
    pub signed_headers: &'a str,
    /// The signature in lower-case hex.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Parses the value of an `Authorization` header. The parts may be in any order, with spaces around the commas.
    ///
    /// # Errors
    ///
    /// [`InvalidAuthorization::Scheme`] if the value does not begin with the name of an [`Algorithm`];
    /// [`InvalidAuthorization::MissingPart`] if a part is missing or empty.
    pub fn parse(value: &'a str) -> Result<Self, InvalidAuthorization> {
        let (algorithm, parts) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
        let algorithm = algorithm.parse()?;
        let part = |name: &'static str| {
            parts
                .split(',')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
                .filter(|text| !text.is_empty())
                .ok_or(InvalidAuthorization::MissingPart { name })
        };
        Ok(Self {
            algorithm,
            access_key_id: part("Credential")?,
            signed_headers: part("SignedHeaders")?,
            signature: part("Signature")?,
        })
    }
}

impl Authorization<'_> {
    /// The value of the header. Unlike `Display`, this allocates only once.
    pub(super) fn to_text(self) -> String {
        self.pieces().concat()
    }

    fn pieces(&self) -> [&str; 7] {
        let Self { algorithm, access_key_id, signed_headers, signature } = self;
        [algorithm.name(), " Credential=", access_key_id, ",SignedHeaders=", signed_headers, ",Signature=", signature]
    }
}

impl fmt::Display for Authorization<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().into_iter().try_for_each(|piece| formatter.write_str(piece))
    }
}
