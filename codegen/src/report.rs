//! What is generated from a spec, under which names: for people as text, for other tools as JSON.
//!
//! The JSON form is the [`Report`] itself. Its order is that of names, or of the documents where that says something (parameters, members,
//! values). Every wire name is there with the Rust item that stands for it:
//!
//! ```json
//! {
//!   "format": 1,
//!   "products": [{
//!     "product": "Rds", "version": "2014-08-15", "crate": "alicloud_rds", "counts": {"operations": 413},
//!     "groups": [{"feature": "connection", "operations": ["ReleaseInstanceConnection"], "types": ["alicloud_rds::release_instance_connection::InstanceNetworkType"]}],
//!     "operations": [{
//!       "name": "DescribeDBInstances", "rust": "alicloud_rds::describe_db_instances::DescribeDbInstances",
//!       "response": "alicloud_rds::describe_db_instances::DescribeDbInstancesResponse",
//!       "parameters": [{"path": "DBInstanceId", "in": "query", "required": false, "rust": "alicloud_rds::…::db_instance_id", "type": "Option<String>"}],
//!       "members": [{"path": "Items.DBInstance[].Port", "rust": "alicloud_rds::describe_db_instances::DbInstance::port", "type": "Option<String>"}],
//!       "types": [{"kind": "enumeration", "wire": "Engine", "rust": "…", "values": [{"value": "MySQL", "rust": "…::Engine::MySql"}]}],
//!       "errors": [{"status": 404, "code": "InvalidDBInstanceId.NotFound", "rust": "alicloud_rds::ErrorCode::InvalidDbInstanceIdNotFound"}]
//!     }],
//!     "components": [], "error_codes": [], "refused": [], "warnings": []
//!   }]
//! }
//! ```
//!
//! A type that operations share, which may contain itself, is listed once under `components`; a member of that type names it in
//! `refers_to` and is not followed any further. In a path, `[]` are the elements of a list and `{}` the values of a map.

mod counts;
mod describe;
mod members;
mod reach;
mod text;

use serde::Serialize;

use crate::diagnostic::Diagnostics;
use crate::spec::Spec;

/// All products. `Display` is the text form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Version of the JSON form.
    pub format: u32,
    /// Each product.
    pub products: Vec<ProductReport>,
}

/// What is generated for a product.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductReport {
    /// Product code.
    pub product: String,
    /// Version of the API.
    pub version: String,
    /// Name for people.
    pub title: String,
    /// The crate that the Rust paths begin with.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// How much there is.
    pub counts: Counts,
    /// Groups, in the order of the spec.
    pub groups: Vec<GroupReport>,
    /// Operations by name.
    pub operations: Vec<OperationReport>,
    /// Types that operations share, and the types within them.
    pub components: Vec<TypeReport>,
    /// Documented error codes of all operations, sorted.
    pub error_codes: Vec<CodeReport>,
    /// Operations that are not generated.
    pub refused: Vec<RefusedReport>,
    /// Oddities of the spec, and what was made of them.
    pub warnings: Vec<WarningReport>,
}

/// How much there is of a product, or of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Operations that are generated.
    pub operations: usize,
    /// Parameters of these.
    pub parameters: usize,
    /// Fields of all structures, responses too.
    pub members: usize,
    /// Structures, without requests and responses themselves.
    pub structures: usize,
    /// Enumerations.
    pub enumerations: usize,
    /// Their variants.
    pub values: usize,
    /// Documented error codes.
    pub error_codes: usize,
    /// Operations that are not generated.
    pub refused: usize,
    /// Operations that ask for pages and have a paginator.
    pub paginated: usize,
    /// Operations that ask for pages and have none.
    pub without_paginator: usize,
    /// Operations that change nothing.
    pub reads: usize,
    /// Operations that change nothing, and whose responses hold secrets.
    pub secret_reads: usize,
    /// Operations that may change something.
    pub changes: usize,
    /// Parameters and fields that are secrets.
    pub secrets: usize,
}

/// A group of operations, which is a Cargo feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupReport {
    /// The feature.
    pub feature: String,
    /// Title for people.
    pub title: String,
    /// How much the feature brings.
    pub counts: Counts,
    /// Operations that it brings.
    pub operations: Vec<String>,
    /// Operations of the group that are not generated.
    pub refused: Vec<String>,
    /// Rust paths of all types that these operations reach, besides requests and responses themselves.
    pub types: Vec<String>,
}

