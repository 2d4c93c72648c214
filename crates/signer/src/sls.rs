//! The signature of Simple Log Service: `Authorization: LOG <id>:<signature>`.
//!
//! ```text
//! string to sign = METHOD, content-md5, content-type, date, each `x-log-*:value` and `x-acs-*:value` sorted by name,
//!                  resource; each on its own line
//! resource       = path as sent, `?` if there is a query, `name=value` NOT encoded, sorted, joined with `&`
//! signature      = base64(HMAC(secret, string to sign))
//! ```
//!
//! The hash of the HMAC is named by the header `x-log-signaturemethod`. The body is covered through the header
//! `content-md5`, see [`content_md5`]. The path is signed as it is sent, as in the vendor's Go library; its Python library
//! signs it before it is encoded, which differs where a name in the path has other characters than letters, digits, `-`,
//! `_`, `.` and `~`. Else the rules are those of the vendor's Python library `alibabacloud-gateway-sls`,
//! which signs with HMAC-SHA256, and of the developer guide of the service, which describes HMAC-SHA1.

use std::fmt;

use md5::{Digest as _, Md5};

pub use crate::request::Request;

use crate::authorization::key_and_signature;
use crate::digest::{hmac_sha1_base64, hmac_sha256_base64, same_signature};
use crate::{AccessKey, InvalidAuthorization, Secret, VerifyError};

/// The version of the service's protocol, which is sent as `x-log-apiversion`.
pub const API_VERSION: &str = "0.6.0";

/// The header that names the [`SignatureMethod`].
pub const SIGNATURE_METHOD_HEADER: &str = "x-log-signaturemethod";

/// The hash of the HMAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// HMAC-SHA1, as in the developer guide of the service and in older libraries.
    HmacSha1,
    /// HMAC-SHA256, as in the vendor's current libraries.
    #[default]
    HmacSha256,
}

impl SignatureMethod {
    /// The value of the header [`SIGNATURE_METHOD_HEADER`].
    pub const fn name(self) -> &'static str {
        match self {
            Self::HmacSha1 => "hmac-sha1",
            Self::HmacSha256 => "hmac-sha256",
        }
    }

    /// The method of this name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::HmacSha1, Self::HmacSha256].into_iter().find(|method| method.name().eq_ignore_ascii_case(name))
    }

    fn sign(self, secret: &Secret, string_to_sign: &str) -> String {
        let (key, message) = (secret.expose().as_bytes(), string_to_sign.as_bytes());
        match self {
            Self::HmacSha1 => hmac_sha1_base64(key, message),
            Self::HmacSha256 => hmac_sha256_base64(key, message),
        }
    }
}

/// Returns the value of the header `content-md5` for a body: its MD5 hash in upper-case hex. It is empty if there is no
/// body, and the header need not be sent then.
///
/// ```
/// assert_eq!(alicloud_signer::sls::content_md5(b"{}"), "99914B932BD37A50B983C5E7C90AE93B");
/// assert_eq!(alicloud_signer::sls::content_md5(b""), "");
/// ```
pub fn content_md5(body: &[u8]) -> String {
    if body.is_empty() {
        return String::new();
    }
    Md5::digest(body).iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Returns the headers that the signature itself needs: `content-md5` if there is a body, `date`, `x-log-apiversion`,
/// `x-log-bodyrawsize`, `x-log-signaturemethod` and, if the key has a security token, `x-acs-security-token`.
///
/// - `date`: in the format of RFC 9110, section 5.6.7, such as `Fri, 02 Jan 2026 03:04:05 GMT`. The service accepts 15
///   minutes of skew.
/// - `content_md5`: the result of [`content_md5`] for the body as it is sent.
/// - `body_size`: the number of bytes of the body in decimal digits; `0` without a body.
pub fn signing_headers<'a>(
    access_key: &'a AccessKey,
    signature_method: SignatureMethod,
    date: &'a str,
    content_md5: &'a str,
    body_size: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    [
        Some(("content-md5", content_md5)).filter(|_| !content_md5.is_empty()),
        Some(("date", date)),
        Some(("x-log-apiversion", API_VERSION)),
        Some(("x-log-bodyrawsize", body_size)),
        Some((SIGNATURE_METHOD_HEADER, signature_method.name())),
        access_key.token().map(|token| ("x-acs-security-token", token)),
    ]
    .into_iter()
    .flatten()
}

/// Signs a request. Its headers must include those of [`signing_headers`] for the same method.
pub fn sign(request: &Request<'_>, signature_method: SignatureMethod, access_key: &AccessKey) -> Signed {
    let string_to_sign = string_to_sign(request);
    let signature = signature_method.sign(&access_key.secret, &string_to_sign);
    let authorization = Authorization { access_key_id: &access_key.id, signature: &signature }.to_string();
    Signed { string_to_sign, signature, authorization }
}

/// Verifies the signature of a received request. `request.headers` must hold all received headers. A request whose header
/// `x-log-signaturemethod` names no known method is verified with HMAC-SHA1.
///
/// The body is not verified: compare `content-md5` with [`content_md5`] of what was received.
///
/// # Errors
///
/// [`VerifyError::Mismatch`] if the signature is wrong.
pub fn verify(request: &Request<'_>, authorization: &Authorization<'_>, secret: &Secret) -> Result<(), VerifyError> {
    let string_to_sign = string_to_sign(request);
    let signature_method =
        SignatureMethod::parse(request.header(SIGNATURE_METHOD_HEADER)).unwrap_or(SignatureMethod::HmacSha1);
    if same_signature(authorization.signature, &signature_method.sign(secret, &string_to_sign)) {
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

    /// The string that was signed.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }
}

/// The parts of `LOG <id>:<signature>`. [`parse`](Self::parse) reads a header value, `Display` writes one.
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
    /// [`InvalidAuthorization::Scheme`] if the value does not begin with `LOG `; [`InvalidAuthorization::MissingPart`]
    /// if a part is missing or empty.
    pub fn parse(value: &'a str) -> Result<Self, InvalidAuthorization> {
        let (access_key_id, signature) = key_and_signature(value, "LOG")?;
        Ok(Self { access_key_id, signature })
    }
}

impl fmt::Display for Authorization<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LOG {}:{}", self.access_key_id, self.signature)
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
    for name in ["content-md5", "content-type", "date"] {
        text.push_str(request.header(name));
        text.push('\n');
    }
    request.write_headers(|name| name.starts_with("x-log-") || name.starts_with("x-acs-"), &mut text);
    let write_value = |value: &str, text: &mut String| {
        text.push('=');
        text.push_str(value);
    };
    request.write_resource(write_value, &mut text);
    text
}
