//! Regions.

use serde_json::{Value, json};

use super::{Behaviour, Context};
use crate::error::ApiError;

pub(super) const BEHAVIOURS: &[Behaviour] =
    &[Behaviour::new("DescribeRegions", describe).read_only().judges(&["AcceptLanguage"])];

/// One row per region, with one zone: the documents list zones for one region only.
fn describe(context: &mut Context<'_>) -> Result<Value, ApiError> {
    // The spec has the names of regions in English only, so both languages get them in English.
    if !matches!(context.parameters.text("AcceptLanguage"), None | Some("en-US" | "zh-CN")) {
        return Err(context.error("InvalidAcceptLanguage.NotFound"));
    }
    let details = context.product.details().map_err(|error| ApiError::new(500, "InternalError", error.to_string()))?;
    let regions = details.endpoints.iter().map(|endpoint| {
        let name = endpoint.region_name.as_deref().unwrap_or(&endpoint.region_id);
        // "China (Hangzhou)" has the zone "Hangzhou Zone H".
        let place = name.split_once('(').map_or(name, |(_, place)| place.trim_end_matches(')'));
        json!({
            "RegionId": endpoint.region_id,
            "LocalName": name,
            "RegionEndpoint": endpoint.public.as_deref().or(endpoint.vpc.as_deref()).unwrap_or_default(),
            "ZoneId": format!("{}-h", endpoint.region_id),
            "ZoneName": format!("{place} Zone H"),
        })
    });
    Ok(json!({ "Regions": { "RDSRegion": regions.collect::<Vec<_>>() } }))
}

/// Refuses a region that the product does not have.
pub(super) fn must_exist(context: &Context<'_>, region: &str) -> Result<(), ApiError> {
    let known = context.product.details().is_ok_and(|details| {
        details.endpoints.is_empty() || details.endpoints.iter().any(|endpoint| endpoint.region_id == region)
    });
    if known { Ok(()) } else { Err(context.error("InvalidRegionId.NotFound")) }
}
