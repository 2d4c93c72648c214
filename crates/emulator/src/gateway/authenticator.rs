//! Identifies the caller of a request and verifies its signature.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use alicloud_api::Auth;
use alicloud_catalog::{Operation, Product};
use alicloud_signer::{AccessKey, Secret, VerifyError, acs3, oss4, roa, rpc, sls};

use super::envelope::{RequestEnvelope, Scheme};
use super::nonce::Nonces;
use crate::access::{AccessKeys, CallerIdentity};
use crate::beginning::beginning;
use crate::clock::{parse_basic_timestamp, parse_timestamp};
use crate::error::ApiError;
use crate::lock::lock;
use crate::received_request::{ReceivedRequest, decode_segment};

/// How far the clock of a client may differ.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// Verifies requests against the known access keys, the clock, and the nonces so far.
pub(super) struct Authenticator {
    access_keys: Mutex<AccessKeys>,
    nonces: Mutex<Nonces>,
}

/// What a signed request contains besides its signature.
struct Claim<'a> {
    access_key_id: &'a str,
    security_token: Option<&'a str>,
    time: SystemTime,
    /// `None` if the signature has none, so that the same request is accepted again.
    nonce: Option<&'a str>,
}

impl Authenticator {
    pub(super) fn new(access_keys: AccessKeys) -> Self {
        Self { access_keys: Mutex::new(access_keys), nonces: Mutex::default() }
    }

    pub(super) fn access_keys(&self) -> &Mutex<AccessKeys> {
        &self.access_keys
    }

    /// The caller; `None` if the operation needs no authentication.
    pub(super) fn authenticate(
        &self,
        received: &ReceivedRequest,
        envelope: &RequestEnvelope<'_>,
        product: &Product,
        operation: &Operation,
        now: SystemTime,
    ) -> Result<Option<CallerIdentity>, ApiError> {
        let verified = product.info().signature;
        if envelope.scheme.gateway().is_some_and(|gateway| gateway != verified) {
            let code = product.code();
            return Err(incomplete(format_args!(
                "The gateway of {code} verifies a signature of the family {verified} only."
            )));
        }
        let claim = match &envelope.scheme {
            Scheme::Acs3(authorization) => claim_of_acs3(received, authorization)?,
            Scheme::Roa(authorization) => claim_of_roa(received, authorization)?,
            Scheme::Log(authorization) => claim_of_log(received, authorization)?,
            Scheme::Oss4(authorization) => claim_of_oss4(received, authorization)?,
            Scheme::Rpc => claim_of_rpc(received)?,
            Scheme::Bearer(token) => return self.bearer(operation, token),
            Scheme::Anonymous if operation.details.accepted_auth.contains(&Auth::Anonymous) => return Ok(None),
            Scheme::Anonymous => return Err(ApiError::missing("AccessKeyId")),
        };
        let holder = lock(&self.access_keys).find(claim.access_key_id, claim.security_token, now)?;
        check_time(claim.time, now)?;
        verify(received, &envelope.scheme, &holder.access_key)?;
        check_content(received, &envelope.scheme)?;
        // Only after the signature: nobody else may use up the nonces of a client.
        let is_new = |nonce| lock(&self.nonces).mark(claim.access_key_id, nonce, now, 2 * SKEW);
        if !claim.nonce.is_none_or(is_new) {
            return Err(ApiError::new(400, "SignatureNonceUsed", "Specified signature nonce was used already."));
        }
        Ok(Some(holder.identity))
    }

    fn bearer(&self, operation: &Operation, token: &str) -> Result<Option<CallerIdentity>, ApiError> {
        if !operation.details.accepted_auth.contains(&Auth::Bearer) {
            return Err(ApiError::missing("AccessKeyId"));
        }
        if !lock(&self.access_keys).accepts_bearer_token(token) {
            return Err(ApiError::invalid("BearerToken"));
        }
        Ok(None)
    }
}

fn claim_of_rpc(received: &ReceivedRequest) -> Result<Claim<'_>, ApiError> {
    let required =
        |name| received.signed_parameter(name).filter(|value| !value.is_empty()).ok_or_else(|| ApiError::missing(name));
    let access_key_id = required("AccessKeyId")?;
    required("Signature")?;
    if required("SignatureMethod")? != "HMAC-SHA1" {
        return Err(ApiError::new(400, "InvalidSignatureMethod", "Specified signature method is not valid."));
    }
    if required("SignatureVersion")? != "1.0" {
        return Err(ApiError::invalid("SignatureVersion"));
    }
    // Some documents of RDS spell it `TimeStamp`, and clients sign such requests with that name.
    let time = received.signed_parameter("TimeStamp").map_or_else(|| required("Timestamp"), Ok)?;
    Ok(Claim {
        access_key_id,
        security_token: received.signed_parameter("SecurityToken"),
        time: parse_timestamp(time).ok_or_else(malformed_time)?,
        nonce: Some(required("SignatureNonce")?),
    })
}

