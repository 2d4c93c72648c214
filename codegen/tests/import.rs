//! Metadata becomes entries of a spec: the shapes in which the vendor publishes it, and what outlives a second import.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, reason = "tests")]

mod cases;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use alicloud_codegen::import::Summary;
use alicloud_codegen::import::{metadata, page};
use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::Options;
use alicloud_codegen::spec;
use cases::assert_together;
use serde_json::{Map, Value};

fn inputs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A folder with a spec and beside it the inputs, so that what is reported (it is sorted by path) has one order on every machine.
struct Workplace {
    folder: tempfile::TempDir,
    spec: PathBuf,
}

impl Workplace {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { spec: folder.path().join("spec"), folder }
    }

    /// Imports a file of the tests.
    fn import(&self, input: &str, descriptions: bool, prune: bool) -> Summary {
        let copy = self.folder.path().join("input").join(input);
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(inputs().join(input), &copy).unwrap();
        metadata::import(&[copy], metadata::MetadataOptions { spec: &self.spec, descriptions, prune })
    }

    /// All files of the spec, then what was reported.
    fn listing(&self, summary: &Summary) -> String {
        let mut text = String::new();
        for (path, (content, _)) in files(&self.spec) {
            text.push_str(&format!("== {}\n{content}", path.display()));
        }
        let root = format!("{}{}", self.folder.path().display(), std::path::MAIN_SEPARATOR);
        format!("{text}== {summary}\n{}\n", summary.problems.to_string().replace(&root, ""))
    }
}

fn files(spec: &Path) -> BTreeMap<PathBuf, (String, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![spec.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What documents said is kept for the next import, and no reader of a spec sees it.
                if !path.file_name().unwrap().to_str().unwrap().starts_with('.') {
                    folders.push(path);
                }
            } else {
                let time = path.metadata().unwrap().modified().unwrap();
                found.insert(
                    path.strip_prefix(spec).unwrap().to_owned(),
                    (std::fs::read_to_string(&path).unwrap(), time),
                );
            }
        }
    }
    found
}

#[test]
fn shapes_of_the_vendor() {
    let place = Workplace::new();
    let summary = place.import("import/shapes/api-docs.json", false, false);
    assert_together("import/shapes", "imported", &place.listing(&summary));
}

/// What an entry of ours may not leave out, the vendor does; each time it is said what became of it, and the entries pass the check.
#[test]
fn unfinished_metadata() {
    let place = Workplace::new();
    let summary = place.import("shapes/unfinished/api-docs.json", false, false);
    assert_together("shapes/unfinished", "imported", &place.listing(&summary));
    let folder = place.spec.join("unfinished/2020-01-01");
    alicloud_codegen::spec::load(&folder).unwrap_or_else(|problems| panic!("{problems}"));
}

#[test]
fn sentences_are_kept_on_request_only() {
    for descriptions in [false, true] {
        let place = Workplace::new();
        let summary = place.import("import/shapes/api-docs.json", descriptions, false);
        assert_eq!(summary.problems.errors(), 0, "{}", summary.problems);
        // Messages show lines of the vendor's file.
        assert_eq!(place.listing(&Summary::default()).contains("sentence of the vendor"), descriptions);
    }
}

#[test]
fn what_people_wrote_outlives_newer_metadata() {
    let place = Workplace::new();
    let folder = place.spec.join("library/2020-01-02");
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["product.json", "GetBook.json", "Gone.json"] {
        std::fs::copy(inputs().join("import/newer/written").join(file), folder.join(file)).unwrap();
    }
    let summary = place.import("import/newer/api-docs.json", true, false);
    assert_together("import/newer", "imported", &place.listing(&summary));
    // No document is known that had `Gone`, so that it may be all ours.
    let again = place.import("import/newer/api-docs.json", true, true);
    assert_eq!((again.created.len(), again.changed.len(), again.removed.len()), (0, 0, 0), "{}", again.problems);
    assert!(again.problems.to_string().contains("no document is known that had the operation `Gone`"));
    assert!(folder.join("Gone.json").exists());
}

#[test]
fn one_operation() {
    let place = Workplace::new();
    let input = "import/one_operation/products/Library/versions/2020-01-02/apis/GetBook/api.json";
    let summary = place.import(input, false, false);
    assert_together("import/one_operation", "imported", &place.listing(&summary));
}

