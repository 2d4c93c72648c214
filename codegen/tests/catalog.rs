//! What tools that are driven by data are told, for every shape: how each operation is called, and with which parameters.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::Path;

use alicloud_codegen::catalog::catalog;
use alicloud_codegen::spec;
use serde_json::Value;

/// Read from the JSON that a tool gets: one line for each operation, one for each of its parameters.
#[test]
fn every_shape_is_told_as_its_snapshot_says() {
    let mut told = String::new();
    for folder in spec::find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes")).unwrap() {
        let catalog = serde_json::to_value(catalog(&spec::load(&folder).unwrap()).unwrap()).unwrap();
        let product = &catalog["product"];
        let rule = &product["x-endpoint-rule"];
        let resource_oriented = &product["x-resource-oriented"];
        writeln!(told, "# {}: resource oriented {resource_oriented}, {rule}", product["info"]["product"]).unwrap();
        for (name, operation) in catalog["operations"].as_object().unwrap() {
            match operation.get("x-call") {
                Some(call) => writeln!(told, "{name} {call}").unwrap(),
                None => writeln!(told, "{name} is out of scope: {}", operation["x-out-of-scope"]).unwrap(),
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                writeln!(told, "    {}", line(parameter)).unwrap();
            }
            let mut secrets = Vec::new();
            collect_secrets(&operation["parameters"], "", &mut secrets);
            collect_secrets(&operation["responses"]["200"], "", &mut secrets);
            secrets.iter().for_each(|place| writeln!(told, "    secret: {place}").unwrap());
        }
    }
    insta::assert_snapshot!(told);
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

fn line(parameter: &Value) -> String {
    let text = |name: &str| parameter[name].as_str().unwrap_or_default().to_owned();
    let flag = |name: &str| if parameter["schema"][name] == true { name.to_owned() } else { String::new() };
    let words = [text("name"), text("in"), text("style"), flag("required"), flag("x-secret")];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
