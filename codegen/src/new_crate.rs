//! Adds a product to a workspace: its API description, a crate that is generated from it, and a line in the workspace's `Cargo.toml`.
//!
//! ```text
//! metadata -> spec/<product>/<version>     (unless the description already exists)
//!          -> crates/products/<product>/{Cargo.toml, build.rs, src/lib.rs}
//!          -> [workspace.dependencies]     (and `members`, unless a pattern covers the crate)
//! ```
//!
//! The build script takes the description from the workspace, or from the folder `spec` of the package if there is one: a copy there, made
//! before `cargo package`, lets the package be built on its own. All input is checked before anything is written. No existing file is
//! overwritten, except that a version is added to the crate that has another one, and that an existing description is merged as by `import metadata`. A run that fails is undone completely.

mod another_version;
mod contents;
pub(crate) mod journal;
mod location;
mod name;
pub(crate) mod source;
mod staging;
mod workspace;

use std::fmt::{Display, Formatter};
use std::path::{Path, PathBuf};

use self::another_version::ExistingCrate;
use self::contents::Contents;
use self::journal::Journal;
use self::location::DescriptionLocation;
pub use self::name::refusal;
use self::source::CrateDescription;
pub use self::source::CrateSource;
use self::workspace::Workspace;
use crate::diagnostic::{Diagnostic, Diagnostics, counted};
use crate::rust::model::{self, Model, Options};
use crate::rust::version;

/// The product to add, and the workspace to add it to.
#[derive(Debug, Clone, Copy)]
pub struct NewCrate<'a> {
    /// The source of the description.
    pub source: CrateSource<'a>,
    /// Folder with the `Cargo.toml` of the workspace.
    pub workspace: &'a Path,
    /// Name of the package; the default is `alicloud-<product>`.
    pub name: Option<&'a str>,
}

/// What was added. `Display` prints it with the remaining steps for the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Created {
    /// Name of the package.
    pub name: String,
    /// Path of the crate's folder. It begins with the path in [`NewCrate::workspace`].
    pub folder: PathBuf,
    /// Path of the description's folder.
    pub spec: PathBuf,
    /// The feature of the version, if it was added to a crate that has another one.
    pub version_feature: Option<String>,
    /// Number of operations that are generated.
    pub operations: usize,
    /// Number of operations that cannot be generated.
    pub refused: usize,
    /// Features of the crate other than `default` and `full`.
    pub features: Vec<String>,
    /// Warnings about the description.
    pub warnings: Diagnostics,
}

/// Adds a product to a workspace.
///
/// # Errors
///
/// Returns problems if there is no workspace, the crate already exists, the description cannot be read, imported or
/// used for generation, or a file cannot be written.
pub fn create(request: &NewCrate<'_>) -> Result<Created, Diagnostics> {
    let mut workspace = Workspace::read(request.workspace)?;
    let (code, version) = request.source.identity()?;
    let name = request.name.map_or_else(|| name::of_product(&code), str::to_owned);
    name::check(&name, &code)?;
    let place = format!("crates/products/{}", name.strip_prefix("alicloud-").unwrap_or(&name));
    let folder = request.workspace.join(&place);
    if folder.exists() {
        if let Some(existing) = ExistingCrate::read(&folder, &code)?.filter(|existing| !existing.has(&version)) {
            return add_version(request, existing, name, folder);
        }
        let problem = Diagnostic::error("the crate exists already").in_file(&folder);
        return Err(problem.remedy("give another name with `--name`, or delete the folder").into());
    }
    workspace.add(&name, &place)?;

    let mut description = request.source.describe(request.workspace)?;
    let contents = contents(&description, &name, &folder, &workspace, request.workspace)?;
    description.warnings.extend(too_many_features(&contents, &description.folder));

    write(&folder, |journal| {
        contents.write(&folder, journal)?;
        description.put(journal)?;
        workspace.write(journal)
    })?;
    Ok(Created {
        name,
        folder,
        spec: description.folder,
        version_feature: None,
        operations: contents.operations,
        refused: contents.refused,
        features: contents.features,
        warnings: description.warnings,
    })
}

