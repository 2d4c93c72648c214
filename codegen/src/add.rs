//! Adds a product to a package of the user: its API description, the build script that generates its code, the crates that the code needs,
//! a module, and an example that calls one operation.
//!
//! ```text
//! metadata -> spec/<product>/<version>
//!          -> build.rs            (a new one, or one more build in one of ours)
//!          -> Cargo.toml          (dependencies)
//!          -> src/<product>.rs, examples/<product>.rs
//! ```
//!
//! All input is checked before anything is written, no file of the user is overwritten, and a run that fails is undone completely. Adding
//! a product again imports its description again, which keeps the changes that the user made to it.

mod manifest;
mod origin;
mod program;
mod script;

use std::fmt::{Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

use self::manifest::PackageManifest;
pub use self::origin::CrateOrigin;
use self::script::{BuildLine, KnownBuild, ScriptChange, known_build};
use crate::diagnostic::{Diagnostic, Diagnostics, counted};
use crate::new_crate::journal::Journal;
use crate::new_crate::nothing_generated;
use crate::new_crate::source::{CrateDescription, CrateSource};
use crate::rust::model::{self, Options, Selection};
use crate::rust::version;
use crate::spec::encoding;

/// The product to add, and the package to add it to.
#[derive(Debug, Clone, Copy)]
pub struct Addition<'a> {
    /// The source of the description. A folder within the package stays where it is.
    pub source: CrateSource<'a>,
    /// A folder within the package.
    pub project: &'a Path,
    /// Where the crates that generated code needs come from.
    pub origin: &'a CrateOrigin,
    /// Name of the module; the default is the code of the product, with the version if another version has that name.
    pub module: Option<&'a str>,
    /// The operations that are generated; none means all, unless there are groups.
    pub operations: &'a [String],
    /// The groups of operations that are generated.
    pub groups: &'a [String],
}

/// What was added. `Display` prints it with the remaining steps for the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    /// Title and version of the product.
    pub title: String,
    /// The folder of the package.
    pub project: PathBuf,
    /// The folder of the description, relative to that of the package.
    pub spec: String,
    /// Name of the module.
    pub module: String,
    /// The operation that the example calls, if an example was made.
    pub called: Option<String>,
    /// Number of operations that are generated.
    pub operations: usize,
    /// Number of operations that cannot be generated.
    pub refused: usize,
    /// What was done, a line each.
    pub done: Vec<String>,
    /// The expression that is missing in a build script of the user.
    pub missing_build: Option<String>,
    /// Warnings about the description.
    pub warnings: Diagnostics,
}

/// Adds a product to a package.
///
/// # Errors
///
/// Returns problems if there is no package, the description cannot be read, imported or used for generation, a file of the user has the
/// name of a file that is needed, or a file cannot be written.
pub fn add(addition: &Addition<'_>) -> Result<Added, Diagnostics> {
    let mut manifest = PackageManifest::around(addition.project)?;
    let project = manifest.folder().to_owned();
    let script_name = manifest.build_script()?;
    let script = encoding::read_if_there(&project.join(&script_name))?;
    let description = addition.source.describe(&project)?;
    let CrateDescription { spec, folder, .. } = &description;
    let selection = match (addition.operations, addition.groups) {
        ([], []) => Selection::All,
        (operations, groups) => Selection::Only {
            operations: operations.iter().cloned().collect(),
            groups: groups.iter().cloned().collect(),
        },
    };
    let options = Options { selection, crate_name: None };
    let model = model::build(spec, &options)?;
    if model.operations.is_empty() {
        return Err(nothing_generated(&model, folder));
    }
    let described_in = relative(folder, &project)?;
    let known_build = script.as_ref().and_then(|script| known_build(script.text(), &described_in));
    if let Some(KnownBuild { module: None }) = known_build {
        let module = free_module(addition.module, &model.product.code, &model.product.version, &project)?;
        let problem = Diagnostic::error("the build script generates the product, but does not name a module for it");
        let remedy = format!("write `.module({module:?})` behind `new({described_in:?})` there");
        return Err(problem.in_file(project.join(&script_name)).remedy(remedy).into());
    }
    let known_module = known_build.and_then(|known| known.module);
    let module = match (addition.module, &known_module) {
        (Some(wanted), Some(known)) if wanted != known => {
            let problem = Diagnostic::error(format!("the build script has the product in the module `{known}`"));
            return Err(problem.in_file(project.join(&script_name)).remedy("change the name there").into());
        }
        (_, Some(known)) => known.clone(),
        (wanted, None) => free_module(wanted, &model.product.code, &model.product.version, &project)?,
    };
    let line = BuildLine {
        spec: described_in.clone(),
        module: module.clone(),
        operations: addition.operations.to_vec(),
        groups: addition.groups.to_vec(),
    };
    if let (Some(script), Selection::Only { .. }) = (&script, &options.selection)
        && known_module.is_some()
        && !line.is_in(script.text())
    {
        let problem = Diagnostic::error("the build script generates the product with another selection of operations");
        let remedy = format!("write what is to be generated there: {}", line.expression("Build"));
        return Err(problem.in_file(project.join(&script_name)).remedy(remedy).into());
    }
    let change = script.as_ref().map_or_else(|| ScriptChange::Text(line.script()), |script| line.add_to(script.text()));
    let mut missing_build = None;
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    match change {
        ScriptChange::Unchanged => {}
        ScriptChange::Text(text) => files.push((project.join(&script_name), text)),
        ScriptChange::Unknown => missing_build = Some(line.expression("alicloud_codegen::Build")),
    }
    let crates = manifest.add(addition.origin)?;
    if !crates.is_empty() {
        files.push((manifest.path().to_owned(), manifest.text()));
    }
    let mut called = None;
    if known_module.is_none() {
        files.push((project.join(format!("src/{module}.rs")), program::module(&model, &module, &described_in)));
        let path = project.join(format!("examples/{module}.rs"));
        if let Some((text, operation)) = program::example(&model, spec, &module).filter(|_| !path.exists()) {
            files.push((path, text));
            called = Some(operation);
        }
    }

    let mut journal = Journal::default();
    let written = description
        .put(&mut journal)
        .and_then(|()| files.iter().try_for_each(|(path, text)| journal.write(path, text.as_bytes())));
    if let Err(problem) = written {
        return Err(Diagnostic::error(format!("cannot be written: {problem}")).in_file(project).into());
    }
    let done = done(&journal, &project, &described_in, &crates);
    journal.keep();
    Ok(Added {
        title: format!("{} ({})", model.product.title, model.product.version),
        project,
        spec: described_in,
        module,
        called,
        operations: model.operations.len(),
        refused: model.refused.len(),
        done,
        missing_build: missing_build.map(|build| format!("{script_name}: {build}")),
        warnings: description.warnings,
    })
}