/// How a paginator finds the next page. Fields are Rust's, as in `data.total_count`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PagesReport {
    /// Field of the response that is the list.
    pub items: String,
    /// What is set on the request: `token`, `number` or `offset`, each with its fields; a second one where a caller may use either.
    pub next: Vec<NextReport>,
}

/// What is set on the request for the next page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextReport {
    /// `token`, `number` or `offset`.
    pub by: &'static str,
    /// Field of the request.
    pub request: String,
    /// Field of the response with the token, the page number or the offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// Field of the response with the number of all elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// Field of the request with the page size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OperationReport {
    /// Name on the wire.
    pub name: String,
    /// The request.
    pub rust: String,
    /// The response.
    pub response: String,
    /// The HTTP method that is used.
    pub method: &'static str,
    /// Path template.
    pub path: String,
    /// Groups that it is in.
    pub groups: Vec<String>,
    /// Whether the vendor advises against it.
    pub deprecated: bool,
    /// Whether it changes nothing.
    pub read_only: bool,
    /// Whether its response holds secrets.
    pub returns_secrets: bool,
    /// Whether it has a paginator.
    pub paginated: bool,
    /// How the paginator finds the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<PagesReport>,
    /// Why it has no paginator, although it asks for pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_pages: Option<String>,
    /// Parameters, each followed by what is within it.
    pub parameters: Vec<ParameterReport>,
    /// What the metadata lists besides, and those say already: dotted names of their parts, old spellings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartReport>,
    /// Members of the response, each followed by what is within it.
    pub members: Vec<MemberReport>,
    /// Types within request and response.
    pub types: Vec<TypeReport>,
    /// Documented errors.
    pub errors: Vec<ErrorReport>,
}

/// A parameter, or a member within one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterReport {
    /// The member.
    #[serde(flatten)]
    pub member: MemberReport,
    /// Where the parameter goes: `query`, `form`, `path`, `header`, `body` (a member of it), or `whole-body`.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// How a list or an object is written outside of a JSON body: `flat`, `json` or `simple`.
    pub style: &'static str,
    /// Whether it has to be set; only of parameters themselves.
    pub required: bool,
}

/// What the metadata lists, and another parameter or member says: a dotted name of a part of it, or an old spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartReport {
    /// Place on the wire, as in `Tag.1.key` or `Tag[].key`.
    pub name: String,
    /// The field that it is set through.
    pub rust: String,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberReport {
    /// Where it is on the wire: the names of the members around it and its own. Empty for a body that is not an object.
    pub path: String,
    /// Its own name on the wire, which may have full stops in it.
    pub name: String,
    /// The field.
    pub rust: String,
    /// Type of the field.
    #[serde(rename = "type")]
    pub ty: String,
    /// The generated type that is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
}

/// A generated type besides requests and responses themselves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum TypeReport {
    /// A structure.
    Structure {
        /// Name on the wire: of the component, or of the member that has this type.
        wire: String,
        /// The type.
        rust: String,
        /// Its own members, without what is within them.
        members: Vec<MemberReport>,
    },
    /// An enumeration.
    Enumeration {
        /// Name on the wire, as for a structure.
        wire: String,
        /// The type.
        rust: String,
        /// Valid values.
        values: Vec<ValueReport>,
    },
}

/// A valid value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueReport {
    /// On the wire.
    pub value: String,
    /// The variant.
    pub rust: String,
}

/// A documented error code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeReport {
    /// On the wire.
    pub code: String,
    /// The variant.
    pub rust: String,
}

/// A documented error of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorReport {
    /// HTTP status.
    pub status: u16,
    /// On the wire.
    pub code: String,
    /// Message, as published.
    pub message: String,
    /// The variant.
    pub rust: String,
}

/// An operation that is not generated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedReport {
    /// Name on the wire.
    pub operation: String,
    /// What about it is out of scope.
    pub reason: String,
}

/// An oddity of the spec.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WarningReport {
    /// Operation or component.
    pub place: String,
    /// What is odd, and what was made of it.
    pub text: String,
}

/// Reports on products. `crate_name` is the crate as it is written in `use`; without it, it is `alicloud_<product>`.
///
/// # Errors
///
/// What the model cannot be made of.
pub fn report(specs: &[Spec], crate_name: Option<&str>) -> Result<Report, Diagnostics> {
    let products = specs.iter().map(|spec| describe::product(spec, crate_name)).collect::<Result<_, _>>()?;
    Ok(Report { format: 1, products })
}
