//! Obtains the description for a new crate.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::journal::Journal;
use super::staging::Staging;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::import::{self, metadata};
use crate::spec::{self, Spec, encoding};

/// The source of the description of a new crate.
#[derive(Debug, Clone, Copy)]
pub enum CrateSource<'a> {
    /// A file of the vendor with a whole product. It is imported.
    Metadata {
        /// The `api-docs.json`, or a folder that contains exactly one at any depth.
        file: &'a Path,
        /// Whether to keep the vendor's titles, summaries and descriptions.
        descriptions: bool,
    },
    /// The folder of a product whose description already exists.
    Spec(&'a Path),
    /// The folder of a product outside of the workspace. It is copied, and what is there already has to be the same.
    Copied(&'a Path),
}

impl CrateSource<'_> {
    /// Reads the code of the product and the version. Nothing is written.
    pub(crate) fn identity(self) -> Result<(String, String), Diagnostics> {
        let (file, code, version) = match self {
            Self::Spec(folder) | Self::Copied(folder) => {
                let info = spec::load(folder)?.product.info;
                (folder, info.product, info.version)
            }
            Self::Metadata { file, .. } => {
                let metadata = read(&whole_product(file)?)?;
                (file, member(&metadata, "product"), member(&metadata, "version"))
            }
        };
        let code = code.filter(|code| !code.is_empty());
        code.zip(version).ok_or_else(|| unknown_product(file).into())
    }

    /// Reads the description. Metadata is imported into a temporary folder first, so the workspace does not change yet.
    pub(crate) fn describe(self, workspace: &Path) -> Result<CrateDescription, Diagnostics> {
        let (file, descriptions) = match self {
            Self::Spec(folder) => {
                let spec = spec::load(folder)?;
                let warnings = spec.warnings.clone();
                return Ok(CrateDescription { spec, folder: folder.to_owned(), warnings, staged: None });
            }
            Self::Copied(folder) => return copied(folder, workspace),
            Self::Metadata { file, descriptions } => (file, descriptions),
        };
        let file = &whole_product(file)?;
        let metadata = read(file)?;
        let (Some(code), Some(version)) = (member(&metadata, "product"), member(&metadata, "version")) else {
            return Err(unknown_product(file).into());
        };
        let name = Path::new(&code.to_ascii_lowercase()).join(version);
        let products = workspace.join("spec");
        let folder = products.join(&name);
        let unwritable = |error: io::Error| Diagnostic::error(format!("cannot be written: {error}")).in_file(workspace);
        let staging = Staging::new(workspace).map_err(unwritable)?;
        // The record of the last import is needed for merging: without it, manual corrections could not be told from
        // imported values.
        for name in [&name, &import::memory(&name)] {
            staging.take(&products.join(name), name).map_err(unwritable)?;
        }
        let options = metadata::MetadataOptions { spec: staging.path(), descriptions, prune: false };
        // The user knows the folder in which the description will be, not the temporary one.
        let known = |problems: Diagnostics| -> Diagnostics {
            problems.into_iter().map(|problem| problem.moved(staging.path(), &products)).collect()
        };
        let imported = metadata::import(&[file.to_owned()], options).problems;
        let mut warnings = known(imported).into_result()?;
        let spec = spec::load(&staging.path().join(&name)).map_err(|problems| unusable(known(problems), file))?;
        // An import checks what it wrote, so it has reported most of them.
        let further =
            known(spec.warnings.clone()).into_iter().filter(|warning| !warnings.iter().any(|said| said == warning));
        let further: Vec<Diagnostic> = further.collect();
        warnings.extend(further);
        Ok(CrateDescription { spec, folder, warnings, staged: Some(Staged { staging, name, spec: products }) })
    }
}

