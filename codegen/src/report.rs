//! Reports what is generated from a spec under which names: as text for people, as JSON for other tools.
//!
//! The JSON form is the serialized [`Report`]. Lists are sorted by name, except groups, parameters, fields and values,
//! which keep the order of the documents. Every name on the wire comes with the path of its Rust item:
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
//! A shared type, which may contain itself, is listed once under `components`. A field of that type names it in
//! `refers_to`, and its own fields are not repeated there. In a path, `[]` stands for the elements of a list and `{}`
//! for the values of a map.

mod counts;
mod describe;
mod members;
mod reach;
mod text;

use serde::Serialize;

use crate::diagnostic::Diagnostics;
use crate::spec::Spec;

/// The report on all products. `Display` prints the text form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Version of the JSON form, currently 1.
    pub format: u32,
    /// One report per product.
    pub products: Vec<ProductReport>,
}

/// What is generated for a product.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductReport {
    /// Product code.
    pub product: String,
    /// Version of the API.
    pub version: String,
    /// Display name of the product.
    pub title: String,
    /// Name of the crate, with which all Rust paths begin.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// Number of generated items.
    pub counts: Counts,
    /// Groups, in the order of the spec.
    pub groups: Vec<GroupReport>,
    /// Generated operations, sorted by name.
    pub operations: Vec<OperationReport>,
    /// Types that several operations share, and the types nested in them.
    pub components: Vec<TypeReport>,
    /// Documented error codes of all operations, sorted.
    pub error_codes: Vec<CodeReport>,
    /// Operations that are not generated.
    pub refused: Vec<RefusedReport>,
    /// Oddities of the spec, and how the generator handles them.
    pub warnings: Vec<WarningReport>,
}

/// Number of items of a product or of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Generated operations.
    pub operations: usize,
    /// Parameters of the generated operations.
    pub parameters: usize,
    /// Fields of responses and of all structures within requests and responses.
    pub members: usize,
    /// Structures, not counting requests and responses.
    pub structures: usize,
    /// Enumerations.
    pub enumerations: usize,
    /// Variants of the enumerations, without `Unknown`.
    pub values: usize,
    /// Documented error codes.
    pub error_codes: usize,
    /// Operations that are not generated.
    pub refused: usize,
    /// Operations whose response may be a stream of events.
    pub streaming: usize,
    /// Operations with paging parameters that have a paginator.
    pub paginated: usize,
    /// Operations with paging parameters that have no paginator.
    pub without_paginator: usize,
    /// Operations that only read.
    pub reads: usize,
    /// Operations that only read, but whose responses contain secrets.
    pub secret_reads: usize,
    /// Operations that may change state.
    pub changes: usize,
    /// Parameters and fields that hold secrets.
    pub secrets: usize,
}

/// A group of operations, which corresponds to a Cargo feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupReport {
    /// Name of the Cargo feature.
    pub feature: String,
    /// Display title.
    pub title: String,
    /// Number of items that the feature generates.
    pub counts: Counts,
    /// Names of the operations that the feature generates.
    pub operations: Vec<String>,
    /// Operations of the group that are not generated.
    pub refused: Vec<String>,
    /// Rust paths of all types that these operations use, not counting requests and responses.
    pub types: Vec<String>,
}

/// How a paginator finds the next page. Fields are given as Rust paths, such as `data.total_count`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PagesReport {
    /// Field of the response that holds the list of items.
    pub items: String,
    /// How the request for the next page is built. There are two elements if a caller may use either of two ways.
    pub next: Vec<NextReport>,
}

/// One way to build the request for the next page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextReport {
    /// `token`, `number` or `offset`.
    pub by: &'static str,
    /// Field of the request that selects the page.
    pub request: String,
    /// Field of the response with the token, the page number or the offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// Field of the response with the total number of elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// Field of the request with the page size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
}

