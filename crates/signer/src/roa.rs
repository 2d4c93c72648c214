//! The older header signature of ROA operations: HMAC-SHA1, `Authorization: acs <id>:<signature>`.
//!
//! ```text
//! string to sign = METHOD, accept, content-md5, content-type, date, each `x-acs-*:value` sorted by name, resource;
//!                  each on its own line
//! resource       = path as sent, `?` if there is a query, `name=value` NOT encoded, sorted, joined with `&`
//! signature      = base64(HMAC-SHA1(secret, string to sign))
//! ```
//!
//! A query parameter with an empty value is signed as its name alone, as in the vendor's documents and in its Python
//! and Go libraries (its Node library writes `name=`). The body is covered only through the header `content-md5`, where
//! that is sent.

use std::fmt;

pub use crate::request::Request;

use crate::authorization::key_and_signature;
use crate::digest::{hmac_sha1_base64, same_signature};
use crate::{AccessKey, InvalidAuthorization, Secret, VerifyError};

/// Signs a request. Its headers must include those of [`signing_headers`].
pub fn sign(request: &Request<'_>, access_key: &AccessKey) -> Signed {
    let string_to_sign = string_to_sign(request);
    let signature = hmac_sha1_base64(access_key.secret.expose().as_bytes(), string_to_sign.as_bytes());
    let authorization = Authorization { access_key_id: &access_key.id, signature: &signature }.to_string();
    Signed { string_to_sign, signature, authorization }
}

/// Returns the headers that the signature itself needs: `date`, `x-acs-signature-method`, `x-acs-signature-nonce`,
/// `x-acs-signature-version` and, if the key has a security token, `x-acs-accesskey-id` and `x-acs-security-token`.
///
/// - `date`: in the format of RFC 9110, section 5.6.7, such as `Fri, 02 Jan 2026 03:04:05 GMT`.
/// - `nonce`: any string that is unique to this request. A retry needs a new one, because the service refuses a
///   repeated nonce.
pub fn signing_headers<'a>(
    access_key: &'a AccessKey,
    date: &'a str,
    nonce: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    [
        Some(("date", date)),
        Some(("x-acs-signature-method", "HMAC-SHA1")),
        Some(("x-acs-signature-nonce", nonce)),
        Some(("x-acs-signature-version", "1.0")),
        access_key.token().map(|_| ("x-acs-accesskey-id", access_key.id.as_str())),
        access_key.token().map(|token| ("x-acs-security-token", token)),
    ]
    .into_iter()
    .flatten()
}

/// Verifies the signature of a received request. `request.headers` must hold all received headers.
///
/// # Errors
///
/// [`VerifyError::Mismatch`] if the signature is wrong.
pub fn verify(request: &Request<'_>, authorization: &Authorization<'_>, secret: &Secret) -> Result<(), VerifyError> {
    let string_to_sign = string_to_sign(request);
    let right = hmac_sha1_base64(secret.expose().as_bytes(), string_to_sign.as_bytes());
    if same_signature(authorization.signature, &right) {
        Ok(())
    } else {
        Err(VerifyError::mismatch(string_to_sign, None))
    }
}

/// A signed request. `Debug` shows the signature only, because query and headers may hold passwords and tokens.
#[derive(Clone)]
pub struct Signed {
    string_to_sign: String,
    signature: String,
    authorization: String,
}

impl Signed {
    /// The value of the header `Authorization`.
    pub fn authorization(&self) -> &str {
        &self.authorization
    }

    /// The signature in base64.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The string that was signed. The service includes the string that it computed in the error
    /// `SignatureDoesNotMatch`: if both are equal, the secret is wrong.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }
}

/// The parts of `acs <id>:<signature>`. [`parse`](Self::parse) reads a header value, `Display` writes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization<'a> {
    /// The id of the access key whose secret signed the request.
    pub access_key_id: &'a str,
    /// The signature in base64.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Parses the value of an `Authorization` header.
    ///
    /// # Errors
    ///
    /// [`InvalidAuthorization::Scheme`] if the value does not begin with `acs `; [`InvalidAuthorization::MissingPart`]
    /// if a part is missing or empty.
    pub fn parse(value: &'a str) -> Result<Self, InvalidAuthorization> {
        let (access_key_id, signature) = key_and_signature(value, "acs")?;
        Ok(Self { access_key_id, signature })
    }
}

impl fmt::Display for Authorization<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "acs {}:{}", self.access_key_id, self.signature)
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Signed").field("signature", &self.signature).finish_non_exhaustive()
    }
}

fn string_to_sign(request: &Request<'_>) -> String {
    let mut text = String::with_capacity(512);
    text.push_str(request.method);
    text.push('\n');
    for name in ["accept", "content-md5", "content-type", "date"] {
        text.push_str(request.header(name));
        text.push('\n');
    }
    request.write_headers(|name| name.starts_with("x-acs-"), &mut text);
    let write_value = |value: &str, text: &mut String| {
        if !value.is_empty() {
            text.push('=');
            text.push_str(value);
        }
    };
    request.write_resource(write_value, &mut text);
    text
}