/// Adds a version to the crate that is there.
fn add_version(
    request: &NewCrate<'_>,
    existing: ExistingCrate,
    name: String,
    folder: PathBuf,
) -> Result<Created, Diagnostics> {
    let description = request.source.describe(request.workspace)?;
    let model = model::build(&description.spec, &Options::default())?;
    if model.operations.is_empty() {
        return Err(nothing_generated(&model, &description.folder));
    }
    let files = existing.with(&model, &location(request.workspace, &folder, &description.folder)?)?;
    write(&folder, |journal| {
        files.iter().try_for_each(|(path, text)| journal.write(path, text.as_bytes()))?;
        description.put(journal)
    })?;
    Ok(Created {
        name,
        folder,
        spec: description.folder,
        version_feature: Some(version::feature(&model.product.version)),
        operations: model.operations.len(),
        refused: model.refused.len(),
        features: model.groups.iter().map(|group| group.feature.clone()).collect(),
        warnings: description.warnings,
    })
}

/// Writes the files of a crate in `folder`; if one cannot be written, all is as before.
fn write(folder: &Path, files: impl FnOnce(&mut Journal) -> std::io::Result<()>) -> Result<(), Diagnostics> {
    let mut journal = Journal::default();
    files(&mut journal)
        .map_err(|problem| Diagnostic::error(format!("cannot be written: {problem}")).in_file(folder))?;
    journal.keep();
    Ok(())
}

fn location(root: &Path, folder: &Path, description: &Path) -> Result<DescriptionLocation, Diagnostics> {
    DescriptionLocation::new(root, folder, description)
        .map_err(|problem| Diagnostic::error(format!("cannot be reached: {problem}")).in_file(description).into())
}

/// The problem of a product of which nothing can be generated.
pub(crate) fn nothing_generated(model: &Model, description: &Path) -> Diagnostics {
    let whole = model.refused.iter().map(|refused| format!("{}: {}", refused.name, refused.reason));
    let reasons: Vec<String> = whole.take(3).collect();
    let problem = Diagnostic::error("no operation of this product can be generated").in_file(description);
    problem.rule(reasons.join("; ")).into()
}

fn contents(
    description: &CrateDescription,
    name: &str,
    folder: &Path,
    workspace: &Workspace,
    root: &Path,
) -> Result<Contents, Diagnostics> {
    let model = model::build(&description.spec, &Options::default())?;
    let location = location(root, folder, &description.folder)?;
    Contents::new(&model, name, &location, workspace).ok_or_else(|| nothing_generated(&model, &description.folder))
}

/// A warning if the crate has more features than crates.io accepts.
fn too_many_features(contents: &Contents, spec: &Path) -> Option<Diagnostic> {
    const MOST: usize = 300;
    let features = contents.features.len() + 2;
    (features > MOST).then(|| {
        Diagnostic::warning(format!("the crate has {features} features"))
            .in_file(spec.join("product.json"))
            .rule("it builds, but crates.io accepts no more than 300")
            .remedy("merge groups of the description before you publish the crate")
    })
}

impl Display for Created {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}, in {}: operations: {}", self.name, self.folder.display(), self.operations)?;
        if self.refused > 0 {
            let spec = self.spec.display();
            let (operations, are) = (counted(self.refused, "operation"), if self.refused == 1 { "is" } else { "are" });
            writeln!(f, "{operations} {are} not generated: `alicloud-codegen report --spec {spec}` says why")?;
        }
        if let Some(feature) = &self.version_feature {
            writeln!(
                f,
                "the crate has another version at its root, so this one is behind the feature {feature}, which also"
            )?;
            writeln!(f, "names its module: {}", feature.replace('-', "_"))?;
            return write!(f, "\nNext:\n  cargo doc -p {} --features {feature} --open", self.name);
        }
        if self.features.is_empty() {
            writeln!(f, "features: full (the description has no groups)")?;
        } else {
            writeln!(f, "features: full, {}", self.features.join(", "))?;
        }
        writeln!(f, "\nNext:")?;
        writeln!(f, "  cargo doc -p {} --open", self.name)?;
        if self.features.is_empty() {
            writeln!(
                f,
                "  put the operations into groups: `directories` with an `x-feature` each, in {}/product.json; then",
                self.spec.display()
            )?;
            writeln!(f, "    name the features in {}/Cargo.toml", self.folder.display())?;
        }
        writeln!(
            f,
            "  set `x-endpoint-rule` in {}/product.json if regions have hosts that it does not list",
            self.spec.display()
        )?;
        write!(f, "  depend on it: `{}.workspace = true`", self.name)
    }
}
