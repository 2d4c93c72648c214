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

use crate::digest::{hmac_sha1_base64, same_signature};
use crate::{AccessKey, InvalidAuthorization, Secret, VerifyError};

/// The parts of a request that are signed.
///
/// `Debug` hides the values of query and headers, which may hold passwords and tokens.
#[derive(Clone, Copy, Default)]
pub struct Request<'a> {
    /// `GET`, `POST` and so on, in upper case.
    pub method: &'a str,
    /// The path as it is sent, that is, already percent-encoded; at least `/`.
    pub path: &'a str,
    /// Names and decoded values of the query, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Names, in any case, and values of the headers, in any order. Headers that are not signed may be included.
    pub headers: &'a [(&'a str, &'a str)],
}

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
        let parts = value.trim_ascii().strip_prefix("acs ").ok_or(InvalidAuthorization::Scheme { expected: "acs" })?;
        let (access_key_id, signature) = parts.split_once(':').unwrap_or((parts, ""));
        for (name, part) in [("AccessKey ID", access_key_id), ("signature", signature)] {
            if part.trim().is_empty() {
                return Err(InvalidAuthorization::MissingPart { name });
            }
        }
        Ok(Self { access_key_id: access_key_id.trim(), signature: signature.trim() })
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

impl fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

fn string_to_sign(request: &Request<'_>) -> String {
    let mut text = String::with_capacity(512);
    text.push_str(request.method);
    text.push('\n');
    for name in ["accept", "content-md5", "content-type", "date"] {
        let value = request.headers.iter().find(|header| header.0.eq_ignore_ascii_case(name));
        text.push_str(value.map_or("", |(_, value)| value.trim_ascii()));
        text.push('\n');
    }
    write_headers(request.headers, &mut text);
    text.push_str(request.path);
    write_query(request.query, &mut text);
    text
}

/// Writes a line for each `x-acs-*` header, sorted by name.
fn write_headers(headers: &[(&str, &str)], text: &mut String) {
    let mut signed: Vec<(String, &str)> = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim_ascii()))
        .filter(|(name, _)| name.starts_with("x-acs-"))
        .collect();
    signed.sort_unstable();
    for (name, value) in signed {
        text.push_str(&name);
        text.push(':');
        // White space other than a space would break the line, so the vendor's documents require a space instead.
        text.extend(value.chars().map(|c| if matches!(c, '\t' | '\n' | '\r' | '\u{c}') { ' ' } else { c }));
        text.push('\n');
    }
}

/// Writes `?` and the pairs, not encoded; nothing if there are no pairs.
fn write_query(pairs: &[(&str, &str)], text: &mut String) {
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(name);
        if !value.is_empty() {
            text.push('=');
            text.push_str(value);
        }
    }
}
