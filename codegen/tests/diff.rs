//! `tests/diff/CASE` has two versions of a spec, `old` and `new`, each a file of the vendor's form or a folder of them; `changes.snap` is
//! what changed between them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod cases;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use alicloud_codegen::diff::{Comparison, Kind, ReleasePair, compare, load, write_section};
use alicloud_codegen::spec;
use cases::{assert_together, cases};
use serde_json::Value;

#[test]
fn every_change_is_found_and_classified() {
    for case in cases("diff", 24) {
        case.assert("changes", &compared(&case.folder).to_string());
    }
}

/// The cases reach every kind that there is; a new kind without a case does not appear here.
#[test]
fn every_kind_has_a_class_and_says_why() {
    let mut kinds: BTreeMap<Kind, String> = BTreeMap::new();
    for case in cases("diff", 24) {
        for change in compared(&case.folder).changes() {
            kinds.insert(change.kind, format!("{}: {}, {}", change.class.name(), change.kind.name(), change.effect));
        }
    }
    let mut lines: Vec<String> = kinds.into_values().collect();
    lines.sort();
    assert_together("diff", "kinds", &lines.join("\n"));
}

#[test]
fn the_json_form_is_stable() {
    assert_together("diff", "json", &spec::to_text(&compared(Path::new("tests/diff/members"))));
}

/// Release notes: a reader needs neither the kinds nor the JSON.
#[test]
fn the_markdown_form_has_a_sentence_for_each_change() {
    let mut text = String::new();
    for case in ["of-the-code", "members", "endpoints-listed", "groups", "products", "nothing"] {
        text.push_str(&compared(&Path::new("tests/diff").join(case)).markdown());
    }
    assert_together("diff", "markdown", &text);
}

/// The order of operations, and of the keys of a JSON object, means nothing. The new version is written in the other order.
#[test]
fn what_is_only_written_otherwise_has_no_change() {
    let products = spec::find(Path::new("../spec")).expect("there are products");
    assert!(products.len() >= 3, "{products:?}");
    for folder in products {
        let spec = spec::load(&folder).unwrap_or_else(|problems| panic!("{problems}"));
        let mut document = serde_json::to_value(&spec.product).expect("JSON");
        document["apis"] = serde_json::to_value(&spec.operations).expect("JSON");
        let written = |document: &Value, name: &str| {
            let new = tempfile::tempdir().expect("a folder");
            fs::write(new.path().join("api-docs.json"), document.to_string()).expect("written");
            let specs = load(new.path()).unwrap_or_else(|problems| panic!("{name}: {problems}"));
            (new, specs)
        };
        let (_old, old) = written(&document, "the old one");
        turn(&mut document);
        let (_new, new) = written(&document, "the new one");
        let comparison = compare(&old, &new).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(comparison.to_string(), "no change", "{}", folder.display());
        assert_eq!(comparison.products.len(), 1);
    }
}

/// Writes operations and the keys of their facts in the other order. The order of `properties` and `enum` is that of the generated fields.
fn turn(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let mut turned: Vec<_> = std::mem::take(map).into_iter().collect();
            turned.reverse();
            turned.iter_mut().filter(|(name, _)| name != "properties").for_each(|(_, value)| turn(value));
            map.extend(turned);
        }
        Value::Array(list) => list.iter_mut().for_each(turn),
        _ => {}
    }
}

/// What differs in any way is reported: no member of an entry is forgotten.
#[test]
fn an_entry_that_differs_has_a_change() {
    for case in cases("diff", 24) {
        assert_eq!(compared(&case.folder).worst().is_none(), case.name == "nothing", "{}", case.name);
    }
}

/// A section for each release, newest first. A run may be repeated until the release is made, and what people wrote stays.
#[test]
fn a_changelog_has_a_section_for_each_release() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("CHANGELOG.md");
    let written = |case: &str, since: &str, release: Option<&str>| {
        let (since, release) = (version(since), release.map(version));
        let pair = ReleasePair { since: &since, release: release.as_ref() };
        let compared = compared(&Path::new("tests/diff").join(case));
        write_section(&file, pair, &compared).unwrap_or_else(|problems| panic!("{problems}"));
        let text = fs::read_to_string(&file).expect("it is there");
        write_section(&file, pair, &compared).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(fs::read_to_string(&file).expect("it is there"), text, "{case}: a second run changed something");
        text
    };
    written("members", "0.1.0", None);
    written("documentation", "0.2.0", None);
    let text = written("nothing", "0.2.1", Some("1.0.0"));
    fs::write(
        &file,
        text.replace("## 0.2.1\n", "## 0.2.1\n\nBetween the marks, lost.\n") + "\n## 0.1.0\n\nBy hand, kept.\n",
    )
    .expect("written");
    written("documentation", "0.2.0", None);
    assert_together("diff", "changelog", &fs::read_to_string(&file).expect("it is there"));
}

#[test]
fn a_changelog_that_would_be_wrong_is_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("CHANGELOG.md");
    let members = Path::new("tests/diff/members");
    let section = "<!-- alicloud-codegen diff: 0.2.0 -->";
    let end = "<!-- alicloud-codegen diff: end of 0.2.0 -->";
    for (before, release, said) in [
        ("", Some("0.1.1"), "0.1.1 cannot follow 0.1.0"),
        ("", Some("0.1.0"), "release it as 0.2.0"),
        ("# Ours\n\n## 0.2.0\n\nBy hand.\n", None, "it begins in line 3"),
        ("## [0.2.0] - 2026-01-01\n", None, "written by hand"),
        (section, None, "one of the two marks of section 0.2.0 is missing"),
        (&format!("{end}\n{section}\n"), None, "one of the two marks"),
    ] {
        fs::write(&file, before).expect("written");
        let release = release.map(version);
        let pair = ReleasePair { since: &version("0.1.0"), release: release.as_ref() };
        let problems = write_section(&file, pair, &compared(members)).expect_err(before).to_string();
        assert!(problems.contains(said), "{before}: {problems}");
        assert_eq!(fs::read_to_string(&file).expect("it is there"), before);
    }
    // The heading of another version is none of this one.
    for before in ["## 0.2.0-rc.1\n", "## 0.2.01\n", "## 0.2.0.1\n", "Text without a line end"] {
        fs::write(&file, before).expect("written");
        let pair = ReleasePair { since: &version("0.1.0"), release: None };
        write_section(&file, pair, &compared(members)).unwrap_or_else(|problems| panic!("{before}: {problems}"));
        let text = fs::read_to_string(&file).expect("it is there");
        assert!(text.contains(before.trim_end()) && text.contains("\n## 0.2.0\n"), "{text}");
    }
}

fn version(text: &str) -> semver::Version {
    text.parse().expect("a version")
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
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("CHANGELOG.md").display().to_string();
    assert_exit(&["diff", old, new, "--changelog", &file], 2, "--since");
    assert_exit(&["diff", old, new, "--since", "0.1.0"], 2, "--changelog");
    assert_exit(&["diff", old, new, "--changelog", &file, "--since", "one"], 2, "one");
    assert_exit(&["diff", old, new, "--changelog", &file, "--since", "0.1.0", "--release", "0.0.9"], 2, "0.1.1");
    assert!(!Path::new(&file).exists());
    assert_exit(&["diff", old, new, "--changelog", &file, "--since", "0.1.0"], 0, "");
    assert!(fs::read_to_string(&file).expect("it is written").contains("\n## 0.1.1\n"));
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
