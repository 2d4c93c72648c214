//! The fields of a response.
//!
//! The fields of an object become fields of the response; any other body (a list, a map, a string, bytes, a component)
//! becomes a single field `body`. There is always a request id: from the body if the description has it there, else
//! from the header of the response.

use super::documentation;
use super::item::{Direction, Field, Presence, Type};
use super::name::{self, FieldKind, Scope};
use super::resolve::{Context, Resolver};
use crate::decide::response::{Content, content};
use crate::decide::schema::is_binary;
use crate::decide::schema::{SchemaKind, kind};
use crate::decide::secret;
use crate::spec::entry;

/// Fields of the response; the request id is always one of them.
pub(crate) fn fields<'a>(entry: &'a entry::Operation, resolver: &mut Resolver<'a>) -> Vec<Field> {
    let id = || request_id(None, "request_id".to_owned());
    match content(entry) {
        Content::Nothing => vec![id()],
        Content::Fields(schema) => response_members(schema, resolver),
        Content::AnyObject(schema) => {
            let ty = secret::hidden(Type::Any, "", schema.secret);
            vec![id(), body_field(schema, ty)]
        }
        Content::Value(schema) => {
            let ty = resolver.resolve(schema, &within("Body", None, "response".to_owned()));
            vec![body_field(schema, if is_binary(schema) { Type::Bytes } else { ty }), id()]
        }
    }
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
            && matches!(kind(schema), SchemaKind::Text)
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
