//! Decides which operations are out of scope, with reasons.

use crate::spec::entry::{Operation, Schema};

/// The reason why an operation cannot be generated; `None` if it can. `gateway` is the gateway style of the product.
pub(crate) fn reason(gateway: &str, operation: &Operation) -> Option<String> {
    // The vendor's libraries treat FC like ROA.
    if !matches!(gateway, "RPC" | "ROA" | "V3" | "FC") {
        return Some(format!("the gateway style {gateway} has a protocol of its own"));
    }
    if matches!(gateway, "ROA" | "FC") && operation.path.is_none() {
        return Some("it has no path".to_owned());
    }
    if let Some(scheme) =
        operation.schemes.iter().find(|scheme| matches!(scheme.as_str(), "sse" | "websocket" | "ws" | "wss"))
    {
        return Some(format!("it streams (scheme `{scheme}`)"));
    }
    if let Some(media_type) = operation.produces.iter().find(|media_type| media_type.as_str() == "text/event-stream") {
        return Some(format!("it streams (`{media_type}`)"));
    }
    body(operation).or_else(|| path(operation)).or_else(|| parameters(operation))
}

fn body(operation: &Operation) -> Option<String> {
    let unwritable = |media_type: &&String| {
        matches!(media_type.as_str(), "application/xml" | "text/xml" | "multipart/form-data")
            || media_type.contains("protobuf")
    };
    let json_too = operation.consumes.iter().any(|media_type| media_type == "application/json");
    let has_body = has_parameter_in(operation, "body") || has_parameter_in(operation, "formData");
    if let Some(media_type) = operation.consumes.iter().find(unwritable).filter(|_| has_body && !json_too) {
        return Some(format!("its request body is `{media_type}`"));
    }
    let only_xml =
        !operation.produces.is_empty() && operation.produces.iter().all(|media_type| media_type == "application/xml");
    if only_xml {
        return Some("its response is `application/xml` only".to_owned());
    }
    if has_parameter_in(operation, "body") && has_parameter_in(operation, "formData") {
        return Some("it has a form and a body at once".to_owned());
    }
    None
}

fn path(operation: &Operation) -> Option<String> {
    let path = operation.path.as_deref()?;
    if path.contains('*') {
        return Some(format!("its path has a wildcard (`{path}`)"));
    }
    path.contains('?').then(|| format!("its path has a query (`{path}`)"))
}

fn parameters(operation: &Operation) -> Option<String> {
    operation.parameters.iter().find_map(|parameter| {
        let name = parameter.name.as_deref().unwrap_or_default();
        match (parameter.location.as_deref(), parameter.style.as_deref()) {
            (Some("host"), _) => Some(format!("`{name}` is part of the host name (`in: host`)")),
            (Some("body"), Some("xml")) => Some("its request body is XML".to_owned()),
            (Some("header"), _) if is_prefix(name) => Some(format!("`{name}` stands for any number of headers")),
            (Some("query" | "formData" | "path" | "header" | "body"), _) => None,
            (Some(other), _) => Some(format!("`{name}` has an unknown location (`in: {other}`)")),
            (None, _) => Some(format!("`{name}` has no location (`in`)")),
        }
    })
}

/// Whether the name is a prefix for any number of headers, such as `x-oss-meta-*`.
fn is_prefix(name: &str) -> bool {
    name.ends_with("-*")
}

fn has_parameter_in(operation: &Operation, location: &str) -> bool {
    operation.parameters.iter().any(|parameter| parameter.location.as_deref() == Some(location))
}

/// Whether a body with this schema consists of raw bytes.
pub(crate) fn is_binary(schema: &Schema) -> bool {
    schema.kind.as_deref() == Some("string") && matches!(schema.format.as_deref(), Some("binary" | "byte"))
}
