//! Where a generated crate has its description: beside the others of its workspace, or in the package itself once it is packed.

use std::path::{Path, PathBuf};

/// The folder of descriptions in a package, where the release step puts a copy of those that its build script names.
const IN_PACKAGE: &str = "spec";

/// The folder of descriptions for a build script: `spec` in the package if it is there, which a packed crate has, and otherwise
/// `workspace`, a path relative to the package's `Cargo.toml`.
///
/// A symbolic link would do the same, but not in a checkout on Windows.
///
/// ```no_run
/// // build.rs
/// let spec = alicloud_codegen::spec_folder("../../../spec").join("rds/2014-08-15");
/// # let _ =
/// alicloud_codegen::Build::new(spec).features().run()
/// # ;
/// ```
#[must_use]
pub fn spec_folder(workspace: impl Into<PathBuf>) -> PathBuf {
    either(Path::new(""), workspace.into())
}

fn either(package: &Path, workspace: PathBuf) -> PathBuf {
    if package.join(IN_PACKAGE).is_dir() { PathBuf::from(IN_PACKAGE) } else { workspace }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_folder_in_the_package_is_preferred_and_nothing_else_is_taken_for_it() {
        let package = tempfile::tempdir().expect("a folder");
        let found = || either(package.path(), PathBuf::from("../../spec"));
        assert_eq!(found(), Path::new("../../spec"));
        // What Git makes of a symbolic link on Windows.
        std::fs::write(package.path().join("spec"), "../../../spec/rds/2014-08-15").expect("written");
        assert_eq!(found(), Path::new("../../spec"));
        std::fs::remove_file(package.path().join("spec")).expect("removed");
        std::fs::create_dir(package.path().join("spec")).expect("made");
        assert_eq!(found(), Path::new("spec"));
    }
}
