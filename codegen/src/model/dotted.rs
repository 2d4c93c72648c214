//! Parameters that are parts of other ones.
//!
//! Older metadata lists a structured parameter and its parts side by side: `Tag` and `Tag.1.key`, `PrivatePoolOptions` and
//! `PrivatePoolOptions.Id`. Both would be written under the same names on the wire, and a required part would demand what the whole
//! says already; the official libraries have the whole only. A dotted name without its whole is a parameter like any other.

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
