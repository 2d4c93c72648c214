//! A product for tools that are driven by data: the facts that are decided, and what the description says besides.
//!
//! A tool that calls operations without generated code (a CLI, an emulator) must send what generated code sends. So it gets the same
//! decisions, and has no rule of its own: the parameters are those of the generated request, each with its location, its style, whether it
//! is required, and the schema that describes it.

mod secrets;
mod word;

use alicloud_api::{Auth, DocumentedError, ListStyle, Location};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use self::secrets::Marks;
use crate::decide::response::success;
use crate::decide::{Decisions, OperationFacts, ParameterFacts, ProductFacts, RefusedOperation, error};
use crate::spec::{Spec, entry};

/// A product and its operations.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductCatalog {
    /// How operations of the product are called, and its hosts.
    pub product: ProductFacts,
    /// The rest of the product's description.
    pub details: ProductDetails,
    /// All operations that can be called, sorted by name: how each is called, and the rest of its description.
    pub operations: Vec<(OperationFacts, OperationDescription)>,
    /// Operations that cannot be called, with reasons.
    pub out_of_scope: Vec<RefusedOperation>,
}

/// The part of a product's description that calls do not depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductDetails {
    /// Display title, such as `ApsaraDB RDS`.
    pub title: String,
    /// Groups of operations.
    pub directories: Vec<entry::Directory>,
    /// Schemas that several operations share, by name. They are referred to with the `$ref` `#/components/schemas/NAME`. Secret fields are
    /// marked with `x-secret`.
    pub schemas: IndexMap<String, entry::Schema>,
    /// Display names of regions, by region.
    pub region_names: IndexMap<String, String>,
    /// Errors that every operation of the product can return, by HTTP status.
    pub common_error_codes: IndexMap<String, Vec<entry::ErrorCode>>,
    /// States that a command can wait for, by name.
    #[serde(default)]
    pub waiters: IndexMap<String, entry::DocumentedWaiter>,
}

impl ProductDetails {
    /// The errors that every operation of the product can return. Codes that are templates are left out.
    pub fn errors(&self) -> impl Iterator<Item = DocumentedError<&str>> {
        error::documented(&self.common_error_codes)
    }
}

/// The description of an operation, apart from the facts that are decided on all of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OperationDescription {
    /// The request parameters in the documented order: those of the generated request.
    pub parameters: Vec<RequestParameter<String>>,
    /// Everything else.
    pub details: OperationDetails,
}

/// The part of an operation's description that calls do not depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationDetails {
    /// Short display name.
    pub title: Option<String>,
    /// One sentence that says what the operation does.
    pub summary: Option<String>,
    /// What callers need to know, as Markdown.
    pub description: Option<String>,
    /// Whether the vendor marks the operation as deprecated.
    pub deprecated: bool,
    /// All authentication methods that the service accepts.
    #[serde(with = "word::list")]
    pub accepted_auth: Vec<Auth>,
    /// Whether the response contains secrets. An operation that only reads is then not harmless if the response is
    /// shown.
    pub returns_secrets: bool,
    /// Responses by HTTP status. Secret fields are marked with `x-secret`.
    pub responses: IndexMap<String, entry::Response>,
    /// Documented errors by HTTP status.
    pub error_codes: IndexMap<String, Vec<entry::ErrorCode>>,
    /// Rows of the authorization table.
    pub ram_actions: Vec<entry::RamAction>,
    /// Documented sample responses.
    pub response_demo: Vec<entry::ResponseDemo>,
    /// URL of the official page.
    pub page: Option<String>,
}

impl OperationDetails {
    /// The documented errors of the operation. Codes that are templates are left out.
    pub fn errors(&self) -> impl Iterator<Item = DocumentedError<&str>> {
        error::documented(&self.error_codes)
    }

    /// The type of a successful response's body; `None` if there is no body.
    #[must_use]
    pub fn response(&self) -> Option<&entry::Schema> {
        success(&self.responses)
    }

    /// The documented sample response in the format `kind`, which is `json` or `xml` in any case.
    #[must_use]
    pub fn sample(&self, kind: &str) -> Option<&str> {
        let is_of_kind = |demo: &&entry::ResponseDemo| {
            demo.kind.as_deref().is_some_and(|of_demo| of_demo.eq_ignore_ascii_case(kind))
        };
        self.response_demo.iter().find(is_of_kind)?.example.as_deref()
    }
}

/// A parameter of a request: how it is sent, and what it means.
///
/// `Name` is the type of its name: requests refer to names that are never freed, a description that is read owns them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestParameter<Name = &'static str> {
    /// Name on the wire.
    pub name: Name,
    /// Location in the request.
    #[serde(rename = "in", with = "word::one")]
    pub location: Location,
    /// Serialization of a list or an object.
    #[serde(with = "word::one")]
    pub style: ListStyle,
    /// Whether the parameter has to be set.
    pub required: bool,
    /// Type, limits, example and description. Secrets are marked with `x-secret`.
    pub schema: entry::Schema,
}

/// Builds the catalog of a spec.
#[must_use]
pub fn catalog(spec: &Spec) -> ProductCatalog {
    let decisions = Decisions::on(spec);
    let marks = Marks { components: &spec.product.components.schemas };
    let described = |(name, entry): (&&str, &&entry::Operation)| {
        let facts = decisions.operation(name, entry).facts;
        let parameters = facts.parameters.iter().map(|parameter| described(parameter, entry, &marks)).collect();
        let details = operation_details(&facts, entry, &marks);
        (facts, OperationDescription { parameters, details })
    };
    ProductCatalog {
        details: product_details(spec, &decisions.product, &marks),
        operations: decisions.accepted.iter().map(described).collect(),
        product: decisions.product,
        out_of_scope: decisions.refused,
    }
}

fn product_details(spec: &Spec, product: &ProductFacts, marks: &Marks<'_>) -> ProductDetails {
    let entry = &spec.product;
    let mut schemas = entry.components.schemas.clone();
    for (wire, schema) in &mut schemas {
        marks.schema(wire, schema, None);
    }
    let name_of = |endpoint: &entry::Endpoint| Some((endpoint.region_id.clone()?, endpoint.region_name.clone()?));
    ProductDetails {
        title: product.title.clone(),
        directories: entry.directories.clone(),
        schemas,
        region_names: entry.endpoints.iter().filter_map(name_of).collect(),
        common_error_codes: entry.common_error_codes.clone(),
        waiters: entry.waiters.clone(),
    }
}

fn operation_details(facts: &OperationFacts, entry: &entry::Operation, marks: &Marks<'_>) -> OperationDetails {
    let mut responses = entry.responses.clone();
    for response in responses.values_mut() {
        response.schema.iter_mut().for_each(|schema| marks.schema("", schema, None));
    }
    OperationDetails {
        title: entry.title.clone(),
        summary: entry.summary.clone(),
        description: entry.description.clone(),
        deprecated: facts.deprecated,
        accepted_auth: facts.accepted_auth.clone(),
        returns_secrets: facts.returns_secrets,
        responses,
        error_codes: entry.error_codes.clone(),
        ram_actions: entry.ram_actions.clone(),
        response_demo: entry.response_demo.clone(),
        page: entry.page.clone(),
    }
}

fn described(parameter: &ParameterFacts, entry: &entry::Operation, marks: &Marks<'_>) -> RequestParameter<String> {
    let wire = &parameter.name;
    let mut schema = parameter.origin.schema(wire, entry).clone();
    marks.schema(wire, &mut schema, parameter.marked);
    RequestParameter {
        name: wire.clone(),
        location: parameter.location,
        style: parameter.style,
        required: parameter.required,
        schema,
    }
}
