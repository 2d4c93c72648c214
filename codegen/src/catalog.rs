//! A product for tools that are driven by data: the facts that the model decides, and what the description says besides.
//!
//! A tool that calls operations without generated code (a CLI, an emulator) must send what generated code sends. So it gets the decisions of
//! the model, and has no rule of its own: the parameters are those of the generated request, each with its location, its style, whether it
//! is required, and the schema that describes it.

mod secrets;

use alicloud_api::Auth;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use self::secrets::Marks;
use crate::diagnostic::Diagnostics;
use crate::model::item::{self, Refused};
use crate::model::{self, Options};
use crate::spec::{Spec, entry};

/// A product and its operations.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    /// The facts of the product.
    pub product: item::Product,
    /// What the description says of the product besides.
    pub details: Details,
    /// Every operation that can be called, by name.
    pub operations: Vec<Operation>,
    /// Operations that cannot be called, with the reason.
    pub out_of_scope: Vec<Refused>,
}

/// What a description says of a product besides its facts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// Name for people.
    pub title: String,
    /// Groups of operations.
    pub directories: Vec<entry::Directory>,
    /// Schemas that operations share; secrets are marked.
    pub schemas: IndexMap<String, entry::Schema>,
    /// Names of regions for people, by region.
    pub region_names: IndexMap<String, String>,
    /// Errors that every operation of the product can return, by HTTP status.
    pub common_error_codes: IndexMap<String, Vec<entry::ErrorCode>>,
}

/// An operation that can be called.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its facts.
    pub facts: item::Operation,
    /// What the description says of it besides.
    pub description: Description,
}

/// What a description says of an operation besides its facts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Short name for people.
    pub title: Option<String>,
    /// One sentence: what the operation does.
    pub summary: Option<String>,
    /// What a caller has to know, as Markdown.
    pub description: Option<String>,
    /// Whether the vendor advises against the operation.
    pub deprecated: bool,
    /// Every way to authenticate that the service accepts.
    #[serde(serialize_with = "words")]
    pub accepted_auth: Vec<Auth>,
    /// Whether the response holds secrets.
    pub returns_secrets: bool,
    /// Parameters, in the documented order.
    pub parameters: Vec<Parameter>,
    /// Responses by HTTP status; secrets are marked.
    pub responses: IndexMap<String, entry::Response>,
    /// Documented errors by HTTP status.
    pub error_codes: IndexMap<String, Vec<entry::ErrorCode>>,
    /// Rows of the authorization table.
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
    /// The word of its location.
    #[serde(rename = "in")]
    pub location: &'static str,
    /// The word of its style.
    pub style: &'static str,
    /// Whether the operation cannot be sent without it.
    pub required: bool,
    /// Its type, its limits and its documentation; secrets are marked.
    pub schema: entry::Schema,
}

/// The catalog of a spec.
///
/// # Errors
///
/// Those of [`model::build`].
pub fn catalog(spec: &Spec) -> Result<Catalog, Diagnostics> {
    let model = model::build(spec, &Options::default())?;
    let marks = Marks { components: &spec.product.components.schemas };
    let described = |facts: item::Operation| {
        let entry = spec.operations.get(&facts.name)?;
        Some(Operation { description: description(&facts, entry, &marks), facts })
    };
    Ok(Catalog {
        details: details(spec, &model.product, &marks),
        product: model.product,
        operations: model.operations.into_iter().filter_map(described).collect(),
        out_of_scope: model.refused,
    })
}

fn details(spec: &Spec, product: &item::Product, marks: &Marks<'_>) -> Details {
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

fn description(facts: &item::Operation, entry: &entry::Operation, marks: &Marks<'_>) -> Description {
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

fn described(parameter: &item::Parameter, entry: &entry::Operation, marks: &Marks<'_>) -> Parameter {
    let wire = &parameter.field.wire;
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
