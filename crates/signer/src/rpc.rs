//! Signature version 1.0 of RPC operations: HMAC-SHA1 over all parameters.
//!
//! The vendor's documents call it "V2 signature" or the "RPC mechanism" and prefer [`acs3`](crate::acs3) for new code.
//!
//! Parameters of the query and of the form body are signed together:
//!
//! ```text
//! parameters     = percent-encoded `name=value`, sorted by name, joined with `&`
//! string to sign = METHOD & %2F & percent-encoded parameters
//! signature      = base64(HMAC-SHA1(secret + "&", string to sign))
//! ```

use std::fmt;

use zeroize::Zeroizing;

use crate::digest::{hmac_sha1_base64, same_signature};
use crate::encoding::{percent_encode_into, query_capacity, write_query};
use crate::{AccessKey, Secret, VerifyError};

/// Signs a request.
///
/// `parameters` are the parameters of query and form body together, decoded, in any order, and must include those of
/// [`signing_parameters`]. A parameter named `Signature` is ignored, because the scheme does not sign it.
pub fn sign(method: &str, parameters: &[(&str, &str)], secret: &Secret) -> Signed {
    let mut sorted: Vec<(&str, &str)> = parameters.iter().filter(|(name, _)| *name != SIGNATURE).copied().collect();
    sorted.sort_unstable();
    let mut parameters = String::with_capacity(query_capacity(&sorted) + SIGNATURE_ROOM);
    write_query(&sorted, &mut parameters);

    let mut string_to_sign = String::with_capacity(method.len() + parameters.len() * 5 / 4 + 64);
    string_to_sign.push_str(method);
    string_to_sign.push_str("&%2F&");
    percent_encode_into(&parameters, &mut string_to_sign);

    let mut key = Zeroizing::new(Vec::with_capacity(secret.expose().len() + 1));
    key.extend_from_slice(secret.expose().as_bytes());
    key.push(b'&');
    let signature = hmac_sha1_base64(&key, string_to_sign.as_bytes());
    Signed { parameters, string_to_sign, signature }
}

/// Returns the parameters that the signature itself needs: `AccessKeyId`, `SecurityToken` if the key has one,
/// `SignatureMethod`, `SignatureNonce`, `SignatureVersion` and `Timestamp`.
///
/// - `timestamp`: UTC, as `2026-01-02T03:04:05Z`, without a fraction. The service accepts about 15 minutes of skew.
/// - `nonce`: any string that is unique to this request. A retry needs a new one, because the service refuses a
///   repeated nonce.
pub fn signing_parameters<'a>(
    access_key: &'a AccessKey,
    timestamp: &'a str,
    nonce: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    [
        Some(("AccessKeyId", access_key.id.as_str())),
        access_key.token().map(|token| ("SecurityToken", token)),
        Some(("SignatureMethod", "HMAC-SHA1")),
        Some(("SignatureNonce", nonce)),
        Some(("SignatureVersion", "1.0")),
        Some(("Timestamp", timestamp)),
    ]
    .into_iter()
    .flatten()
}

/// Returns a URL with which anybody can carry out the operation by a `GET`, until the service considers the timestamp
/// too old. Treat it as a secret.
///
/// - `endpoint`: scheme and host, such as `https://rds.aliyuncs.com`.
/// - `parameters`: `Action`, `Version`, usually `Format`, and the parameters of the operation, decoded, in any order.
/// - `timestamp` and `nonce`: as for [`signing_parameters`], whose parameters are added.
///
/// ```
/// use alicloud_signer::{AccessKey, rpc};
///
/// let url = rpc::signed_url(
///     "https://ecs.aliyuncs.com",
///     &[("Action", "DescribeRegions"), ("Version", "2014-05-26"), ("Format", "XML")],
///     &AccessKey::new("testid", "testsecret"),
///     "2016-02-23T12:46:24Z",
///     "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
/// );
/// assert!(url.starts_with("https://ecs.aliyuncs.com/?AccessKeyId=testid&Action=DescribeRegions&"));
/// assert!(url.ends_with("&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"));
/// ```
pub fn signed_url(
    endpoint: &str,
    parameters: &[(&str, &str)],
    access_key: &AccessKey,
    timestamp: &str,
    nonce: &str,
) -> String {
    let parameters: Vec<_> =
        parameters.iter().copied().chain(signing_parameters(access_key, timestamp, nonce)).collect();
    let query = sign("GET", &parameters, &access_key.secret).into_signed_parameters();
    format!("{}/?{query}", endpoint.trim_end_matches('/'))
}

/// Verifies the signature of a received request.
///
/// `parameters` must hold all received parameters of query and form body, decoded, including `Signature`.
///
/// # Errors
///
/// [`VerifyError::MissingSignature`] if there is no `Signature` parameter, [`VerifyError::Mismatch`] if the signature
/// is wrong.
pub fn verify(method: &str, parameters: &[(&str, &str)], secret: &Secret) -> Result<(), VerifyError> {
    let (_, received) = parameters.iter().find(|(name, _)| *name == SIGNATURE).ok_or(VerifyError::MissingSignature)?;
    let right = sign(method, parameters, secret);
    if same_signature(received, &right.signature) {
        Ok(())
    } else {
        Err(VerifyError::mismatch(right.string_to_sign, None))
    }
}

/// A signed request. `Debug` shows the signature only, because the parameters may hold passwords and tokens.
#[derive(Clone)]
pub struct Signed {
    parameters: String,
    string_to_sign: String,
    signature: String,
}

impl Signed {
    /// The signature in base64, not percent-encoded: the value of the parameter `Signature`.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The string that was signed. The service includes the string that it computed in the error
    /// `SignatureDoesNotMatch`: if both are equal, the secret is wrong.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }

    /// All parameters as `name=value&name=value`, percent-encoded and sorted, without `Signature`.
    pub fn parameters(&self) -> &str {
        &self.parameters
    }

    /// All parameters and the signature, percent-encoded: the query of a `GET` or the form body of a `POST`.
    pub fn into_signed_parameters(self) -> String {
        let mut text = self.parameters;
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(SIGNATURE);
        text.push('=');
        percent_encode_into(&self.signature, &mut text);
        text
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Signed").field("signature", &self.signature).finish_non_exhaustive()
    }
}

const SIGNATURE: &str = "Signature";

/// The length of `&Signature=` and a percent-encoded signature (28 characters of base64), rounded up.
const SIGNATURE_ROOM: usize = 64;
