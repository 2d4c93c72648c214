//! `tests/product_pages/CASE/steps.json` are imports of pages about a whole product, and what people do in between; `result.snap` is what
//! is said and written after each. Every import is repeated: the second run changes nothing.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod cases;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use cases::{Case, cases};
use serde_json::{Value, json};

#[test]
fn entries_get_what_a_page_about_the_product_says() {
    for case in cases("product_pages", 16) {
        case.assert("result", &result(&case));
    }
}

/// One step: `["import", "ram-page", FILE, …]` or another import, `["edit", ENTRY, POINTER, VALUE]`, or `["copy", FROM, TO]`.
type Step = Vec<Value>;

fn result(case: &Case) -> String {
    let root = tempfile::tempdir().expect("a folder");
    let spec = root.path().join("spec");
    fs::write(root.path().join("api-docs.json"), metadata().to_string()).expect("written");
    for file in fs::read_dir(&case.folder).expect("the case").map(|file| file.expect("readable").path()) {
        fs::copy(&file, root.path().join(file.file_name().expect("a name"))).expect("copied");
    }
    assert!(run(root.path(), &["import", "metadata", "api-docs.json"]).status.success(), "{}", case.name);
    let steps: Vec<Step> = serde_json::from_str(&fs::read_to_string(case.folder.join("steps.json")).expect("steps"))
        .unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let mut text = String::new();
    let mut before = facts(&spec);
    for step in steps {
        let words: Vec<&str> = step.iter().filter_map(Value::as_str).collect();
        if words.first() == Some(&"edit") {
            edit(&spec.join("vpc/2016-04-28").join(words[1]), words[2], step[3].clone());
            let _ = writeln!(text, "== edit {} {} {}", words[1], words[2], step[3]);
            before = facts(&spec);
            continue;
        }
        if words.first() == Some(&"copy") {
            fs::copy(root.path().join(words[1]), root.path().join(words[2])).expect("copied");
            let _ = writeln!(text, "== {}", words.join(" "));
            continue;
        }
        let output = run(root.path(), &words);
        let _ = writeln!(text, "== {}: exit code {}", words.join(" "), output.status.code().unwrap_or(-1));
        for part in [&output.stderr, &output.stdout] {
            text.push_str(String::from_utf8_lossy(part).trim_end());
            text.push('\n');
        }
        let after = facts(&spec);
        for (file, facts) in &after {
            if before.get(file) != Some(facts) {
                let _ = writeln!(text, "-- {file}\n{}", serde_json::to_string_pretty(facts).expect("JSON"));
            }
        }
        before = after;
        let written = tree(&spec);
        let again = run(root.path(), &words);
        assert_eq!(again.status.code(), output.status.code(), "{}", case.name);
        assert_eq!(tree(&spec), written, "{}: the second run changed something", case.name);
    }
    text
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"));
    command.current_dir(folder).args(arguments).output().expect("the command runs")
}

fn edit(file: &Path, pointer: &str, value: Value) {
    let mut entry: Value = serde_json::from_str(&fs::read_to_string(file).expect("an entry")).expect("JSON");
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    entry.pointer_mut(parent).expect("it is there")[key] = value;
    fs::write(file, serde_json::to_string_pretty(&entry).expect("JSON")).expect("written");
}

/// What such pages write, of each file.
fn facts(spec: &Path) -> BTreeMap<String, Value> {
    let mut facts = BTreeMap::new();
    for (file, text) in tree(&spec.join("vpc")) {
        let entry: Value = serde_json::from_str(&text).expect("JSON");
        let keys = ["ramActions", "errorCodes", "x-common-error-codes", "x-source"];
        let present = keys.iter().filter_map(|key| Some(((*key).to_owned(), entry.get(*key)?.clone())));
        facts.insert(file, Value::Object(present.collect()));
    }
    facts
}

/// All files below a folder, those that only imports read as well.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let (mut found, mut open) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("it is a folder") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below").display().to_string();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

/// A product whose code in RAM policies is its own in lower case by chance alone.
fn metadata() -> Value {
    let operation = || {
        json!({"methods": ["post"], "schemes": ["https"], "operationType": "read", "security": [{"AK": []}],
            "parameters": [{"name": "RegionId", "in": "query", "schema": {"type": "string"}}],
            "responses": {"200": {"schema": {"type": "object", "properties": {"RequestId": {"type": "string"}}}}}})
    };
    let names = ["CreateVpc", "DeleteVpc", "DescribeVpcs", "CreateVSwitch", "ModifyVpcAttribute", "Vpc"];
    let mut apis: serde_json::Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), operation())).collect();
    // The metadata says something about one of them.
    apis["DeleteVpc"]["ramActions"] = json!([{"action": "vpc:DeleteVpc", "accessLevel": "update", "resources": []}]);
    json!({"version": "1.0", "info": {"style": "RPC", "product": "Vpc", "version": "2016-04-28"}, "apis": apis})
}
