//! The product of the model: groups, error codes, and operations that are not generated.

use alicloud_api::{EndpointRule, Style};

/// A documented error code of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorCode {
    /// The code on the wire.
    pub code: String,
    /// Name of the variant.
    pub name: String,
    /// Markdown with statuses and messages.
    pub documentation: String,
}

/// The product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// Product code.
    pub code: String,
    /// API version.
    pub version: String,
    /// Title for people.
    pub title: String,
    /// Style of the gateway.
    pub style: Style,
    /// Code of the product at the location service.
    pub location_service_code: Option<String>,
    /// How the host of a region that is not listed is built.
    pub endpoint_rule: EndpointRule,
    /// Hosts by region.
    pub endpoints: Vec<Endpoint>,
    /// Path of the spec folder from the root of the repository.
    pub source: String,
}

/// The hosts of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Region.
    pub region: String,
    /// Host on the public network.
    pub public: Option<String>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<String>,
}

/// A group of operations, which is a Cargo feature of the generated crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name of the feature.
    pub feature: String,
    /// Title for people.
    pub title: String,
    /// Names on the wire of all operations of the group, including those that are refused or not selected.
    pub operations: Vec<String>,
}

/// An operation that can be generated but is not, because no feature that selects it is enabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Name on the wire.
    pub name: String,
    /// Name of the module that it would have.
    pub module: String,
    /// The feature that selects it: that of the smallest group that contains it, or `full`.
    pub feature: String,
}

/// An operation that cannot be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Name on the wire.
    pub operation: String,
    /// Why it is out of scope.
    pub reason: String,
}

/// An oddity of the spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Operation or component that has the oddity.
    pub place: String,
    /// What is odd, and how the generator handles it.
    pub text: String,
}
