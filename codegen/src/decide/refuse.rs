//! Decides which operations are out of scope, with reasons.

use alicloud_api::GatewaySignature;
use indexmap::IndexMap;

use super::schema::{SchemaKind, kind};
use super::{body, path};
use crate::spec::entry::{Operation, Parameter, Schema};

/// The reason why an operation cannot be generated; `None` if it can. `gateway` and `signature` are those of the product's
/// gateway, `schemas` are the schemas that it shares.
pub(crate) fn reason(
    gateway: &str,
    signature: GatewaySignature,
    operation: &Operation,
    schemas: &IndexMap<String, Schema>,
) -> Option<String> {
    // The vendor's libraries treat FC like ROA.
    if !matches!(gateway, "RPC" | "ROA" | "V3" | "FC") {
        return Some(format!("the gateway style {gateway} has a protocol of its own"));
    }
    if matches!(gateway, "ROA" | "FC") && operation.path.is_none() {
        return Some("it has no path".to_owned());
    }
    if let Some(scheme) = operation.schemes.iter().find(|scheme| matches!(scheme.as_str(), "websocket" | "ws" | "wss"))
    {
        return Some(format!("it speaks over a websocket (scheme `{scheme}`)"));
    }
    if signature == GatewaySignature::Log
        && let Some(reason) = unlike_log(operation)
    {
        return Some(reason);
    }
    // An RPC gateway accepts every call at `/`, so the path of an operation is ignored there.
    let in_path = || if gateway == "RPC" { None } else { path::problem(operation) };
    body::problem(operation, schemas).or_else(in_path).or_else(|| in_host(operation)).or_else(|| parameters(operation))
}

/// What the gateway of Simple Log Service does not know, although its style has it: the vendor's library for it sends forms as JSON.
fn unlike_log(operation: &Operation) -> Option<String> {
    let mut forms = operation.parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("formData"));
    let name = forms.next()?.name.as_deref().unwrap_or_default();
    Some(format!("`{name}` is in a form, which its gateway does not know"))
}

/// A label of the host name has to be one string.
fn in_host(operation: &Operation) -> Option<String> {
    let name = |parameter: &Parameter| parameter.name.clone().unwrap_or_default();
    let mut labels = operation.parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("host"));
    let label = labels.next()?;
    if let Some(other) = labels.find(|other| other.name != label.name) {
        return Some(format!("`{}` and `{}` are both part of the host name", name(label), name(other)));
    }
    let is_string = |schema: &Schema| matches!(kind(schema), SchemaKind::Text | SchemaKind::Enumeration);
    let is_other = label.schema.as_ref().is_some_and(|schema| !is_string(schema));
    is_other.then(|| format!("`{}` is part of the host name and not a string", name(label)))
}

fn parameters(operation: &Operation) -> Option<String> {
    operation.parameters.iter().find_map(|parameter| {
        let name = parameter.name.as_deref().unwrap_or_default();
        match parameter.location.as_deref() {
            Some("header") if is_prefix(name) => Some(format!("`{name}` stands for any number of headers")),
            Some("query" | "formData" | "path" | "header" | "body" | "host") => None,
            Some(other) => Some(format!("`{name}` has an unknown location (`in: {other}`)")),
            None => Some(format!("`{name}` has no location (`in`)")),
        }
    })
}

/// Whether the name is a prefix for any number of headers, such as `x-oss-meta-*`.
fn is_prefix(name: &str) -> bool {
    name.ends_with("-*")
}
