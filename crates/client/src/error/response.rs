//! Parses error responses of the service. JSON and XML have the same fields, in any case.

use std::time::{Duration, SystemTime};

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};

use super::excerpt;
use super::service::{AccessDenied, ServiceError, UNAUTHORIZED};
use super::signature::SERVER_STRING;
use crate::decode::{Decode, DecodeContext, Decoder, decode_json, decode_xml};
use crate::evidence::Evidence;
use crate::redact::Redactor;
use crate::request_id::request_id;
use crate::shown::url_without_secrets;

/// The longest URL of a page that explains an error, in bytes. Documented ones have about a hundred bytes and contain
/// the code.
const LONGEST_URL: usize = 2048;

/// The expected largest error body in bytes. It limits the memory for decoding it.
const LARGEST_BODY: usize = 8 << 20;

/// Parses an error response. Status, request ID and excerpt are kept whatever the body is.
pub(crate) fn read_error_response(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ServiceError {
    let text = String::from_utf8_lossy(body);
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    let mut read = ErrorBody::default();
    // An invalid value of one field must not lose the code, because the code decides about a retry.
    let mut context = DecodeContext::tolerant(LARGEST_BODY, Evidence::default());
    let decoded = match trimmed.bytes().next() {
        Some(b'{') => decode_json(trimmed.trim_end(), &mut read, &mut context).is_ok(),
        Some(b'<') => decode_xml(trimmed.trim_end(), &mut read, &mut context).is_ok(),
        _ => false,
    };
    if !decoded {
        read = ErrorBody::default();
    }
    let header = |name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|value| !value.is_empty())
    };
    let code = read.code.or(read.error_code).filter(|code| !code.is_empty());
    let message = read.message.or(read.description).or(read.error_message).filter(|message| !message.is_empty());
    let denied = message.as_deref().filter(|_| code.as_deref() == Some(UNAUTHORIZED)).and_then(denied_by_ram);
    // Gateways that sign as OSS send the string to sign in a field of its own; others, at the end of the message.
    let message = match read.string_to_sign {
        Some(text) => Some(format!("{} {SERVER_STRING}{text}", message.unwrap_or_default())),
        None => message,
    };
    ServiceError {
        status: status.as_u16(),
        code,
        message,
        request_id: read
            .request_id
            .or(read.snake_case_request_id)
            .filter(|id| !id.is_empty())
            .or_else(|| request_id(headers).map(str::to_owned)),
        host_id: read.host_id,
        recommendation: read.recommend.or(read.recommend_doc).filter(|url| url.len() <= LONGEST_URL),
        access_denied: read.access_denied.or(denied),
        retry_after: retry_after(&header),
        excerpt: excerpt(body, &Redactor::new()),
        signature: None,
        location: headers
            .get(LOCATION)
            .filter(|location| !location.as_bytes().trim_ascii().is_empty())
            .map(|location| url_without_secrets(&String::from_utf8_lossy(location.as_bytes()))),
    }
}

/// What is missing, according to a message of Simple Log Service: `denied by sts or ram, action: log:GetLogStore, resource: acs:log:…`.
/// `None` if the message is another one, since the code stands for an unknown access key as well.
fn denied_by_ram(message: &str) -> Option<AccessDenied> {
    let rest = message.strip_prefix("denied by sts or ram")?;
    let action = rest.split(',').find_map(|part| part.trim().strip_prefix("action:"));
    Some(AccessDenied { action: action.map(|action| action.trim().to_owned()), ..AccessDenied::default() })
}

fn retry_after<'a>(header: &dyn Fn(&str) -> Option<&'a str>) -> Option<Duration> {
    if let Some(milliseconds) = header("x-acs-retry-after").and_then(|value| value.parse().ok()) {
        return Some(Duration::from_millis(milliseconds));
    }
    // Seconds or a date (RFC 9110, section 10.2.3). The date is compared with the clock of the sender.
    if let Some(value) = header("retry-after") {
        let until = httpdate::parse_http_date(value).ok();
        let now = header("date").and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
        let left = until.map(|until| until.duration_since(now).unwrap_or_default());
        return value.parse().ok().map(Duration::from_secs).or(left);
    }
    // The format is `Limit:1,Remain:0,TimeLeft:2000,Reset:1234` with times in milliseconds. Both limits have to be
    // respected, so the longer time counts.
    let left = |name: &str| {
        let pairs = header(name)?.split(',').filter_map(|pair| pair.split_once(':'));
        let mut remain = None;
        let mut time = None;
        for (name, value) in pairs {
            let value = value.trim().parse::<u64>().ok();
            match name.trim() {
                "Remain" => remain = value,
                "TimeLeft" => time = value,
                _ => {}
            }
        }
        (remain.unwrap_or(0) == 0).then_some(time).flatten()
    };
    let longest = left("x-ratelimit-user-api").max(left("x-ratelimit-user"))?;
    Some(Duration::from_millis(longest))
}

/// The documented fields of an error body.
#[derive(Default)]
struct ErrorBody {
    code: Option<String>,
    message: Option<String>,
    description: Option<String>,
    request_id: Option<String>,
    host_id: Option<String>,
    recommend: Option<String>,
    access_denied: Option<AccessDenied>,
    /// The names that the model services use.
    error_code: Option<String>,
    error_message: Option<String>,
    snake_case_request_id: Option<String>,
    /// The names of gateways that sign as OSS.
    recommend_doc: Option<String>,
    string_to_sign: Option<String>,
}

impl Decode for ErrorBody {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.string("Code", &mut self.code);
        decoder.string("Message", &mut self.message);
        decoder.string("Description", &mut self.description);
        decoder.string("RequestId", &mut self.request_id);
        decoder.string("HostId", &mut self.host_id);
        decoder.string("Recommend", &mut self.recommend);
        decoder.value("AccessDeniedDetail", &mut self.access_denied);
        decoder.string("errorCode", &mut self.error_code);
        decoder.string("errorMessage", &mut self.error_message);
        decoder.string("request_id", &mut self.snake_case_request_id);
        decoder.string("RecommendDoc", &mut self.recommend_doc);
        decoder.string("StringToSign", &mut self.string_to_sign);
    }
}

impl Decode for AccessDenied {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.string("AuthAction", &mut self.action);
        decoder.string("AuthPrincipalType", &mut self.principal_type);
        decoder.string("AuthPrincipalDisplayName", &mut self.principal_display_name);
        decoder.string("AuthPrincipalOwnerId", &mut self.principal_owner_id);
        decoder.string("NoPermissionType", &mut self.no_permission_type);
        decoder.string("PolicyType", &mut self.policy_type);
        decoder.string("EncodedDiagnosticMessage", &mut self.encoded_diagnostic_message);
    }
}