#[test]
fn inputs_that_are_no_metadata() {
    let folder = tempfile::tempdir().unwrap();
    for (text, problem) in [
        ("{", "this is not JSON"),
        ("[]", "it is JSON, but not an object"),
        ("{}", "it is neither the metadata of a product nor that of an operation"),
        (r#"{"apis": {}}"#, "the product or its version is unknown"),
        (r#"{"apis": {}, "info": {"product": "../up", "version": "1"}}"#, "`../up` cannot be the name of a folder"),
        (r#"{"apis": {"a/b": {}}, "info": {"product": "Up", "version": "1"}}"#, "`a/b` cannot be the name of a file"),
        (r#"{"apis": {"1st": {}}, "info": {"product": "Up", "version": "1"}}"#, "`1st` cannot be the name of a file"),
        (
            r#"{"apis": {"Product": {}}, "info": {"product": "Up", "version": "1"}}"#,
            "`Product` cannot be the name of a",
        ),
        (
            &format!(r#"{{"apis": {{"A{}": {{}}}}, "info": {{"product": "Up", "version": "1"}}}}"#, "a".repeat(300)),
            "the name of an operation has 301 bytes",
        ),
        (
            r#"{"apis": {"Foo.json": {}}, "info": {"product": "Up", "version": "1"}}"#,
            "`Foo.json` cannot be the name of a file",
        ),
        (
            r#"{"apis": {"product.json": {}}, "info": {"product": "Up", "version": "1"}}"#,
            "`product.json` cannot be the name of a file",
        ),
    ] {
        let file = folder.path().join("input.json");
        std::fs::write(&file, text).unwrap();
        let spec = folder.path().join("spec");
        let summary =
            metadata::import(&[file], metadata::MetadataOptions { spec: &spec, descriptions: false, prune: false });
        assert_eq!(summary.problems.errors(), 1, "{text}: {}", summary.problems);
        assert!(summary.problems.to_string().contains(problem), "{text}: {}", summary.problems);
    }
}

/// Of two values under one key nobody knows which one is meant: a later import would have it the other way round.
#[test]
fn a_file_with_a_key_twice_is_not_imported() {
    for (text, place) in [
        (r#"{"apis": {"GetA": {}, "GetA": {"methods": ["get"]}}, "info": {"product": "Up", "version": "1"}}"#, "GetA"),
        (
            r#"{"apis": {"GetA": {"methods": ["get"], "methods": ["post"]}}, "info": {"product": "Up", "version": "1"}}"#,
            "methods",
        ),
        (r#"{"apis": {"GetA": {}}, "apis": {}, "info": {"product": "Up", "version": "1"}}"#, "apis"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("input.json");
        std::fs::write(&file, text).unwrap();
        let spec = folder.path().join("spec");
        let summary =
            metadata::import(&[file], metadata::MetadataOptions { spec: &spec, descriptions: false, prune: false });
        assert!(summary.problems.errors() > 0, "{text}: {}", summary.problems);
        assert!(summary.problems.to_string().contains(&format!("`{place}`")), "{text}: {}", summary.problems);
        assert!(!spec.exists(), "{text}: {summary}");
    }
}

/// A product within another one would be found by no reader.
#[test]
fn a_spec_within_a_product_is_refused() {
    for below in ["spec/library/2020-01-02", "spec/library/2020-01-02/more", "spec/library"] {
        let place = Workplace::new();
        assert_eq!(place.import("import/newer/api-docs.json", false, false).problems.errors(), 0);
        let before = files(&place.spec);
        let nested = place.folder.path().join(below);
        let inner = Workplace { spec: nested.clone(), folder: tempfile::tempdir().unwrap() };
        let summary = inner.import("import/newer/api-docs.json", false, false);
        let said = summary.problems.to_string();
        assert_eq!(summary.problems.errors(), 1, "{below}: {said}");
        let root = place.spec.canonicalize().unwrap();
        assert!(said.contains(&format!("`--spec {}`", root.display())), "{below}: {said}");
        assert!(files(&place.spec) == before, "{below}: {summary}");
    }
}

/// One rule for all: links to folders are followed neither by readers nor by an import, links to files by both.
#[test]
#[cfg(unix)]
fn links_within_a_spec() {
    use std::os::unix::fs::symlink;
    let input = "import/newer/api-docs.json";
    for (link, target) in
        [("library", "elsewhere"), ("library/2020-01-02", "elsewhere"), (".imported/library", "elsewhere")]
    {
        let place = Workplace::new();
        let (link, target) = (place.spec.join(link), place.folder.path().join(target));
        std::fs::create_dir_all(&target).unwrap();
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(&target, &link).unwrap();
        let summary = place.import(input, false, false);
        let said = summary.problems.to_string();
        assert!(said.contains("the folder is a link") && summary.problems.errors() == 1, "{said}");
        assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0, "{said}");
    }
    // A file behind a link is read and written.
    let place = Workplace::new();
    assert_eq!(place.import(input, false, false).problems.errors(), 0);
    let folder = place.spec.join("library/2020-01-02");
    let (entry, real) = (folder.join("GetBook.json"), place.folder.path().join("real.json"));
    std::fs::rename(&entry, &real).unwrap();
    symlink(&real, &entry).unwrap();
    let summary = place.import(input, false, false);
    assert_eq!((summary.problems.errors(), summary.changed.len()), (0, 0), "{}", summary.problems);
    // One that leads nowhere is an error, and nothing appears where it leads.
    std::fs::remove_file(&real).unwrap();
    let summary = place.import(input, false, false);
    assert!(summary.problems.to_string().contains("the file is a link that leads to no file"), "{}", summary.problems);
    assert!(!real.exists());
}

/// An entry, the product, and what the documents said: whoever took the permission to write had a reason.
#[test]
fn a_file_that_may_only_be_read_is_left_as_it_is() {
    let input = "import/newer/api-docs.json";
    let newer = std::fs::read_to_string(inputs().join(input)).unwrap();
    let newer = newer.replace("\"Kind\"", "\"Sort\"").replace("new.aliyuncs.com", "newer.aliyuncs.com");
    for file in [
        "library/2020-01-02/GetBook.json",
        "library/2020-01-02/product.json",
        ".imported/library/2020-01-02/GetBook.json",
        ".imported/library/2020-01-02/_product.json",
    ] {
        let place = Workplace::new();
        assert_eq!(place.import(input, false, false).problems.errors(), 0);
        let (path, document) = (place.spec.join(file), place.folder.path().join("newer.json"));
        let before = std::fs::read_to_string(&path).unwrap();
        let mut permissions = path.metadata().unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
        std::fs::write(&document, &newer).unwrap();
        let options = metadata::MetadataOptions { spec: &place.spec, descriptions: false, prune: false };
        let problems = metadata::import(&[document], options).problems;
        assert!(problems.errors() == 1 && problems.to_string().contains("cannot write it"), "{file}: {problems}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before, "{file}");
        assert!(path.metadata().unwrap().permissions().readonly(), "{file}");
    }
}

/// Whoever may read a file before an import may read it afterwards, and nobody else.
#[test]
#[cfg(unix)]
fn the_mode_of_a_file_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let input = "import/newer/api-docs.json";
    let newer = std::fs::read_to_string(inputs().join(input)).unwrap().replace("\"Kind\"", "\"Sort\"");
    for mode in [0o600, 0o640, 0o664, 0o755] {
        let place = Workplace::new();
        assert_eq!(place.import(input, false, false).problems.errors(), 0);
        let document = place.folder.path().join("newer.json");
        std::fs::write(&document, &newer).unwrap();
        let entry = place.spec.join("library/2020-01-02/GetBook.json");
        std::fs::set_permissions(&entry, std::fs::Permissions::from_mode(mode)).unwrap();
        let options = metadata::MetadataOptions { spec: &place.spec, descriptions: false, prune: false };
        assert_eq!(metadata::import(&[document], options).problems.errors(), 0);
        assert!(std::fs::read_to_string(&entry).unwrap().contains("Sort"));
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, mode);
    }
}

/// Every file that an import reads goes through one reader.
#[test]
fn files_in_another_encoding_are_refused_wherever_they_are() {
    let input = "import/newer/api-docs.json";
    for file in [
        "library/2020-01-02/GetBook.json",
        "library/2020-01-02/product.json",
        "library/2020-01-02/names.json",
        ".imported/library/2020-01-02/GetBook.json",
        ".imported/library/2020-01-02/_product.json",
    ] {
        let place = Workplace::new();
        place.import(input, false, false);
        let path = place.spec.join(file);
        let before = std::fs::read(&path).unwrap_or_else(|_| b"{}".to_vec());
        // With the mark that some editors write, it is the same file.
        std::fs::write(&path, [b"\xEF\xBB\xBF", before.as_slice()].concat()).unwrap();
        let summary = place.import(input, false, false);
        assert_eq!(summary.problems.errors(), 0, "{file}: {}", summary.problems);
        let mut wrong = b"{\"x-note\": \"\xB5\xA5\"".to_vec();
        wrong.extend_from_slice(b"}");
        std::fs::write(&path, &wrong).unwrap();
        let summary = place.import(input, false, false);
        assert!(summary.problems.errors() > 0, "{file}");
        assert!(summary.problems.to_string().contains("iconv -f GB18030"), "{file}: {}", summary.problems);
        assert_eq!(std::fs::read(&path).unwrap(), wrong, "{file}: it is left as it is");
    }
}

/// What an import has to say is located in the file: at the field that the sentence names, or at the operation.
#[test]
fn messages_about_metadata_have_a_line() {
    let document = r##"{
  "info": {"style": "ROA", "product": "Library", "version": "2020-01-01"},
  "apis": {
    "GetBook": {
      "methods": ["get"], "path": "/books/{Shelf}",
      "parameters": [
        {"name": "Zip", "in": "nowhere", "schema": {"type": "string"}},
        {"name": "Room", "in": "path", "schema": {"type": "string"}},
        {"name": "Size", "in": "query", "schema": {"type": "object", "properties": {"Width": {"type": "wide"}}}}
      ],
      "responses": {"200": {}}, "odd": true
    },
    "PutBook": {"methods": ["put"], "responses": {"200": {}}},
    "GetShelf": {
      "methods": ["get"], "path": "/shelf", "security": [],
      "responses": {"200": {"schema": {"$ref": "#/components/schemas/Shelf"}}},
      "responseDemo": "[{\"type\":\"json\",\"example\":\"{\\\"Width\\\": \\\"1\\\", \\\"Books\\\": [{\\\"Id\\\": 1, \\\"Height\\\": 2}]}\"}]"
    },
    "ListShelves": {
      "methods": ["get"], "path": "/shelves", "responses": {"200": {"schema": {"type": "object", "properties": {"Next": {
        "$ref": "#/components/schemas/Shelf"}}}}},
      "responseDemo": "[{\"type\":\"json\",\"example\":\"{\\\"Next\\\": {\\\"Next\\\": {\\\"Width\\\": 1}}}\"}]"
    }
  },
  "components": {"schemas": {"Shelf": {"type": "object", "properties": {"Width": {"type": "integer", "format": "int32"}, "Books": {
    "type": "array", "items": {"type": "object", "properties": {"Id": {"type": "integer", "format": "int32"}}}},
    "Next": {"$ref": "#/components/schemas/Shelf"}}}}}
}"##;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api-docs.json");
    std::fs::write(&file, document).unwrap();
    let spec = folder.path().join("spec");
    let summary = metadata::import(
        std::slice::from_ref(&file),
        metadata::MetadataOptions { spec: &spec, descriptions: false, prune: false },
    );
    let said = format!("{:#}", summary.problems);
    for (message, line) in [
        ("`Zip` is in `nowhere`", "7:18"),
        ("`Room` is in the path, but the path has no `{Room}`", "8:18"),
        ("no parameter fills `{Shelf}`", "4:5"),
        ("`wide` of `Size.Width` is not a type", "9:103"),
        ("`odd` of", "11:40"),
        ("PutBook has no path", "13:5"),
        ("`security` of an operation is an empty list, which names no way to authenticate", "15:57"),
        (
            "GetShelf: the json sample contradicts the description of the response: it shows `Width` as a string, the description as \
             an integer (and 1 more)",
            "14:5",
        ),
    ] {
        let place = format!("api-docs.json:{line}");
        let found = said.split("\n\n").find(|problem| problem.contains(message));
        assert!(found.is_some_and(|problem| problem.contains(&place)), "{message} at {place}: {said}");
    }
    assert!(!said.contains("ListShelves: the json sample"), "{said}");
}

/// An RPC product has no paths, so what its metadata puts there would be lost in silence.
#[test]
fn a_parameter_in_the_path_of_an_rpc_product_is_reported() {
    let document = r#"{"info": {"style": "RPC", "product": "Library", "version": "2020-01-01"}, "apis": {"GetBook": {"methods": ["get"],
        "path": "/{Id}", "parameters": [{"name": "Id", "in": "path", "schema": {"type": "string"}}], "responses": {"200": {}}}}}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api-docs.json");
    std::fs::write(&file, document).unwrap();
    let spec = folder.path().join("spec");
    let summary =
        metadata::import(&[file], metadata::MetadataOptions { spec: &spec, descriptions: false, prune: false });
    let said = format!("{:#}", summary.problems);
    assert!(said.contains("`Id` is in the path, and operations of an RPC product have none"), "{said}");
}

