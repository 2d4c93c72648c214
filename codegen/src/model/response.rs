//! Builds the response of an operation.
//!
//! The fields of an object become fields of the response; any other body (a list, a map, a string, bytes, a component)
//! becomes a single field `body`. There is always a request id: from the body if the description has it there, else
//! from the header of the response.

use indexmap::IndexMap;

use super::documentation;
use super::item::{Direction, Field, Presence, ResponseKind, Type};
use super::name::{self, FieldKind, Scope};
use super::refuse::is_binary;
use super::resolve::{Context, Resolver};
use super::schema::{Kind, kind};
use super::secret;
use crate::spec::entry;

/// The fields of the response, always including the request id.
pub(crate) fn fields<'a>(entry: &'a entry::Operation, resolver: &mut Resolver<'a>) -> Vec<Field> {
    let Some(schema) = success(entry).and_then(|response| response.schema.as_ref()) else {
        return vec![request_id(None, "request_id".to_owned())];
    };
    if schema.reference.is_none() && matches!(kind(schema), Kind::Object) {
        return response_members(schema, resolver);
    }
    if schema.reference.is_none() && schema.kind.as_deref() == Some("object") && schema.additional_properties.is_none()
    {
        // An object whose fields are not described. The body may also be missing.
        let ty = secret::hidden(Type::Any, "", schema.secret);
        return vec![request_id(None, "request_id".to_owned()), body_field(schema, ty)];
    }
    let context = within("Body", None, "response".to_owned());
    let ty = if is_binary(schema) { Type::Bytes } else { resolver.resolve(schema, &context) };
    vec![body_field(schema, ty), request_id(None, "request_id".to_owned())]
}

/// The kind of the response body. `components` are the schemas that it may refer to.
pub(crate) fn response_kind(entry: &entry::Operation, components: &IndexMap<String, entry::Schema>) -> ResponseKind {
    let Some(mut schema) = success(entry).and_then(|response| response.schema.as_ref()) else {
        return ResponseKind::Empty;
    };
    // A component can be a mere reference to another one, even in a cycle, so the number of steps is bounded.
    for _ in 0..=components.len() {
        if schema.reference.is_none() {
            break;
        }
        let Some(component) = schema.component_name().and_then(|name| components.get(name)) else {
            return ResponseKind::Unknown;
        };
        schema = component;
    }
    if is_binary(schema) {
        return ResponseKind::Binary;
    }
    match kind(schema) {
        Kind::Object
            if schema.properties.len() == 1 && schema.properties.keys().all(|wire| names_the_request_id(wire)) =>
        {
            ResponseKind::Acknowledgement
        }
        Kind::Object if schema.properties.keys().any(|wire| names_the_request_id(wire)) => ResponseKind::Identified,
        Kind::Object => ResponseKind::Fields(schema.properties.keys().cloned().collect()),
        Kind::Map(_) => ResponseKind::Map,
        Kind::List(_) => ResponseKind::List,
        Kind::Scalar(Type::Any) | Kind::Unknown(_) => ResponseKind::Unknown,
        Kind::Enumeration | Kind::Text | Kind::Scalar(_) => ResponseKind::Text,
    }
}

/// Whether the name is `RequestId` in any spelling: `requestId`, `request_id`.
fn names_the_request_id(wire: &str) -> bool {
    let letters = wire.chars().filter(|character| !matches!(character, '_' | '-'));
    letters.map(|letter| letter.to_ascii_lowercase()).eq("requestid".chars())
}

/// The context of the field `wire` of a response.
fn within(wire: &str, marked: Option<bool>, place: String) -> Context {
    let around = vec!["Response".to_owned()];
    Context { member: wire.to_owned(), around, direction: Direction::Response, marked, place }
}

fn body_field(schema: &entry::Schema, ty: Type) -> Field {
    let optional = !matches!(ty, Type::List(_) | Type::Map(_));
    Field {
        wire: String::new(),
        name: "body".to_owned(),
        documentation: documentation::body(schema, &ty),
        deprecated: false,
        presence: Presence::Body { optional },
        ty,
    }
}

/// The fields of a response that is an object. The request id is the first string field with its name in any spelling;
/// other fields with that name are renamed.
fn response_members<'a>(schema: &'a entry::Schema, resolver: &mut Resolver<'a>) -> Vec<Field> {
    let properties = &schema.properties;
    let marked = secret::of_fields(schema.secret);
    let is_id = |wire: &str, schema: &entry::Schema| {
        schema.reference.is_none()
            && matches!(kind(schema), Kind::Text)
            && name::field(wire, FieldKind::Read) == "request_id"
    };
    let pinned = |resolver: &Resolver<'a>, wire: &str| {
        resolver.pinned_field(&resolver.place_of("response", wire), FieldKind::Read)
    };
    let is_pinned =
        |wire: &str, schema: &entry::Schema| is_id(wire, schema) && pinned(resolver, wire) == Some("request_id");
    let id = properties
        .iter()
        .position(|(wire, schema)| is_pinned(wire, schema))
        .or_else(|| properties.iter().position(|(wire, schema)| is_id(wire, schema)));
    let others: Vec<(&String, &entry::Schema)> =
        properties.iter().enumerate().filter(|(position, _)| Some(*position) != id).map(|(_, member)| member).collect();
    let candidates = others.iter().map(|(wire, _)| (pinned(resolver, wire), vec![name::field(wire, FieldKind::Read)]));
    let names = name::distinct_but_pinned(&mut Scope::with(&["request_id"]), candidates.collect(), "_");
    if let Some((wire, _)) = id.and_then(|id| properties.get_index(id)) {
        resolver.record_field(&resolver.place_of("response", wire), "request_id");
    }
    let mut fields: Vec<Field> = others
        .into_iter()
        .zip(names)
        .map(|((wire, schema), name)| {
            let place = resolver.place_of("response", wire);
            resolver.record_field(&place, &name);
            resolver.field(name, schema, &within(wire, marked, place))
        })
        .collect();
    let id_field = request_id(id.and_then(|id| properties.get_index(id)), "request_id".to_owned());
    fields.insert(id.unwrap_or(fields.len()).min(fields.len()), id_field);
    fields
}

fn request_id(member: Option<(&String, &entry::Schema)>, name: String) -> Field {
    Field {
        wire: member.map_or_else(|| "RequestId".to_owned(), |(wire, _)| wire.clone()),
        name,
        ty: Type::Text,
        presence: Presence::RequestId,
        documentation: documentation::request_id(member.map(|(wire, _)| wire.as_str())),
        deprecated: false,
    }
}

/// The response for which types are generated: that of status 200, else the first other successful one.
pub(crate) fn success(entry: &entry::Operation) -> Option<&entry::Response> {
    entry
        .responses
        .get("200")
        .or_else(|| entry.responses.iter().find(|(status, _)| status.starts_with('2')).map(|(_, response)| response))
}
