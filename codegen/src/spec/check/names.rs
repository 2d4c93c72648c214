//! Checks `names.json`.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::spec::entry::Names;
use crate::spec::identifier::is_identifier;
use crate::spec::place::Place;

pub(super) fn check(check: &mut Check<'_>, names: &Names, place: &Place<'_>) {
    scope(check, &names.operations, &place.member("operations"), "a module", |first| first.is_ascii_lowercase());
    scope(check, &names.components, &place.member("components"), "a type", |first| first.is_uppercase());
    scope(check, &names.error_codes, &place.member("errorCodes"), "a variant", |first| first.is_uppercase());
    within(check, &names.fields, &place.member("fields"), "a field", |first| !first.is_uppercase());
    within(check, &names.types, &place.member("types"), "a type", |first| !first.is_lowercase());
    within(check, &names.variants, &place.member("variants"), "a variant", |first| !first.is_lowercase());
}

/// Checks names within operations. They need not be unique, since they belong to different modules, structures and
/// enumerations.
fn within(
    check: &mut Check<'_>,
    names: &IndexMap<String, IndexMap<String, String>>,
    place: &Place<'_>,
    what: &str,
    begins: fn(char) -> bool,
) {
    for (scope, names) in names {
        let place = place.member(scope);
        for (wire, name) in names {
            check_name(check, name, &place.member(wire), what, begins);
        }
    }
}

fn check_name(check: &mut Check<'_>, name: &str, place: &Place<'_>, what: &str, begins: fn(char) -> bool) {
    if !(name.starts_with(begins) && is_identifier(name)) {
        let diagnostic = Diagnostic::error(format!("`{name}` cannot name {what}"))
            .remedy("write the name that is generated, which `alicloud-codegen report` shows");
        check.value(place, diagnostic);
    }
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
        check_name(check, name, &place, what, begins);
        if let Some(other) = seen.insert(name, wire) {
            let diagnostic = Diagnostic::error(format!("`{other}` has the name `{name}` too"))
                .remedy("pin another name for one of the two");
            check.value(&place, diagnostic);
        }
    }
}
