//! The product, its groups, its error codes, and what could not be generated.

use alicloud_api::{EndpointRule, Style};

/// A documented error code of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorCode {
    /// On the wire.
    pub code: String,
    /// Variant name.
    pub name: String,
    /// Markdown: statuses and messages.
    pub documentation: String,
}

/// The product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// Product code.
    pub code: String,
    /// API version.
    pub version: String,
    /// Name for people.
    pub title: String,
    /// How its gateway wants to be called.
    pub style: Style,
    /// Code of the product at the location service.
    pub location_service_code: Option<String>,
    /// How a host follows from a region that is not listed.
    pub endpoint_rule: EndpointRule,
    /// Hosts by region.
    pub endpoints: Vec<Endpoint>,
    /// Spec folder, from the root of the repository.
    pub source: String,
}

/// Hosts of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Region.
    pub region: String,
    /// Host on the public network.
    pub public: Option<String>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<String>,
}

/// A group of operations, and a Cargo feature of the generated crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The feature.
    pub feature: String,
    /// Title for people.
    pub title: String,
    /// Wire names of all its operations, refused and not selected ones too.
    pub operations: Vec<String>,
}

/// An operation that could be generated and is not, because the feature of its group is not enabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Its name on the wire.
    pub name: String,
    /// The module that it would be.
    pub module: String,
    /// The feature that brings it: that of the smallest group that it is in, or `full`.
    pub feature: String,
}

/// An operation that cannot be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub operation: String,
    /// What about it is out of scope.
    pub reason: String,
}

/// An oddity of the spec, and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Operation or component.
    pub place: String,
    /// What is odd, and what was done.
    pub text: String,
}
