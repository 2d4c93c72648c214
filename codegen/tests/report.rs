//! `tests/report/CASE` is a product; `text.snap` and `json.snap` are the report on it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod cases;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use alicloud_codegen::diff::load;
use alicloud_codegen::report::{OperationReport, Report, TypeReport, report};
use alicloud_codegen::spec::{self, entry::AdditionalProperties, entry::Operation, entry::Schema};
use cases::{assert_together, cases};

#[test]
fn every_product_is_reported_on_as_its_snapshots_say() {
    for case in cases("report", 2) {
        let specs = load(&case.folder).unwrap_or_else(|problems| panic!("{problems}"));
        let report = report(&specs, None).unwrap_or_else(|problems| panic!("{problems}"));
        case.assert("text", &report.to_string());
        case.assert("json", &spec::to_text(&report));
    }
}

/// Everything that entries name is in the report, wherever it is nested; what operations share is under `components`.
#[test]
fn every_wire_name_is_there() {
    assert_complete(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec")));
    assert_complete(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/report")));
}

#[test]
fn the_crate_can_have_another_name() {
    let specs = load(Path::new("tests/report/resources")).unwrap_or_else(|problems| panic!("{problems}"));
    let report = report(&specs, Some("nodes")).unwrap_or_else(|problems| panic!("{problems}"));
    let first = report.products.first().and_then(|product| product.operations.first()).expect("an operation");
    assert_eq!(first.rust, "nodes::get_name::GetName");
}

#[test]
fn the_command_prints_either_form() {
    let specs = load(Path::new("tests/report/resources")).unwrap_or_else(|problems| panic!("{problems}"));
    let report = report(&specs, None).unwrap_or_else(|problems| panic!("{problems}"));
    assert_command(&["report", "--spec", "tests/report/resources"], 0, &report.to_string(), "");
    assert_command(&["report", "--spec", "tests/report/resources", "--format", "json"], 0, &spec::to_text(&report), "");
    assert_command(&["report", "--spec", "tests/nowhere"], 1, "", "tests/nowhere");
}

/// Which list has pages is never a guess; what keeps an operation from having a paginator is reported.
#[test]
fn an_operation_without_a_paginator_says_why() {
    let specs = load(Path::new("tests/shapes/pages")).unwrap_or_else(|problems| panic!("{problems}"));
    let Report { products, .. } = report(&specs, None).unwrap_or_else(|problems| panic!("{problems}"));
    let product = products.first().expect("a product");
    let lines: Vec<String> = product
        .operations
        .iter()
        .filter_map(|operation| Some(format!("{}: {}", operation.name, operation.without_pages.as_ref()?)))
        .collect();
    assert_eq!(lines.len(), product.counts.without_paginator);
    assert!(product.to_string().contains("In pages, without a paginator"));
    assert_together("report", "without_pages", &lines.join("\n"));
}

#[track_caller]
fn assert_complete(folder: &Path) {
    let specs = load(folder).unwrap_or_else(|problems| panic!("{problems}"));
    let Report { products, .. } = report(&specs, None).unwrap_or_else(|problems| panic!("{problems}"));
    for (spec, product) in specs.iter().zip(&products) {
        assert_eq!(product.operations.len() + product.refused.len(), spec.operations.len(), "{}", product.title);
        for operation in &product.operations {
            let entry = spec.operations.get(&operation.name).expect("it is reported on");
            let missing: Vec<String> = names(entry).difference(&reported(operation)).cloned().collect();
            assert!(missing.is_empty(), "{} {}: {missing:?}", product.title, operation.name);
        }
        let codes: BTreeSet<&str> = product.error_codes.iter().map(|code| code.code.as_str()).collect();
        let errors = product.operations.iter().flat_map(|operation| &operation.errors);
        errors.for_each(|error| assert!(codes.contains(error.code.as_str()) && error.rust.contains("::"), "{error:?}"));
    }
}

/// Paths of parameters and members, and valid values, as the entry has them.
fn names(entry: &Operation) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for parameter in &entry.parameters {
        let name = parameter.name.clone().unwrap_or_default();
        let Some(schema) = &parameter.schema else { continue };
        match parameter.location.as_deref() {
            // A path without a place for it cannot carry it.
            Some("path") if !entry.path.as_deref().unwrap_or_default().contains(&format!("{{{name}}}")) => {}
            // The members of a body are parameters of their own.
            Some("body") if is_object(schema) && bodies(entry) == 1 => collect(schema, "", &mut names),
            _ => {
                collect(schema, &name, &mut names);
                names.insert(name);
            }
        }
    }
    if let Some(schema) = entry.responses.get("200").and_then(|response| response.schema.as_ref()) {
        collect(schema, "", &mut names);
    }
    names
}

fn bodies(entry: &Operation) -> usize {
    entry.parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("body")).count()
}