/// The folder of the description relative to that of the package, with `/` between names.
fn relative(folder: &Path, project: &Path) -> Result<String, Diagnostics> {
    let unreadable =
        |error: io::Error| Diagnostic::error(format!("the folder cannot be read: {error}")).in_file(folder);
    // A description that is not written yet is below the folder of the package.
    let absolute = match folder.strip_prefix(project) {
        Ok(_) => folder.to_owned(),
        Err(_) => folder.canonicalize().map_err(unreadable)?,
    };
    let below = absolute
        .strip_prefix(project)
        .map_err(|_| Diagnostic::error("the folder is not within the package").in_file(folder))?;
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    Ok(names.join("/"))
}

/// The name of the module: the wanted one, or the first free one of those that the product suggests.
fn free_module(wanted: Option<&str>, code: &str, date: &str, project: &Path) -> Result<String, Diagnostics> {
    let path = |module: &str| project.join(format!("src/{module}.rs"));
    let is_free = |module: &str| !path(module).exists() && !project.join("src").join(module).exists();
    if let Some(wanted) = wanted {
        if model::module(wanted) != wanted || matches!(wanted, "main" | "lib" | "mod") {
            let problem = Diagnostic::error(format!("`{wanted}` cannot be the name of the module"));
            return Err(problem.remedy("give a name in snake case with `--module`, as in `my_vpc`").into());
        }
        return match is_free(wanted) {
            true => Ok(wanted.to_owned()),
            false => Err(Diagnostic::error("the file is there already")
                .in_file(path(wanted))
                .remedy("give another name with `--module`")
                .into()),
        };
    }
    let short = model::module(code);
    let names = [short.clone(), format!("{short}_{}", version::module(date)), format!("{short}_api")];
    let free = names.iter().filter(|name| !matches!(name.as_str(), "main" | "lib" | "mod")).find(|name| is_free(name));
    free.cloned().ok_or_else(|| {
        let problem = Diagnostic::error("the file is there already").in_file(path(&short));
        problem.remedy("give another name for the module with `--module`").into()
    })
}

/// What was done, a line each. The files of the description are one line.
fn done(journal: &Journal, project: &Path, spec: &str, crates: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut created, mut changed) = (0, 0);
    for (path, is_new) in journal.files() {
        let shown = path.strip_prefix(project).unwrap_or(path);
        if shown.starts_with("spec") {
            *(if is_new { &mut created } else { &mut changed }) += 1;
            continue;
        }
        let verb = if is_new { "created" } else { "changed" };
        let what = if shown == Path::new("Cargo.toml") { format!(": {}", crates.join(", ")) } else { String::new() };
        lines.push(format!("{verb} {}{what}", shown.display()));
    }
    for (count, verb) in [(changed, "changed"), (created, "created")] {
        if count > 0 {
            lines.insert(0, format!("{verb} {} of the description in {spec}", counted(count, "file")));
        }
    }
    lines
}

impl Display for Added {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { title, spec, module, .. } = self;
        writeln!(f, "{title} in {}: {}", self.project.display(), counted(self.operations, "operation"))?;
        if self.refused > 0 {
            let are = if self.refused == 1 { "operation is" } else { "operations are" };
            writeln!(f, "{} {are} not generated: `alicloud-codegen report --spec {spec}` says why", self.refused)?;
        }
        if !self.warnings.is_empty() {
            let warnings = counted(self.warnings.warnings(), "warning");
            writeln!(f, "{warnings} about the description: `--warnings` shows them")?;
        }
        if self.done.is_empty() {
            writeln!(f, "  nothing has changed")?;
        }
        for line in &self.done {
            writeln!(f, "  {line}")?;
        }
        writeln!(f, "\nNext:")?;
        if let Some(build) = &self.missing_build {
            writeln!(
                f,
                "  your build script is not changed, since it is not certain where this belongs; add it to {build}.run()"
            )?;
        }
        if let Some(called) = &self.called {
            writeln!(f, "  cargo run --example {module}      calls {called}")?;
        }
        writeln!(f, "  alicloud product add {spec}      lets the CLI and its emulator know the product")?;
        write!(f, "  `mod {module};` in src/main.rs or `pub mod {module};` in src/lib.rs: one module per operation")
    }
}
