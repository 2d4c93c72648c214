//! `tests/corrections/<case>/` is a product with `corrections.json`; its snapshot is what became of it.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use alicloud_codegen::spec;

#[test]
fn corrections_are_applied_or_refused() {
    let mut cases: Vec<_> = fs::read_dir("tests/corrections")
        .expect("the cases exist")
        .map(|entry| entry.expect("readable").path())
        .collect();
    cases.sort();
    for case in cases.iter().filter(|path| path.is_dir()) {
        assert_case(case);
    }
}

#[track_caller]
fn assert_case(case: &Path) {
    let name = case.file_name().expect("a folder with a name").to_string_lossy().into_owned();
    let text = match spec::load(case) {
        Ok(spec) => {
            let operations: Vec<_> = spec.operations.values().map(spec::to_text).collect();
            format!("{}{}\n{}", spec::to_text(&spec.product), operations.concat(), spec.warnings)
        }
        Err(problems) => problems.to_string(),
    };
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("corrections");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
