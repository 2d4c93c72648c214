//! Responses of the gateway.

pub(crate) mod sample;

mod xml;

use alicloud_api::GatewaySignature;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::emulated::Emulated;
use crate::error::ApiError;
use crate::received_request::ReceivedRequest;

/// A whole response.
#[derive(Debug, Clone)]
pub(crate) struct GatewayResponse {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    /// `Code`, if the response is an error.
    pub(crate) error_code: Option<String>,
    pub(crate) emulated: Emulated,
}

/// The media type of a stream of server-sent events, as the services write it.
const EVENT_STREAM: &str = "text/event-stream;charset=UTF-8";

/// The number of events of a stream.
const EVENTS: u32 = 3;

/// The format of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseFormat {
    Json,
    Xml,
}

impl GatewayResponse {
    /// `body` is the result of the operation, without a request ID.
    pub(crate) fn success(
        format: ResponseFormat,
        operation: &str,
        emulated: Emulated,
        mut body: Value,
        request_id: String,
    ) -> Self {
        if let Value::Object(fields) = &mut body {
            let name = fields.keys().find(|name| name.eq_ignore_ascii_case("RequestId")).cloned();
            fields.insert(name.unwrap_or_else(|| "RequestId".to_owned()), Value::from(request_id.as_str()));
        }
        Self { emulated, ..Self::new(200, format, &format!("{operation}Response"), &body, request_id) }
    }

    /// The response of an operation whose service sends only XML: if `body` has a single field, that is the root element, and the request ID
    /// is only in the header.
    pub(crate) fn only_xml(operation: &str, emulated: Emulated, body: Value, request_id: String) -> Self {
        let format = ResponseFormat::Xml;
        let only = body.as_object().filter(|fields| fields.len() == 1).and_then(|fields| fields.iter().next());
        match only {
            Some((root, value)) if !root.eq_ignore_ascii_case("RequestId") && !value.is_array() => {
                Self { emulated, ..Self::new(200, format, root, value, request_id) }
            }
            _ => Self::success(format, operation, emulated, body, request_id),
        }
    }

    /// A response that has the ID of the request in a header alone, as those of gateways with a signature of their own. It has
    /// no body if the operation documents none.
    pub(crate) fn without_id(emulated: Emulated, body: Value, request_id: String) -> Self {
        let has_body = body.as_object().is_none_or(|fields| !fields.is_empty());
        let mut response = Self::new(200, ResponseFormat::Json, "", &body, request_id);
        if !has_body {
            response.body.clear();
        }
        Self { emulated, ..response }
    }

    /// An error of Simple Log Service.
    pub(crate) fn log_error(error: ApiError, request_id: String) -> Self {
        let body = json!({ "errorCode": error.code, "errorMessage": error.message });
        let mut response = Self::new(error.status, ResponseFormat::Json, "", &body, request_id);
        response.headers.extend(error.headers);
        response.error_code = Some(error.code);
        response
    }

    /// The same response with the ID of the request in the header that a gateway of this signature uses.
    pub(crate) fn of_gateway(mut self, signature: GatewaySignature) -> Self {
        let common = GatewaySignature::Acs.request_id_header();
        for (name, _) in self.headers.iter_mut().filter(|(name, _)| *name == common) {
            *name = signature.request_id_header();
        }
        self
    }

    /// A stream of events, each of which has the result of the operation. `body` is that result, without a request ID, which
    /// is in the header alone, unless the result has a field for it.
    pub(crate) fn events(emulated: Emulated, mut body: Value, request_id: String) -> Self {
        if let Value::Object(fields) = &mut body
            && let Some((_, id)) = fields.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("RequestId"))
        {
            *id = Value::from(request_id.as_str());
        }
        let events = (1..=EVENTS).map(|id| format!("id:{id}\nevent:result\n:HTTP_STATUS/200\ndata:{body}\n\n"));
        let headers = vec![("content-type", EVENT_STREAM.to_owned()), ("x-acs-request-id", request_id)];
        Self { status: 200, headers, body: events.collect(), error_code: None, emulated }
    }

    /// Whether this is a stream of events.
    pub(crate) fn is_stream(&self) -> bool {
        self.headers.iter().any(|(name, value)| *name == "content-type" && value == EVENT_STREAM)
    }

    /// Replaces all events but the first one by one that reports an error. A response that is no stream is not changed.
    pub(crate) fn fail_after_first_event(&mut self, status: u16, code: &str, message: &str) {
        if let Some((first, _)) = self.body.split_once("\n\n").filter(|_| self.is_stream()) {
            let id = self.headers.iter().find(|(name, _)| *name == "x-acs-request-id").map(|(_, id)| id.as_str());
            let error = json!({ "code": code, "message": message, "request_id": id });
            self.body = format!("{first}\n\nid:2\nevent:error\n:HTTP_STATUS/{status}\ndata:{error}\n\n");
        }
    }

    pub(crate) fn error(
        format: ResponseFormat,
        error: ApiError,
        product: &str,
        host: &str,
        request_id: String,
    ) -> Self {
        let code = utf8_percent_encode(&error.code, NON_ALPHANUMERIC_BUT_DOT);
        let body = json!({
            "RequestId": request_id,
            "HostId": host,
            "Code": error.code,
            "Message": error.message,
            "Recommend": format!("https://api.aliyun.com/troubleshoot?q={code}&product={product}&requestId={request_id}"),
        });
        let mut response = Self::new(error.status, format, "Error", &body, request_id);
        response.headers.extend(error.headers);
        response.error_code = Some(error.code);
        response
    }

    fn new(status: u16, format: ResponseFormat, root: &str, body: &Value, request_id: String) -> Self {
        let (content_type, body) = match format {
            ResponseFormat::Json => ("application/json;charset=utf-8", body.to_string()),
            // The official clients recognize an XML error by exactly this content type.
            ResponseFormat::Xml => ("text/xml;charset=utf-8", xml::document(root, body)),
        };
        let headers = vec![("content-type", content_type.to_owned()), ("x-acs-request-id", request_id)];
        Self { status, headers, body, error_code: None, emulated: Emulated::Refused }
    }
}

impl ResponseFormat {
    /// The format that the client requests. By default it is XML if the action is a parameter (as the documents of signature
    /// 1.0 say), and JSON if it is a header.
    pub(crate) fn of(received: &ReceivedRequest) -> Self {
        match Self::wish(received) {
            Some(format) if format.eq_ignore_ascii_case("JSON") => Self::Json,
            Some(format) if format.eq_ignore_ascii_case("XML") => Self::Xml,
            _ if !received.is_described_by_headers() && received.path == "/" => Self::Xml,
            _ if received.header("accept").is_some_and(|accept| accept.starts_with("application/xml")) => Self::Xml,
            _ => Self::Json,
        }
    }

    /// The parameter, if it does not belong to the operation itself.
    fn wish(received: &ReceivedRequest) -> Option<&str> {
        received.parameter("Format").filter(|_| !received.is_described_by_headers())
    }

    /// # Errors
    ///
    /// The requested format is neither JSON nor XML.
    pub(crate) fn check(received: &ReceivedRequest) -> Result<(), ApiError> {
        match Self::wish(received) {
            Some(format) if !["", "json", "xml"].contains(&format.to_ascii_lowercase().as_str()) => {
                Err(ApiError::new(400, "InvalidParameter.Format", "Specified parameter format is not valid."))
            }
            _ => Ok(()),
        }
    }
}

const NON_ALPHANUMERIC_BUT_DOT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');
