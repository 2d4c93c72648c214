//! What is generated from a spec, under which names: for people as text, for other tools as JSON.
//!
//! The JSON form is the [`Report`] itself. Its order is that of names, or of the documents where that says something (parameters, members,
//! values). Every wire name is there with the Rust item that stands for it:
//!
//! ```json
//! {
//!   "format": 1,
//!   "products": [{
//!     "product": "Rds", "version": "2014-08-15", "crate": "alicloud_rds", "counts": {"operations": 410},
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

mod members;
mod reach;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use self::members::{nested, owned};
use crate::diagnostic::Diagnostics;
use crate::model::item::{ErrorCode, Group, Item, Location, Method, Operation, Parameter, Style};
use crate::model::{self, Model, Options};
use crate::notation::{COMPONENTS, Notation, member_path};
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
    /// Whether it has a paginator.
    pub paginated: bool,
    /// Parameters, each followed by what is within it.
    pub parameters: Vec<ParameterReport>,
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
    let products = specs.iter().map(|spec| product(spec, crate_name)).collect::<Result<_, _>>()?;
    Ok(Report { format: 1, products })
}

fn product(spec: &Spec, crate_name: Option<&str>) -> Result<ProductReport, Diagnostics> {
    let model = model::build(spec, &Options::default())?;
    let crate_name = crate_name.map_or_else(|| default_crate_name(&model.product.code), str::to_owned);
    let groups = reach::groups(spec, &model, &crate_name)?;
    let variants = variants(&model.error_codes, &crate_name);
    let features = features(&model.groups);
    let describe = |operation| describe(operation, &crate_name, &features, &variants);
    let shared = Notation::absolute(&crate_name, COMPONENTS);
    Ok(ProductReport {
        product: model.product.code.clone(),
        version: model.product.version.clone(),
        title: model.product.title.clone(),
        counts: counts(&model),
        groups,
        operations: model.operations.iter().map(describe).collect(),
        components: model.components.iter().map(|item| type_report(item, shared)).collect(),
        error_codes: variants.into_iter().map(|(code, rust)| CodeReport { code: code.to_owned(), rust }).collect(),
        refused: model
            .refused
            .iter()
            .map(|refused| RefusedReport { operation: refused.operation.clone(), reason: refused.reason.clone() })
            .collect(),
        warnings: model
            .warnings
            .iter()
            .map(|warning| WarningReport { place: warning.place.clone(), text: warning.text.clone() })
            .collect(),
        crate_name,
    })
}

/// `alicloud_` and the product code, as crates are called that `new crate` makes.
fn default_crate_name(code: &str) -> String {
    let name: String = code
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' })
        .collect();
    format!("alicloud_{name}")
}

fn counts(model: &Model) -> Counts {
    let items = || model.operations.iter().flat_map(|operation| &operation.types).chain(&model.components);
    let mut counts = Counts {
        operations: model.operations.len(),
        parameters: model.operations.iter().map(|operation| operation.parameters.len()).sum(),
        members: model.operations.iter().map(|operation| operation.response.fields.len()).sum(),
        error_codes: model.error_codes.len(),
        refused: model.refused.len(),
        ..Counts::default()
    };
    for item in items() {
        match item {
            Item::Structure(structure) => {
                counts.structures += 1;
                counts.members += structure.fields.len();
            }
            Item::Enumeration(enumeration) => {
                counts.enumerations += 1;
                counts.values += enumeration.variants.len();
            }
        }
    }
    counts
}

/// Rust paths of error codes.
fn variants<'a>(codes: &'a [ErrorCode], crate_name: &str) -> BTreeMap<&'a str, String> {
    let path = |code: &ErrorCode| member_path(&format!("{crate_name}::ErrorCode"), &code.name);
    codes.iter().map(|code| (code.code.as_str(), path(code))).collect()
}

/// Features by operation.
fn features(groups: &[Group]) -> BTreeMap<&str, Vec<String>> {
    let mut features: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for group in groups {
        let operations: BTreeSet<&String> = group.operations.iter().collect();
        for operation in operations {
            features.entry(operation).or_default().push(group.feature.clone());
        }
    }
    features
}

fn describe(
    operation: &Operation,
    crate_name: &str,
    features: &BTreeMap<&str, Vec<String>>,
    variants: &BTreeMap<&str, String>,
) -> OperationReport {
    let notation = Notation::absolute(crate_name, &operation.module);
    let rust = notation.item(&operation.type_name);
    let response = notation.item(&operation.response.name);
    OperationReport {
        parameters: operation
            .parameters
            .iter()
            .flat_map(|parameter| parameters(parameter, &rust, operation, notation))
            .collect(),
        members: operation
            .response
            .fields
            .iter()
            .flat_map(|field| nested(field, &response, &operation.types, notation))
            .collect(),
        types: operation.types.iter().map(|item| type_report(item, notation)).collect(),
        errors: operation
            .errors
            .iter()
            .map(|error| ErrorReport {
                status: error.status,
                code: error.code.clone(),
                message: error.message.clone(),
                rust: variants.get(error.code.as_str()).cloned().unwrap_or_default(),
            })
            .collect(),
        name: operation.name.clone(),
        method: method(operation),
        path: operation.path.clone(),
        groups: features.get(operation.name.as_str()).cloned().unwrap_or_default(),
        deprecated: operation.deprecated,
        read_only: operation.read_only,
        paginated: operation.paginator.is_some(),
        rust,
        response,
    }
}

fn parameters(
    parameter: &Parameter,
    owner: &str,
    operation: &Operation,
    notation: Notation<'_>,
) -> Vec<ParameterReport> {
    let location = match parameter.location {
        Location::Query => "query",
        Location::Form => "form",
        Location::Path => "path",
        Location::Header => "header",
        Location::Body => "body",
        Location::WholeBody => "whole-body",
    };
    let style = match parameter.style {
        Style::Flat => "flat",
        Style::Json => "json",
        Style::Simple => "simple",
    };
    let report =
        |(position, member)| ParameterReport { member, location, style, required: position == 0 && parameter.required };
    nested(&parameter.field, owner, &operation.types, notation).into_iter().enumerate().map(report).collect()
}

fn type_report(item: &Item, notation: Notation<'_>) -> TypeReport {
    let rust = notation.item(item.name());
    match item {
        Item::Structure(structure) => TypeReport::Structure {
            wire: structure.wire.clone(),
            members: structure.fields.iter().map(|field| owned(field, &rust, "", notation)).collect(),
            rust,
        },
        Item::Enumeration(enumeration) => TypeReport::Enumeration {
            wire: enumeration.wire.clone(),
            values: enumeration
                .variants
                .iter()
                .map(|variant| ValueReport { value: variant.value.clone(), rust: member_path(&rust, &variant.name) })
                .collect(),
            rust,
        },
    }
}

fn method(operation: &Operation) -> &'static str {
    match operation.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Patch => "PATCH",
        Method::Head => "HEAD",
        Method::Options => "OPTIONS",
    }
}

/// Rust paths of all types of a model, besides requests and responses.
fn type_paths(model: &Model, crate_name: &str) -> Vec<String> {
    let own = model.operations.iter().map(|operation| (operation.module.as_str(), operation.types.as_slice()));
    let modules = own.chain([(COMPONENTS, model.components.as_slice())]);
    let paths = |(module, items): (&str, &[Item])| {
        let notation = Notation::absolute(crate_name, module);
        items.iter().map(|item| notation.item(item.name())).collect::<Vec<_>>()
    };
    modules.flat_map(paths).collect()
}