fn is_object(schema: &Schema) -> bool {
    schema.reference.is_none()
        && matches!(schema.kind.as_deref(), Some("object") | None)
        && !schema.properties.is_empty()
}

fn collect(schema: &Schema, path: &str, names: &mut BTreeSet<String>) {
    if schema.reference.is_some() {
        return;
    }
    match schema.kind.as_deref() {
        Some("string") => {
            let values =
                schema.valid_values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            names.extend(values.map(|value| format!("value {value}")));
        }
        Some("array") => schema.items.iter().for_each(|items| collect(items, &format!("{path}[]"), names)),
        Some("object") | None if is_object(schema) => {
            for (name, member) in &schema.properties {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(member, &path, names);
                names.insert(path);
            }
        }
        Some("object") | None => {
            if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref() {
                collect(values, &format!("{path}{{}}"), names);
            }
        }
        Some(_) => {}
    }
}

fn reported(operation: &OperationReport) -> BTreeSet<String> {
    let parameters = operation.parameters.iter().map(|parameter| parameter.member.path.clone());
    let members = operation.members.iter().map(|member| member.path.clone());
    let values = operation.types.iter().flat_map(|item| match item {
        TypeReport::Enumeration { values, .. } => values.iter().map(|value| format!("value {}", value.value)).collect(),
        TypeReport::Structure { .. } => Vec::new(),
    });
    let parts = operation.parts.iter().map(|part| part.name.clone());
    parameters.chain(parts).chain(members).chain(values).collect()
}

#[track_caller]
fn assert_command(arguments: &[&str], code: i32, output: &str, said: &str) {
    let result =
        Command::new(env!("CARGO_BIN_EXE_alicloud-codegen")).args(arguments).output().expect("the command runs");
    let problems = String::from_utf8_lossy(&result.stderr);
    assert_eq!(result.status.code(), Some(code), "{problems}");
    assert_eq!(String::from_utf8_lossy(&result.stdout), output, "{problems}");
    assert!(problems.contains(said), "{problems}");
}

/// Products are reported one after the other; one that cannot be read is a problem of its own.
#[test]
fn a_bad_product_keeps_no_other_from_being_reported() {
    let root = tempfile::tempdir().unwrap();
    for (name, text) in [("a", "{"), ("b", r#"{"info": {"style": "RPC", "product": "B", "version": "1"}}"#)] {
        std::fs::create_dir(root.path().join(name)).unwrap();
        std::fs::write(root.path().join(name).join("product.json"), text).unwrap();
    }
    std::fs::create_dir(root.path().join("c")).unwrap();
    std::fs::write(root.path().join("c/product.json"), r#"{"info": {"style": "RPC", "product": "C", "version": "1"}}"#)
        .unwrap();
    let run = |format: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"));
        command.args(["report", "--format", format, "--spec"]).arg(root.path()).output().unwrap()
    };
    let json = run("json");
    assert!(!json.status.success() && String::from_utf8_lossy(&json.stderr).contains("not JSON"));
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let codes: Vec<_> =
        report["products"].as_array().unwrap().iter().map(|product| product["product"].as_str()).collect();
    assert_eq!((report["format"].as_u64(), codes), (Some(1), vec![Some("B"), Some("C")]));
    let text = run("text");
    assert!(String::from_utf8_lossy(&text.stdout).contains("B (B 1), crate alicloud_b"));
}
