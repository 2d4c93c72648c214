//! Compares the RAM permissions that a caller needs.

use std::collections::BTreeSet;

use super::change::{ChangeLocation, Kind};
use super::pair::pair;
use super::record::Record;
use crate::rust::notation::member_path;
use crate::spec::entry::{RamAction, RamResource};

/// Compares the constant `RAM_ACTIONS` of an operation whose request type has the path `rust`.
pub(super) fn compare(old: &[RamAction], new: &[RamAction], rust: &str, place: &ChangeLocation, record: &mut Record) {
    let rust = member_path(rust, "RAM_ACTIONS");
    let (before, after) = (demanded(old), demanded(new));
    for permission in after.difference(&before) {
        record.add_at(Kind::PermissionAdded, place, &rust, format!("permission `{permission}`"));
    }
    for permission in before.difference(&after) {
        record.add_at(Kind::PermissionRemoved, place, &rust, format!("permission `{permission}` removed"));
    }
    for (old, new) in pair(old, new, &[|old, new| old.action == new.action]).both {
        let mut changed = |what: String, old: String, new: String| {
            if old != new {
                let what = format!("{what}: {} is now {}", or_none(&old), or_none(&new));
                record.add_at(Kind::PermissionChanged, place, &rust, what);
            }
        };
        let action = text(&new.action);
        changed(
            format!("access level of `{action}`"),
            text(&old.access_level).to_owned(),
            text(&new.access_level).to_owned(),
        );
        let keys = |action: &RamAction| action.condition_keys.join(", ");
        changed(format!("condition keys of `{action}`"), keys(old), keys(new));
        for (old, new) in pair(&old.resources, &new.resources, &[|old, new| old.arn == new.arn]).both {
            changed(format!("resource `{}` of `{action}`", text(&new.arn)), resource(old), resource(new));
        }
    }
}

/// Every pair of action and resource, and all dependent actions.
fn demanded(actions: &[RamAction]) -> BTreeSet<String> {
    let resources = |action: &RamAction| match action.resources.as_slice() {
        [] => vec![text(&action.action).to_owned()],
        resources => {
            let on = |resource: &RamResource| format!("{} on {}", text(&action.action), text(&resource.arn));
            resources.iter().map(on).collect()
        }
    };
    let all = |action: &RamAction| resources(action).into_iter().chain(action.dependent_actions.clone());
    actions.iter().flat_map(all).collect()
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "none".to_owned() } else { format!("`{text}`") }
}

fn resource(resource: &RamResource) -> String {
    let necessity = if resource.required == Some(true) { "required" } else { "optional" };
    let kind = text(&resource.kind);
    if kind.is_empty() { necessity.to_owned() } else { format!("{kind}, {necessity}") }
}
