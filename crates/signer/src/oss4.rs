//! Signature V4 of gateways that sign as Object Storage Service: `Authorization: OSS4-HMAC-SHA256 Credential=…`.
//!
//! ```text
//! canonical request = METHOD, path, query, `name:value` of each signed header, an empty line, names of additional
//!                     headers joined with `;`, `UNSIGNED-PAYLOAD`; each on its own line
//! scope             = day, region, `oss`, `aliyun_v4_request`, joined with `/`
//! string to sign    = `OSS4-HMAC-SHA256`, x-oss-date, scope, hex(SHA256(canonical request)); each on its own line
//! signing key       = HMAC-SHA256 over day, region, `oss` and `aliyun_v4_request` in turn, beginning with the key
//!                     `aliyun_v4` and the secret
//! signature         = hex(HMAC-SHA256(signing key, string to sign))
//! ```
//!
//! The headers `x-oss-*`, `content-type` and `content-md5` are signed; the signer adds no others, and [`verify`] accepts
//! those that a request lists as additional. A query parameter with an empty value is signed as its name alone. The body
//! is not a part of the signature but through `content-md5`, where that is sent. The rules are those of the vendor's
//! Python library `alibabacloud-gateway-oss`, without a bucket, which no operation of the supported products has.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use sha2::Sha256;
use zeroize::Zeroizing;

pub use crate::request::Request;

use crate::digest::{hmac_sha256, same_signature};
use crate::encoding::percent_encode_into;
use crate::{AccessKey, HexDigest, InvalidAuthorization, Secret, VerifyError};

/// The name of the scheme in the header `Authorization`.
pub const SCHEME: &str = "OSS4-HMAC-SHA256";

/// The value of the header `x-oss-content-sha256`, which says that the signature does not cover the body.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The header with the time of the signature.
pub const DATE_HEADER: &str = "x-oss-date";

/// The end of each scope.
const PURPOSE: &str = "aliyun_v4_request";

/// Returns the value of the header `content-md5` for a body: its MD5 hash in base64 (RFC 1864).
///
/// ```
/// assert_eq!(alicloud_signer::oss4::content_md5(b"<a/>"), "8BnumgOXiv+fm3jQ3fPttw==");
/// ```
pub fn content_md5(body: &[u8]) -> String {
    STANDARD.encode(Md5::digest(body))
}

/// Returns the headers that the signature itself needs: `x-oss-content-sha256`, `x-oss-date` and, if the key has a
/// security token, `x-oss-security-token`.
///
/// `date` is UTC in the basic format of ISO 8601, such as `20260102T030405Z`. The service accepts 15 minutes of skew.
pub fn signing_headers<'a>(access_key: &'a AccessKey, date: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    [
        Some(("x-oss-content-sha256", UNSIGNED_PAYLOAD)),
        Some((DATE_HEADER, date)),
        access_key.token().map(|token| ("x-oss-security-token", token)),
    ]
    .into_iter()
    .flatten()
}

/// Signs a request for a region, such as `cn-hangzhou`. Its headers must include those of [`signing_headers`].
pub fn sign(request: &Request<'_>, region: &str, access_key: &AccessKey) -> Signed {
    let date = request.header(DATE_HEADER);
    let scope = Scope { day: day(date), region };
    let canonical_request = canonical_request(request, "");
    let string_to_sign = scope.string_to_sign(date, &canonical_request);
    let signature = scope.sign(&access_key.secret, &string_to_sign);
    let authorization = format!("{SCHEME} Credential={}/{}, Signature={signature}", access_key.id, scope.text());
    Signed { canonical_request, string_to_sign, signature, authorization }
}

/// Verifies the signature of a received request. `request.headers` must hold all received headers.
///
/// # Errors
///
/// [`VerifyError::MissingHeader`] if the request lacks an additional header that it lists; [`VerifyError::Mismatch`] if the
/// signature is wrong, or is of another day than the request.
pub fn verify(request: &Request<'_>, authorization: &Authorization<'_>, secret: &Secret) -> Result<(), VerifyError> {
    let additional = authorization.additional_headers;
    let is_there = |name: &str| request.headers.iter().any(|header| header.0.eq_ignore_ascii_case(name));
    if let Some(name) = names(additional).find(|name| !is_there(name)) {
        return Err(VerifyError::MissingHeader { name: name.to_owned() });
    }
    let date = request.header(DATE_HEADER);
    // The day of the request counts, so a signature of another day never matches.
    let scope = Scope { day: day(date), region: authorization.region };
    let canonical_request = canonical_request(request, additional);
    let string_to_sign = scope.string_to_sign(date, &canonical_request);
    let right = scope.sign(secret, &string_to_sign);
    if authorization.day == scope.day && same_signature(authorization.signature, right.as_str()) {
        Ok(())
    } else {
        Err(VerifyError::mismatch(string_to_sign, Some(canonical_request)))
    }
}

/// A signed request. `Debug` shows the signature only, because query and headers may hold passwords and tokens.
#[derive(Clone)]
pub struct Signed {
    canonical_request: String,
    string_to_sign: String,
    signature: HexDigest,
    authorization: String,
}

impl Signed {
    /// The value of the header `Authorization`.
    pub fn authorization(&self) -> &str {
        &self.authorization
    }

