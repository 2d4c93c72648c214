//! Compares what all operations share: how calls are sent, endpoints, groups, error codes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::change::{ChangeLocation, Kind, Subject};
use super::endpoints;
use super::pair::{Paired, pair};
use super::record::Record;
use crate::decide::{Group, ProductFacts};
use crate::diagnostic::counted;
use crate::rust::model::Model;
use crate::rust::model::item::ErrorVariant;
use crate::rust::notation::member_path;
use crate::spec::Spec;

/// Compares everything except the operations and their types.
pub(super) fn compare(old: (&Model, &Spec), new: (&Model, &Spec), record: &mut Record) {
    calls(&old.0.product, &new.0.product, record);
    endpoints::compare(&old.0.product, &new.0.product, record);
    groups(old.0, new.0, record);
    error_codes(old, new, record);
}

fn calls(old: &ProductFacts, new: &ProductFacts, record: &mut Record) {
    let mut changed = |what: &str, old: &str, new: &str| {
        if old != new {
            record.add(
                Kind::ProductRequest,
                &ChangeLocation::new(Subject::Product),
                format!("{what} `{old}` is now `{new}`"),
            );
        }
    };
    changed("product code", &old.code, &new.code);
    changed("version", &old.version, &new.version);
    let style = |product: &ProductFacts| product.style.as_str();
    changed("style", style(old), style(new));
    let signature = |product: &ProductFacts| product.signature.as_str();
    changed("signature of the gateway", signature(old), signature(new));
    let location = |product: &ProductFacts| product.location_service_code.clone().unwrap_or_else(|| "none".to_owned());
    changed("code at the location service", &location(old), &location(new));
}

fn groups(old: &Model, new: &Model, record: &mut Record) {
    let product = ChangeLocation::new(Subject::Product);
    let Paired { removed, added, .. } = pair(&old.groups, &new.groups, &[|old, new| old.feature == new.feature]);
    for group in &removed {
        record.add(Kind::GroupRemoved, &product.member(&group.feature), "group removed");
    }
    for group in &added {
        let what = format!("group added, with {}", counted(group.operations.len(), "operation"));
        record.add(Kind::GroupAdded, &product.member(&group.feature), what);
    }
    let (before, after) = (features(&old.groups), features(&new.groups));
    for operation in &new.operations {
        if old.operations.iter().all(|old| old.name() != operation.name()) {
            continue;
        }
        let name = operation.name();
        let was_in = before.get(name).cloned().unwrap_or_default();
        let is_in = after.get(name).cloned().unwrap_or_default();
        let gained: Vec<&str> = is_in.difference(&was_in).copied().collect();
        // A group that was added or removed is reported once, not for each of its operations.
        let is_known = |feature: &&&str| added.iter().all(|group| group.feature != **feature);
        let joined: Vec<&str> = gained.iter().filter(is_known).copied().collect();
        let is_left = |feature: &&&str| removed.iter().all(|group| group.feature != **feature);
        let lost: Vec<&str> = was_in.difference(&is_in).filter(is_left).copied().collect();
        let place = ChangeLocation::operation(operation.name());
        if !lost.is_empty() {
            let now = if gained.is_empty() { String::new() } else { format!(", now in {}", quoted(&gained)) };
            record.add(Kind::GroupLeft, &place, format!("not in group {} any more{now}", quoted(&lost)));
        } else if !joined.is_empty() {
            record.add(Kind::GroupJoined, &place, format!("in group {} too", quoted(&joined)));
        }
    }
}

/// The features of each operation.
fn features(groups: &[Group]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut features: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for group in groups {
        for operation in &group.operations {
            features.entry(operation).or_default().insert(&group.feature);
        }
    }
    features
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn error_codes((old, old_spec): (&Model, &Spec), (new, new_spec): (&Model, &Spec), record: &mut Record) {
    let place = ChangeLocation::new(Subject::ErrorCodes);
    let rust = |code: &ErrorVariant| member_path("ErrorCode", &code.name);
    let Paired { both, removed, added } =
        pair(&old.error_codes, &new.error_codes, &[|old, new| old.code == new.code, |old, new| old.name == new.name]);
    for code in removed {
        record.add_at(Kind::ErrorCodeRemoved, &place.member(&code.code), &rust(code), "removed");
    }
    for (before, after) in both {
        let place = place.member(&after.code);
        if before.name != after.name {
            let what = format!("variant is now `{}`", rust(after));
            record.add_at(Kind::ErrorCodeRenamed, &place, &rust(before), what);
        }
        if before.code != after.code {
            let what = format!("`{}` is now `{}`", before.code, after.code);
            record.add_at(Kind::ErrorCodeWireName, &place, &rust(after), what);
        }
    }
    for code in added {
        record.add_at(Kind::ErrorCodeAdded, &place.member(&code.code), &rust(code), "added");
    }
    let (before, after) = (common_codes(old_spec), common_codes(new_spec));
    for code in &new.error_codes {
        if before.contains(code.code.as_str()) && !after.contains(code.code.as_str()) {
            let what = "not among the codes of every operation any more";
            record.add_at(Kind::ErrorCodeLeft, &place.member(&code.code), &rust(code), what);
        }
        let is_old = old.error_codes.iter().any(|old| old.code == code.code);
        if is_old && !before.contains(code.code.as_str()) && after.contains(code.code.as_str()) {
            let what = "among the codes of every operation now";
            record.add_at(Kind::ErrorCodeJoined, &place.member(&code.code), &rust(code), what);
        }
    }
}

/// The error codes that every operation has.
pub(super) fn common_codes(spec: &Spec) -> HashSet<&str> {
    let codes = spec.product.common_error_codes.iter().filter(|(status, _)| status.parse::<u16>().is_ok());
    codes.flat_map(|(_, codes)| codes).filter_map(|code| code.error_code.as_deref()).collect()
}
