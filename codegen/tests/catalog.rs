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
        }
    }
    insta::assert_snapshot!(told);
}

fn line(parameter: &Value) -> String {
    let text = |name: &str| parameter[name].as_str().unwrap_or_default().to_owned();
    let flag = |name: &str| if parameter["schema"][name] == true { name.to_owned() } else { String::new() };
    let words = [text("name"), text("in"), text("style"), flag("required"), flag("x-secret")];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