fn claim_of_acs3<'a>(
    received: &'a ReceivedRequest,
    authorization: &acs3::Authorization<'a>,
) -> Result<Claim<'a>, ApiError> {
    let time = required_header(received, "x-acs-date")?;
    let nonce = required_header(received, "x-acs-signature-nonce")?;
    required_header(received, acs3::CONTENT_HASH_HEADER)?;
    // Everything that selects the operation must be signed, or it could be replaced on the way. The media type decides
    // whether the body is parameters.
    let has_body = !received.body.is_empty();
    let names = received.headers.iter().map(|(name, _)| name.as_str());
    let unsigned = names
        .filter(|name| name.starts_with("x-acs-") || (*name == "content-type" && has_body))
        .chain(std::iter::once("host"))
        .find(|name| !authorization.signed_headers.split(';').any(|signed| signed.eq_ignore_ascii_case(name)));
    if let Some(name) = unsigned {
        return Err(incomplete(format_args!("The header {name} is not signed.")));
    }
    Ok(Claim {
        access_key_id: authorization.access_key_id,
        security_token: received.header("x-acs-security-token"),
        time: parse_timestamp(time).ok_or_else(malformed_time)?,
        nonce: Some(nonce),
    })
}

fn claim_of_roa<'a>(
    received: &'a ReceivedRequest,
    authorization: &roa::Authorization<'a>,
) -> Result<Claim<'a>, ApiError> {
    if received.header("x-acs-signature-method").is_some_and(|method| method != "HMAC-SHA1") {
        return Err(ApiError::new(400, "InvalidSignatureMethod", "Specified signature method is not valid."));
    }
    let time = required_header(received, "date")?;
    Ok(Claim {
        access_key_id: authorization.access_key_id,
        security_token: received.header("x-acs-security-token"),
        time: httpdate::parse_http_date(time).map_err(|_| malformed_time())?,
        nonce: Some(required_header(received, "x-acs-signature-nonce")?),
    })
}

fn claim_of_log<'a>(
    received: &'a ReceivedRequest,
    authorization: &sls::Authorization<'a>,
) -> Result<Claim<'a>, ApiError> {
    let version = required_header(received, "x-log-apiversion")?;
    if version != sls::API_VERSION {
        let message = format!("x-log-apiversion {version} is unsupported.");
        return Err(ApiError::new(400, "InvalidAPIVersion", message));
    }
    if sls::SignatureMethod::parse(required_header(received, sls::SIGNATURE_METHOD_HEADER)?).is_none() {
        return Err(ApiError::new(400, "InvalidSignatureMethod", "Specified signature method is not valid."));
    }
    // Without the hash, the signature does not cover the body.
    if !received.body.is_empty() {
        required_header(received, "content-md5")?;
        required_header(received, "x-log-bodyrawsize")?;
    }
    let time = required_header(received, "date")?;
    Ok(Claim {
        access_key_id: authorization.access_key_id,
        security_token: received.header("x-acs-security-token"),
        time: httpdate::parse_http_date(time).map_err(|_| malformed_time())?,
        nonce: None,
    })
}

fn claim_of_oss4<'a>(
    received: &'a ReceivedRequest,
    authorization: &oss4::Authorization<'a>,
) -> Result<Claim<'a>, ApiError> {
    if required_header(received, "x-oss-content-sha256")? != oss4::UNSIGNED_PAYLOAD {
        return Err(ApiError::new(400, "InvalidArgument", "x-oss-content-sha256 must be UNSIGNED-PAYLOAD."));
    }
    let time = required_header(received, oss4::DATE_HEADER)?;
    Ok(Claim {
        access_key_id: authorization.access_key_id,
        security_token: received.header("x-oss-security-token"),
        time: parse_basic_timestamp(time).ok_or_else(malformed_time)?,
        nonce: None,
    })
}

