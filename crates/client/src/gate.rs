//! Decides whether a response with a status of success is from the service.
//!
//! A proxy, a login page or a broken gateway may also respond with status 200. Such a response must not be decoded as
//! an empty list, and the operation must not count as carried out. One rule therefore applies to typed and untyped
//! calls, pages, waiters, bulk runs and the CLI. It has two conditions:
//!
//! 1. **The kind.** The body has the kind that the operation documents ([`ResponseKind`]): an object if an object is
//!    documented, and never an HTML page, an XML document with the root `Error`, or a truncated document.
//! 2. **The proof.** The response has a request ID of the service, as a field of the body (`RequestId`, in any
//!    spelling) or as the header `x-acs-request-id` (of gateways with a signature of their own, their header instead:
//!    [`GatewaySignature::request_id_header`]). The metadata documents the field for nearly all RPC operations.
//!    For the few others, and for the half of the ROA operations without a request ID, one of the documented fields
//!    suffices.
//!
//! | documented | no body | object | list | anything else |
//! |---|---|---|---|---|
//! | nothing, or an object without fields | ROA, 204, or a header | a header or ID; for ROA anything but an error | with a header | with a header |
//! | only the request ID | 204, or a header | a header or ID | no | no |
//! | fields with a request ID | no | a header or ID | no | no |
//! | other fields | no | a header, an ID or one of the fields | no | no |
//! | a list | no | with a header | with elements, or a header | no |
//! | a map | no | with keys other than those of an error, or a header | no | no |
//! | text, bytes | 204, or a header | anything but an error, or a header | yes | anything but an HTML page, or a header |
//!
//! An XML document needs the header or an id where no field is documented. The response to a HEAD request never has a body.
//!
//! Some gateways send an error with a status of success. A body with a request ID is therefore an error of the service
//! ([`BodyVerdict::Refused`]), as if its status were 4xx, if it has an error code and no keys other than those of an error,
//! and the operation documents none of these keys. Such a body without a code is not a response if its `Success` is
//! `false` or if it has an `error`. If the response documents a `Code`, a `Success` or another outcome,
//! these keys are data, which the caller has to inspect. They are also data if the documented fields are unknown (an
//! untyped operation without [`response_fields`](crate::UntypedOperation::response_fields), a map, text, bytes). A code
//! that may mean success (`200`, `OK`, `Success`), or `Success` with `true`, is never an error.

use alicloud_api::{GatewaySignature, Method, OperationInfo, ResponseKind, Style};
use http::{HeaderMap, StatusCode, header};

use crate::decode::{DecodeError, inspect_document, inspect_value};
use crate::evidence::{BodyForm, Evidence};
use crate::shown::{LONGEST_NAME, shown};

/// The header in which Simple Log Service names how it has compressed a body. It does so only if the request asks for it.
const COMPRESSED: &str = "x-log-compresstype";

/// The result of inspecting a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyVerdict {
    /// A response of the operation.
    Response,
    /// An error of the service with a status of success.
    Refused,
}

/// Collects the evidence in a body that is not decoded. The body is read once, and no part of it is kept.
pub(crate) fn inspect(info: &OperationInfo, body: &[u8], response_limit: usize) -> Result<Evidence, DecodeError> {
    let mut evidence = Evidence::of(info);
    match info.response {
        ResponseKind::Text | ResponseKind::Binary => inspect_value(&mut evidence, body),
        _ => inspect_document(body, response_limit, &mut evidence)?,
    }
    Ok(evidence)
}

