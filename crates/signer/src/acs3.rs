//! Signature V3: `ACS3-HMAC-SHA256` and `ACS3-HMAC-SM3`, for RPC and ROA operations alike.
//!
//! ```text
//! canonical request = METHOD, path, query, `name:value` of each signed header, an empty line, names of the
//!                     signed headers joined with `;`, payload hash; each on its own line
//! string to sign    = algorithm, hash(canonical request); each on its own line
//! signature         = hex(HMAC(secret, string to sign))
//! ```
//!
//! The headers `x-acs-*`, `host` and `content-type` are signed, as in the vendor's Go and Node libraries. Its Python
//! library signs `accept` and `user-agent` as well, which this crate does not, because a proxy may rewrite them.
//! [`verify`] checks whichever headers the request lists as signed.

mod algorithm;
mod authorization;
mod canonical;
mod signing_key;

pub use self::algorithm::Algorithm;
pub use self::authorization::Authorization;
pub use self::signing_key::SigningKey;

use std::fmt;

use self::algorithm::KeyedHash;
use self::canonical::CanonicalRequest;
use crate::digest::same_signature;
use crate::{AccessKey, HexDigest, Secret, VerifyError};

/// The header that carries the hash of the payload. Its name contains `sha256` also when the algorithm is SM3.
pub const CONTENT_HASH_HEADER: &str = "x-acs-content-sha256";

/// The parts of a request that are signed.
///
/// `Debug` hides the values of query and headers, which may hold passwords and tokens.
#[derive(Clone, Copy, Default)]
pub struct Request<'a> {
    /// `GET`, `POST` and so on, in upper case.
    pub method: &'a str,
    /// The path as it is sent, that is, already percent-encoded. An empty path is signed as `/`.
    pub path: &'a str,
    /// Names and values of the query, decoded, in any order. Signing is fastest if they are sorted, since they are then
    /// not copied.
    pub query: &'a [(&'a str, &'a str)],
    /// Names, in any case, and values of the headers, in any order. Headers that are not signed may be included.
    /// Signing is fastest if only the signed headers are given, in lower case and sorted, since they are then not
    /// copied.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub payload: Payload<'a>,
}

/// The body of a request, or its hash if the caller has computed it already.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Payload<'a> {
    /// The bytes exactly as they are sent; empty if there is no body.
    Body(&'a [u8]),
    /// The hash of those bytes in lower-case hex, as [`Algorithm::hash`] computes it.
    Hash(&'a str),
}

impl Default for Payload<'_> {
    fn default() -> Self {
        Self::Body(b"")
    }
}

/// Signs a request. The signature covers method, path, query, payload, every `x-acs-*` header, `host`, and
/// `content-type` if there is one.
///
/// The headers of [`signing_headers`] must be among the headers of the request.
///
/// ```
/// use alicloud_signer::{AccessKey, acs3};
///
/// let access_key = AccessKey::new("YourAccessKeyId", "YourAccessKeySecret");
/// let algorithm = acs3::Algorithm::default();
/// let payload_hash = algorithm.hash(b"");
/// let mut headers = vec![
///     ("host", "ecs.cn-shanghai.aliyuncs.com"),
///     ("x-acs-action", "RunInstances"),
///     ("x-acs-version", "2014-05-26"),
/// ];
/// let nonce = "3156853299f313e23d1673dc12e1703d";
/// headers.extend(acs3::signing_headers(&access_key, "2023-10-26T10:22:32Z", nonce, &payload_hash));
/// let request = acs3::Request {
///     method: "POST",
///     path: "/",
///     query: &[("RegionId", "cn-shanghai"), ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd")],
///     headers: &headers,
///     payload: acs3::Payload::Hash(payload_hash.as_str()),
/// };
///
/// let signed = acs3::sign(&request, algorithm, &access_key);
/// assert_eq!(signed.signature(), "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
///
/// let authorization = acs3::Authorization::parse(signed.authorization())?;
/// assert_eq!(authorization.access_key_id, "YourAccessKeyId");
/// assert_eq!(acs3::verify(&request, &authorization, &access_key.secret), Ok(()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign(request: &Request<'_>, algorithm: Algorithm, access_key: &AccessKey) -> Signed {
    sign_also(request, algorithm, &[], access_key)
}

/// Like [`sign`], but also signs the headers that are named in `also` (in any case). Names that the request does not
/// have are ignored.
pub fn sign_also(request: &Request<'_>, algorithm: Algorithm, also: &[&str], access_key: &AccessKey) -> Signed {
    sign_keyed(request, also, &access_key.id, KeyedHash::new(algorithm, &access_key.secret))
}

