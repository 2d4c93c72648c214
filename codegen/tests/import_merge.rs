//! An import is a merge: what documents say is replaced, what is ours survives or is reported, and `check` accepts the result.
//!
//! `steps.json` of each case in `tests/import_merge` is a list of steps: metadata, pages, entries made by hand, and what people write in between.
//! `result.snap` is what every import reported, followed by the entries.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod cases;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use alicloud_codegen::import::{Summary, metadata, page};
use alicloud_codegen::spec;
use cases::cases;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// A spec, and a folder for documents beside it.
struct Workplace {
    folder: tempfile::TempDir,
}

impl Workplace {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn spec(&self) -> PathBuf {
        self.folder.path().join("spec")
    }

    fn import_metadata(&self, document: &Value, descriptions: bool, prune: bool) -> Summary {
        let file = self.folder.path().join("api-docs.json");
        std::fs::write(&file, document.to_string()).unwrap();
        metadata::import(&[file], metadata::MetadataOptions { spec: &self.spec(), descriptions, prune })
    }

    fn import_page(&self, name: &str, text: &str, onto: bool) -> Summary {
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let (product, version) = (Some("Library"), Some("2020-01-02"));
        page::import(&[file], page::PageOptions { spec: &self.spec(), descriptions: false, onto, product, version })
    }

    /// All files of the only product.
    fn entries(&self) -> BTreeMap<String, String> {
        let folder = self.spec().join("library/2020-01-02");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let read = |file: std::fs::DirEntry| {
            (file.file_name().into_string().unwrap(), std::fs::read_to_string(file.path()).unwrap())
        };
        files.map(read).collect()
    }

    fn write(&self, file: &str, content: &Value) {
        let path = self.spec().join("library/2020-01-02").join(file);
        std::fs::write(path, spec::to_text(content)).unwrap();
    }

    /// What was reported, without the name of the folder.
    fn told(&self, summary: &Summary) -> String {
        let root = format!("{}{}", self.folder.path().display(), std::path::MAIN_SEPARATOR);
        format!("{summary}\n{}\n", summary.problems.to_string().replace(&root, ""))
    }

    /// What holds after every import: the same again changes nothing, and `check` has nothing against it.
    fn assert_settled(&self, summary: &Summary, again: impl Fn() -> Summary) {
        assert_eq!(summary.problems.errors(), 0, "{}", summary.problems);
        let before = self.entries();
        let second = again();
        let entries = self.entries();
        assert!(before == entries, "the second import changed entries: {}", self.told(&second));
        assert_eq!((second.created.len(), second.changed.len()), (0, 0), "{}", self.told(&second));
        if let Err(problems) = spec::load(&self.spec().join("library/2020-01-02")) {
            panic!("{problems}");
        }
    }
}

/// Sets the value at a pointer; `null` removes it.
fn edit(document: &mut Value, pointer: &str, value: &Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap_or_else(|| panic!("there is no {parent}")) {
        Value::Object(map) if value.is_null() => drop(map.shift_remove(last).expect("there is something to remove")),
        Value::Object(map) => drop(map.insert(last.to_owned(), value.clone())),
        Value::Array(list) if value.is_null() => drop(list.remove(last.parse().unwrap())),
        Value::Array(list) => list.insert(last.parse().unwrap(), value.clone()),
        _ => panic!("there is nothing in {parent}"),
    }
}

#[test]
fn documents_and_people_in_turn() {
    for case in cases("import_merge", 23) {
        let steps = std::fs::read_to_string(case.input("steps")).unwrap();
        let steps: Vec<Map<String, Value>> = serde_json::from_str(&steps).unwrap();
        let place = Workplace::new();
        let mut text = String::new();
        for step in steps {
            let is = |name: &str| step.get(name) == Some(&Value::Bool(true));
            if let Some(document) = step.get("metadata") {
                let import = || place.import_metadata(document, is("descriptions"), is("prune"));
                let summary = import();
                text.push_str(&place.told(&summary));
                place.assert_settled(&summary, import);
            } else if let Some(page) = step.get("page") {
                let lines: Vec<&str> = page.as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
                let import = || place.import_page("page.md", &lines.join("\n"), is("onto"));
                let summary = import();
                text.push_str(&place.told(&summary));
                place.assert_settled(&summary, import);
            } else if let Some(files) = step.get("hand") {
                std::fs::create_dir_all(place.spec().join("library/2020-01-02")).unwrap();
                files.as_object().unwrap().iter().for_each(|(file, content)| place.write(file, content));
            } else if step.contains_key("forgotten") {
                std::fs::remove_dir_all(place.spec().join(".imported")).unwrap();
            } else {
                for (file, edits) in step {
                    let there = place.entries().remove(&file).unwrap_or_else(|| "[]".to_owned());
                    let mut content = serde_json::from_str(&there).unwrap();
                    for (pointer, value) in edits.as_object().unwrap() {
                        edit(&mut content, pointer, value);
                    }
                    place.write(&file, &content);
                }
            }
        }
        for (name, content) in place.entries() {
            text.push_str(&format!("== {name}\n{content}"));
        }
        case.assert("result", &text);
    }
}

