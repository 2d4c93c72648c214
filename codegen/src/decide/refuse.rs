//! Decides which operations are out of scope, with reasons.

use indexmap::IndexMap;

use super::body;
use crate::spec::entry::{Operation, Schema};

/// The reason why an operation cannot be generated; `None` if it can. `gateway` is the gateway style of the product, `schemas` are the
/// schemas that it shares.
pub(crate) fn reason(gateway: &str, operation: &Operation, schemas: &IndexMap<String, Schema>) -> Option<String> {
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
    body::problem(operation, schemas).or_else(|| path(operation)).or_else(|| parameters(operation))
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
        match parameter.location.as_deref() {
            Some("host") => Some(format!("`{name}` is part of the host name (`in: host`)")),
            Some("header") if is_prefix(name) => Some(format!("`{name}` stands for any number of headers")),
            Some("query" | "formData" | "path" | "header" | "body") => None,
            Some(other) => Some(format!("`{name}` has an unknown location (`in: {other}`)")),
            None => Some(format!("`{name}` has no location (`in`)")),
        }
    })
}

/// Whether the name is a prefix for any number of headers, such as `x-oss-meta-*`.
fn is_prefix(name: &str) -> bool {
    name.ends_with("-*")
}
