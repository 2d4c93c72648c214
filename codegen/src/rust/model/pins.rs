//! Keeps chosen names stable: names that could change when items are added are pinned in `names.json`.
//!
//! If several names on the wire have the same natural name in Rust, the first keeps it and the others get another one.
//! The order changes when items are added: a new code `Invalid.Id` is sorted before `Invalid_Id`, takes its name, and
//! existing programs match the wrong error. For names that are unique in the whole product, import therefore pins every
//! name whose natural name is shared, and every name that a new item would take over. Within an operation or a shared
//! schema, where names are many and conflicts few, it pins only names that a new item would take over.

mod within;

use std::collections::HashMap;

use indexmap::IndexMap;

use super::{component, documented, error_code, modules, name};
use crate::decide::Decisions;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::Spec;
use crate::spec::entry::Names;

/// All names of operations, shared schemas and error codes, pinned or not.
pub(crate) fn names(spec: &Spec) -> Names {
    names_with(spec, &spec.names)
}

fn names_with(spec: &Spec, pins: &Names) -> Names {
    let decisions = Decisions::on(spec);
    let wires: Vec<&str> = decisions.accepted.keys().copied().collect();
    let owned = |(wire, name): (&str, String)| (wire.to_owned(), name);
    let mut components: Vec<(String, String)> =
        component::names(decisions.schemas, pins).into_iter().map(owned).collect();
    components.sort();
    Names {
        operations: wires.iter().copied().zip(modules(&wires, &pins.operations)).map(owned).collect(),
        components: components.into_iter().collect(),
        error_codes: error_code::names(&documented(spec, &decisions), &pins.error_codes)
            .into_iter()
            .map(owned)
            .collect(),
        ..Names::default()
    }
}

/// The names to pin after a product changed from `before` to `spec`: those already pinned, those that would change, and
/// names of operations, shared schemas and error codes whose natural name is shared.
pub(crate) fn to_pin(before: &Spec, spec: &Spec) -> Names {
    let mut pins = spec.names.clone();
    within::keep(before, spec, &mut pins);
    let (before, now) = (names(before), names_with(spec, &pins));
    keep(&mut pins.operations, &before.operations, &now.operations);
    keep(&mut pins.components, &before.components, &now.components);
    keep(&mut pins.error_codes, &before.error_codes, &now.error_codes);
    let settled = names_with(spec, &pins);
    settle(&mut pins.operations, &settled.operations, name::module);
    settle(&mut pins.components, &settled.components, name::type_name);
    settle(&mut pins.error_codes, &settled.error_codes, name::error_variant);
    pins
}

/// Pins the names that would change.
fn keep(pins: &mut IndexMap<String, String>, before: &IndexMap<String, String>, now: &IndexMap<String, String>) {
    for (wire, name) in now {
        if let Some(old) = before.get(wire).filter(|old| *old != name) {
            pins.entry(wire.clone()).or_insert_with(|| old.clone());
        }
    }
}

/// Pins the names whose natural name is shared.
fn settle(pins: &mut IndexMap<String, String>, names: &IndexMap<String, String>, natural: fn(&str) -> String) {
    for (wire, name) in crowd(names, natural) {
        pins.entry(wire.clone()).or_insert_with(|| name.clone());
    }
    pins.sort_unstable_keys();
}

/// Reports names that depend on other items and are not pinned.
#[must_use]
pub fn unpinned(spec: &Spec) -> Diagnostics {
    let (now, pinned) = (names(spec), &spec.names);
    let mut problems = Diagnostics::new();
    let mut report =
        |what: &str, now: &IndexMap<String, String>, pins: &IndexMap<String, String>, natural: fn(&str) -> String| {
            for (wire, name) in crowd(now, natural).into_iter().filter(|(wire, _)| !pins.contains_key(*wire)) {
                problems.push(
                    Diagnostic::warning(format!(
                        "the name of the {what} `{wire}` depends on other items with the same name in Rust"
                    ))
                    .in_file(spec.folder.join("names.json"))
                    .rule(format!("it is `{name}` now"))
                    .remedy("pin it in `names.json`, so that it does not change"),
                );
            }
        };
    report("operation", &now.operations, &pinned.operations, name::module);
    report("shared schema", &now.components, &pinned.components, name::type_name);
    report("error code", &now.error_codes, &pinned.error_codes, name::error_variant);
    problems
}

/// The items whose natural name is shared with another one.
fn crowd(names: &IndexMap<String, String>, natural: fn(&str) -> String) -> Vec<(&String, &String)> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for wire in names.keys() {
        *count.entry(natural(wire)).or_default() += 1;
    }
    names.iter().filter(|(wire, _)| count.get(&natural(wire)).is_some_and(|count| *count > 1)).collect()
}