/// What a file names is not gone, whatever is wrong with it; and as long as something is wrong, nobody knows what is gone.
#[test]
fn a_run_with_errors_deletes_nothing() {
    let operation = json!({"methods": ["post"], "responses": {"200": {"schema": {"type": "object"}}}});
    let document =
        |apis: Value| json!({"info": {"style": "RPC", "product": "Library", "version": "2020-01-02"}, "apis": apis});
    let all = document(json!({"GetA": operation, "GetB": operation, "Gone": operation}));
    for (apis, other, has_errors) in [
        (json!({"GetA": operation, "GetB": "oops"}), "{}", true),
        (json!({"getA": operation, "GetB": operation}), "{}", true),
        // What is wrong with a later document counts as well.
        (json!({"GetA": operation, "GetB": operation}), "{", true),
        (
            json!({"GetA": operation, "GetB": operation}),
            r#"{"name": "GetA", "methods": ["post"], "info": {"product": "Library", "version": "2020-01-02"}}"#,
            false,
        ),
    ] {
        let place = Workplace::new();
        assert_eq!(place.import_metadata(&all, false, false).problems.errors(), 0);
        let files = ["api-docs.json", "other.json"].map(|name| place.folder.path().join(name));
        for (file, text) in files.iter().zip([&document(apis.clone()).to_string(), other]) {
            std::fs::write(file, text).unwrap();
        }
        let summary = metadata::import(
            &files,
            metadata::MetadataOptions { spec: &place.spec(), descriptions: false, prune: true },
        );
        let told = place.told(&summary);
        let entries: Vec<String> = place.entries().into_keys().collect();
        assert_eq!(summary.problems.errors() > 0, has_errors, "{told}");
        if has_errors {
            assert_eq!(entries, ["GetA.json", "GetB.json", "Gone.json", "product.json"], "{told}");
            assert!(told.contains("nothing was deleted, since there were errors"), "{told}");
        } else {
            assert_eq!(entries, ["GetA.json", "GetB.json", "product.json"], "{told}");
            assert!(told.contains("`Gone` was deleted"), "{told}");
            assert_eq!((summary.removed.len(), summary.created.len()), (1, 0), "{told}");
        }
        assert!(!told.contains("`GetB` is not in this file any more"), "{told}");
    }
}