/// A name of a device on Windows cannot be that of a file, with whatever extension.
#[test]
fn operations_with_the_name_of_a_device_are_refused() {
    for (product, operation, message) in [
        ("Library", "Con", "`Con` cannot be the name of a file: it is that of a device"),
        ("Library", "lpt1.Get", "`lpt1.Get` cannot be the name of a file: it is that of a device"),
        ("Nul", "GetBook", "`Nul` cannot be the name of a folder: it is that of a device"),
        ("Library", "Console", ""),
    ] {
        let document = serde_json::json!({
            "info": {"style": "RPC", "product": product, "version": "2020-01-01"},
            "apis": {operation: {"methods": ["get"], "responses": {"200": {}}}},
        });
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("api-docs.json");
        std::fs::write(&file, document.to_string()).unwrap();
        let spec = folder.path().join("spec");
        let options = metadata::MetadataOptions { spec: &spec, descriptions: false, prune: false };
        let summary = metadata::import(&[file], options);
        let said = summary.problems.to_string();
        assert_eq!(summary.problems.errors() > 0, !message.is_empty(), "{said}");
        assert!(said.contains(message), "{said}");
        let entry = spec.join(product.to_lowercase()).join("2020-01-01").join(format!("{operation}.json"));
        assert_eq!(entry.exists(), message.is_empty(), "{said}");
        // The vendor's file needs no file for an entry, and its module gets another name.
        let direct = alicloud_codegen::spec::from_api_docs(Path::new("api-docs.json"), &document.to_string()).unwrap();
        let files = generate(&direct, &Options::default()).unwrap().files;
        let names: Vec<&String> = files.keys().collect();
        let is_device = |name: &&String| name.starts_with("con.") || name.starts_with("lpt1.");
        assert!(!names.iter().any(is_device) && names.len() > 2, "{names:?}");
    }
}

