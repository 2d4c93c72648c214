//! A product for tools that are driven by data: its entries, with what the model decides in them.
//!
//! A tool that calls operations without generated code (a command line, an emulator) must send what generated code sends. So it gets the
//! model's decisions with the descriptions, and has no rule of its own: `x-call` says how an operation is called, and `parameters` are
//! those of the generated request, each under its place (`bodyMember` for a member of the JSON object that is the body), with its style,
//! whether it is required, and whether it is a secret.

mod secrets;

use std::collections::BTreeMap;

use alicloud_api::{ListStyle, Location, Style};
use serde::Serialize;
use serde_json::{Value, json};

use self::secrets::Marks;
use crate::diagnostic::Diagnostics;
use crate::model::item::{self, ResponseKind};
use crate::model::slot::{Slot, slots};
use crate::model::{self, Model, Options};
use crate::spec::{Spec, entry};

/// A product and its operations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Catalog {
    /// The product.
    pub product: Product,
    /// Every operation, by name.
    pub operations: BTreeMap<String, Operation>,
}

/// `product.json`; its endpoints are those that a client knows, and its endpoint rule is always there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Product {
    /// What the spec says.
    #[serde(flatten)]
    pub entry: entry::Product,
    /// Whether method and path name the operation, not a parameter.
    #[serde(rename = "x-resource-oriented")]
    pub resource_oriented: bool,
}

/// The entry of an operation; its parameters are those of the generated request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// What the spec says.
    #[serde(flatten)]
    pub entry: entry::Operation,
    /// How it is called; absent if it is out of scope.
    #[serde(rename = "x-call", skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// Why it is out of scope, if it is. Its parameters are as the spec has them.
    #[serde(rename = "x-out-of-scope", skip_serializing_if = "Option::is_none")]
    pub out_of_scope: Option<String>,
}

/// How an operation is called, whatever the values of its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// The method to use.
    pub method: &'static str,
    /// All methods that the service accepts.
    pub methods: Vec<&'static str>,
    /// Path template.
    pub path: String,
    /// What the request body is.
    pub body: &'static str,
    /// How a caller proves who it is.
    pub auth: &'static str,
    /// Whether the operation changes nothing.
    pub read_only: bool,
    /// Whether its response holds secrets.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub returns_secrets: bool,
    /// Name on the wire of the parameter that makes a repetition harmless.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_token: Option<String>,
    /// What the body of a successful response is.
    pub response: Value,
}

/// The catalog of a spec.
///
/// # Errors
///
/// Those of [`model::build`].
pub fn catalog(spec: &Spec) -> Result<Catalog, Diagnostics> {
    let model = model::build(spec, &Options::default())?;
    let mut operations: BTreeMap<String, Operation> = spec
        .operations
        .iter()
        .map(|(name, entry)| (name.clone(), Operation { entry: entry.clone(), call: None, out_of_scope: None }))
        .collect();
    for decided in &model.operations {
        if let Some(operation) = operations.get_mut(&decided.name) {
            operation.entry.parameters = parameters(decided, &operation.entry, &model);
            operation.call = Some(call(decided));
            // The template that is sent, so that a server finds the operation by it.
            if let Some(path) = &mut operation.entry.path {
                path.clone_from(&decided.path);
            }
        }
    }
    let marks = Marks { components: &spec.product.components.schemas };
    operations.values_mut().for_each(|operation| marks.operation(&mut operation.entry));
    for refused in model.refused.iter().cloned() {
        if let Some(operation) = operations.get_mut(&refused.operation) {
            operation.out_of_scope = Some(refused.reason);
        }
    }
    let mut product = product(&spec.product, &model.product);
    for (wire, schema) in &mut product.entry.components.schemas {
        marks.schema(wire, schema, None);
    }
    Ok(Catalog { product, operations })
}

fn product(entry: &entry::Product, decided: &item::Product) -> Product {
    let name_of = |region: &str| {
        let listed = entry.endpoints.iter().find(|endpoint| endpoint.region_id.as_deref() == Some(region));
        listed.and_then(|endpoint| endpoint.region_name.clone())
    };
    let endpoint = |endpoint: &item::Endpoint| entry::Endpoint {
        region_id: Some(endpoint.region.clone()),
        region_name: name_of(&endpoint.region),
        endpoint: None,
        public: endpoint.public.clone(),
        vpc: endpoint.vpc.clone(),
    };
    let entry = entry::Product {
        endpoints: decided.endpoints.iter().map(endpoint).collect(),
        endpoint_rule: Some(decided.endpoint_rule.to_string()),
        ..entry.clone()
    };
    Product { entry, resource_oriented: decided.style == Style::Roa }
}

fn call(operation: &item::Operation) -> Call {
    Call {
        method: operation.method.as_str(),
        methods: operation.methods.iter().map(|method| method.as_str()).collect(),
        path: operation.path.clone(),
        body: operation.body.as_str(),
        auth: operation.auth.as_str(),
        read_only: operation.read_only,
        returns_secrets: operation.returns_secrets,
        idempotency_token: operation.idempotency_parameter().map(|token| token.field.wire.clone()),
        response: match &operation.response.kind {
            ResponseKind::Fields(fields) => json!({"fields": fields}),
            kind => json!(kind.as_str()),
        },
    }
}

fn parameters(operation: &item::Operation, entry: &entry::Operation, model: &Model) -> Vec<entry::Parameter> {
    // The model has one parameter for each slot.
    let slots = slots(entry, model.product.style, &mut |_| {});
    let slot = |parameter: &item::Parameter| {
        let of_it = |slot: &&Slot<'_>| slot.wire == parameter.field.wire && slot.location == parameter.location;
        slots.iter().find(of_it)
    };
    operation.parameters.iter().filter_map(|parameter| Some(described(parameter, slot(parameter)?))).collect()
}

fn described(parameter: &item::Parameter, slot: &Slot<'_>) -> entry::Parameter {
    let location = match parameter.location {
        Location::Query => "query",
        Location::Form => "formData",
        Location::Path => "path",
        Location::Header => "header",
        Location::BodyField => "bodyMember",
        Location::WholeBody => "body",
    };
    let style = (parameter.style != ListStyle::Flat).then(|| parameter.style.to_string());
    let schema = entry::Schema {
        required: parameter.required.then_some(true),
        secret: slot.schema.secret.or(slot.marked),
        ..slot.schema.clone()
    };
    entry::Parameter {
        name: Some(parameter.field.wire.clone()),
        location: Some(location.to_owned()),
        style,
        schema: Some(schema),
    }
}
