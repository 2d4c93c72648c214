//! Crates outside of the workspace that a benchmark creates, compiles and measures.
#![allow(dead_code, reason = "each benchmark uses its part")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate in a separate folder. All crates of a benchmark share a target folder, except those after [`Crate::apart`].
pub(crate) struct Crate {
    name: &'static str,
    folder: PathBuf,
    target: PathBuf,
}

impl Crate {
    /// Creates a crate. `dependencies` are lines of the manifest, and `files` the sources.
    pub(crate) fn new<'a>(
        work: &Path,
        name: &'static str,
        dependencies: &str,
        files: impl Iterator<Item = (&'a str, String)>,
    ) -> Self {
        let folder = work.join(name);
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(folder.join("src")).expect("a folder");
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[profile.release]\nstrip = true\n\n[dependencies]\n{dependencies}\n"
        );
        std::fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
        for (file, text) in files {
            std::fs::write(folder.join("src").join(file), text).expect("a source file");
        }
        Self { name, folder, target: work.join("target") }
    }

    /// Gives the crate an empty target folder of its own.
    pub(crate) fn apart(self) -> Self {
        let target = self.folder.join("target");
        drop(std::fs::remove_dir_all(&target));
        Self { target, ..self }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn cargo(&self, arguments: &[&str]) {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--quiet")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Makes Cargo compile a package again, without what it depends on. `mode` is `check`, `debug` or `release`.
    pub(crate) fn forget(&self, package: &str, mode: &str) {
        if package == self.name {
            let file = self.folder.join("src/lib.rs");
            let text = std::fs::read(&file).expect("readable");
            std::fs::write(file, text).expect("writable");
        } else {
            let release: &[&str] = if mode == "release" { &["--release"] } else { &[] };
            self.cargo(&[&["clean", "--package", package], release].concat());
        }
    }

    /// Returns the size in bytes of a file that was built with the profile `mode`.
    pub(crate) fn size(&self, mode: &str, file: &str) -> Option<u64> {
        std::fs::metadata(self.target.join(mode).join(file)).ok().map(|metadata| metadata.len())
    }
}