/// Not every file system has room for both entries, so one of the two is left out, and which one does not depend on how the file is read.
#[test]
fn operations_that_differ_in_case_only() {
    let text = r#"{"info": {"style": "RPC", "product": "Up", "version": "2020-01-01"}, "apis": {
        "getA": {"methods": ["get"], "responses": {"200": {}}}, "GetA": {"methods": ["get"], "responses": {"200": {}}}}}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api-docs.json");
    std::fs::write(&file, text).unwrap();
    let direct = spec::from_api_docs(&file, text).unwrap();
    let spec_folder = folder.path().join("spec");
    let options = metadata::MetadataOptions { spec: &spec_folder, descriptions: false, prune: false };
    let summary = metadata::import(std::slice::from_ref(&file), options);
    let imported = spec::load(&spec_folder.join("up/2020-01-01")).unwrap();
    let names = |spec: &spec::Spec| spec.operations.keys().cloned().collect::<Vec<_>>();
    assert_eq!((names(&direct), names(&imported)), (vec!["GetA".to_owned()], vec!["GetA".to_owned()]));
    assert!(
        direct.repairs.iter().any(|(name, what)| name == "getA" && what.contains("in case only")),
        "{:?}",
        direct.repairs
    );
    assert!(summary.problems.to_string().contains("getA is not imported: it differs from GetA in case only"));
}

