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
//!
//! A crate with several products has a [`module`](Build::module) for each, and a product with several versions has its default one at the
//! root and a module for each [other one](Build::version).

mod directive;
mod parts;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::parts::{BuildPart, BuildPlan, Examples};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rust::generate::{generate_into, notes};
use crate::rust::model::{Selection, in_environment};
use crate::spec::{encoding, limits};

/// Generates the code for one product in a build script.
///
/// By default every operation is generated; [`operations`](Self::operations), [`groups`](Self::groups) and
/// [`features`](Self::features) restrict that. Operations that cannot be generated are reported as warnings in every
/// build.
#[derive(Debug, Clone)]
#[must_use = "nothing is generated until `run` or `compile`"]
pub struct Build {
    plan: BuildPlan,
}

impl Build {
    /// Creates a build for the product whose description is in the folder `spec`, relative to the package's
    /// `Cargo.toml`.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self { plan: BuildPlan::new(spec.into()) }
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
        self.plan.selection = Selection::All;
        self
    }

    /// Selects operations by the enabled Cargo features of the package. The feature `full` selects everything; a
    /// feature with the name of a group of the spec selects that group. Any other feature causes a warning of the
    /// build, unless it is declared with [`own_features`](Self::own_features).
    pub fn features(mut self) -> Self {
        self.plan.selection = Selection::Features(enabled_features());
        self
    }

    /// Declares features of the package that do not select operations.
    pub fn own_features(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.plan.own_features.extend(names.into_iter().map(|name| in_environment(name.as_ref())));
        self
    }

    /// Sets the path to the generated code in the examples of its documentation, which are compiled as documentation
    /// tests. The default is the name of the package. A library that includes the code in a public module has to name
    /// the module as well (`my_library::rds`).
    pub fn crate_name(mut self, path: impl Into<String>) -> Self {
        self.plan.examples = Some(Examples::Under(path.into()));
        self
    }

    /// Omits examples from the documentation. This is for a library that includes the code in a private module, which a
    /// documentation test cannot access.
    pub fn without_examples(mut self) -> Self {
        self.plan.examples = Some(Examples::None);
        self
    }

    /// Adds another version of the product, whose description is in the folder `spec`. Its files are in a folder of their own:
    /// `v2019_08_08` for the version 2019-08-08, which the crate includes in a module of that name.
    ///
    /// With [`features`](Self::features) it is generated if the feature `v2019-08-08` is enabled, and then the features of groups select
    /// its operations as well; otherwise all of it is generated.
    pub fn version(mut self, spec: impl Into<PathBuf>) -> Self {
        self.plan.versions.push(spec.into());
        self
    }

    /// Puts the files into a folder with this name, for a crate with several products: `include!(concat!(env!("OUT_DIR"),
    /// "/vpc/lib.rs"))`. There are no examples in the documentation unless [`crate_name`](Self::crate_name) names the module.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.plan.module = Some(name.into());
        self
    }

    /// Sets the folder for the generated files. The default is `OUT_DIR`.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.plan.out_dir = Some(folder.into());
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
        std::iter::once(&self.plan.spec).chain(&self.plan.versions).for_each(|folder| watch(folder));
        let mut problems = Diagnostics::new();
        let mut mentioned = BTreeSet::new();
        for BuildPart { spec, options, out } in self.plan.parts()? {
            if let Err(found) = generate_into(&spec, &options, &out) {
                problems.extend(found);
                continue;
            }
            // The notes are printed even if the files were fresh, since Cargo shows only warnings of the last run.
            notes(&out).iter().for_each(|note| directive::warn(note));
            mentioned.extend(gates(&out));
        }
        directive::expect_features(&mentioned);
        problems.into_result().map(drop)
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

    /// Runs several builds, each with a [`module`](Self::module) of its own, as the whole `main` function of a build script.
    #[must_use = "the exit code fails the build"]
    pub fn run_all(builds: impl IntoIterator<Item = Self>) -> ExitCode {
        let mut problems = Diagnostics::new();
        let mut folders = BTreeSet::new();
        for build in builds {
            let folder = (build.plan.out_dir.clone(), build.plan.module.clone());
            if !folders.insert(folder) {
                let problem = Diagnostic::error("two builds write into one folder").in_file(&build.plan.spec);
                problems.push(problem.remedy("name the folder of each with `module`"));
            } else if let Err(found) = build.compile() {
                problems.extend(found);
            }
        }
        if problems.is_empty() {
            return ExitCode::SUCCESS;
        }
        complain(&problems);
        ExitCode::FAILURE
    }

    fn named(&mut self) -> (&mut BTreeSet<String>, &mut BTreeSet<String>) {
        if !matches!(self.plan.selection, Selection::Only { .. }) {
            self.plan.selection = Selection::Only { operations: BTreeSet::new(), groups: BTreeSet::new() };
        }
        match &mut self.plan.selection {
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
