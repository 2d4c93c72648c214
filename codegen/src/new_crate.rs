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
//! overwritten, except that an existing description is merged as by `import metadata`. A run that fails is undone completely.

mod contents;
mod journal;
mod location;
mod name;
mod source;
mod staging;
mod workspace;

use std::fmt::{Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

use self::contents::Contents;
use self::journal::Journal;
use self::location::DescriptionLocation;
pub use self::name::refusal;
use self::source::CrateDescription;
pub use self::source::CrateSource;
use self::workspace::Workspace;
use crate::diagnostic::{Diagnostic, Diagnostics, counted};
use crate::rust::model::{self, Options};

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
    let code = request.source.product_code()?;
    let name = request.name.map_or_else(|| name::of_product(&code), str::to_owned);
    name::check(&name, &code)?;
    let place = format!("crates/products/{}", name.strip_prefix("alicloud-").unwrap_or(&name));
    let folder = request.workspace.join(&place);
    if folder.exists() {
        let problem = Diagnostic::error("the crate exists already").in_file(&folder);
        return Err(problem.remedy("give another name with `--name`, or delete the folder").into());
    }
    workspace.add(&name, &place)?;

    let mut description = request.source.describe(request.workspace)?;
    let contents = contents(&description, &name, &folder, &workspace, request.workspace)?;
    description.warnings.extend(too_many_features(&contents, &description.folder));

    let mut journal = Journal::default();
    let written = contents
        .write(&folder, &mut journal)
        .and_then(|()| description.put(&mut journal))
        .and_then(|()| workspace.write(&mut journal));
    if let Err(problem) = written {
        return Err(Diagnostic::error(format!("cannot be written: {problem}")).in_file(folder).into());
    }
    journal.keep();
    Ok(Created {
        name,
        folder,
        spec: description.folder,
        operations: contents.operations,
        refused: contents.refused,
        features: contents.features,
        warnings: description.warnings,
    })
}

fn contents(
    description: &CrateDescription,
    name: &str,
    folder: &Path,
    workspace: &Workspace,
    root: &Path,
) -> Result<Contents, Diagnostics> {
    let model = model::build(&description.spec, &Options::default())?;
    let unreachable =
        |problem: io::Error| Diagnostic::error(format!("cannot be reached: {problem}")).in_file(&description.folder);
    let location = DescriptionLocation::new(root, folder, &description.folder).map_err(unreachable)?;
    Contents::new(&model, name, &location, workspace).ok_or_else(|| {
        let whole = model.refused.iter().map(|refused| format!("{}: {}", refused.name, refused.reason));
        let reasons: Vec<String> = whole.take(3).collect();
        let problem = Diagnostic::error("no operation of this product can be generated").in_file(&description.folder);
        problem.rule(reasons.join("; ")).into()
    })
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
