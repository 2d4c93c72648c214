//! Compares what operations share: how calls are made, where the product answers, its groups, its error codes.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Kind, Place, Subject};
use super::pair::{Paired, pair};
use super::record::Record;
use crate::model::Model;
use crate::model::item::{Endpoint, EndpointRule, Group, Product};
use crate::notation::member_path;

/// Everything but the operations and their types.
pub(super) fn compare(old: &Model, new: &Model, record: &mut Record) {
    calls(&old.product, &new.product, record);
    endpoints(&old.product, &new.product, record);
    groups(old, new, record);
    error_codes(old, new, record);
}

fn calls(old: &Product, new: &Product, record: &mut Record) {
    let mut changed = |what: &str, old: &str, new: &str| {
        if old != new {
            record.add(Kind::ProductRequest, &Place::new(Subject::Product), format!("{what} `{old}` is now `{new}`"));
        }
    };
    changed("product code", &old.code, &new.code);
    changed("version", &old.version, &new.version);
    let style = |product: &Product| if product.resource_oriented { "ROA" } else { "RPC" };
    changed("style", style(old), style(new));
    let location = |product: &Product| product.location_service_code.clone().unwrap_or_else(|| "none".to_owned());
    changed("code at the location service", &location(old), &location(new));
}

/// A region that is not listed has a host all the same if the product has a rule for that, or the location service knows it.
fn endpoints(old: &Product, new: &Product, record: &mut Record) {
    let listed_only =
        |product: &Product| product.endpoint_rule == EndpointRule::Listed && product.location_service_code.is_none();
    let gone = if listed_only(new) { Kind::EndpointRemoved } else { Kind::EndpointChanged };
    let product = Place::new(Subject::Product);
    if old.endpoint_rule != new.endpoint_rule {
        let what = format!("hosts of other regions: {} is now {}", rule(old.endpoint_rule), rule(new.endpoint_rule));
        record.add(gone, &product, what);
    }
    let Paired { both, removed, added } = pair(&old.endpoints, &new.endpoints, &[|old, new| old.region == new.region]);
    for endpoint in removed {
        record.add(gone, &product.member(&endpoint.region), format!("endpoint removed, {}", hosts(endpoint)));
    }
    for endpoint in added {
        record.add(
            Kind::EndpointAdded,
            &product.member(&endpoint.region),
            format!("endpoint added, {}", hosts(endpoint)),
        );
    }
    for (before, after) in both.into_iter().filter(|(old, new)| old != new) {
        let lost = (before.public.is_some() && after.public.is_none()) || (before.vpc.is_some() && after.vpc.is_none());
        let kind = if lost { gone } else { Kind::EndpointChanged };
        record.add(kind, &product.member(&after.region), format!("{} is now {}", hosts(before), hosts(after)));
    }
}

fn hosts(endpoint: &Endpoint) -> String {
    let host = |host: &Option<String>| host.as_ref().map_or_else(|| "none".to_owned(), |host| format!("`{host}`"));
    format!("public {}, VPC {}", host(&endpoint.public), host(&endpoint.vpc))
}

fn rule(rule: EndpointRule) -> &'static str {
    match rule {
        EndpointRule::Regional => "`regional`",
        EndpointRule::Central => "`central`",
        EndpointRule::Listed => "none",
    }
}

fn groups(old: &Model, new: &Model, record: &mut Record) {
    let product = Place::new(Subject::Product);
    let Paired { removed, added, .. } = pair(&old.groups, &new.groups, &[|old, new| old.feature == new.feature]);
    for group in &removed {
        record.add(Kind::GroupRemoved, &product.member(&group.feature), "group removed");
    }
    for group in added {
        record.add(Kind::GroupAdded, &product.member(&group.feature), "group added");
    }
    let (before, after) = (features(&old.groups), features(&new.groups));
    for operation in &new.operations {
        if old.operations.iter().all(|old| old.name != operation.name) {
            continue;
        }
        let name = operation.name.as_str();
        let was_in = before.get(name).cloned().unwrap_or_default();
        let is_in = after.get(name).cloned().unwrap_or_default();
        let gained: Vec<&str> = is_in.difference(&was_in).copied().collect();
        // A group that is gone altogether is one change, not one for every operation that was in it.
        let is_left = |feature: &&&str| removed.iter().all(|group| group.feature != **feature);
        let lost: Vec<&str> = was_in.difference(&is_in).filter(is_left).copied().collect();
        let place = Place::operation(&operation.name);
        if !lost.is_empty() {
            let now = if gained.is_empty() { String::new() } else { format!(", now in {}", quoted(&gained)) };
            record.add(Kind::GroupLeft, &place, format!("not in group {} any more{now}", quoted(&lost)));
        } else if !gained.is_empty() {
            record.add(Kind::GroupJoined, &place, format!("in group {} too", quoted(&gained)));
        }
    }
}

/// Features by operation.
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

fn error_codes(old: &Model, new: &Model, record: &mut Record) {
    let by_code = |model: &Model| -> BTreeMap<String, String> {
        model.error_codes.iter().map(|code| (code.code.clone(), member_path("ErrorCode", &code.name))).collect()
    };
    let (old, new) = (by_code(old), by_code(new));
    let place = Place::new(Subject::ErrorCodes);
    for (code, path) in &old {
        match new.get(code) {
            None => record.add_at(Kind::ErrorCodeRemoved, &place.member(code), path, "removed"),
            Some(now) if now != path => {
                record.add_at(Kind::ErrorCodeRenamed, &place.member(code), path, format!("variant is now `{now}`"));
            }
            Some(_) => {}
        }
    }
    for (code, path) in new.iter().filter(|(code, _)| !old.contains_key(*code)) {
        record.add_at(Kind::ErrorCodeAdded, &place.member(code), path, "added");
    }
}
