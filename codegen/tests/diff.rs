//! `tests/diff/<case>/` has two versions of a spec, `old` and `new`, each a file of the vendor's form or a folder of them; its snapshot is
//! what changed between them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it skips"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use alicloud_codegen::diff::{Comparison, Kind, compare, load};
use alicloud_codegen::spec;

#[test]
fn every_change_is_found_and_classified() {
    for case in cases() {
        let name = case.file_name().expect("a folder with a name").to_string_lossy().into_owned();
        snapshot(&name, &compared(&case).to_string());
    }
}

/// The cases reach every kind that there is; a new kind without a case does not appear here.
#[test]
fn every_kind_has_a_class_and_says_why() {
    let mut kinds: BTreeMap<Kind, String> = BTreeMap::new();
    for case in cases() {
        for change in compared(&case).changes() {
            kinds.insert(change.kind, format!("{}: {}, {}", change.class.name(), change.kind.name(), change.effect));
        }
    }
    let mut lines: Vec<String> = kinds.into_values().collect();
    lines.sort();
    snapshot("kinds", &lines.join("\n"));
}

#[test]
fn the_json_form_is_stable() {
    snapshot("json", &spec::to_text(&compared(Path::new("tests/diff/members"))));
}

/// Release notes: a reader needs neither the kinds nor the JSON.
#[test]
fn the_markdown_form_has_a_sentence_for_each_change() {
    let mut text = String::new();
    for case in ["of-the-code", "members", "endpoints-listed", "groups", "products", "nothing"] {
        text.push_str(&compared(&Path::new("tests/diff").join(case)).markdown());
    }
    snapshot("markdown", &text);
}

#[test]
fn nothing_changed_in_real_metadata_since_itself() {
    let metadata = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/metadata"));
    if !metadata.is_dir() {
        eprintln!("skipped: {} is not there", metadata.display());
        return;
    }
    let specs = load(metadata).unwrap_or_else(|problems| panic!("{problems}"));
    let comparison = compare(&specs, &specs).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(comparison.to_string(), "no change");
    assert_eq!(comparison.products.len(), specs.len());
}

/// What differs in any way is reported: no member of an entry is forgotten.
#[test]
fn an_entry_that_differs_has_a_change() {
    for case in cases() {
        let name = case.file_name().expect("a folder with a name");
        assert_eq!(compared(&case).worst().is_none(), name == "nothing", "{}", case.display());
    }
}

#[test]
fn the_exit_code_is_for_scripts() {
    let (old, new) = ("tests/diff/documentation/old.json", "tests/diff/documentation/new.json");
    assert_exit(&["diff", old, old], 0, "");
    assert_exit(&["diff", old, new], 0, "");
    assert_exit(&["diff", old, new, "--fail-on", "any"], 1, "");
    assert_exit(&["diff", "tests/diff/members/old.json", "tests/diff/members/new.json"], 1, "");
    assert_exit(&["diff", "tests/diff/members/old.json", "tests/diff/members/new.json", "--fail-on", "never"], 0, "");
    assert_exit(
        &["diff", "tests/diff/pages/old.json", "tests/diff/endpoints-by-rule/old.json", "--format", "json"],
        1,
        "",
    );
    assert_exit(
        &["diff", "tests/diff/group-titles/old.json", "tests/diff/groups/old.json", "--fail-on", "addition"],
        1,
        "",
    );
    assert_exit(&["diff", old, new, "--format", "markdown"], 0, "");
    assert_exit(&["diff", old, "tests/nowhere"], 2, "tests/nowhere");
    assert_exit(&["diff", "tests/diff.rs", "tests/nowhere"], 2, "tests/diff.rs");
    assert_exit(&["diff", old], 2, "Usage");
}

#[track_caller]
fn assert_exit(arguments: &[&str], code: i32, said: &str) {
    let result =
        Command::new(env!("CARGO_BIN_EXE_alicloud-codegen")).args(arguments).output().expect("the command runs");
    let problems = String::from_utf8_lossy(&result.stderr);
    assert_eq!(result.status.code(), Some(code), "{problems}");
    assert!(problems.contains(said), "{problems}");
}

#[track_caller]
fn compared(case: &Path) -> Comparison {
    let side = |name: &str| {
        let file = case.join(format!("{name}.json"));
        let path = if file.is_file() { file } else { case.join(name) };
        load(&path).unwrap_or_else(|problems| panic!("{problems}"))
    };
    compare(&side("old"), &side("new")).unwrap_or_else(|problems| panic!("{problems}"))
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir("tests/diff").expect("the cases exist");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("readable").path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("diff");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
