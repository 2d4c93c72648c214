//! What an operation returns.

use std::collections::HashSet;

use alicloud_api::Streaming;
use indexmap::IndexMap;

use super::body;
use super::fact::ResponseKind;
use super::schema::{SchemaKind, is_binary, kind, target};
use super::secret;
use super::types::{Described, SharedTypes};
use super::value::Type;
use super::words;
use crate::spec::entry;

/// The type of a successful response's body: that of status 200, else of the first other successful one. `None` if
/// there is no body.
pub(crate) fn success(responses: &IndexMap<String, entry::Response>) -> Option<&entry::Schema> {
    let other = || responses.iter().find(|(status, _)| status.starts_with('2')).map(|(_, response)| response);
    responses.get("200").or_else(other)?.schema.as_ref()
}

/// What the schema of a successful response describes.
pub(crate) enum Content<'a> {
    /// There is no body.
    Nothing,
    /// An object with these fields.
    Fields(&'a entry::Schema),
    /// An object of which nothing is documented: there may be a body or not.
    AnyObject(&'a entry::Schema),
    /// Anything else: it is one value.
    Value(&'a entry::Schema),
}

/// What a successful response holds.
pub(crate) fn content(entry: &entry::Operation) -> Content<'_> {
    let Some(schema) = success(&entry.responses) else { return Content::Nothing };
    if schema.reference.is_some() {
        return Content::Value(schema);
    }
    match kind(schema) {
        SchemaKind::Object => Content::Fields(schema),
        _ if schema.kind.as_deref() == Some("object") && schema.additional_properties.is_none() => {
            Content::AnyObject(schema)
        }
        _ => Content::Value(schema),
    }
}

/// Whether the service sends only XML.
pub(super) fn is_xml(entry: &entry::Operation) -> bool {
    !entry.produces.is_empty() && entry.produces.iter().all(|media_type| body::is_xml_type(media_type))
}

/// The kind of the response body. `components` are the schemas that it may refer to.
pub(super) fn response_kind(entry: &entry::Operation, components: &IndexMap<String, entry::Schema>) -> ResponseKind {
    let Some(schema) = success(&entry.responses) else { return ResponseKind::Empty };
    let Some(schema) = target(schema, components) else { return ResponseKind::Unknown };
    if is_binary(schema) {
        return ResponseKind::Binary;
    }
    match kind(schema) {
        SchemaKind::Object
            if schema.properties.len() == 1 && schema.properties.keys().all(|wire| names_the_request_id(wire)) =>
        {
            ResponseKind::Acknowledgement
        }
        SchemaKind::Object if schema.properties.keys().any(|wire| names_the_request_id(wire)) => {
            ResponseKind::Identified
        }
        SchemaKind::Object => ResponseKind::Fields(schema.properties.keys().cloned().collect()),
        SchemaKind::Map(_) => ResponseKind::Map,
        SchemaKind::List(_) => ResponseKind::List,
        SchemaKind::Any | SchemaKind::Unknown(_) => ResponseKind::Unknown,
        SchemaKind::Enumeration | SchemaKind::Text | SchemaKind::Integer | SchemaKind::Number | SchemaKind::Boolean => {
            ResponseKind::Text
        }
    }
}

/// Whether a successful response is a stream of server-sent events: if the description names the scheme or the media type of
/// such streams. It is never anything else if the description names nothing else.
pub(super) fn streaming(entry: &entry::Operation) -> Streaming {
    let streams_by_scheme = entry.schemes.iter().any(|scheme| scheme == "sse");
    let (streams, others): (Vec<_>, Vec<_>) = entry.produces.iter().partition(|kind| *kind == "text/event-stream");
    if !streams_by_scheme && streams.is_empty() {
        Streaming::Never
    } else if (streams_by_scheme && entry.schemes.len() == 1) || (!streams.is_empty() && others.is_empty()) {
        Streaming::Always
    } else {
        Streaming::Optional
    }
}

/// Whether a successful response holds a secret, at any depth.
pub(super) fn returns_secrets(entry: &entry::Operation, shared: &SharedTypes<'_>) -> bool {
    let mut open = Vec::new();
    let mut silent = |_| {};
    match content(entry) {
        Content::Nothing => {}
        Content::Fields(schema) => {
            let around = secret::of_fields(schema.secret);
            open.extend(schema.properties.iter().map(|(wire, field)| shared.resolve(field, wire, around, &mut silent)));
        }
        Content::AnyObject(schema) => open.push(secret::hidden(Type::Any, "", schema.secret)),
        Content::Value(schema) => open.push(shared.resolve_body(schema, "Body", None, &mut silent)),
    }
    let mut seen: HashSet<(*const entry::Schema, Option<bool>)> = HashSet::new();
    while let Some(ty) = open.pop() {
        match ty {
            Type::Secret | Type::SecretValue => return true,
            Type::List(inner) | Type::Map(inner) => open.push(*inner),
            Type::Structure(Described { schema, marked, .. }) if seen.insert((schema, marked)) => {
                let around = secret::of_fields(marked);
                let fields = schema.properties.iter();
                open.extend(fields.map(|(wire, field)| shared.resolve(field, wire, around, &mut silent)));
            }
            _ => {}
        }
    }
    false
}

/// Whether the name is `RequestId` in any spelling: `requestId`, `request_id`.
fn names_the_request_id(wire: &str) -> bool {
    let letters = wire.chars().filter(|character| !matches!(character, '_' | '-'));
    letters.map(|letter| letter.to_ascii_lowercase()).eq("requestid".chars())
}

/// Whether a parameter that is called like a secret says where in a list the caller is: the response has the token that goes on from there.
pub(super) fn ends_a_page(wire: &str, entry: &entry::Operation, components: &IndexMap<String, entry::Schema>) -> bool {
    let resolved = |schema: &'_ entry::Schema| {
        schema.component_name().and_then(|name| components.get(name)).is_some_and(has_next_token)
    };
    let leads_on = |schema: &entry::Schema| has_next_token(schema) || resolved(schema);
    words::snake_case(wire) == "token"
        && success(&entry.responses).is_some_and(|schema| {
            let target = schema.component_name().and_then(|name| components.get(name)).unwrap_or(schema);
            leads_on(target) || target.properties.values().any(leads_on)
        })
}

fn has_next_token(schema: &entry::Schema) -> bool {
    schema.properties.keys().any(|name| words::snake_case(name) == "next_token")
}