/// A file that is written in place is half a file when the disk is full or the process is killed. A second name of each file shows whether
/// it was: what is replaced keeps its old content under the other name.
#[test]
fn no_file_is_written_in_place() {
    let place = Workplace::new();
    let document = |value: &str, codes: &[&str]| {
        let codes: Vec<Value> = codes.iter().map(|code| json!({"errorCode": code, "errorMessage": "No."})).collect();
        json!({
            "info": {"style": "RPC", "product": "Library", "version": "2020-01-02"},
            "components": {"schemas": {"Book": {"type": "string", "example": value}}},
            "apis": {"GetBook": {
                "methods": ["post"], "errorCodes": {"400": codes},
                "responses": {"200": {"schema": {"type": "object", "properties": {"A": {"type": "string", "example": value}}}}},
            }},
        })
    };
    assert_eq!(place.import_metadata(&document("one", &["A.b"]), false, false).problems.errors(), 0);
    assert_eq!(place.import_metadata(&document("two", &["A.b", "A_b"]), false, false).problems.errors(), 0);
    let correction = |set: &str, was: &str, at: &str| json!({"operation": "GetBook", "at": at, "set": set, "was": was, "why": "It is."});
    let example = "/responses/200/schema/properties/A/example";
    let corrections = json!([correction("other", "two", example), correction("get", "post", "/methods/0")]);
    place.write("corrections.json", &corrections);
    let mut others = Vec::new();
    let (entries, kept) = ("library/2020-01-02", ".imported/library/2020-01-02");
    for (folder, file) in [
        (entries, "GetBook.json"),
        (entries, "product.json"),
        (entries, "names.json"),
        (entries, "corrections.json"),
        (kept, "GetBook.json"),
        (kept, "_product.json"),
    ] {
        let path = place.spec().join(folder).join(file);
        let other = place.folder.path().join(format!("{}{file}", others.len()));
        std::fs::hard_link(&path, &other).unwrap();
        others.push((path, other, file));
    }
    let before: Vec<String> = others.iter().map(|(_, other, _)| std::fs::read_to_string(other).unwrap()).collect();
    place.import_metadata(&document("three", &["A.b", "A_b", "A-b"]), false, false);
    for ((path, other, file), before) in others.iter().zip(before) {
        assert_ne!(std::fs::read_to_string(path).unwrap(), before, "{file} is not changed: this shows nothing");
        assert_eq!(std::fs::read_to_string(other).unwrap(), before, "{file} was written in place");
    }
}

const NAMES: [&str; 5] = ["Id", "Name", "Book", "Shelf", "Password"];
const COMPONENTS: [&str; 2] = ["Book", "Shelf"];
const OPERATIONS: [&str; 4] = ["GetBook", "ListBooks", "MoveBook", "GetShelf"];

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({"type": "string"})),
        Just(json!({"type": "string", "maxLength": 20, "required": true})),
        Just(json!({"type": "string", "enum": ["a", "b"]})),
        Just(json!({"type": "integer", "format": "int64", "minimum": "1"})),
        select(&COMPONENTS).prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")})),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            fields(inner.clone()).prop_map(|fields| json!({"type": "object", "properties": fields})),
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            inner.prop_map(|values| json!({"type": "object", "additionalProperties": values})),
        ]
    })
}

fn fields(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    proptest::collection::btree_map(select(&NAMES).prop_map(str::to_owned), inner, 0..4)
        .prop_map(|fields| fields.into_iter().collect::<Map<String, Value>>().into())
}

fn operation() -> impl Strategy<Value = Value> {
    let parameter = (select(&NAMES), select(&["query", "formData", "header"]), schema())
        .prop_map(|(name, place, schema)| json!({"name": name, "in": place, "schema": schema}));
    let errors = proptest::collection::btree_map(
        select(&["400", "404"]).prop_map(str::to_owned),
        proptest::collection::vec(
            select(&["Book.Lost", "Book.Lent"]).prop_map(|code| json!({"errorCode": code, "errorMessage": code})),
            1..3,
        )
        .prop_map(Value::Array),
        0..3,
    );
    let actions = proptest::collection::vec(
        select(&["get", "list", "write"])
            .prop_map(|level| json!({"action": "library:GetBook", "accessLevel": level, "resources": [{"type": "Book", "arn": "*"}]})),
        0..3,
    );
    (proptest::collection::vec(parameter, 0..4), fields(schema()), errors, actions).prop_map(
        |(parameters, fields, errors, actions)| {
            json!({
                "methods": ["post"], "schemes": ["https"], "security": [{"AK": []}], "parameters": parameters,
                "responses": {"200": {"schema": {"type": "object", "properties": fields}}},
                "errorCodes": errors.into_iter().collect::<Map<String, Value>>(), "ramActions": actions,
            })
        },
    )
}

fn product() -> impl Strategy<Value = Value> {
    let groups = proptest::collection::vec(
        (select(&["3D things", "Books", "Default", "书"]), proptest::collection::vec(select(&OPERATIONS), 0..4))
            .prop_map(|(title, children)| json!({"title": title, "type": "directory", "children": children})),
        0..3,
    );
    let components = proptest::collection::btree_map(select(&COMPONENTS).prop_map(str::to_owned), schema(), 0..3);
    let operations = proptest::collection::btree_map(select(&OPERATIONS).prop_map(str::to_owned), operation(), 1..4);
    (groups, components, operations, proptest::option::of(Just("RPC"))).prop_map(
        |(groups, components, operations, style)| {
            let mut info = json!({"product": "Library", "version": "2020-01-02"});
            if let Some(style) = style {
                edit(&mut info, "/style", &style.into());
            }
            json!({
                "version": "1.0", "info": info, "directories": groups,
                "components": {"schemas": components.into_iter().collect::<Map<String, Value>>()},
                "apis": operations.into_iter().collect::<Map<String, Value>>(),
            })
        },
    )
}

