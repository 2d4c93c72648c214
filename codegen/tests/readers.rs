//! One format, one reader: a file of the vendor gives the same code whether it is generated from directly or imported first.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alicloud_codegen::import::{Summary, metadata};
use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::Options;
use alicloud_codegen::spec::{self, Spec};
use serde_json::{Map, Value, json};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Every file of the vendor among the cases, with its folder as name.
fn cases() -> Vec<(String, Value)> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(HERE).join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() == "api-docs.json" {
                files.push(path);
            }
        }
    }
    files.sort();
    let read = |path: &PathBuf| serde_json::from_str(&std::fs::read_to_string(path).unwrap());
    let name = |path: &PathBuf| path.strip_prefix(HERE).unwrap().parent().unwrap().display().to_string();
    let mut cases: Vec<(String, Value)> =
        files.iter().filter_map(|path| Some((name(path), read(path).ok()?))).collect();
    // Without them it has no folder.
    cases.retain(|(_, document)| document.pointer("/info/product").is_some());
    assert!(cases.len() > 20, "{}", cases.len());
    cases
}

/// The modules. The overview and the notes tell what was fixed, which an import has done before.
fn code(spec: &Spec) -> BTreeMap<String, String> {
    let mut files = generate(spec, &Options::default()).unwrap().files;
    files.retain(|name, _| name.ends_with(".rs"));
    files
}

fn directly(document: &Value) -> Option<Spec> {
    spec::from_api_docs(Path::new("api-docs.json"), &document.to_string()).ok()
}

/// Imports files and reads what was written; `None` if nothing was.
fn imported(files: &[(&str, String)]) -> (Option<Spec>, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    let inputs: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join("input").join(name)).collect();
    for (path, (_, text)) in inputs.iter().zip(files) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let summary =
        metadata::import(&inputs, metadata::MetadataOptions { spec: &spec, descriptions: true, prune: false });
    let Ok(folders) = spec::find(&spec) else { return (None, summary) };
    let read = spec::load(&folders[0]).unwrap_or_else(|problems| panic!("import wrote what is refused: {problems}"));
    (Some(read), summary)
}

#[track_caller]
fn assert_same(name: &str, direct: &Spec, imported: &Spec) {
    let (direct, imported) = (code(direct), code(imported));
    for (file, text) in &direct {
        let other = imported.get(file).unwrap_or_else(|| panic!("{name}: {file} is not there when it is imported"));
        for (line, (direct, imported)) in text.lines().zip(other.lines()).enumerate() {
            assert_eq!(direct, imported, "{name}: {file}:{}: directly, then imported", line + 1);
        }
        assert_eq!(text, other, "{name}: {file}");
    }
    assert_eq!(direct.len(), imported.len(), "{name}");
}

#[test]
fn a_file_read_directly_and_imported_is_the_same() {
    let mut compared = 0;
    for (name, document) in cases() {
        let Some(direct) = directly(&document) else { continue };
        compared += 1;
        let (imported, summary) = imported(&[("api-docs.json", document.to_string())]);
        let imported = imported.unwrap_or_else(|| panic!("{name}: {}", summary.problems));
        assert_same(&name, &direct, &imported);
    }
    assert!(compared > 20, "only {compared} were compared");
}

/// The vendor publishes every operation in a file of its own, too.
#[test]
fn files_of_single_operations_are_the_same_as_one_of_the_product() {
    let mut compared = 0;
    for (name, document) in cases() {
        let mut product = document.as_object().unwrap().clone();
        // Nothing else of a product is in such a file.
        product.retain(|key, _| ["version", "info", "components", "endpoints", "apis"].contains(&key.as_str()));
        let Some(direct) = directly(&Value::Object(product.clone())) else { continue };
        let Some(Value::Object(operations)) = product.remove("apis") else { continue };
        let single = |(operation, entry): (&String, &Value)| {
            let mut file = entry.as_object()?.clone();
            if !["methods", "parameters", "responses"].iter().any(|key| file.contains_key(*key)) {
                return None;
            }
            file.extend(product.clone());
            file.insert("name".to_owned(), json!(operation));
            Some(Value::Object(file).to_string())
        };
        let texts: Option<Vec<String>> = operations.iter().map(single).collect();
        let Some(texts) = texts.filter(|texts| !texts.is_empty()) else { continue };
        compared += 1;
        let names: Vec<String> = (0..texts.len()).map(|number| format!("{number}/api.json")).collect();
        let files: Vec<(&str, String)> = names.iter().map(String::as_str).zip(texts).collect();
        let (imported, summary) = imported(&files);
        let imported = imported.unwrap_or_else(|| panic!("{name}: {}", summary.problems));
        let without_groups =
            Spec { product: spec::entry::Product { directories: Vec::new(), ..direct.product.clone() }, ..direct };
        assert_same(&name, &without_groups, &imported);
    }
    assert!(compared > 10, "only {compared} were compared");
}