/// Reads a folder of a product that is to be copied into the workspace.
fn copied(folder: &Path, workspace: &Path) -> Result<CrateDescription, Diagnostics> {
    let spec = spec::load(folder)?;
    let (Some(code), Some(version)) = (&spec.product.info.product, &spec.product.info.version) else {
        return Err(unknown_product(folder).into());
    };
    let name = Path::new(&code.to_ascii_lowercase()).join(version);
    let products = workspace.join("spec");
    let unwritable = |error: io::Error| Diagnostic::error(format!("cannot be copied: {error}")).in_file(folder);
    let staging = Staging::new(workspace).map_err(unwritable)?;
    staging.take(folder, &name).map_err(unwritable)?;
    if let Some(others) = folder.canonicalize().ok().as_deref().and_then(|folder| folder.ancestors().nth(2)) {
        staging.take(&others.join(import::memory(&name)), &import::memory(&name)).map_err(unwritable)?;
    }
    let warnings = spec.warnings.clone();
    let folder = products.join(&name);
    let differing = staging.differing(&name, &folder).map_err(unwritable)?;
    if let Some(path) = differing {
        let problem =
            Diagnostic::error("the file is there already, and differs from the one to be copied").in_file(path);
        return Err(problem.remedy("give the folder that is there, or delete it").into());
    }
    Ok(CrateDescription { spec, folder, warnings, staged: Some(Staged { staging, name, spec: products }) })
}

/// A description from which a crate can be created.
pub(crate) struct CrateDescription {
    pub(crate) spec: Spec,
    /// The folder where it is or will be.
    pub(crate) folder: PathBuf,
    /// Warnings about the description.
    pub(crate) warnings: Diagnostics,
    staged: Option<Staged>,
}

/// A description that is still in the temporary folder.
struct Staged {
    staging: Staging,
    /// Folder of the product, relative to the folder of all products.
    name: PathBuf,
    /// The folder of all products.
    spec: PathBuf,
}

impl CrateDescription {
    /// Writes an imported description to its final folder.
    pub(crate) fn put(&self, journal: &mut Journal) -> io::Result<()> {
        match &self.staged {
            Some(Staged { staging, name, spec }) => [name, &import::memory(name)]
                .into_iter()
                // A description that was written by hand has no record of an import.
                .filter(|name| staging.path().join(name).is_dir())
                .try_for_each(|name| staging.put(name, &spec.join(name), journal)),
            None => Ok(()),
        }
    }
}

/// Adds a hint to the problems of an imported description. The temporary folder is deleted, so the user has to import
/// the metadata separately in order to fix it.
fn unusable(problems: Diagnostics, file: &Path) -> Diagnostics {
    let remedy = format!(
        "`alicloud-codegen import metadata {}` writes the description; repair it, then `alicloud-codegen new crate --spec FOLDER`",
        file.display()
    );
    let hint = Diagnostic::error("no crate can be made of this description").in_file(file).remedy(remedy);
    problems.into_iter().chain([hint]).collect()
}

/// The file with a whole product: `path` itself, or the only one below the folder `path`.
fn whole_product(path: &Path) -> Result<PathBuf, Diagnostics> {
    let (mut files, mut problems) = (Vec::new(), Diagnostics::new());
    metadata::find(path, &mut files, &mut problems);
    problems.into_result()?;
    if path.is_dir() {
        files.retain(|file| file.ends_with("api-docs.json"));
        files.sort();
    }
    match files.as_slice() {
        [file] => Ok(file.clone()),
        [] => Err(Diagnostic::error("there is no api-docs.json in this folder or below").in_file(path).into()),
        several => {
            let list: Vec<String> = several.iter().map(|file| file.display().to_string()).collect();
            let problem = Diagnostic::error(format!("there are {} products in this folder", list.len())).in_file(path);
            Err(problem.remedy(format!("give one of them: {}", list.join(", "))).into())
        }
    }
}

fn read(file: &Path) -> Result<Value, Diagnostics> {
    let source = encoding::read(file)?;
    serde_json::from_str(source.text())
        .map_err(|problem| Diagnostic::error(format!("it is not JSON: {problem}")).in_file(file).into())
}

fn member(metadata: &Value, name: &str) -> Option<String> {
    metadata.get("apis")?;
    metadata.get("info")?.get(name)?.as_str().map(str::to_owned)
}

fn unknown_product(file: &Path) -> Diagnostic {
    Diagnostic::error("this is not the metadata of a whole product")
        .in_file(file)
        .remedy("give an `api-docs.json`, which has `apis`, and `info` with `product` and `version`")
}