fn check_time(time: SystemTime, now: SystemTime) -> Result<(), ApiError> {
    let skew = now.duration_since(time).unwrap_or_else(|early| early.duration());
    if skew > SKEW {
        return Err(ApiError::new(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."));
    }
    Ok(())
}

fn verify(received: &ReceivedRequest, scheme: &Scheme<'_>, access_key: &AccessKey) -> Result<(), ApiError> {
    let query: Vec<_> = pairs(&received.query).collect();
    let headers: Vec<_> = pairs(&received.headers).collect();
    let (method, path, secret): (_, _, &Secret) = (&*received.method, &*received.path, &access_key.secret);
    let (verified, announcement, end) = match scheme {
        Scheme::Acs3(authorization) => {
            let request = acs3::Request {
                method,
                path,
                query: &query,
                headers: &headers,
                payload: acs3::Payload::Body(&received.body),
            };
            (acs3::verify(&request, authorization, secret), "server StringToSign is [", "]")
        }
        Scheme::Roa(authorization) => {
            let request = roa::Request { method, path, query: &query, headers: &headers };
            (roa::verify(&request, authorization, secret), "server string to sign is:", "")
        }
        Scheme::Log(authorization) => {
            let request = sls::Request { method, path, query: &query, headers: &headers };
            // The vendor's Go library signs the path as it is sent; its Python library, before it is encoded.
            let decoded = decode_segment(path);
            let verified = sls::verify(&request, authorization, secret).or_else(|error| {
                sls::verify(&sls::Request { path: &decoded, ..request }, authorization, secret).map_err(|_| error)
            });
            (verified, "server string to sign is:", "")
        }
        Scheme::Oss4(authorization) => {
            let request = oss4::Request { method, path, query: &query, headers: &headers };
            (oss4::verify(&request, authorization, secret), "server string to sign is:", "")
        }
        Scheme::Rpc => {
            let parameters: Vec<_> = received.signed_parameters().collect();
            (rpc::verify(method, &parameters, secret), "server string to sign is:", "")
        }
        Scheme::Bearer(_) | Scheme::Anonymous => return Ok(()),
    };
    verified.map_err(|error| match (error.string_to_sign(), &error) {
        (Some(text), _) => ApiError::new(
            400,
            "SignatureDoesNotMatch",
            format!("Specified signature is not matched with our calculation. {announcement}{}{end}", shown(text)),
        ),
        (None, VerifyError::MissingHeader { name }) => incomplete(format_args!("The signed header {name} is missing.")),
        (None, _) => ApiError::missing("Signature"),
    })
}

/// Compares the body with its hashes in the headers: the signature covers only those, not the body itself.
fn check_content(received: &ReceivedRequest, scheme: &Scheme<'_>) -> Result<(), ApiError> {
    if let (Scheme::Acs3(authorization), Some(hash)) = (scheme, received.header(acs3::CONTENT_HASH_HEADER))
        && !hash.eq_ignore_ascii_case(authorization.algorithm.hash(&received.body).as_str())
    {
        let message = format!(
            "Specified signature is not matched with our calculation. The header {} is not the hash of the body.",
            acs3::CONTENT_HASH_HEADER
        );
        return Err(ApiError::new(400, "SignatureDoesNotMatch", message));
    }
    if let Some(hash) = received.header("content-md5").filter(|hash| !hash.is_empty())
        && hash != content_md5(received, scheme)
    {
        let message = "The Content-MD5 you specified did not match what we received.";
        return Err(ApiError::new(400, "ContentMD5NotMatched", message));
    }
    Ok(())
}

/// The value of the header `content-md5` for what was received, as the gateway of the signature expects it.
fn content_md5(received: &ReceivedRequest, scheme: &Scheme<'_>) -> String {
    match scheme {
        Scheme::Log(_) => sls::content_md5(&received.body),
        _ => oss4::content_md5(&received.body),
    }
}

/// A string to sign, cut to a length that a person can compare: it contains the whole request, encoded twice.
fn shown(string_to_sign: &str) -> &str {
    const MOST_BYTES: usize = 64 << 10;
    beginning(string_to_sign, MOST_BYTES)
}

fn required_header<'a>(received: &'a ReceivedRequest, name: &str) -> Result<&'a str, ApiError> {
    received.header(name).filter(|value| !value.is_empty()).ok_or_else(|| ApiError::missing(name))
}

fn pairs(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

fn malformed_time() -> ApiError {
    ApiError::new(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
}

fn incomplete(reason: std::fmt::Arguments<'_>) -> ApiError {
    let message = format!("The request signature does not conform to Aliyun standards. {reason}");
    ApiError::new(400, "IncompleteSignature", message)
}