    /// The canonical request, whose hash is a part of the string to sign.
    pub fn canonical_request(&self) -> &str {
        &self.canonical_request
    }

    /// The signature in lower-case hex.
    pub fn signature(&self) -> &str {
        self.signature.as_str()
    }

    /// The string that was signed.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }
}

/// The parts of `OSS4-HMAC-SHA256 Credential=<id>/<day>/<region>/oss/aliyun_v4_request, Signature=<signature>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization<'a> {
    /// The id of the access key whose secret signed the request.
    pub access_key_id: &'a str,
    /// The day of the signature in UTC, such as `20260102`.
    pub day: &'a str,
    /// The region that the signature is for.
    pub region: &'a str,
    /// Names of headers that are signed besides those that are always signed, joined with `;`; empty if there are none.
    pub additional_headers: &'a str,
    /// The signature in lower-case hex.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Parses the value of an `Authorization` header.
    ///
    /// # Errors
    ///
    /// [`InvalidAuthorization::Scheme`] if the value does not begin with `OSS4-HMAC-SHA256 `;
    /// [`InvalidAuthorization::MissingPart`] if a part is missing or empty, or if the scope is not one of `oss`.
    pub fn parse(value: &'a str) -> Result<Self, InvalidAuthorization> {
        let parts = value
            .trim_ascii()
            .strip_prefix(SCHEME)
            .filter(|rest| rest.starts_with(' '))
            .ok_or(InvalidAuthorization::Scheme { expected: SCHEME })?;
        let part = |name: &'static str| {
            let mut parts = parts.split(',').filter_map(|part| part.trim_ascii().split_once('='));
            parts.find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| value)
        };
        let missing = |name: &'static str| InvalidAuthorization::MissingPart { name };
        let credential = part("Credential").ok_or(missing("Credential"))?;
        // An access key id has no slash, but the parts behind it are counted from the end all the same.
        let mut scope = credential.rsplitn(5, '/');
        let is_of_oss = scope.next() == Some(PURPOSE) && scope.next() == Some("oss");
        let (region, day, access_key_id) = (scope.next(), scope.next(), scope.next());
        match (is_of_oss, access_key_id, day, region) {
            (true, Some(access_key_id), Some(day), Some(region)) if ![access_key_id, day, region].contains(&"") => {
                let signature = part("Signature").ok_or(missing("Signature"))?;
                let additional_headers = part("AdditionalHeaders").unwrap_or_default();
                Ok(Self { access_key_id, day, region, additional_headers, signature })
            }
            _ => Err(missing("scope of the service oss in its Credential")),
        }
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Signed").field("signature", &self.signature).finish_non_exhaustive()
    }
}

/// What a signature is valid for.
struct Scope<'a> {
    day: &'a str,
    region: &'a str,
}

impl Scope<'_> {
    fn text(&self) -> String {
        format!("{}/{}/oss/{PURPOSE}", self.day, self.region)
    }

    fn string_to_sign(&self, date: &str, canonical_request: &str) -> String {
        let hash = HexDigest::of::<Sha256>(canonical_request.as_bytes());
        format!("{SCHEME}\n{date}\n{}\n{hash}", self.text())
    }

    fn sign(&self, secret: &Secret, string_to_sign: &str) -> HexDigest {
        let secret = Zeroizing::new([b"aliyun_v4", secret.expose().as_bytes()].concat());
        let key = [self.day, self.region, "oss", PURPOSE]
            .into_iter()
            .fold(secret, |key, part| Zeroizing::new(hmac_sha256(&key, part.as_bytes()).to_vec()));
        HexDigest::from_output::<Sha256>(&hmac_sha256(&key, string_to_sign.as_bytes()))
    }
}

/// The day of a date such as `20260102T030405Z`.
fn day(date: &str) -> &str {
    date.get(..8).unwrap_or(date)
}

fn names(additional_headers: &str) -> impl Iterator<Item = &str> {
    additional_headers.split(';').map(str::trim_ascii).filter(|name| !name.is_empty())
}

fn canonical_request(request: &Request<'_>, additional_headers: &str) -> String {
    let mut text = String::with_capacity(512);
    text.push_str(request.method);
    text.push('\n');
    text.push_str(request.path);
    text.push('\n');
    write_query(request.query, &mut text);
    text.push('\n');
    let is_signed = |name: &str| {
        name.starts_with("x-oss-")
            || matches!(name, "content-type" | "content-md5")
            || names(additional_headers).any(|additional| additional.eq_ignore_ascii_case(name))
    };
    request.write_headers(is_signed, &mut text);
    text.push('\n');
    text.push_str(additional_headers);
    text.push('\n');
    text.push_str(UNSIGNED_PAYLOAD);
    text
}

/// Writes the pairs, encoded and sorted by their encoded names.
fn write_query(pairs: &[(&str, &str)], text: &mut String) {
    let encoded = |part: &str| {
        let mut encoded = String::with_capacity(part.len());
        percent_encode_into(part, &mut encoded);
        encoded
    };
    let mut sorted: Vec<_> = pairs.iter().map(|(name, value)| (encoded(name), encoded(value))).collect();
    sorted.sort_unstable();
    for (index, (name, value)) in sorted.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        text.push_str(name);
        if !value.is_empty() {
            text.push('=');
            text.push_str(value);
        }
    }
}
