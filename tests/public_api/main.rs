//! Snapshots of the public API of the packages that programs use, with a line per item, so that a review shows each
//! change.
//!
//! `INSTA_UPDATE=always cargo test -p alicloud-tests --test public_api -- --ignored` updates the snapshots.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// The packages, with all features. `api` is one of them since `client` re-exports its types.
const PACKAGES: [&str; 3] = ["api", "client", "signer"];

#[test]
#[ignore = "rustdoc lists the same API in another way in another version of Rust: .ci/run has the one that the snapshots are made with"]
fn each_public_item_is_in_the_snapshot_of_its_package() {
    for package in PACKAGES {
        let list = documented(package);
        let api = public_api::Builder::from_rustdoc_json(&list)
            // Blanket implementations follow from those that are listed.
            .omit_blanket_impls(true)
            .build()
            .unwrap_or_else(|error| panic!("{}: {error}", list.display()));
        let text = api.to_string();
        assert!(text.lines().count() > 100, "{package} has only this:\n{text}");
        insta::with_settings!(
            { snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true },
            { insta::assert_snapshot!(package, text) }
        );
    }
}

/// Writes the items of a package as JSON with rustdoc, and returns the file.
fn documented(package: &str) -> PathBuf {
    let name = format!("alicloud-{package}");
    let arguments = ["rustdoc", "--package", &name, "--lib", "--all-features"];
    let format = ["--", "-Zunstable-options", "--output-format", "json"];
    let mut rustdoc = cargo();
    rustdoc.args(arguments).args(format).env("RUSTDOC", Path::new(HERE).join("public_api/rustdoc"));
    assert!(rustdoc.status().expect("Cargo runs").success(), "{name} cannot be documented");
    let output = cargo().args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).output();
    let metadata: Value = serde_json::from_slice(&output.expect("Cargo runs").stdout).expect("it is JSON");
    let target = Path::new(metadata["target_directory"].as_str().expect("a folder"));
    target.join("doc").join(format!("{}.json", name.replace('-', "_")))
}

fn cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(Path::new(HERE).join(".."));
    cargo
}