/// The second of two documents about the same would replace the first one, whichever that is.
#[test]
fn two_documents_about_the_same_in_one_run() {
    let info = r#""info": {"style": "RPC", "product": "Up", "version": "2020-01-01"}"#;
    let operation = |method: &str| format!(r#""methods": ["{method}"], "responses": {{"200": {{}}}}"#);
    let whole = |method: &str| format!(r#"{{{info}, "apis": {{"GetA": {{{}}}}}}}"#, operation(method));
    let single = |name: &str| format!(r#"{{{info}, "name": "{name}", {}}}"#, operation("get"));
    let page_of = |name: &str| {
        let table = "|Name|Type|Required|\n|--|--|--|\n|Id|String|Yes|\n";
        (name.to_owned(), format!("# GetA\n\n## Request parameters\n\n{table}"))
    };
    let document = |name: &str, text: String| (name.to_owned(), text);
    for (files, has_error) in [
        ([document("a.json", whole("get")), document("b.json", whole("post"))], true),
        ([document("a.json", single("GetA")), document("b.json", single("GetA"))], true),
        ([document("a.json", single("GetA")), document("b.json", single("GetB"))], false),
        ([document("a.json", whole("get")), document("b.json", single("GetA"))], false),
        ([page_of("a.md"), page_of("b.md")], true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let spec_folder = folder.path().join("spec");
        let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
        paths.iter().zip(&files).for_each(|(path, (_, text))| std::fs::write(path, text).unwrap());
        let summary = if files[0].0.ends_with(".md") {
            let (product, version) = (Some("Up"), Some("2020-01-01"));
            let spec = &spec_folder;
            page::import(&paths, page::PageOptions { spec, descriptions: false, onto: false, product, version })
        } else {
            let options = metadata::MetadataOptions { spec: &spec_folder, descriptions: false, prune: false };
            metadata::import(&paths, options)
        };
        let said = summary.problems.to_string();
        assert_eq!(said.contains(" is about "), has_error, "{files:?}: {said}");
        assert_eq!(summary.problems.errors() > 0, has_error, "{files:?}: {said}");
        assert!(spec_folder.join("up/2020-01-01/GetA.json").is_file(), "{said}");
    }
}

/// Whatever is wrong with documented errors is reported, and their codes are kept where it can be told what was meant.
#[test]
fn errors_with_a_wrong_status() {
    let text = r#"{"info": {"style": "RPC", "product": "Up", "version": "2020-01-01"}, "apis": {"GetA": {"methods": ["get"],
        "responses": {"200": {}}, "errorCodes": {"400": [{"errorCode": "A.One"}], " 400 ": [{"errorCode": "A.Two"}],
        "HTTP 404": [{"errorCode": "A.Three"}], "default": [{"errorCode": "A.Four"}, {"errorCode": "A.Five"}],
        "500": [{"errorCode": " ", "errorMessage": "It failed."}, {"errorCode": "A.Six"}]}}}}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api-docs.json");
    std::fs::write(&file, text).unwrap();
    let spec_folder = folder.path().join("spec");
    let options = metadata::MetadataOptions { spec: &spec_folder, descriptions: false, prune: false };
    let said = metadata::import(std::slice::from_ref(&file), options).problems.to_string();
    let imported = spec::load(&spec_folder.join("up/2020-01-01")).unwrap();
    let direct = spec::from_api_docs(&file, text).unwrap();
    let kept = [("400", "A.One"), ("400", "A.Two"), ("404", "A.Three"), ("500", "A.Six")];
    for spec in [&direct, &imported] {
        let errors = spec.operations["GetA"].error_codes.iter();
        let mut codes: Vec<(&str, &str)> = errors
            .flat_map(|(status, rows)| {
                rows.iter().map(move |row| (status.as_str(), row.error_code.as_deref().unwrap()))
            })
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, kept);
    }
    let sentences = direct.repairs.iter().map(|(_, sentence)| sentence.as_str()).collect::<Vec<_>>().join("\n");
    for reported in ["A.Four, A.Five", "read as `404`", "read as `400`", "It failed."] {
        assert!(said.contains(reported), "{reported}: {said}");
        assert!(sentences.contains(reported), "{reported}: {sentences}");
    }
}

