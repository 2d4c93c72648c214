//! Lists fields with their locations: every name on the wire within a parameter or a response.

use super::MemberReport;
use crate::rust::model::item::{Field, Home, Item, Reference, Type};
use crate::rust::notation::{Notation, element_place, member_path, member_place, value_place};

/// Lists a field and all fields within it. Types of the operation are nested and cannot contain themselves; shared
/// types can, so they are not followed.
pub(super) fn nested(field: &Field, owner: &str, types: &[Item], notation: Notation<'_>) -> Vec<MemberReport> {
    let mut members = Vec::new();
    collect(field, owner, "", types, notation, &mut members);
    members
}

/// Reports a single field. `owner` is the Rust path of the item that has it, `around` the location of that item on the
/// wire.
pub(super) fn owned(field: &Field, owner: &str, around: &str, notation: Notation<'_>) -> MemberReport {
    let (_, reference) = innermost(String::new(), &field.ty);
    MemberReport {
        path: member_place(around, &field.wire),
        name: field.wire.clone(),
        rust: member_path(owner, &field.name),
        ty: notation.field_type(field),
        refers_to: reference.map(|reference| notation.reference(reference)),
    }
}

fn collect(
    field: &Field,
    owner: &str,
    around: &str,
    types: &[Item],
    notation: Notation<'_>,
    members: &mut Vec<MemberReport>,
) {
    let member = owned(field, owner, around, notation);
    let (place, reference) = innermost(member.path.clone(), &field.ty);
    members.push(member);
    let within = reference.filter(|reference| reference.home == Home::Operation).and_then(|reference| {
        types.iter().find_map(|item| match item {
            Item::Structure(structure) if structure.name == reference.name => Some(structure),
            _ => None,
        })
    });
    if let Some(structure) = within {
        let owner = notation.item(&structure.name);
        for field in &structure.fields {
            collect(field, &owner, &place, types, notation, members);
        }
    }
}

/// The generated type within lists and maps, and the location of its fields.
fn innermost(place: String, ty: &Type) -> (String, Option<&Reference>) {
    match ty {
        Type::List(element) => innermost(element_place(&place), element),
        Type::Map(value) => innermost(value_place(&place), value),
        Type::Structure(reference) | Type::Enumeration(reference) => (place, Some(reference)),
        _ => (place, None),
    }
}
