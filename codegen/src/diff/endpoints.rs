//! Compares the hosts of a product by all means through which the client finds them: the table of regions, the rule for
//! other regions, a single host for all regions, and the location service.

use alicloud_api::EndpointRule;

use super::change::{ChangeLocation, Kind, Subject};
use super::pair::{Paired, pair};
use super::record::Record;
use crate::decide::{ProductFacts, RegionEntry};

/// Compares the tables of regions, and how hosts of other regions are found.
pub(super) fn compare(old: &ProductFacts, new: &ProductFacts, record: &mut Record) {
    let product = ChangeLocation::new(Subject::Product);
    let gone = if serves_others(new) { Kind::EndpointChanged } else { Kind::EndpointRemoved };
    if old.endpoint_rule != new.endpoint_rule {
        let what = format!("hosts of other regions: {} is now {}", rule(old.endpoint_rule), rule(new.endpoint_rule));
        record.add(gone, &product, what);
    } else if serves_others(old) && !serves_others(new) {
        record.add(Kind::EndpointRemoved, &product, "regions that are not listed have no host any more");
    }
    if needs_no_region(old) && !needs_no_region(new) {
        record.add(Kind::EndpointRemoved, &product, "a client without a region has no host any more");
    }
    let Paired { both, removed, added } = pair(&old.regions, &new.regions, &[|old, new| old.region == new.region]);
    for endpoint in removed {
        record.add(gone, &product.member(&endpoint.region), format!("endpoint removed, {}", hosts(endpoint)));
    }
    for endpoint in added {
        let what = format!("endpoint added, {}", hosts(endpoint));
        record.add(Kind::EndpointAdded, &product.member(&endpoint.region), what);
    }
    for (before, after) in both.into_iter().filter(|(old, new)| old != new) {
        let lost = (before.public.is_some() && after.public.is_none()) || (before.vpc.is_some() && after.vpc.is_none());
        let kind = if lost { gone } else { Kind::EndpointChanged };
        record.add(kind, &product.member(&after.region), format!("{} is now {}", hosts(before), hosts(after)));
    }
}

/// Whether the client finds a host for a region that is not listed.
fn serves_others(product: &ProductFacts) -> bool {
    product.endpoint_rule != EndpointRule::Listed
        || product.location_service_code.is_some()
        || has_global_host(product)
        || (product.regions.len() > 1 && has_one_host(product))
}

/// Whether a client without a region finds a host.
fn needs_no_region(product: &ProductFacts) -> bool {
    product.endpoint_rule == EndpointRule::Central || has_global_host(product) || has_one_host(product)
}

/// Whether there is a host for the region `public`, which stands for every region.
fn has_global_host(product: &ProductFacts) -> bool {
    product.regions.iter().any(|endpoint| endpoint.region == "public" && endpoint.public.is_some())
}

fn has_one_host(product: &ProductFacts) -> bool {
    let mut hosts = product.regions.iter().filter_map(|endpoint| endpoint.public.as_ref());
    hosts.next().is_some_and(|first| hosts.all(|host| host == first))
}

fn hosts(endpoint: &RegionEntry) -> String {
    let host = |host: &Option<String>| host.as_ref().map_or_else(|| "none".to_owned(), |host| format!("`{host}`"));
    format!("public {}, VPC {}", host(&endpoint.public), host(&endpoint.vpc))
}

fn rule(rule: EndpointRule) -> String {
    match rule {
        EndpointRule::Listed => "none".to_owned(),
        rule => format!("`{rule}`"),
    }
}