/// What documents said at the last import of each product of the repository, as a file of the vendor.
fn last_imported() -> Vec<(PathBuf, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/.imported");
    let products = ["rds/2014-08-15", "sts/2015-04-01", "location/2015-06-12"];
    let read = |path: &Path| -> Value { serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap() };
    let documents = products.map(|product| {
        let mut document = read(&root.join(product).join("_product.json"))["metadata"].take();
        let mut operations = Map::new();
        for entry in std::fs::read_dir(root.join(product)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if name != "_product" {
                operations.insert(name, read(&path)["metadata"].take());
            }
        }
        assert!(operations.len() >= 4, "{product}");
        document["apis"] = operations.into();
        (PathBuf::from(product), document)
    });
    documents.into()
}

#[test]
fn importing_whole_products_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (input, spec) = (folder.path().join("input"), folder.path().join("spec"));
    let mut expected = 0;
    for (product, document) in last_imported() {
        std::fs::create_dir_all(input.join(&product)).unwrap();
        std::fs::write(input.join(&product).join("api-docs.json"), document.to_string()).unwrap();
        expected += document["apis"].as_object().unwrap().len();
    }
    let run = || {
        metadata::import(
            std::slice::from_ref(&input),
            metadata::MetadataOptions { spec: &spec, descriptions: false, prune: false },
        )
    };
    let first = run();
    assert_eq!(first.problems.to_string(), "", "everything has a place");
    assert!(expected > 400 && first.created.len() >= expected + 3, "{expected}: {first}");
    let before = files(&spec);
    let second = run();
    assert_eq!((second.created.len(), second.changed.len(), second.unchanged), (0, 0, first.created.len()), "{second}");
    assert!(before == files(&spec), "no file was touched");
    for folder in spec::find(&spec).unwrap() {
        if let Err(problems) = spec::load(&folder) {
            panic!("{problems}");
        }
    }
}

/// Nor does it touch what people wrote into the entries since, with and without the memory of that import.
#[test]
fn metadata_changes_nothing_in_the_spec_that_came_from_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let (input, spec) = (folder.path().join("input"), folder.path().join("spec"));
    for (product, document) in last_imported() {
        std::fs::create_dir_all(spec.join(&product)).unwrap();
        std::fs::create_dir_all(input.join(&product)).unwrap();
        std::fs::write(input.join(&product).join("api-docs.json"), document.to_string()).unwrap();
        for entry in std::fs::read_dir(root.join("../spec").join(&product)).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, spec.join(&product).join(path.file_name().unwrap())).unwrap();
        }
    }
    for memory in ["without", "with"] {
        let options = metadata::MetadataOptions { spec: &spec, descriptions: false, prune: false };
        let summary = metadata::import(std::slice::from_ref(&input), options);
        let touched = (summary.changed.len(), summary.created.len());
        assert_eq!(touched, (0, 0), "{memory}: {:?}\n{}", summary.changed, summary.problems);
        assert!(summary.unchanged > 400, "{memory}: {summary}");
    }
}