/// The report on one operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OperationReport {
    /// Name on the wire.
    pub name: String,
    /// Rust path of the request type.
    pub rust: String,
    /// Rust path of the response type.
    pub response: String,
    /// The HTTP method that the client uses.
    pub method: &'static str,
    /// Path template.
    pub path: String,
    /// Groups that contain the operation.
    pub groups: Vec<String>,
    /// Whether the vendor marks the operation as deprecated.
    pub deprecated: bool,
    /// Whether the operation only reads.
    pub read_only: bool,
    /// Whether the response contains secrets.
    pub returns_secrets: bool,
    /// Whether its response is a stream of events: `never`, `optional` or `always`.
    pub streaming: &'static str,
    /// Whether the operation has a paginator.
    pub paginated: bool,
    /// How the paginator finds the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<PagesReport>,
    /// Why the operation has no paginator although it has paging parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_pages: Option<String>,
    /// Parameters, each followed by the fields within it.
    pub parameters: Vec<ParameterReport>,
    /// Parameters of the metadata that repeat one of `parameters`: dotted names of parts, old spellings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartReport>,
    /// Fields of the response, each followed by the fields within it.
    pub members: Vec<MemberReport>,
    /// Types that only the request and the response of this operation use.
    pub types: Vec<TypeReport>,
    /// Documented errors of the operation.
    pub errors: Vec<ErrorReport>,
}

/// A parameter, or a field within one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterReport {
    /// Location, Rust field and type.
    #[serde(flatten)]
    pub member: MemberReport,
    /// Location of the parameter: `query`, `form`, `path`, `header`, `body` (a field of the body), or `whole-body`.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// How a list or an object outside a JSON body is serialized: `flat`, `json` or `simple`.
    pub style: &'static str,
    /// Whether the parameter has to be set. Always `false` for fields within a parameter.
    pub required: bool,
}

/// A parameter of the metadata that repeats another one or a field of it: a dotted name, or an old spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartReport {
    /// Location on the wire, such as `Tag.1.key` or `Tag[].key`.
    pub name: String,
    /// Rust path of the field that sets it.
    pub rust: String,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberReport {
    /// Location on the wire: the names of the enclosing fields and its own. Empty for a body that is not an object.
    pub path: String,
    /// The field's own name on the wire, which may contain full stops.
    pub name: String,
    /// Rust path of the field.
    pub rust: String,
    /// Rust type of the field.
    #[serde(rename = "type")]
    pub ty: String,
    /// Rust path of the generated type in the field, also within lists and maps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
}

/// A generated type that is neither a request nor a response.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum TypeReport {
    /// A structure.
    Structure {
        /// Name of the component, or of the field that has this type, on the wire.
        wire: String,
        /// Rust path of the type.
        rust: String,
        /// The fields of the structure itself, without the fields within them.
        members: Vec<MemberReport>,
    },
    /// An enumeration.
    Enumeration {
        /// Name on the wire, as for a structure.
        wire: String,
        /// Rust path of the type.
        rust: String,
        /// Valid values.
        values: Vec<ValueReport>,
    },
}

/// A valid value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueReport {
    /// The string on the wire.
    pub value: String,
    /// Rust path of the variant.
    pub rust: String,
}

/// A documented error code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeReport {
    /// The string on the wire.
    pub code: String,
    /// Rust path of the variant.
    pub rust: String,
}

/// A documented error of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorReport {
    /// HTTP status.
    pub status: u16,
    /// The string on the wire.
    pub code: String,
    /// Message as documented by the vendor.
    pub message: String,
    /// Rust path of the variant.
    pub rust: String,
}

/// An operation that is not generated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedReport {
    /// Name on the wire.
    pub operation: String,
    /// Why the operation is not generated.
    pub reason: String,
}

/// An oddity of the spec.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WarningReport {
    /// Operation or component that has the oddity.
    pub place: String,
    /// What is odd, and how the generator handles it.
    pub text: String,
}

/// Builds the report on all products. `crate_name` is the name of the crate as in `use`; the default is
/// `alicloud_<product>`.
///
/// # Errors
///
/// Returns the problems if the model of a spec cannot be built.
pub fn report(specs: &[Spec], crate_name: Option<&str>) -> Result<Report, Diagnostics> {
    let products = specs.iter().map(|spec| describe::product(spec, crate_name)).collect::<Result<_, _>>()?;
    Ok(Report { format: 1, products })
}
