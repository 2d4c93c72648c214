//! The fields of requests and responses, as far as paging depends on them.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::decide::response::{Content, content};
use crate::decide::secret;
use crate::decide::types::{Described, SharedTypes};
use crate::decide::value::Type;
use crate::decide::{dotted, words};
use crate::spec::entry::{Operation, Schema};

/// The way to a field: names on the wire, each that of a field within the one before. The name of a body that is not an
/// object of the operation's own is empty.
pub(super) type WirePath = Vec<String>;

/// The path to a field of an object whose own path is `around`.
pub(super) fn path(around: &WirePath, field: &WireField<'_>) -> WirePath {
    around.iter().cloned().chain([field.wire.to_owned()]).collect()
}

/// A field of a request or a response.
pub(super) struct WireField<'a> {
    /// Name on the wire; empty for the whole body.
    pub(super) wire: &'a str,
    /// Name in snake case. Of several fields with one name, only the first has it, and the others have none.
    pub(super) name: String,
    pub(super) ty: Type<Described<'a>>,
    /// Whether its structure contains the structure that has the field.
    pub(super) is_within_itself: bool,
}

/// Whether a field of a response can hold a number.
pub(super) fn can_count(ty: &Type<Described<'_>>) -> bool {
    matches!(ty, Type::Int64 | Type::Double | Type::Text | Type::Any)
}

/// Looks up the fields of structures.
#[derive(Clone, Copy)]
pub(super) struct ObjectFields<'s, 'a> {
    pub(super) shared: &'s SharedTypes<'a>,
    /// Whether they are sent: a field that repeats another one is then left out.
    pub(super) are_sent: bool,
}

impl<'a> ObjectFields<'_, 'a> {
    /// The fields of a type, if it is a structure.
    pub(super) fn fields(&self, ty: &Type<Described<'a>>) -> Option<Vec<WireField<'a>>> {
        let Type::Structure(described) = ty else { return None };
        let members = if self.are_sent {
            dotted::without_repeated(&described.schema.properties, &mut |_| {})
        } else {
            described.schema.properties.iter().collect()
        };
        Some(self.of_object(described.schema, described.marked, members))
    }

    /// The fields of a successful response.
    pub(super) fn response(&self, entry: &'a Operation) -> Vec<WireField<'a>> {
        match content(entry) {
            Content::Fields(schema) => self.of_object(schema, schema.secret, schema.properties.iter().collect()),
            Content::Value(schema) => {
                let ty = self.shared.resolve_body(schema, "Body", None, &mut |_| {});
                vec![WireField { wire: "", name: "body".to_owned(), ty, is_within_itself: false }]
            }
            Content::Nothing | Content::AnyObject(_) => Vec::new(),
        }
    }

    fn of_object(
        &self,
        object: &'a Schema,
        marked: Option<bool>,
        members: Vec<(&'a String, &'a Schema)>,
    ) -> Vec<WireField<'a>> {
        let around = secret::of_fields(marked);
        let fields = members.into_iter().map(|(wire, schema)| {
            let ty = self.shared.resolve(schema, wire, around, &mut |_| {});
            let is_within_itself = matches!(&ty, Type::Structure(inner) if self.contains(inner.schema, object));
            (wire.as_str(), ty, is_within_itself)
        });
        named(fields)
    }

    /// Whether an object contains another one, not counting elements of lists and values of maps.
    fn contains(&self, outer: &'a Schema, object: &'a Schema) -> bool {
        let mut seen: HashSet<*const Schema> = HashSet::new();
        let mut open = vec![outer];
        while let Some(schema) = open.pop() {
            if std::ptr::eq(schema, object) {
                return true;
            }
            if !seen.insert(schema) {
                continue;
            }
            open.extend(self.objects_in(&schema.properties));
        }
        false
    }

    fn objects_in(&self, members: &'a IndexMap<String, Schema>) -> impl Iterator<Item = &'a Schema> {
        members.iter().filter_map(|(wire, schema)| match self.shared.resolve(schema, wire, None, &mut |_| {}) {
            Type::Structure(inner) => Some(inner.schema),
            _ => None,
        })
    }
}

/// Gives fields their names in snake case.
pub(super) fn named<'a>(fields: impl Iterator<Item = (&'a str, Type<Described<'a>>, bool)>) -> Vec<WireField<'a>> {
    let mut taken = HashSet::new();
    let field = |(wire, ty, is_within_itself): (&'a str, _, _)| {
        let name = words::snake_case(wire);
        let name = if taken.insert(name.clone()) { name } else { String::new() };
        WireField { wire, name, ty, is_within_itself }
    };
    fields.map(field).collect()
}