/// What is wrong with a file of the vendor is fixed by the same rules whether the file is read directly or imported: both give the same
/// code, and what import writes, `check` accepts.
#[test]
fn a_file_read_directly_and_imported_is_the_same() {
    for case in cases::cases("shapes", 18) {
        let (name, folder) = (case.name, case.folder);
        let place = Workplace::new();
        let summary = place.import(&format!("shapes/{name}/api-docs.json"), true, false);
        let imported = spec::find(&place.spec).unwrap_or_else(|_| panic!("{name}: {}", summary.problems));
        let imported = spec::load(&imported[0]).unwrap_or_else(|problems| panic!("{name}: {problems}"));
        let direct = spec::load(&folder).unwrap();
        // The overview and the notes of the first tell what was fixed, which import has done for the second.
        let files = |spec: &spec::Spec| {
            let mut files = generate(spec, &Options::default()).unwrap().files;
            files.retain(|name, _| name.ends_with(".rs"));
            files
        };
        let (direct, imported) = (files(&direct), files(&imported));
        for (file, text) in &direct {
            assert_eq!(imported.get(file), Some(text), "{name}: {file}");
        }
        assert_eq!(direct.len(), imported.len(), "{name}");
    }
}

#[test]
fn what_is_kept_of_documents_belongs_to_entries() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let kept: Vec<PathBuf> = files(&spec.join(".imported")).into_keys().collect();
    assert!(kept.len() > 400, "only {} are kept", kept.len());
    for file in kept.iter().filter(|file| !file.ends_with("_product.json")) {
        assert!(spec.join(file).is_file(), "there is no entry for {}", file.display());
    }
}

#[test]
fn an_entry_that_cannot_be_read_keeps_no_other_from_being_imported() {
    let place = Workplace::new();
    let folder = place.spec.join("library/2020-01-02");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(inputs().join("import/newer/written/product.json"), folder.join("product.json")).unwrap();
    for name in ["GetBook", "Gone"] {
        std::fs::write(folder.join(format!("{name}.json")), "{").unwrap();
    }
    let summary = place.import("import/newer/api-docs.json", false, true);
    assert!(summary.problems.to_string().contains("GetBook.json"), "{}", summary.problems);
    assert!(folder.join("NewBook.json").is_file());
    let product = std::fs::read_to_string(folder.join("product.json")).unwrap();
    assert!(product.contains("new.aliyuncs.com"), "{product}");
    for name in ["GetBook", "Gone"] {
        assert_eq!(std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap(), "{", "it is left as it is");
    }
}

