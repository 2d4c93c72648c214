//! A product for tools that are driven by data: the facts that are decided, and what the description says besides.
//!
//! A tool that calls operations without generated code (a CLI, an emulator) must send what generated code sends. So it gets the same
//! decisions, and has no rule of its own: the parameters are those of the generated request, each with its location, its style, whether it
//! is required, and the schema that describes it.

mod secrets;

use alicloud_api::Auth;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use self::secrets::Marks;
use crate::decide::{Decisions, OperationFacts, ParameterFacts, ProductFacts, RefusedOperation};
use crate::spec::{Spec, entry};

/// A product and its operations.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    /// How operations of the product are called, and its hosts.
    pub product: ProductFacts,
    /// The rest of the product's description.
    pub details: Details,
    /// All operations that can be called, sorted by name.
    pub operations: Vec<Operation>,
    /// Operations that cannot be called, with reasons.
    pub out_of_scope: Vec<RefusedOperation>,
}

/// The part of a product's description that calls do not depend on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// Title of the product for people.
    pub title: String,
    /// Groups of operations.
    pub directories: Vec<entry::Directory>,
    /// Schemas that several operations share. Secret fields are marked with `x-secret`.
    pub schemas: IndexMap<String, entry::Schema>,
    /// Names of regions for people, by region.
    pub region_names: IndexMap<String, String>,
    /// Errors that every operation of the product can return, by HTTP status.
    pub common_error_codes: IndexMap<String, Vec<entry::ErrorCode>>,
}

/// An operation that can be called.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// How the operation is called.
    pub facts: OperationFacts,
    /// The rest of the operation's description.
    pub description: Description,
}

/// The part of an operation's description that calls do not depend on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Short name for people.
    pub title: Option<String>,
    /// One sentence that says what the operation does.
    pub summary: Option<String>,
    /// What callers need to know, as Markdown.
    pub description: Option<String>,
    /// Whether the vendor marks the operation as deprecated.
    pub deprecated: bool,
    /// All authentication methods that the service accepts.
    #[serde(serialize_with = "words")]
    pub accepted_auth: Vec<Auth>,
    /// Whether the response contains secrets.
    pub returns_secrets: bool,
    /// Parameters, in the documented order.
    pub parameters: Vec<Parameter>,
    /// Responses by HTTP status. Secret fields are marked with `x-secret`.
    pub responses: IndexMap<String, entry::Response>,
    /// Documented errors by HTTP status.
    pub error_codes: IndexMap<String, Vec<entry::ErrorCode>>,
    /// Rows of the documented authorization table.
    pub ram_actions: Vec<entry::RamAction>,
    /// Documented samples of the response.
    pub response_demo: Vec<entry::ResponseDemo>,
    /// URL of the official page.
    pub page: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// The location as a string: [`alicloud_api::Location::as_str`].
    #[serde(rename = "in")]
    pub location: &'static str,
    /// The style as a string: [`alicloud_api::ListStyle::as_str`].
    pub style: &'static str,
    /// Whether the parameter has to be set.
    pub required: bool,
    /// Its type, limits and documentation. Secrets are marked with `x-secret`.
    pub schema: entry::Schema,
}

/// Builds the catalog of a spec.
#[must_use]
pub fn catalog(spec: &Spec) -> Catalog {
    let decisions = Decisions::on(spec);
    let marks = Marks { components: &spec.product.components.schemas };
    let described = |(name, entry): (&&str, &&entry::Operation)| {
        let facts = decisions.operation(name, entry).facts;
        Operation { description: description(&facts, entry, &marks), facts }
    };
    Catalog {
        details: details(spec, &decisions.product, &marks),
        operations: decisions.accepted.iter().map(described).collect(),
        product: decisions.product,
        out_of_scope: decisions.refused,
    }
}

fn details(spec: &Spec, product: &ProductFacts, marks: &Marks<'_>) -> Details {
    let entry = &spec.product;
    let mut schemas = entry.components.schemas.clone();
    for (wire, schema) in &mut schemas {
        marks.schema(wire, schema, None);
    }
    let name_of = |endpoint: &entry::Endpoint| Some((endpoint.region_id.clone()?, endpoint.region_name.clone()?));
    Details {
        title: product.title.clone(),
        directories: entry.directories.clone(),
        schemas,
        region_names: entry.endpoints.iter().filter_map(name_of).collect(),
        common_error_codes: entry.common_error_codes.clone(),
    }
}

fn description(facts: &OperationFacts, entry: &entry::Operation, marks: &Marks<'_>) -> Description {
    let mut responses = entry.responses.clone();
    for response in responses.values_mut() {
        response.schema.iter_mut().for_each(|schema| marks.schema("", schema, None));
    }
    Description {
        title: entry.title.clone(),
        summary: entry.summary.clone(),
        description: entry.description.clone(),
        deprecated: facts.deprecated,
        accepted_auth: facts.accepted_auth.clone(),
        returns_secrets: facts.returns_secrets,
        parameters: facts.parameters.iter().map(|parameter| described(parameter, entry, marks)).collect(),
        responses,
        error_codes: entry.error_codes.clone(),
        ram_actions: entry.ram_actions.clone(),
        response_demo: entry.response_demo.clone(),
        page: entry.page.clone(),
    }
}

fn described(parameter: &ParameterFacts, entry: &entry::Operation, marks: &Marks<'_>) -> Parameter {
    let wire = &parameter.name;
    let mut schema = parameter.origin.schema(wire, entry).clone();
    marks.schema(wire, &mut schema, parameter.marked);
    Parameter {
        name: wire.clone(),
        location: parameter.location.as_str(),
        style: parameter.style.as_str(),
        required: parameter.required,
        schema,
    }
}

fn words<S: Serializer>(ways: &[Auth], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(ways.iter().map(|way| way.as_str()))
}
