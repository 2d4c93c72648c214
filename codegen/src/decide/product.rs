//! How a product is called, and where its hosts are.

use std::collections::BTreeMap;

use alicloud_api::{EndpointRule, GatewaySignature, Style};

use super::fact::{ProductFacts, RegionEntry};
use crate::spec::Spec;
use crate::spec::entry;

/// The style of its gateway, as the vendor calls it.
pub(super) fn gateway(spec: &Spec) -> &str {
    spec.product.info.style.as_deref().unwrap_or("RPC")
}

pub(super) fn product(spec: &Spec, gateway: &str) -> ProductFacts {
    let info = &spec.product.info;
    let code = info.product.clone().unwrap_or_default();
    let version = info.version.clone().unwrap_or_default();
    let with_path = |operation: &entry::Operation| operation.path.as_deref().is_some_and(|path| path != "/");
    let is_roa = matches!(gateway, "ROA" | "FC") || (gateway == "V3" && spec.operations.values().any(with_path));
    ProductFacts {
        title: info.title.clone().unwrap_or_else(|| code.clone()),
        style: if is_roa { Style::Roa } else { Style::Rpc },
        signature: signature(&spec.product),
        location_service_code: spec.product.location_service_code.clone(),
        endpoint_rule: spec.product.endpoint_rule.as_deref().and_then(EndpointRule::parse).unwrap_or_default(),
        regions: regions(&spec.product),
        source: format!("spec/{}/{version}", code.to_lowercase()),
        code,
        version,
    }
}

/// The signature that the description states, else the one that is known of the product.
fn signature(product: &entry::Product) -> GatewaySignature {
    let stated = product.signature.as_deref().and_then(GatewaySignature::parse);
    stated.unwrap_or_else(|| GatewaySignature::of_product(product.info.product.as_deref().unwrap_or_default()))
}

/// Regions with at least one host, sorted and without duplicates.
fn regions(product: &entry::Product) -> Vec<RegionEntry> {
    let mut regions: BTreeMap<&str, RegionEntry> = BTreeMap::new();
    for endpoint in &product.endpoints {
        let Some(region) = endpoint.region_id.as_deref() else { continue };
        let public = endpoint.public.as_ref().or(endpoint.endpoint.as_ref()).filter(|host| !host.is_empty());
        let vpc = endpoint.vpc.as_ref().filter(|host| !host.is_empty());
        if public.is_some() || vpc.is_some() {
            let listed = RegionEntry { region: region.to_owned(), public: public.cloned(), vpc: vpc.cloned() };
            regions.entry(region).or_insert(listed);
        }
    }
    regions.into_values().collect()
}