/// An entry that is broken takes no name away from the others, neither now nor when it is repaired.
#[test]
fn a_broken_entry_changes_no_name() {
    let operation = |code: &str| {
        format!(
            r#"{{"methods": ["get"], "responses": {{"200": {{"schema": {{"type": "object"}}}}}},
               "errorCodes": {{"400": [{{"errorCode": "{code}", "errorMessage": "No."}}]}}}}"#
        )
    };
    let document = |operations: &[(&str, &str)]| {
        let apis: Vec<String> =
            operations.iter().map(|(name, code)| format!(r#""{name}": {}"#, operation(code))).collect();
        let info = r#""info": {"style": "RPC", "product": "Pins", "version": "2020-01-01"}"#;
        format!(r#"{{{info}, "apis": {{{}}}}}"#, apis.join(", "))
    };
    let first = [("get_a", "Invalid_Id"), ("get_b", "Other_Id"), ("GetOther", "None")];
    let second = [
        ("GetA", "Invalid.Id"),
        ("GetB", "None"),
        ("GetOther", "None"),
        ("get_a", "Invalid_Id"),
        ("get_b", "Other_Id"),
    ];
    for (broken, text) in
        [("GetOther", "{"), ("get_b", "{"), ("GetOther", r#"{"methods": 1}"#), ("names", "{"), ("product", "{")]
    {
        let root = tempfile::tempdir().unwrap();
        let spec_folder = root.path().join("spec");
        let folder = spec_folder.join("pins/2020-01-01");
        let import = |operations: &[(&str, &str)]| {
            let file = root.path().join("api-docs.json");
            std::fs::write(&file, document(operations)).unwrap();
            metadata::import(
                &[file],
                metadata::MetadataOptions { spec: &spec_folder, descriptions: false, prune: false },
            )
        };
        assert_eq!(import(&first).problems.errors(), 0);
        let file = folder.join(format!("{broken}.json"));
        let before = std::fs::read_to_string(&file).ok();
        std::fs::write(&file, text).unwrap();
        let summary = import(&second);
        assert!(summary.problems.to_string().contains(&format!("{broken}.json")), "{}", summary.problems);
        match before {
            Some(before) => std::fs::write(&file, before).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        assert_eq!(import(&second).problems.errors(), 0);
        let model = generate(&spec::load(&folder).unwrap(), &Options::default()).unwrap().model;
        let module = |name: &str| model.operations.iter().find(|one| one.name() == name).map(|one| one.module.as_str());
        assert_eq!((module("get_a"), module("get_b")), (Some("get_a"), Some("get_b")), "{broken}: {text}");
        let code = model.error_codes.iter().find(|known| known.code == "Invalid_Id").map(|known| known.name.as_str());
        assert_eq!(code, Some("InvalidId"), "{broken}: {text}");
    }
}

/// A new neighbour comes first in the order of the names, and takes no name that programs use already.
#[test]
fn names_that_were_given_stay() {
    let root = tempfile::tempdir().unwrap();
    let spec_folder = root.path().join("spec");
    let import = |codes: &[&str], operations: &[&str], schemas: &[&str]| {
        let codes: Vec<String> =
            codes.iter().map(|code| format!(r#"{{"errorCode": "{code}", "errorMessage": "No."}}"#)).collect();
        let operation = format!(
            r#"{{"methods": ["get"], "operationType": "read", "responses": {{"200": {{"schema": {{"type": "object"}}}}}},
               "errorCodes": {{"400": [{}]}}}}"#,
            codes.join(", ")
        );
        let apis: Vec<String> = operations.iter().map(|name| format!(r#""{name}": {operation}"#)).collect();
        let schemas: Vec<String> = schemas
            .iter()
            .map(|name| format!(r#""{name}": {{"type": "object", "properties": {{"A": {{"type": "string"}}}}}}"#))
            .collect();
        let text = format!(
            r#"{{"info": {{"style": "RPC", "product": "Pins", "version": "2020-01-01"}},
               "components": {{"schemas": {{{}}}}}, "apis": {{{}}}}}"#,
            schemas.join(", "),
            apis.join(", ")
        );
        let file = root.path().join("api-docs.json");
        std::fs::write(&file, text).unwrap();
        let summary = metadata::import(
            &[file],
            metadata::MetadataOptions { spec: &spec_folder, descriptions: false, prune: true },
        );
        assert_eq!(summary.problems.errors(), 0, "{}", summary.problems);
        let spec = spec::load(&spec_folder.join("pins/2020-01-01")).unwrap();
        assert!(alicloud_codegen::rust::model::pins::unpinned(&spec).is_empty());
        (summary, generate(&spec, &Options::default()).unwrap().model)
    };
    let name_of = |model: &alicloud_codegen::rust::model::Model, code: &str| {
        model.error_codes.iter().find(|known| known.code == code).map(|known| known.name.clone())
    };
    let (_, first) = import(&["Invalid_Id"], &["get_a"], &["a_b"]);
    assert_eq!(name_of(&first, "Invalid_Id").as_deref(), Some("InvalidId"));
    assert!(!spec_folder.join("pins/2020-01-01/names.json").exists(), "nothing to pin");

    let (_, second) = import(&["Invalid.Id", "Invalid_Id"], &["GetA", "get_a"], &["AB", "a_b"]);
    assert_eq!(name_of(&second, "Invalid_Id").as_deref(), Some("InvalidId"));
    assert_eq!(name_of(&second, "Invalid.Id").as_deref(), Some("InvalidId2"));
    let modules: Vec<_> = second.operations.iter().map(|one| (one.name(), one.module.as_str())).collect();
    assert_eq!(modules, [("GetA", "get_a_2"), ("get_a", "get_a")]);

    // What came in between is gone, and what came after it keeps its name all the same.
    let (again, _) = import(&["Invalid.Id", "Invalid_Id"], &["GetA", "get_a"], &["AB", "a_b"]);
    assert_eq!((again.created.len(), again.changed.len()), (0, 0), "{again}");
    let (_, third) = import(&["Invalid.Id"], &["GetA"], &["AB"]);
    assert_eq!(name_of(&third, "Invalid.Id").as_deref(), Some("InvalidId2"));
    assert_eq!(third.operations[0].module, "get_a_2");
}
