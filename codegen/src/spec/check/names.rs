//! Checks of `names.json`.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::spec::entry::Names;
use crate::spec::place::Place;

pub(super) fn check(check: &mut Check<'_>, names: &Names, place: &Place<'_>) {
    scope(check, &names.operations, &place.member("operations"), "a module", |first| first.is_ascii_lowercase());
    scope(check, &names.components, &place.member("components"), "a type", |first| first.is_uppercase());
    scope(check, &names.error_codes, &place.member("errorCodes"), "a variant", |first| first.is_uppercase());
}

fn scope(
    check: &mut Check<'_>,
    names: &IndexMap<String, String>,
    place: &Place<'_>,
    what: &str,
    begins: fn(char) -> bool,
) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for (wire, name) in names {
        let place = place.member(wire);
        let is_name =
            name.starts_with(begins) && name.chars().all(|character| character.is_alphanumeric() || character == '_');
        if !is_name {
            let diagnostic = Diagnostic::error(format!("`{name}` cannot name {what}"))
                .remedy("write the name that is generated, which `alicloud-codegen report` shows");
            check.value(&place, diagnostic);
        }
        if let Some(other) = seen.insert(name, wire) {
            let diagnostic = Diagnostic::error(format!("`{other}` has the name `{name}` too"))
                .remedy("pin another name for one of the two");
            check.value(&place, diagnostic);
        }
    }
}
