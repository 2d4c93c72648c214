//! What a product is, and where its hosts are.

use crate::word::words;

/// A product of the vendor in one API version.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ProductInfo {
    /// Product code, as in `Rds`.
    pub code: &'static str,
    /// API version, as in `2014-08-15`.
    pub version: &'static str,
    /// How the gateway wants to be called.
    pub style: Style,
    /// Code of the product at the location service, if it has one.
    pub location_service_code: Option<&'static str>,
    /// How the host follows from a region that is not in `endpoints`.
    pub endpoint_rule: EndpointRule,
    /// Hosts by region.
    pub endpoints: &'static [RegionHosts],
}

impl ProductInfo {
    /// A product with an RPC gateway of which no host and no rule is known.
    #[must_use]
    pub const fn new(code: &'static str, version: &'static str) -> Self {
        Self {
            code,
            version,
            style: Style::Rpc,
            location_service_code: None,
            endpoint_rule: EndpointRule::Listed,
            endpoints: &[],
        }
    }

    /// How the gateway wants to be called.
    #[must_use]
    pub const fn style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// The code of the product at the location service.
    #[must_use]
    pub const fn location_service_code(self, code: &'static str) -> Self {
        Self { location_service_code: Some(code), ..self }
    }

    /// How the host follows from a region that is not listed, and the hosts by region.
    #[must_use]
    pub const fn endpoints(self, rule: EndpointRule, hosts: &'static [RegionHosts]) -> Self {
        Self { endpoint_rule: rule, endpoints: hosts, ..self }
    }
}

/// The hosts of a product in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RegionHosts {
    /// Region, as in `cn-hangzhou`.
    pub region: &'static str,
    /// Host on the public network.
    pub public: Option<&'static str>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<&'static str>,
}

impl RegionHosts {
    /// A region with these hosts, on the public network and inside a virtual private cloud.
    #[must_use]
    pub const fn new(region: &'static str, public: Option<&'static str>, vpc: Option<&'static str>) -> Self {
        Self { region, public, vpc }
    }
}

words! {
    /// How the host of a product follows from a region that is not listed.
    #[derive(Default)]
    EndpointRule {
        /// `<product>.<region>.aliyuncs.com`.
        Regional = "regional",
        /// `<product>.aliyuncs.com`.
        Central = "central",
        /// It does not: only listed regions exist.
        #[default]
        Listed = "listed",
    }
}

words! {
    /// Style of a gateway.
    #[derive(Default)]
    Style {
        /// Remote procedure calls: one path, the operation is named in a parameter or header.
        #[default]
        Rpc = "RPC",
        /// Resource oriented: method and path name the operation.
        Roa = "ROA",
    }
}
