//! Parameters that are parts of other ones.
//!
//! Older metadata lists a structured parameter and its parts side by side: `Tag` and `Tag.1.key`, `PrivatePoolOptions` and
//! `PrivatePoolOptions.Id`. Both would be written under the same names on the wire; the official libraries have the whole only. So the
//! part is left out, and a member that is required makes the whole required. A dotted name without its whole is a parameter like any other.

use super::item::Part;
use crate::spec::entry::{Operation, Parameter, Schema};

/// Every parameter that is a part of another one.
pub(super) fn parts(operation: &Operation) -> Vec<Part> {
    let part = |parameter: &Parameter| {
        let whole = whole(operation, parameter)?.to_owned();
        Some(Part { wire: parameter.name.clone()?, whole })
    };
    operation.parameters.iter().filter_map(part).collect()
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
