//! The request ID in the headers of a response.

use alicloud_api::GatewaySignature;
use http::HeaderMap;

/// Returns the ID that the service gave a request, without the white space around it. `None` if no header has one.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let names = GatewaySignature::ALL.iter().map(|signature| signature.request_id_header());
    names
        .filter_map(|name| headers.get(name))
        .filter_map(|id| id.to_str().ok())
        .map(str::trim)
        .find(|id| !id.is_empty())
}
