//! What tools that are driven by data are told, for every shape: how each operation is called, and with which parameters.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod cases;

use std::fmt::Write as _;

use alicloud_api::Streaming;
use alicloud_codegen::catalog::{OperationDetails, ProductCatalog, RequestParameter, catalog};
use alicloud_codegen::decide::{OperationFacts, RegionEntry, ResponseKind};
use alicloud_codegen::spec;
use cases::{assert_together, cases};
use serde_json::Value;

/// One line for each operation, one for each of its parameters.
#[test]
fn every_shape_is_told_as_its_snapshot_says() {
    let mut told = String::new();
    for case in cases("shapes", 18) {
        let ProductCatalog { product, operations, out_of_scope, .. } = catalog(&spec::load(&case.folder).unwrap());
        writeln!(told, "# {}: {}, {}", product.code, product.style, product.endpoint_rule).unwrap();
        if let Some(code) = &product.location_service_code {
            writeln!(told, "    at the location service: {code}").unwrap();
        }
        for RegionEntry { region, public, vpc } in &product.regions {
            writeln!(told, "    {region}: public {public:?}, VPC {vpc:?}").unwrap();
        }
        for (facts, description) in &operations {
            writeln!(told, "{} {}", facts.name, line(facts, &description.details)).unwrap();
            for (RequestParameter { name, location, style, required, .. }, parameter) in
                description.parameters.iter().zip(&facts.parameters)
            {
                let required = if *required { " required" } else { "" };
                let filled = if parameter.is_region { ", the region of the client" } else { "" };
                writeln!(told, "    {name} {location} {style}{required}{filled}").unwrap();
            }
            if let Some(paging) = &facts.paging {
                let path = |path: &Vec<String>| Some(path.join("."));
                writeln!(told, "    pages: {:?}", paging.map(path, path).unwrap()).unwrap();
            }
            let mut secrets = Vec::new();
            let description = serde_json::to_value(description).unwrap();
            collect_secrets(&description["parameters"], "", &mut secrets);
            collect_secrets(&description["details"]["responses"]["200"], "", &mut secrets);
            secrets.iter().for_each(|place| writeln!(told, "    secret: {place}").unwrap());
        }
        for refused in &out_of_scope {
            writeln!(told, "{} is out of scope: {}", refused.name, refused.reason).unwrap();
        }
    }
    assert_together("shapes", "catalog", &told);
}

/// The facts of an operation in the words of their types.
fn line(facts: &OperationFacts, details: &OperationDetails) -> String {
    let words = |words: &[&str]| words.join("|");
    let methods: Vec<_> = facts.methods.iter().map(|method| method.as_str()).collect();
    let ways: Vec<_> = details.accepted_auth.iter().map(|way| way.as_str()).collect();
    let mut line = format!(
        "{} of {} {}, body {}, {} of {}, {}",
        facts.method,
        words(&methods),
        facts.path,
        facts.body,
        facts.auth,
        words(&ways),
        if facts.read_only { "reads" } else { "changes" },
    );
    if let Some(token) = facts.idempotency_token() {
        line.push_str(&format!(", token {token}"));
    }
    if details.returns_secrets {
        line.push_str(", returns secrets");
    }
    line.push_str(&format!(", response {}", facts.response.as_str()));
    if let ResponseKind::Fields(fields) = &facts.response {
        line.push_str(&format!(" {}", fields.join(" ")));
    }
    if facts.xml_response {
        line.push_str(", only XML");
    }
    if facts.streaming != Streaming::Never {
        line.push_str(&format!(", streams {}", facts.streaming));
    }
    line
}

/// Where within an operation something is marked as a secret.
fn collect_secrets(value: &Value, place: &str, secrets: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            secrets.extend((fields.get("x-secret") == Some(&Value::Bool(true))).then(|| place.to_owned()));
            for (name, field) in fields {
                collect_secrets(field, &format!("{place}/{name}"), secrets);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let name = element["name"].as_str().map_or_else(|| index.to_string(), str::to_owned);
                collect_secrets(element, &format!("{place}/{name}"), secrets);
            }
        }
        _ => {}
    }
}
