//! Whether an operation reads or changes: what decides, and that every entry says it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use alicloud_codegen::spec;
use serde_json::{Value, json};

/// Product, operation, what its metadata says, and what it does. One row for each rule, and for each pair of rules that can disagree.
fn cases() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let ram = |levels: &[&str]| -> Value {
        levels.iter().map(|level| json!({"ramAction": {"action": "a:B"}, "operationType": level})).collect()
    };
    vec![
        // The name alone.
        ("A", "DescribeThings", json!({}), "read"),
        ("A", "DescibeThings", json!({}), "read"),
        ("A", "listThings", json!({}), "read"),
        ("A", "CheckThing", json!({}), "read"),
        ("A", "BatchGetThings", json!({}), "read"),
        ("A", "PreCheckCreateThing", json!({}), "read"),
        ("A", "DescribeThingsByTagAndOrder", json!({}), "read"),
        ("A", "DeleteThing", json!({}), "write"),
        ("A", "BatchDeleteThings", json!({}), "write"),
        ("A", "SyncThing", json!({}), "write"),
        ("A", "Frobnicate", json!({}), "write"),
        ("A", "ListenToThings", json!({}), "write"),
        ("A", "GetterThing", json!({}), "write"),
        // A name that begins with a verb of reading and changes something all the same.
        ("Dms", "GetNotebookAndSubmitTask", json!({"operationType": "read"}), "write"),
        ("cams", "GetChatappVerifyCode", json!({"systemTags": {"operationType": "get"}}), "write"),
        ("acm", "DescribeNamespacesWithCreate", json!({"operationType": "read"}), "write"),
        ("A", "GetOrCreateThing", json!({}), "write"),
        // What the vendor says.
        ("A", "Frobnicate", json!({"operationType": "read"}), "read"),
        ("A", "Frobnicate", json!({"operationType": "readAndWrite"}), "write"),
        ("A", "DescribeThings", json!({"operationType": "readAndWrite"}), "read"),
        ("A", "DescribeThings", json!({"operationType": "write"}), "write"),
        ("A", "Frobnicate", json!({"operationType": "readAndWrite", "systemTags": {"operationType": "get"}}), "read"),
        ("A", "Frobnicate", json!({"systemTags": {"operationType": "list"}}), "read"),
        ("A", "DescribeThings", json!({"systemTags": {"operationType": "create"}}), "write"),
        ("A", "DescribeThings", json!({"operationType": "read", "systemTags": {"operationType": "update"}}), "write"),
        ("A", "Frobnicate", json!({"operationType": "write", "systemTags": {"operationType": "get"}}), "write"),
        ("A", "DescribeThings", json!({"systemTags": {"operationType": "none"}}), "read"),
        ("A", "DeleteThing", json!({"systemTags": {"operationType": "get"}}), "write"),
        // Access levels.
        ("A", "Frobnicate", json!({"ramActions": ram(&["get"])}), "read"),
        ("A", "Frobnicate", json!({"ramActions": ram(&["get", "update"])}), "write"),
        ("A", "DescribeThings", json!({"ramActions": ram(&["Write"])}), "write"),
        ("A", "DescribeThings", json!({"operationType": "read", "ramActions": ram(&["update"])}), "read"),
        ("A", "Frobnicate", json!({"ramActions": ram(&["none"])}), "write"),
        // The method counts where it names the operation.
        ("A", "Frobnicate", json!({"path": "/things", "methods": ["get"]}), "read"),
        ("A", "Frobnicate", json!({"path": "/things", "methods": ["post"]}), "write"),
        ("A", "Frobnicate", json!({"path": "/things", "methods": ["get", "post"]}), "write"),
        ("A", "DescribeThings", json!({"path": "/things", "methods": ["post"]}), "read"),
        ("A", "DescribeThings", json!({"path": "/things", "methods": ["put"]}), "write"),
        ("A", "SuspendThing", json!({"path": "/things", "methods": ["get"]}), "write"),
        ("A", "Frobnicate", json!({"path": "/", "methods": ["get"]}), "write"),
        ("A", "Frobnicate", json!({"methods": ["get"]}), "write"),
        // By name, with a reason.
        ("Sts", "AssumeRole", json!({"ramActions": ram(&["Write"])}), "read"),
        ("Rds", "ValidateImportTask", json!({}), "write"),
        ("A", "ValidateImportTask", json!({}), "read"),
    ]
}

#[test]
fn each_piece_of_evidence_has_its_turn() {
    let mut wrong = Vec::new();
    for (product, name, says, expected) in cases() {
        let mut operation = json!({"methods": ["post", "get"], "responses": {"200": {"schema": {"type": "object"}}}});
        operation.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
        let style = if says.get("path").is_some() { "ROA" } else { "RPC" };
        let file = json!({
            "version": "1.0",
            "info": {"style": style, "product": product, "version": "2020-01-01"},
            "apis": {name: operation}
        });
        let spec = spec::from_api_docs(Path::new("api-docs.json"), &file.to_string()).unwrap();
        let found = spec.operations.values().next().unwrap().operation_type.clone().unwrap();
        if found != expected {
            wrong.push((product, name, says, found));
        }
    }
    assert_eq!(wrong, []);
}

/// Every file of `spec` that is an operation, with its text.
fn entries() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let mut entries = Vec::new();
    for folder in spec::find(&root).unwrap() {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if !matches!(name.as_str(), "product" | "corrections" | "names") {
                let place = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                entries.push((place, serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap()));
            }
        }
    }
    assert!(entries.len() > 400, "only {} entries were found", entries.len());
    entries
}

/// A lost call of an operation that reads is repeated, so somebody has to have looked at each of them.
#[test]
fn every_entry_says_whether_it_reads_or_changes() {
    let is_said = |entry: &Value| matches!(entry["operationType"].as_str(), Some("read" | "write"));
    let silent: Vec<_> = entries().into_iter().filter(|(_, entry)| !is_said(entry)).map(|(place, _)| place).collect();
    assert_eq!(silent, [] as [&str; 0], "write `\"operationType\": \"read\"` or `\"write\"` into each");
}

/// What a person wrote is what the rules say, so that the rules can be relied on where nobody looked.
#[test]
fn the_rules_say_what_was_reviewed() {
    let mut different = Vec::new();
    for (place, mut entry) in entries() {
        let reviewed = entry.as_object_mut().unwrap().remove("operationType");
        let mut parts = Path::new(&place).iter();
        let product = parts.next().unwrap().to_str().unwrap();
        let name = Path::new(&place).file_stem().unwrap().to_str().unwrap();
        let file = json!({
            "version": "1.0",
            "info": {"style": "RPC", "product": product, "version": "2020-01-01"},
            "apis": {name: entry}
        });
        let spec = spec::from_api_docs(Path::new("api-docs.json"), &file.to_string()).unwrap();
        let found = spec.operations.values().next().unwrap().operation_type.clone();
        if found.as_deref() != reviewed.as_ref().and_then(Value::as_str) {
            different.push(place);
        }
    }
    assert_eq!(different, [] as [&str; 0]);
}
