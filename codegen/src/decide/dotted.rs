//! Parameters, and fields of what is sent, that repeat a part of another one.
//!
//! Older metadata lists a structured parameter together with its parts: `Tag` and `Tag.1.key`, `PrivatePoolOptions` and
//! `PrivatePoolOptions.Id`. Both would have the same names on the wire, and the official libraries have only the whole.
//! Therefore the part is left out; if it is a required field, the whole becomes required. A dotted name without a whole
//! is an ordinary parameter.
//!
//! The same occurs within structures (`Escalations` and `Escalations.Warn.Times`). There, old spellings also occur next
//! to new ones (`key` and `Key`), of which the official libraries have only the capitalised one. Two spellings with
//! different types are two fields.

use indexmap::IndexMap;

use super::fact::Repeated;
use crate::spec::entry::{AdditionalProperties, Operation, Parameter, Schema};

/// All redundant parameters and fields of an operation, with what they repeat.
pub(super) fn repeated(operation: &Operation) -> Vec<Repeated> {
    let mut repeated = Vec::new();
    let is_body = |parameter: &&Parameter| parameter.location.as_deref() == Some("body");
    let one_body = operation.parameters.iter().filter(is_body).count() == 1;
    for parameter in &operation.parameters {
        let Some(name) = parameter.name.as_deref() else { continue };
        if let Some(whole) = whole(operation, parameter) {
            repeated.push(Repeated { wire: name.to_owned(), whole: whole.to_owned() });
        } else if let Some(schema) = &parameter.schema {
            // The fields of a single body become separate parameters.
            let path = if one_body && is_body(&parameter) && !schema.properties.is_empty() { "" } else { name };
            repeated_within(schema, path, &mut repeated);
        }
    }
    repeated
}

fn repeated_within(schema: &Schema, path: &str, repeated: &mut Vec<Repeated>) {
    let place = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for (name, member) in &schema.properties {
        match repeated_by(&schema.properties, name) {
            Some(other) => repeated.push(Repeated { wire: place(name), whole: place(other) }),
            None => repeated_within(member, &place(name), repeated),
        }
    }
    if let Some(items) = &schema.items {
        repeated_within(items, &format!("{path}[]"), repeated);
    }
    if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref() {
        repeated_within(values, &format!("{path}{{}}"), repeated);
    }
}

/// The name of the parameter in the same location that `parameter` is a part of.
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

/// Whether a direct field of `parameter` is listed as a required parameter, which makes `parameter` itself required.
/// Deeper fields, and those of list elements, are required only if what encloses them is set.
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

/// The fields of a request structure without redundant ones.
pub(crate) fn without_repeated<'a>(
    members: &'a IndexMap<String, Schema>,
    warn: &mut dyn FnMut(String),
) -> Vec<(&'a String, &'a Schema)> {
    let mut kept = Vec::with_capacity(members.len());
    for (name, schema) in members {
        match repeated_by(members, name) {
            Some(other) => warn(format!("`{name}` repeats `{other}`, which is listed, too: `{name}` is left out")),
            None => kept.push((name, schema)),
        }
    }
    kept
}

/// The field of a structure that the field `name` repeats.
fn repeated_by<'a>(members: &'a IndexMap<String, Schema>, name: &str) -> Option<&'a str> {
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

/// Whether `path` leads to a part of `schema`. A number or `N` selects a list element, anything else a field, ignoring
/// case.
fn leads(schema: &Schema, path: &str) -> bool {
    if schema.reference.is_some() {
        // The fields of a shared schema are not known here: any dotted name counts as one of them.
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
