//! Gives the fields that are decided to be about pages their names in Rust.

use super::item::{Field, FieldPath, Item, OperationItem, PaginatorItem, Presence, Step, Type};
use super::structures::Structures;

/// The paginator of an operation; `None` if it has no pages. `components` are the shared types.
pub(crate) fn paginator(operation: &OperationItem, components: &[Item]) -> Option<PaginatorItem> {
    let info = operation.facts.paging.as_ref()?;
    let structures = Structures { own: &operation.types, components };
    let (request, response) = (&operation.fields, &operation.response.fields);
    // A body that is not an object of its own is a field of the response.
    let body = response.iter().find(|field| matches!(field.presence, Presence::Body { .. }));
    let in_response = |path: &Vec<String>| {
        let wires = body.iter().map(|field| field.wire.as_str()).chain(path.iter().map(String::as_str));
        resolved(response, wires, structures)
    };
    let in_request = |path: &Vec<String>| resolved(request, path.iter().map(String::as_str), structures);
    let (_, list) = in_response(&info.items)?;
    let Type::List(item) = list else { return None };
    let paging = info.map(|path| Some(in_request(path)?.0), |path| Some(in_response(path)?.0))?;
    Some(PaginatorItem { paging, item: (**item).clone() })
}

/// The path to a field, which is given by its names on the wire, and the field's type.
fn resolved<'a, 'w>(
    fields: &'a [Field],
    wires: impl Iterator<Item = &'w str>,
    structures: Structures<'a>,
) -> Option<(FieldPath, &'a Type)> {
    let mut steps = Vec::new();
    let mut fields = Some(fields);
    let mut found = None;
    for wire in wires {
        let field = fields?.iter().find(|field| field.wire == wire)?;
        steps.push(step(field));
        fields = structures.fields(&field.ty);
        found = Some(&field.ty);
    }
    Some((FieldPath(steps), found?))
}

fn step(field: &Field) -> Step {
    let optional = matches!(field.presence, Presence::Optional | Presence::Boxed | Presence::Body { optional: true });
    Step { name: field.name.clone(), optional }
}
