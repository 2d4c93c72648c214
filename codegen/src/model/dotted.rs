//! Parameters, and members of what is sent, that say a part of another one again.
//!
//! Older metadata lists a structured parameter and its parts side by side: `Tag` and `Tag.1.key`, `PrivatePoolOptions` and
//! `PrivatePoolOptions.Id`. Both would be written under the same names on the wire; the official libraries have the whole only. So the
//! part is left out, and a member that is required makes the whole required. A dotted name without its whole is a parameter like any other.
//!
//! Within a structure the same happens (`Escalations` and `Escalations.Warn.Times`), and there old spellings stand beside new ones
//! (`key` and `Key`): again the official libraries have one, the capitalised. Two spellings of different types are two members.

use indexmap::IndexMap;

use super::item::Part;
use crate::spec::entry::{AdditionalProperties, Operation, Parameter, Schema};

/// Everything that an operation could send and something else of it says.
pub(super) fn parts(operation: &Operation) -> Vec<Part> {
    let mut parts = Vec::new();
    let is_body = |parameter: &&Parameter| parameter.location.as_deref() == Some("body");
    let one_body = operation.parameters.iter().filter(is_body).count() == 1;
    for parameter in &operation.parameters {
        let Some(name) = parameter.name.as_deref() else { continue };
        if let Some(whole) = whole(operation, parameter) {
            parts.push(Part { wire: name.to_owned(), whole: whole.to_owned() });
        } else if let Some(schema) = &parameter.schema {
            // The members of a body are parameters of their own.
            let path = if one_body && is_body(&parameter) && !schema.properties.is_empty() { "" } else { name };
            parts_within(schema, path, &mut parts);
        }
    }
    parts
}

fn parts_within(schema: &Schema, path: &str, parts: &mut Vec<Part>) {
    let place = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for (name, member) in &schema.properties {
        match said_by(&schema.properties, name) {
            Some(other) => parts.push(Part { wire: place(name), whole: place(other) }),
            None => parts_within(member, &place(name), parts),
        }
    }
    if let Some(items) = &schema.items {
        parts_within(items, &format!("{path}[]"), parts);
    }
    if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref() {
        parts_within(values, &format!("{path}{{}}"), parts);
    }
}

/// The parameter in the same place that `parameter` is a part of.
pub(super) fn whole<'a>(operation: &'a Operation, parameter: &Parameter) -> Option<&'a str> {
    let name = parameter.name.as_deref()?;
    operation.parameters.iter().find_map(|candidate| {
        let whole = candidate.name.as_deref()?;
        let rest = name.strip_prefix(whole)?.strip_prefix('.')?;
        let flattened = candidate.style.as_deref() != Some("json") && candidate.location == parameter.location;
        let leads = flattened && leads(candidate.schema.as_ref()?, rest);
        leads.then_some(whole)
    })
}

/// Whether a part of `parameter` is required that cannot be given without it: a member. What stands deeper, or in an element of a list, is
/// required where there is something around it.
pub(super) fn has_required_member(operation: &Operation, parameter: &Parameter) -> bool {
    let is_member = |part: &Parameter| {
        let (Some(name), Some(part_name)) = (parameter.name.as_deref(), part.name.as_deref()) else { return false };
        let is_direct = part_name
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|rest| !rest.contains('.'));
        is_direct && part.location == parameter.location && whole(operation, part) == Some(name)
    };
    let is_list = parameter.schema.as_ref().is_some_and(|schema| schema.items.is_some());
    let mut required = operation
        .parameters
        .iter()
        .filter(|part| part.schema.as_ref().is_some_and(|schema| schema.required == Some(true)));
    !is_list && required.any(is_member)
}

/// The members of a structure that is sent; those that another one says are left out.
pub(super) fn said_once<'a>(
    members: &'a IndexMap<String, Schema>,
    warn: &mut dyn FnMut(String),
) -> Vec<(&'a String, &'a Schema)> {
    let mut kept = Vec::with_capacity(members.len());
    for (name, schema) in members {
        match said_by(members, name) {
            Some(other) => {
                warn(format!("`{other}`, which is listed too, says what `{name}` says: `{name}` is left out"))
            }
            None => kept.push((name, schema)),
        }
    }
    kept
}

/// The member of a structure that says what its member `name` says.
fn said_by<'a>(members: &'a IndexMap<String, Schema>, name: &str) -> Option<&'a str> {
    let is_part = |whole: &str, schema: &Schema| {
        let rest = name.strip_prefix(whole).and_then(|rest| rest.strip_prefix('.'));
        rest.is_some_and(|rest| leads(schema, rest))
    };
    let kind = members.get(name).map(|schema| &schema.kind);
    let is_old_spelling = |new: &str, schema: &Schema| {
        new.eq_ignore_ascii_case(name)
            && new.starts_with(|first: char| first.is_ascii_uppercase())
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && Some(&schema.kind) == kind
    };
    let mut others = members.iter().map(|(other, schema)| (other.as_str(), schema));
    others.find(|(other, schema)| is_part(other, schema) || is_old_spelling(other, schema)).map(|(other, _)| other)
}

/// Whether `path` names something within `schema`: an index or `N` an element, anything else a member in any case.
fn leads(schema: &Schema, path: &str) -> bool {
    if schema.reference.is_some() {
        // What the component holds is looked at where it is resolved; a dotted name under a component is one of its members.
        return true;
    }
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let inner = match &schema.items {
        Some(items) if first == "N" || first.bytes().all(|byte| byte.is_ascii_digit()) => Some(&**items),
        Some(_) => None,
        None => schema.properties.iter().find(|(name, _)| name.eq_ignore_ascii_case(first)).map(|(_, member)| member),
    };
    inner.is_some_and(|inner| rest.is_none_or(|rest| leads(inner, rest)))
}
