//! The generator as a library of a build script.
//!
//! ```no_run
//! // build.rs
//! use alicloud_codegen::Build;
//!
//! fn main() -> std::process::ExitCode {
//!     Build::new("spec").operations(["ReleaseInstanceConnection", "DescribeDBInstances"]).run()
//! }
//! ```
//!
//! The crate includes what was generated, and depends on `alicloud-client`:
//!
//! ```ignore
//! include!(concat!(env!("OUT_DIR"), "/lib.rs"));
//! ```

mod directive;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::generate::{generate_into, notes};
use crate::model::{Options, Selection, in_environment};

/// Generates one product in a build script.
///
/// Every operation is generated, unless [`operations`](Self::operations), [`groups`](Self::groups) or [`features`](Self::features) say
/// otherwise. Operations that cannot be generated are warnings of every build.
#[derive(Debug, Clone)]
#[must_use = "nothing is generated until `run` or `compile`"]
pub struct Build {
    spec: PathBuf,
    selection: Selection,
    own_features: BTreeSet<String>,
    examples: Examples,
    out_dir: Option<PathBuf>,
}

/// What the examples of the documentation call the crate that has the generated code.
#[derive(Debug, Clone)]
enum Examples {
    /// By the name of the package.
    UnderPackage,
    /// By this path.
    Under(String),
    /// There are none.
    None,
}

impl Build {
    /// For the product whose description is in this folder, seen from the package's `Cargo.toml`.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            selection: Selection::All,
            own_features: BTreeSet::new(),
            examples: Examples::UnderPackage,
            out_dir: None,
        }
    }

    /// Only these operations, as they are called in the documentation, and groups that are named besides.
    pub fn operations(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.named().0.extend(names.into_iter().map(Into::into));
        self
    }

    /// Only the operations of these groups, and operations that are named besides.
    pub fn groups(mut self, features: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.named().1.extend(features.into_iter().map(Into::into));
        self
    }

    /// Every operation. This is what is generated if nothing else is said.
    pub fn everything(mut self) -> Self {
        self.selection = Selection::All;
        self
    }

    /// What the enabled Cargo features of the package name: `full` is everything, and a feature that is called like a group of the spec is
    /// that group. Any other feature is a warning of the build, unless it is one of [`own_features`](Self::own_features).
    pub fn features(mut self) -> Self {
        self.selection = Selection::Features(enabled_features());
        self
    }

    /// Features of the package that have nothing to do with groups.
    pub fn own_features(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.own_features.extend(names.into_iter().map(|name| in_environment(name.as_ref())));
        self
    }

    /// Path to the generated code in the examples of its documentation, which are documentation tests: the name of the package, unless it is
    /// given. A library that includes the code in a public module names the module as well (`my_library::rds`).
    pub fn crate_name(mut self, path: impl Into<String>) -> Self {
        self.examples = Examples::Under(path.into());
        self
    }

    /// Documentation without examples: for a library that includes the code in a private module, which no documentation test can name.
    pub fn without_examples(mut self) -> Self {
        self.examples = Examples::None;
        self
    }

    /// Where the files go; `OUT_DIR`, unless it is said.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Generates, and tells Cargo which files to watch.
    ///
    /// # Errors
    ///
    /// All problems of the description and the selection, each with its place. Nothing is written then.
    pub fn compile(self) -> Result<(), Diagnostics> {
        watch(&self.spec);
        let mut selection = self.selection;
        if let Selection::Features(features) = &mut selection {
            features.retain(|feature| !self.own_features.contains(feature));
        }
        let options = Options {
            selection,
            crate_name: match self.examples {
                Examples::UnderPackage => std::env::var("CARGO_PKG_NAME").ok().map(|name| name.replace('-', "_")),
                Examples::Under(path) => Some(path.replace('-', "_")),
                Examples::None => None,
            },
        };
        let out = self.out_dir.or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from)).ok_or_else(|| {
            Diagnostic::error("there is no `OUT_DIR`")
                .remedy("call this from a build script, or name a folder with `out_dir`")
        })?;
        generate_into(&self.spec, &options, &out)?;
        // Whether it was generated now or earlier, it has to be known.
        notes(&out).iter().for_each(|note| directive::warn(note));
        directive::expect_features(&gates(&out));
        Ok(())
    }

    /// [`compile`](Self::compile) as the whole of a `main`: problems are printed for people, and fail the build.
    #[must_use = "the exit code fails the build"]
    pub fn run(self) -> ExitCode {
        match self.compile() {
            Ok(()) => ExitCode::SUCCESS,
            Err(problems) => {
                complain(&problems);
                ExitCode::FAILURE
            }
        }
    }

    fn named(&mut self) -> (&mut BTreeSet<String>, &mut BTreeSet<String>) {
        if !matches!(self.selection, Selection::Only { .. }) {
            self.selection = Selection::Only { operations: BTreeSet::new(), groups: BTreeSet::new() };
        }
        match &mut self.selection {
            Selection::Only { operations, groups } => (operations, groups),
            _ => unreachable!("it was just set"),
        }
    }
}

/// What follows `CARGO_FEATURE_` in the names of the environment.
fn enabled_features() -> BTreeSet<String> {
    let name = |(name, _): (std::ffi::OsString, _)| name.to_str()?.strip_prefix("CARGO_FEATURE_").map(str::to_owned);
    std::env::vars_os().filter_map(name).collect()
}

/// Watches the folder, for new files, and each file in it; never a path that does not exist, which would run the script every time.
fn watch(folder: &Path) {
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut watched: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    watched.sort();
    if folder.exists() {
        watched.insert(0, folder.to_owned());
    }
    for path in watched {
        directive::watch(&path);
    }
}

/// The features behind which modules that are not generated are declared. Read from the generated file, since Cargo has to hear it even if
/// nothing was generated anew.
fn gates(out: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(out.join("lib.rs")).unwrap_or_default();
    let feature = |line: &str| Some(line.strip_prefix("#[cfg(feature = ")?.strip_suffix(")]")?.to_owned());
    text.lines().filter_map(feature).collect()
}

#[allow(clippy::print_stderr, reason = "this is what Cargo shows when a build script fails")]
fn complain(problems: &Diagnostics) {
    eprintln!("{problems}");
}