/// Whatever an exporter makes of a value: both ways read it alike, and what an import writes is accepted.
#[test]
fn damaged_files_are_read_alike() {
    let cases: Vec<_> = cases().into_iter().filter(|(_, document)| directly(document).is_some()).collect();
    let mut random = fastrand::Rng::with_seed(27);
    let (mut compared, mut changed) = (0, 0);
    for round in 0..150 {
        let (name, original) = &cases[round % cases.len()];
        let mut document = original.clone();
        for _ in 0..random.usize(3..12) {
            damage(&mut document, &mut random);
        }
        changed += usize::from(document != *original);
        let direct = directly(&document);
        let (imported, summary) = imported(&[("api-docs.json", document.to_string())]);
        let (Some(direct), Some(imported)) = (direct, imported) else { continue };
        // What is refused by name is not compared: a product without it is another one.
        let refused = summary.problems.errors() > 0 || direct.operations.len() != imported.operations.len();
        if !refused {
            compared += 1;
            assert_same(&format!("{name}, round {round}: {document}"), &direct, &imported);
        }
    }
    assert!(compared > 100 && changed > 110, "{compared} compared, {changed} changed");
}

/// Changes one value below the operations or the shared schemas.
fn damage(document: &mut Value, random: &mut fastrand::Rng) {
    let part = ["/apis", "/apis", "/apis", "/components/schemas", "/endpoints", "/directories"];
    let Some(mut node) = document.pointer_mut(part[random.usize(..part.len())]) else { return };
    for _ in 0..random.usize(1..9) {
        let count = match node {
            Value::Object(map) => map.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if count == 0 {
            break;
        }
        let at = random.usize(..count);
        node = match node {
            Value::Object(map) => map.values_mut().nth(at).unwrap(),
            Value::Array(items) => &mut items[at],
            _ => unreachable!("it has elements"),
        };
    }
    let old = node.take();
    *node = match (random.u8(..13), old) {
        (0, _) => Value::Null,
        (1, Value::Number(number)) => Value::String(number.to_string()),
        (1, Value::Bool(flag)) => Value::String(flag.to_string()),
        (2, Value::Object(_)) => json!([]),
        (2, Value::Array(_)) => json!({}),
        (3, Value::Array(mut items)) if items.len() == 1 => items.remove(0),
        (3, other) => Value::Array(vec![other]),
        (4, Value::String(text)) => text.parse().map_or(Value::String(text), Value::Number),
        (5, _) => json!(" "),
        (6, Value::Object(mut map)) => {
            // A part of the schema beside it.
            if let Some(Value::Object(schema)) = map.get_mut("schema")
                && let Some(key) = schema.keys().next().cloned()
                && let Some(value) = schema.remove(&key)
            {
                map.insert(key, value);
            }
            Value::Object(map)
        }
        (7, Value::Object(mut map)) => {
            map.insert("description".to_owned(), json!(random.u8(..)));
            Value::Object(map)
        }
        (8, Value::Object(mut map)) => {
            map.insert("required".to_owned(), [json!("True"), json!(["Id"]), json!(1)][random.usize(..3)].clone());
            Value::Object(map)
        }
        (9, Value::Object(map)) => {
            Value::Object(map.into_iter().map(|(key, value)| (key.to_uppercase(), value)).collect())
        }
        (10, Value::Object(map)) => Value::Object(without_first(map)),
        (11, Value::Object(mut map)) => {
            map.insert("example".to_owned(), json!({"b": [1, null], "a": 1e30}));
            Value::Object(map)
        }
        (12, _) => json!(true),
        (_, other) => other,
    };
}

fn without_first(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter().skip(1).collect()
}
