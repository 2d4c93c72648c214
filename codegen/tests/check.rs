//! `tests/check/CASE` is a product with something wrong; `problems.snap` is what a person is told about it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod cases;

use std::fs;
use std::path::Path;
use std::process::Command;

use alicloud_codegen::spec;
use cases::cases;

/// Cases that are also told without the lines: a file without a line, words beside the text, a line too long to show.
const IN_WORDS: [&str; 3] = ["beside-api-docs", "enumerations", "minified"];

#[test]
fn every_problem_is_reported_with_its_place() {
    for case in cases("check", 30) {
        let (problems, verdict) = match spec::load(&case.folder) {
            Ok(spec) => (spec.warnings, "accepted"),
            Err(problems) => (problems, "rejected"),
        };
        let totals = format!("{verdict}: {} errors, {} warnings", problems.errors(), problems.warnings());
        case.assert("problems", &format!("{problems}\n\n{totals}"));
        if IN_WORDS.contains(&case.name.as_str()) {
            case.assert("words", &format!("{problems:#}"));
        }
    }
}

#[test]
fn products_are_found_below_a_folder() {
    let found = spec::find(Path::new("tests/check")).expect("there are products");
    let names: Vec<_> = found.iter().filter_map(|folder| folder.file_name()?.to_str()).collect();
    assert!(names.contains(&"clean") && names.contains(&"vendor"), "{names:?}");
    assert!(!names.contains(&"no-product"), "{names:?}");
    assert!(names.is_sorted(), "{names:?}");
    let problems = spec::find(Path::new("tests/check/no-product")).expect_err("there is no product");
    assert_eq!(problems.errors(), 1, "{problems}");
}

#[test]
fn a_file_of_the_vendor_and_a_folder_of_entries_mean_the_same() {
    let path = Path::new("tests/check/vendor/api-docs.json");
    let text = fs::read_to_string(path).expect("the case exists");
    let from_text = spec::from_api_docs(path, &text).expect("the file is accepted");
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("product.json"), spec::to_text(&from_text.product)).expect("written");
    for (name, operation) in &from_text.operations {
        fs::write(folder.path().join(format!("{name}.json")), spec::to_text(operation)).expect("written");
    }
    let from_folder = spec::load(folder.path()).expect("what was written is accepted");
    assert_eq!(from_folder.product, from_text.product);
    assert_eq!(from_folder.operations, from_text.operations);
    assert_eq!(from_folder.files.len(), from_text.operations.len() + 1);
}

#[test]
fn the_products_of_the_repository_have_no_errors() {
    let products = spec::find(Path::new("../spec")).expect("there are products");
    assert!(products.len() >= 3, "{products:?}");
    for folder in products {
        let spec = spec::load(&folder).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(!spec.operations.is_empty(), "{}", folder.display());
    }
}

#[test]
fn the_command_says_how_much_is_wrong() {
    assert_command(
        &["check", "--spec", "tests/check/clean"],
        0,
        "1 operation in 1 product, 0 errors, 0 warnings\n",
        "",
    );
    assert_command(
        &["check", "--spec", "tests/check/vendor"],
        0,
        "1 operation in 1 product, 0 errors, 3 warnings\n",
        "Hidden",
    );
    assert_command(
        &["check", "--spec", "tests/check/names"],
        1,
        "0 operations in 1 product, 1 error, 0 warnings\n",
        "cannot name an operation",
    );
    assert_command(
        &["check", "--spec", "tests/check/no-product"],
        1,
        "0 operations in 0 products, 1 error, 0 warnings\n",
        "no product",
    );
    assert_command(
        &["check", "--spec", "tests/nowhere"],
        1,
        "0 operations in 0 products, 1 error, 0 warnings\n",
        "cannot be read",
    );
    assert_command(&["check", "--spce", "tests/check"], 2, "", "--spce");
    assert_command(&[], 2, "", "Usage");
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

#[test]
fn a_folder_without_a_product_names_those_below() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let problems = spec::load(folder.path()).expect_err("it is empty");
    assert!(problems.to_string().contains("the folder has no product.json"), "{problems}");
    let product = folder.path().join("rds/2014-08-15");
    fs::create_dir_all(&product).expect("made");
    fs::write(product.join("product.json"), "{}").expect("written");
    let problems = spec::load(folder.path()).expect_err("the product is below");
    assert!(problems.to_string().contains(&product.display().to_string()), "{problems}");
}

/// Not every file system could hold these files in the repository.
#[test]
fn names_of_entries_are_names_of_files_everywhere() {
    let entry = r#"{"methods": ["post"], "responses": {"200": {}}}"#;
    for (files, problem) in [
        (["GetA.json", "getA.json"], "`getA` and `GetA` differ in case only"),
        (["GetA.json", "GetB.json.json"], "`GetB.json` cannot name an operation"),
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let product = r#"{"info": {"style": "RPC", "product": "A", "version": "2020-01-01"}}"#;
        fs::write(folder.path().join("product.json"), product).expect("written");
        files.into_iter().for_each(|file| fs::write(folder.path().join(file), entry).expect("written"));
        if fs::read_dir(folder.path()).expect("a folder").count() < 3 {
            continue;
        }
        let problems = spec::load(folder.path()).expect_err("one of them is refused");
        assert!(problems.errors() == 1 && problems.to_string().contains(problem), "{problems}");
    }
}