/// Decides whether `found` is a response of `info`. Returns a message if it is neither a response nor an error of the
/// service. `documents` returns whether the response has a field of this name in any case, if that is known.
pub(crate) fn judge(
    info: &OperationInfo,
    status: StatusCode,
    headers: &HeaderMap,
    found: &Evidence,
    documents: &dyn Fn(&str) -> Option<bool>,
) -> Result<BodyVerdict, String> {
    use ResponseKind::{Acknowledgement, Binary, Empty, Fields, Identified, List, Map, Text, Unknown};

    let signature = info.product.signature;
    // Such a body is in no format that the operation documents.
    if let Some(kind) = headers.get(COMPRESSED).filter(|_| signature == GatewaySignature::Log) {
        let kind = shown(&String::from_utf8_lossy(kind.as_bytes()), LONGEST_NAME).to_string();
        return Err(format!("the body is compressed by {kind}: do not set the parameter `Accept-Encoding`"));
    }
    let id_header = signature.request_id_header();
    let has_header = headers.get(id_header).is_some_and(|id| !id.as_bytes().trim_ascii().is_empty());
    let is_roa = info.product.style == Style::Roa;
    let is_bodiless = matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT);
    let is_proved = has_header || found.has_request_id;
    let accepted = match (found.body, info.response) {
        (BodyForm::Nothing, _) if info.method == Method::Head => true,
        (BodyForm::Nothing, Empty | Unknown) => is_roa || has_header || is_bodiless,
        (BodyForm::Nothing, Acknowledgement | Text | Binary) => has_header || is_bodiless,
        (BodyForm::Nothing, _) => false,
        (BodyForm::HtmlPage | BodyForm::ErrorDocument, Text | Binary) => has_header,
        (BodyForm::HtmlPage | BodyForm::ErrorDocument, _) => false,
        (BodyForm::Object, Text | Binary) => has_header || !found.is_error(),
        (_, Text | Binary) => true,
        (BodyForm::Object, Empty | Unknown) => is_proved || (is_roa && !found.is_error()),
        // Services that are not asked for XML send none, but others do, such as the feeds of devices: it always needs a proof.
        (BodyForm::Xml, Empty | Unknown) => is_proved,
        (BodyForm::Object | BodyForm::Xml, Acknowledgement | Identified) => is_proved,
        (BodyForm::Object | BodyForm::Xml, Fields(_)) => is_proved || found.has_documented_field,
        (BodyForm::Object, Map) => has_header || (found.has_content && !found.is_error()),
        (BodyForm::Xml, Map) => has_header || (is_proved && !found.is_error()),
        (BodyForm::Object, List) => has_header,
        (BodyForm::Xml, List) => is_proved,
        (BodyForm::List, List) => has_header || found.has_content,
        (BodyForm::List | BodyForm::Scalar, Empty | Unknown) => has_header,
        (BodyForm::List | BodyForm::Scalar, _) => false,
    };
    let is_failure = is_proved
        && matches!(found.body, BodyForm::Object | BodyForm::Xml)
        && found.is_failure(info.response, documents, accepted);
    if is_failure && found.has_error_code {
        return Ok(BodyVerdict::Refused);
    }
    if accepted && !is_failure {
        return Ok(BodyVerdict::Response);
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let content_type =
        content_type.map(|kind| format!(" of the type {}", shown(kind, LONGEST_NAME))).unwrap_or_default();
    Err(format!(
        "found {}{content_type}, expected {}; this is not a response of the service",
        describe(found),
        expected(info.response, has_header, id_header)
    ))
}

/// Decides whether the data of an event is that of an operation. An event needs no proof, since neither a proxy nor a login
/// page sends a stream of events.
pub(crate) fn judge_event(
    info: &OperationInfo,
    found: &Evidence,
    documents: &dyn Fn(&str) -> Option<bool>,
) -> Result<BodyVerdict, String> {
    use ResponseKind::{Binary, Empty, List, Text, Unknown};

    let is_open = matches!(info.response, Unknown);
    if found.body == BodyForm::Object && found.is_failure(info.response, documents, !is_open) {
        return Ok(BodyVerdict::Refused);
    }
    let fits = match (found.body, info.response) {
        (_, Text | Binary) => true,
        (BodyForm::Object, List) => false,
        (BodyForm::Object, _) | (BodyForm::List, List) => true,
        (BodyForm::List | BodyForm::Scalar, Empty | Unknown) => true,
        _ => false,
    };
    if fits {
        return Ok(BodyVerdict::Response);
    }
    let wanted = match info.response {
        List => "a list",
        _ => "an object",
    };
    Err(format!("an event has {}, expected {wanted}", describe(found)))
}

fn describe(found: &Evidence) -> &'static str {
    match found.body {
        BodyForm::Nothing => "an empty body",
        BodyForm::Object if !found.has_content => "an empty object",
        BodyForm::Object if found.is_error() && found.error_keys != 0 => "an error",
        BodyForm::Object => "an object without a request id",
        BodyForm::List => "a list",
        BodyForm::Scalar => "a value that is neither an object nor a list",
        BodyForm::Xml => "an XML document without a request id",
        BodyForm::ErrorDocument => "an XML document with the root `Error`",
        BodyForm::HtmlPage => "an HTML page",
    }
}

fn expected(kind: ResponseKind, has_header: bool, id_header: &str) -> String {
    match kind {
        ResponseKind::Identified | ResponseKind::Fields(_) if has_header => {
            "an object with the documented fields".to_owned()
        }
        ResponseKind::Empty | ResponseKind::Unknown => {
            format!("no body, or an object, with the header {id_header}")
        }
        ResponseKind::Acknowledgement | ResponseKind::Identified => {
            format!("an object with `RequestId` or the header {id_header}")
        }
        ResponseKind::Fields(fields) => {
            let named: Vec<String> = fields.iter().take(5).map(|field| format!("`{field}`")).collect();
            format!("an object with the header {id_header} or one of {}", named.join(", "))
        }
        ResponseKind::List => "a list".to_owned(),
        ResponseKind::Map => "an object".to_owned(),
        ResponseKind::Text => "text".to_owned(),
        ResponseKind::Binary => "bytes".to_owned(),
    }
}