fn sign_keyed(request: &Request<'_>, also: &[&str], access_key_id: &str, keyed: KeyedHash) -> Signed {
    let algorithm = keyed.algorithm();
    let is_signed = |name: &str| is_signed_by_default(name) || also.iter().any(|more| more.eq_ignore_ascii_case(name));
    let canonical = CanonicalRequest::sorted(request, algorithm, is_signed);
    let (_, signature) = keyed.sign(canonical.text());
    let authorization = Authorization {
        algorithm,
        access_key_id,
        signed_headers: canonical.signed_headers(),
        signature: signature.as_str(),
    }
    .to_text();
    Signed { algorithm, canonical, authorization }
}

/// Returns the headers that the signature itself needs: `x-acs-content-sha256`, `x-acs-date`, `x-acs-signature-nonce`
/// and, if the key has a security token, `x-acs-accesskey-id` and `x-acs-security-token`.
///
/// - `date`: UTC, as `2026-01-02T03:04:05Z`, without a fraction. The service accepts about 15 minutes of skew.
/// - `nonce`: any string that is unique to this request. A retry needs a new one, because the service refuses a
///   repeated nonce.
/// - `payload_hash`: the result of [`Algorithm::hash`] for the body as it is sent; without a body, for an empty slice.
pub fn signing_headers<'a>(
    access_key: &'a AccessKey,
    date: &'a str,
    nonce: &'a str,
    payload_hash: &'a HexDigest,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    [
        Some((CONTENT_HASH_HEADER, payload_hash.as_str())),
        Some(("x-acs-date", date)),
        Some(("x-acs-signature-nonce", nonce)),
        access_key.token().map(|_| ("x-acs-accesskey-id", access_key.id.as_str())),
        access_key.token().map(|token| ("x-acs-security-token", token)),
    ]
    .into_iter()
    .flatten()
}

/// Verifies the signature of a received request.
///
/// `request.headers` must hold all received headers; the ones that `authorization` lists are looked up among them. Pass
/// the payload as [`Payload::Body`]: with [`Payload::Hash`], a modified body is not detected.
///
/// # Errors
///
/// [`VerifyError::MissingHeader`] if the request lacks a listed header, [`VerifyError::Mismatch`] if the signature is
/// wrong.
pub fn verify(request: &Request<'_>, authorization: &Authorization<'_>, secret: &Secret) -> Result<(), VerifyError> {
    let algorithm = authorization.algorithm;
    let canonical = CanonicalRequest::listed(request, algorithm, authorization.signed_headers)?;
    let (hash, signature) = KeyedHash::new(algorithm, secret).sign(canonical.text());
    if same_signature(authorization.signature, signature.as_str()) {
        Ok(())
    } else {
        Err(VerifyError::mismatch(algorithm.string_to_sign(&hash), Some(canonical.into_text())))
    }
}

/// A signed request. `Debug` shows the signature only, because query and headers may hold passwords and tokens.
#[derive(Clone)]
pub struct Signed {
    algorithm: Algorithm,
    canonical: CanonicalRequest,
    authorization: String,
}

impl Signed {
    /// The value of the header `Authorization`.
    pub fn authorization(&self) -> &str {
        &self.authorization
    }

    /// The query, percent-encoded and sorted, without `?`. It can be put into the URL unchanged and must not be encoded
    /// again.
    pub fn canonical_query(&self) -> &str {
        self.canonical.query()
    }

    /// The canonical request, whose hash is a part of the string to sign.
    pub fn canonical_request(&self) -> &str {
        self.canonical.text()
    }

    /// The names of the signed headers in lower case, sorted and joined with `;`.
    pub fn signed_headers(&self) -> &str {
        self.canonical.signed_headers()
    }

    /// The string that was signed. The service includes the string that it computed in the error
    /// `SignatureDoesNotMatch`: if both are equal, the secret is wrong.
    pub fn string_to_sign(&self) -> String {
        self.algorithm.string_to_sign(&self.algorithm.hash(self.canonical.text().as_bytes()))
    }

    /// The signature in lower-case hex.
    pub fn signature(&self) -> &str {
        self.authorization.rsplit('=').next().unwrap_or_default()
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Signed").field("signature", &self.signature()).finish_non_exhaustive()
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

/// Shows the length of a body instead of its content, which may be secret.
impl fmt::Debug for Payload<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(bytes) => write!(formatter, "Body({} bytes)", bytes.len()),
            Self::Hash(hash) => write!(formatter, "Hash({hash})"),
        }
    }
}

/// Whether the header `name`, given in lower case, is signed without being asked for.
fn is_signed_by_default(name: &str) -> bool {
    name.starts_with("x-acs-") || name == "host" || name == "content-type"
}
