//! Regions.

use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::error::ApiError;

pub(super) const BEHAVIOURS: &[Behaviour] = &[Behaviour::new("DescribeRegions", describe).judges(&["AcceptLanguage"])];

/// Returns one row per region, with one zone, since the documents list all zones for one region only.
fn describe(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    // The description has the names of regions in English only, so both languages get those.
    if !matches!(context.parameters.text("AcceptLanguage"), None | Some("en-US" | "zh-CN")) {
        return Err(context.error("InvalidAcceptLanguage.NotFound"));
    }
    let details = context.product.details().map_err(|error| ApiError::new(500, "InternalError", error.to_string()))?;
    let regions = context.product.info().endpoints.iter().map(|hosts| {
        let name = details.region_names.get(hosts.region).map_or(hosts.region, String::as_str);
        // "China (Hangzhou)" has the zone "Hangzhou Zone H".
        let place = name.split_once('(').map_or(name, |(_, place)| place.trim_end_matches(')'));
        json!({
            "RegionId": hosts.region,
            "LocalName": name,
            "RegionEndpoint": hosts.public.or(hosts.vpc).unwrap_or_default(),
            "ZoneId": format!("{}-h", hosts.region),
            "ZoneName": format!("{place} Zone H"),
        })
    });
    Ok(json!({ "Regions": { "RDSRegion": regions.collect::<Vec<_>>() } }))
}

/// Returns an error if the product does not have this region.
pub(super) fn must_exist(context: &OperationContext<'_>, region: &str) -> Result<(), ApiError> {
    let listed = context.product.info().endpoints;
    if listed.is_empty() || listed.iter().any(|hosts| hosts.region == region) {
        Ok(())
    } else {
        Err(context.error("InvalidRegionId.NotFound"))
    }
}
