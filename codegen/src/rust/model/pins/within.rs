//! Pins names within operations and shared schemas.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::decide::Decisions;
use crate::rust::model::pinned::{ChosenNames, SHARED};
use crate::rust::model::{component, operation};
use crate::spec::Spec;
use crate::spec::entry::{Names, Operation};

/// Maximum number of rounds. A pin can take a name from another item, which then has to be pinned in the next round.
const ROUNDS: usize = 8;

/// Pins the names of items in `before` that would otherwise change in `spec`.
pub(super) fn keep(before: &Spec, spec: &Spec, pins: &mut Names) {
    let changed = changed(before, spec);
    if changed.is_empty() && before.product.components == spec.product.components {
        return;
    }
    let old = given(before, &before.names, &changed);
    let kept = pins.clone();
    for _ in 0..ROUNDS {
        let now = given(spec, pins, &changed);
        let mut is_settled = true;
        for (scope, old) in &old {
            let Some(now) = now.get(scope) else { continue };
            is_settled &= !pin(&mut pins.fields, scope, &old.fields, &now.fields);
            is_settled &= !pin(&mut pins.types, scope, &old.types, &now.types);
            // A variant whose title the vendor changed is not pinned, since its old name would now be misleading.
            let mut variants = old.variants.clone();
            variants.retain(|place, _| old.natural.get(place) == now.natural.get(place));
            is_settled &= !pin(&mut pins.variants, scope, &variants, &now.variants);
        }
        if is_settled {
            drop_unusable(pins, &kept, &now);
            return;
        }
    }
}

/// Removes new pins without effect: two enumerations that can no longer be one type cannot both keep its name.
fn drop_unusable(pins: &mut Names, kept: &Names, now: &BTreeMap<String, ChosenNames>) {
    let drop = |pins: &mut IndexMap<String, IndexMap<String, String>>,
                kept: &IndexMap<String, IndexMap<String, String>>,
                given: fn(&ChosenNames) -> &IndexMap<String, String>| {
        for (scope, pins) in pins.iter_mut() {
            let (kept, given) = (kept.get(scope), now.get(scope).map(given));
            pins.retain(|place, name| {
                let is_kept = kept.is_some_and(|kept| kept.contains_key(place));
                is_kept || given.and_then(|given| given.get(place)) == Some(name)
            });
        }
        pins.retain(|_, pins| !pins.is_empty());
    };
    drop(&mut pins.fields, &kept.fields, |given| &given.fields);
    drop(&mut pins.types, &kept.types, |given| &given.types);
    drop(&mut pins.variants, &kept.variants, |given| &given.variants);
}

/// The operations that existed before and have changed, or all of them if shared schemas have changed.
fn changed<'a>(before: &Spec, spec: &'a Spec) -> BTreeSet<&'a str> {
    let have_changed = before.product.components != spec.product.components;
    let is_changed = |(name, entry): &(&String, &Operation)| {
        before.operations.get(*name).is_some_and(|before| have_changed || before != *entry)
    };
    spec.operations.iter().filter(is_changed).map(|(name, _)| name.as_str()).collect()
}

/// The names that are chosen within the operations `which` and within all shared schemas.
fn given(spec: &Spec, pins: &Names, which: &BTreeSet<&str>) -> BTreeMap<String, ChosenNames> {
    let decisions = Decisions::on(spec);
    let components = component::components(&decisions, pins, true);
    let surroundings =
        operation::Surroundings { product: &decisions.product, components: &components, names: pins, crate_name: None };
    let operations = decisions.accepted.iter().filter(|(name, _)| which.contains(*name));
    let mut given: BTreeMap<String, ChosenNames> = operations
        .map(|(name, entry)| {
            ((*name).to_owned(), operation::given(entry, decisions.operation(name, entry), &surroundings))
        })
        .collect();
    given.insert(SHARED.to_owned(), components.given.clone());
    given
}

/// Pins names that would change. Returns whether a new pin was added.
fn pin(
    pins: &mut IndexMap<String, IndexMap<String, String>>,
    scope: &str,
    old: &IndexMap<String, String>,
    now: &IndexMap<String, String>,
) -> bool {
    let mut is_new = false;
    for (place, name) in old {
        if now.get(place).is_none_or(|now| now == name) {
            continue;
        }
        let pins = pins.entry(scope.to_owned()).or_default();
        if !pins.contains_key(place) {
            pins.insert(place.clone(), name.clone());
            pins.sort_unstable_keys();
            is_new = true;
        }
    }
    pins.sort_unstable_keys();
    is_new
}
