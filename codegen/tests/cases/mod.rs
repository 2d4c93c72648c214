//! The cases of the generator's tests: each is a folder `tests/KIND/CASE` with its inputs and, beside them, the snapshots of what is expected.

#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

/// A case.
pub(crate) struct Case {
    /// The name of its folder.
    pub(crate) name: String,
    /// Its folder, from that of the package.
    pub(crate) folder: PathBuf,
}

/// The cases of a kind, by name: at least so many, so that a folder that was moved is no success. Beside them are only snapshots that
/// several cases have together, so that nothing is taken for a case that is none.
#[track_caller]
pub(crate) fn cases(kind: &str, at_least: usize) -> Vec<Case> {
    let root = Path::new("tests").join(kind);
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(&root).expect("the cases exist") {
        let folder = entry.expect("it is readable").path();
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
        if folder.is_dir() {
            cases.push(Case { name, folder });
        } else {
            assert!(name.ends_with(".snap") || name.ends_with(".snap.new"), "{} is not in a case", folder.display());
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(cases.len() >= at_least, "{kind} has only {} cases", cases.len());
    cases
}

impl Case {
    /// The input with this name and any extension.
    #[track_caller]
    pub(crate) fn input(&self, stem: &str) -> PathBuf {
        let entries = std::fs::read_dir(&self.folder).expect("the case exists");
        let mut files = entries.map(|entry| entry.expect("it is readable").path());
        let found = files.find(|file| {
            file.file_stem().is_some_and(|name| name == stem) && file.extension().is_none_or(|kind| kind != "snap")
        });
        found.expect("the case has the input")
    }

    /// Compares with the snapshot `NAME.snap` of the case.
    #[track_caller]
    pub(crate) fn assert(&self, name: &str, text: &str) {
        assert_snapshot(&self.folder, name, text);
    }
}

/// Compares with the snapshot `NAME.snap` of a kind, which several cases have together.
#[track_caller]
pub(crate) fn assert_together(kind: &str, name: &str, text: &str) {
    assert_snapshot(&Path::new("tests").join(kind), name, text);
}

#[track_caller]
fn assert_snapshot(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
