//! Where the description of a new crate comes from.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::import::metadata;
use crate::spec;

/// Where the description of a new crate comes from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A file of the vendor with a whole product, which is imported.
    Metadata {
        /// The `api-docs.json`, or a folder with one, at any depth.
        file: &'a Path,
        /// Keep the vendor's titles, summaries and descriptions.
        descriptions: bool,
    },
    /// The folder of a product that is described already.
    Spec(&'a Path),
}

impl Source<'_> {
    /// The code of the product. Nothing is written.
    pub(super) fn product_code(self) -> Result<String, Diagnostics> {
        let (file, code) = match self {
            Self::Spec(folder) => (folder, spec::load(folder)?.product.info.product),
            Self::Metadata { file, .. } => (file, member(&read(&whole_product(file)?)?, "product")),
        };
        code.filter(|code| !code.is_empty()).ok_or_else(|| unknown_product(file).into())
    }

    /// The folder of the description: that of an existing one, or below `specs` after the import; and what was odd about it.
    pub(super) fn into_spec(self, specs: &Path) -> Result<(PathBuf, Diagnostics), Diagnostics> {
        let (file, descriptions) = match self {
            Self::Spec(folder) => return Ok((folder.to_owned(), Diagnostics::new())),
            Self::Metadata { file, descriptions } => (file, descriptions),
        };
        let file = &whole_product(file)?;
        let metadata = read(file)?;
        let (Some(code), Some(version)) = (member(&metadata, "product"), member(&metadata, "version")) else {
            return Err(unknown_product(file).into());
        };
        let options = metadata::Options { spec: specs, descriptions, prune: false };
        let problems = metadata::import(&[file.to_owned()], options).problems.into_result()?;
        Ok((specs.join(code.to_ascii_lowercase()).join(version), problems))
    }
}

/// The file with a whole product: `path` itself, or the one below that folder.
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
    let text = std::fs::read_to_string(file)
        .map_err(|problem| Diagnostic::error(format!("cannot be read: {problem}")).in_file(file))?;
    serde_json::from_str(&text)
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