/// Pointers to all schemas within a value.
fn schemas(value: &Value, pointer: &str, is_schema: bool, found: &mut Vec<String>) {
    if is_schema && value.is_object() {
        found.push(pointer.to_owned());
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let above = pointer.rsplit('/').next().unwrap_or_default();
                let is_schema = matches!(key.as_str(), "schema" | "items" | "additionalProperties")
                    || matches!(above, "properties" | "schemas");
                schemas(inner, &format!("{pointer}/{key}"), is_schema, found);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                schemas(inner, &format!("{pointer}/{index}"), false, found);
            }
        }
        _ => {}
    }
}

/// What people write into entries: each has words or a number that nothing else has. Returns those.
fn write_ours(place: &Workplace, choices: &[(usize, usize, u8)]) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    for (number, (file, position, what)) in choices.iter().enumerate() {
        let entries = place.entries();
        let (file, content) = entries.iter().nth(file % entries.len()).unwrap();
        let mut content: Value = serde_json::from_str(content).unwrap();
        let mut pointers = Vec::new();
        schemas(&content, "", false, &mut pointers);
        let Some(pointer) = pointers.get(position % pointers.len().max(1)) else { continue };
        let mark = format!("{}", 70_000 + number);
        let (key, value) = match what % 5 {
            0 => ("description", json!(format!("Ours, {mark}."))),
            1 => ("default", json!(mark)),
            2 => ("example", json!(mark)),
            // A reference to an object cannot be marked.
            3 if content.pointer(pointer).is_some_and(|schema| schema.get("$ref").is_none()) => {
                edit(&mut content, &format!("{pointer}/x-secret"), &json!(true));
                ("summary", Value::Null)
            }
            _ => ("title", json!(mark)),
        };
        if value.is_null() {
            place.write(file, &content);
            continue;
        }
        let pointer = format!("{pointer}/{key}");
        if content.pointer(&pointer).is_none() {
            edit(&mut content, &pointer, &value);
            place.write(file, &content);
            marks.insert(mark);
        }
    }
    marks
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_ours_is_lost_in_silence(
        first in product(),
        second in product(),
        choices in proptest::collection::vec((0..64_usize, 0..64_usize, any::<u8>()), 0..8),
        prune in any::<bool>(),
    ) {
        let place = Workplace::new();
        let import = || place.import_metadata(&first, false, false);
        place.assert_settled(&import(), import);
        let marks = write_ours(&place, &choices);
        // What is ours is at home in an import of the same.
        let written = place.entries();
        place.assert_settled(&import(), import);
        let there: String = place.entries().into_values().collect();
        for mark in &marks {
            prop_assert!(there.contains(mark), "{mark} is gone from {written:?}");
        }
        let summary = place.import_metadata(&second, false, prune);
        place.assert_settled(&summary, || place.import_metadata(&second, false, prune));
        let there: String = place.entries().into_values().collect();
        let told = place.told(&summary);
        for mark in &marks {
            let is_pruned = prune && told.contains("was deleted with what was edited by hand");
            prop_assert!(there.contains(mark) || told.contains(mark) || is_pruned, "{mark} is lost: {told}");
        }
        // All operations of the new document are there, with all their parameters and fields.
        for (name, operation) in second.pointer("/apis").unwrap().as_object().unwrap() {
            let entry: Value = serde_json::from_str(&place.entries()[&format!("{name}.json")]).unwrap();
            let names = |value: &Value| -> Vec<Value> {
                let list = value.get("parameters").and_then(Value::as_array).into_iter().flatten();
                list.map(|parameter| json!([parameter["name"], parameter["in"]])).collect()
            };
            prop_assert_eq!(names(operation), names(&entry));
            prop_assert_eq!(&operation["ramActions"].as_array().unwrap().len(), &entry.get("ramActions").and_then(Value::as_array).map_or(0, Vec::len));
        }
    }
}
