//! Facts about a product, and its hosts.

use crate::word::words;

/// One API version of a product.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ProductInfo {
    /// Product code, such as `Rds`.
    pub code: &'static str,
    /// API version, such as `2014-08-15`.
    pub version: &'static str,
    /// Style of the gateway.
    pub style: Style,
    /// The signature that the gateway verifies.
    pub signature: GatewaySignature,
    /// Code of the product at the location service, which returns hosts by region, if the product is registered there.
    pub location_service_code: Option<&'static str>,
    /// How the host of a region that is not in `endpoints` is built.
    pub endpoint_rule: EndpointRule,
    /// Hosts by region.
    pub endpoints: &'static [RegionHosts],
}

impl ProductInfo {
    /// Creates a product with an RPC gateway and without hosts.
    #[must_use]
    pub const fn new(code: &'static str, version: &'static str) -> Self {
        Self {
            code,
            version,
            style: Style::Rpc,
            signature: GatewaySignature::Acs,
            location_service_code: None,
            endpoint_rule: EndpointRule::Listed,
            endpoints: &[],
        }
    }

    /// Sets the style of the gateway.
    #[must_use]
    pub const fn style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// Sets the signature that the gateway verifies.
    #[must_use]
    pub const fn signature(self, signature: GatewaySignature) -> Self {
        Self { signature, ..self }
    }

    /// Sets the code of the product at the location service.
    #[must_use]
    pub const fn location_service_code(self, code: &'static str) -> Self {
        Self { location_service_code: Some(code), ..self }
    }

    /// Sets the rule for the hosts of regions that are not listed, and the hosts by region.
    #[must_use]
    pub const fn endpoints(self, rule: EndpointRule, hosts: &'static [RegionHosts]) -> Self {
        Self { endpoint_rule: rule, endpoints: hosts, ..self }
    }
}

/// The hosts of a product in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RegionHosts {
    /// Region, such as `cn-hangzhou`.
    pub region: &'static str,
    /// Host on the public network.
    pub public: Option<&'static str>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<&'static str>,
}

impl RegionHosts {
    /// Creates a region with its hosts on the public network and inside a virtual private cloud.
    #[must_use]
    pub const fn new(region: &'static str, public: Option<&'static str>, vpc: Option<&'static str>) -> Self {
        Self { region, public, vpc }
    }
}

words! {
    /// How the host of a product in a region that is not listed is built. `<product>` is the lower-case product code.
    #[derive(Default)]
    EndpointRule {
        /// `<product>.<region>.aliyuncs.com`.
        Regional = "regional",
        /// `<product>.aliyuncs.com`.
        Central = "central",
        /// There is no rule: only listed regions have hosts.
        #[default]
        Listed = "listed",
    }
}

words! {
    /// The style of a gateway.
    #[derive(Default)]
    Style {
        /// Remote procedure calls: a single path; a parameter or a header names the operation.
        #[default]
        Rpc = "RPC",
        /// Resource-oriented: method and path identify the operation.
        Roa = "ROA",
    }
}

words! {
    /// The signature that a gateway verifies.
    ///
    /// The vendor's metadata do not state it. For the few products whose gateway has one of its own, it is taken from the
    /// vendor's libraries.
    #[derive(Default)]
    GatewaySignature {
        /// The common signatures: `ACS3-HMAC-SHA256`, and signature 1.0 of RPC and ROA.
        #[default]
        Acs = "ACS",
        /// The signature of Simple Log Service. Its gateway also has request IDs and errors of its own.
        Log = "LOG",
        /// `OSS4-HMAC-SHA256`, signature V4 of Object Storage Service.
        Oss4 = "OSS4",
    }
}

/// The products of which the vendor's libraries sign requests in another way: the Python client of the first uses
/// `alibabacloud-gateway-sls`, that of the second `alibabacloud-gateway-oss`. A gateway refuses any other signature.
const OWN_SIGNATURES: [(&str, GatewaySignature); 2] =
    [("Sls", GatewaySignature::Log), ("hcs-mgw", GatewaySignature::Oss4)];

impl GatewaySignature {
    /// The signature that is known of the gateway of a product, whose code may be in any case. That of an unknown product
    /// is the common one.
    #[must_use]
    pub fn of_product(code: &str) -> Self {
        let known = OWN_SIGNATURES.iter().find(|(product, _)| product.eq_ignore_ascii_case(code));
        known.map_or(Self::Acs, |(_, signature)| *signature)
    }

    /// Whether a request has a nonce, so that the gateway refuses the same request when it receives it again.
    #[must_use]
    pub const fn has_nonce(self) -> bool {
        matches!(self, Self::Acs)
    }

    /// The header in which the gateway returns the ID of a request.
    #[must_use]
    pub const fn request_id_header(self) -> &'static str {
        match self {
            Self::Acs => "x-acs-request-id",
            Self::Log => "x-log-requestid",
            Self::Oss4 => "x-oss-request-id",
        }
    }
}
