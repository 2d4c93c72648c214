//! Error codes of gateways that have a signature of their own, and so other codes for what is wrong with a request.

use alicloud_api::GatewaySignature;

use crate::error::ApiError;

/// The code of the common gateway, with the status and the code of Simple Log Service (its list of common errors).
const LOG: [(&str, u16, &str); 9] = [
    ("SignatureDoesNotMatch", 401, "SignatureNotMatch"),
    ("InvalidTimeStamp.Expired", 400, "RequestTimeExpired"),
    ("InvalidTimeStamp.Format", 400, "InvalidRequestTime"),
    ("InvalidAccessKeyId.NotFound", 401, "Unauthorized"),
    ("InvalidSecurityToken.Expired", 401, "SecurityTokenExpired"),
    ("ContentMD5NotMatched", 400, "InvalidContentMD5"),
    ("Missingdate", 400, "MissingDate"),
    ("Missingx-log-apiversion", 400, "MissingAPIVersion"),
    ("Missingx-log-bodyrawsize", 400, "MissingBodyRawSize"),
];

/// The same for Object Storage Service.
const OSS: [(&str, u16, &str); 6] = [
    ("SignatureDoesNotMatch", 403, "SignatureDoesNotMatch"),
    ("InvalidTimeStamp.Expired", 403, "RequestTimeTooSkewed"),
    ("InvalidTimeStamp.Format", 403, "AccessDenied"),
    ("InvalidAccessKeyId.NotFound", 403, "InvalidAccessKeyId"),
    ("InvalidSecurityToken.Expired", 403, "SecurityTokenExpired"),
    ("ContentMD5NotMatched", 400, "InvalidDigest"),
];

/// The error with the code that a gateway of this signature uses. A code is kept if the documents of the service name none for what is
/// wrong, as for parameters, paths and security tokens.
pub(super) fn error(signature: GatewaySignature, error: ApiError) -> ApiError {
    let rows: &[(&str, u16, &str)] = match signature {
        GatewaySignature::Acs => &[],
        GatewaySignature::Log => &LOG,
        GatewaySignature::Oss4 => &OSS,
    };
    match rows.iter().find(|(common, ..)| *common == error.code) {
        Some((_, status, code)) => ApiError { status: *status, code: (*code).to_owned(), ..error },
        None => error,
    }
}
