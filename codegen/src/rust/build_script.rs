//! Runs the generator from a build script.
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
//! The crate includes the generated code and depends on `alicloud-client`:
//!
//! ```ignore
//! include!(concat!(env!("OUT_DIR"), "/lib.rs"));
//! ```

mod directive;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rust::generate::{generate_into, notes};
use crate::rust::model::{Options, Selection, in_environment};
use crate::spec::{encoding, limits};

/// Generates the code for one product in a build script.
///
/// By default every operation is generated; [`operations`](Self::operations), [`groups`](Self::groups) and
/// [`features`](Self::features) restrict that. Operations that cannot be generated are reported as warnings in every
/// build.
#[derive(Debug, Clone)]
#[must_use = "nothing is generated until `run` or `compile`"]
pub struct Build {
    spec: PathBuf,
    selection: Selection,
    own_features: BTreeSet<String>,
    examples: Examples,
    out_dir: Option<PathBuf>,
}

/// The path to the generated code in the examples of the documentation.
#[derive(Debug, Clone)]
enum Examples {
    /// The name of the package.
    UnderPackage,
    /// This path.
    Under(String),
    /// No examples are written.
    None,
}

impl Build {
    /// Creates a build for the product whose description is in the folder `spec`, relative to the package's
    /// `Cargo.toml`.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            selection: Selection::All,
            own_features: BTreeSet::new(),
            examples: Examples::UnderPackage,
            out_dir: None,
        }
    }

    /// Restricts the build to these operations, by their documented names, and to the groups that are selected in
    /// addition.
    pub fn operations(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.named().0.extend(names.into_iter().map(Into::into));
        self
    }

    /// Restricts the build to the operations of these groups, and to the operations that are selected in addition.
    pub fn groups(mut self, features: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.named().1.extend(features.into_iter().map(Into::into));
        self
    }

    /// Selects every operation. This is the default.
    pub fn everything(mut self) -> Self {
        self.selection = Selection::All;
        self
    }

    /// Selects operations by the enabled Cargo features of the package. The feature `full` selects everything; a
    /// feature with the name of a group of the spec selects that group. Any other feature causes a warning of the
    /// build, unless it is declared with [`own_features`](Self::own_features).
    pub fn features(mut self) -> Self {
        self.selection = Selection::Features(enabled_features());
        self
    }

    /// Declares features of the package that do not select operations.
    pub fn own_features(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.own_features.extend(names.into_iter().map(|name| in_environment(name.as_ref())));
        self
    }

    /// Sets the path to the generated code in the examples of its documentation, which are compiled as documentation
    /// tests. The default is the name of the package. A library that includes the code in a public module has to name
    /// the module as well (`my_library::rds`).
    pub fn crate_name(mut self, path: impl Into<String>) -> Self {
        self.examples = Examples::Under(path.into());
        self
    }

    /// Omits examples from the documentation. This is for a library that includes the code in a private module, which a
    /// documentation test cannot access.
    pub fn without_examples(mut self) -> Self {
        self.examples = Examples::None;
        self
    }

    /// Sets the folder for the generated files. The default is `OUT_DIR`.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Generates the code and prints the files for Cargo to watch.
    ///
    /// # Errors
    ///
    /// Returns all problems of the description and the selection with their positions, an error of the file system, or
    /// a diagnostic if there is neither a folder set nor `OUT_DIR`. If the description or the selection has errors,
    /// nothing is written.
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
        // The notes are printed even if the files were fresh, since Cargo shows only warnings of the last run.
        notes(&out).iter().for_each(|note| directive::warn(note));
        directive::expect_features(&gates(&out));
        Ok(())
    }

    /// Runs [`compile`](Self::compile) as the whole `main` function of a build script: prints problems to standard
    /// error and fails the build.
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

/// The enabled features, in the spelling that Cargo uses after `CARGO_FEATURE_` in environment variables.
fn enabled_features() -> BTreeSet<String> {
    let name = |(name, _): (std::ffi::OsString, _)| name.to_str()?.strip_prefix("CARGO_FEATURE_").map(str::to_owned);
    std::env::vars_os().filter_map(name).collect()
}

/// Makes Cargo watch the folder (for new files) and each file in it. A path that does not exist is not printed: Cargo
/// would run the script in every build.
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

/// The features that the generated `lib.rs` mentions in `#[cfg]`, as string literals. They are read from the file,
/// since Cargo needs them even in a run that generates nothing.
fn gates(out: &Path) -> BTreeSet<String> {
    let text = encoding::bytes(&out.join("lib.rs"), limits::FILE).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let feature = |line: &str| Some(line.strip_prefix("#[cfg(feature = ")?.strip_suffix(")]")?.to_owned());
    text.lines().filter_map(feature).collect()
}

#[allow(clippy::print_stderr, reason = "this is what Cargo shows when a build script fails")]
fn complain(problems: &Diagnostics) {
    eprintln!("{problems}");
}
