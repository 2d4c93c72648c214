//! Finds the folders of products.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Name of the file with the description of a product without its operations.
pub(super) const PRODUCT: &str = "product.json";
/// Name of the file with a complete product in the vendor's format.
pub(super) const API_DOCS: &str = "api-docs.json";

/// The file that describes the product in a folder; `None` if the folder has no product.
pub(super) fn description(folder: &Path) -> Option<PathBuf> {
    [PRODUCT, API_DOCS].into_iter().map(|name| folder.join(name)).find(|file| file.is_file())
}

/// The folder of a product in which `folder` is, and the folder of all products; nothing if `folder` is in no product. A folder that
/// holds the versions of one product, as `spec/rds`, belongs to it.
#[cfg(feature = "cli")]
pub(crate) fn product_around(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let path = folder.canonicalize().or_else(|_| std::path::absolute(folder)).ok()?;
    let name = |folder: &Path| folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let is_named_after = |folder: &Path| {
        let (Some((code, version)), Some(parent)) = (super::identity(folder), folder.parent()) else { return false };
        name(folder) == Some(version) && name(parent) == Some(code.to_lowercase())
    };
    let is_product = |folder: &Path| folder.join(PRODUCT).is_file() && super::identity(folder).is_some();
    if let Some(product) = path.ancestors().find(|folder| is_product(folder)) {
        let root = product.ancestors().nth(if is_named_after(product) { 2 } else { 1 }).unwrap_or(product);
        return Some((product.to_owned(), root.to_owned()));
    }
    let versions = fs::read_dir(&path).ok()?.flatten().map(|entry| entry.path());
    let mut versions: Vec<PathBuf> = versions.filter(|folder| is_product(folder) && is_named_after(folder)).collect();
    versions.sort();
    let version = versions.into_iter().next()?;
    Some((version, path.parent()?.to_owned()))
}

/// Links to folders at `root` and below it, which no reader follows, sorted.
#[must_use]
#[cfg(feature = "cli")]
pub fn links(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        if description(&folder).is_some() {
            continue;
        }
        // A folder that cannot be listed is an error of `find`.
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_symlink() && entry.path().is_dir() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

/// Finds the folders with a product (`product.json` or the vendor's `api-docs.json`) at `root` or below it, sorted.
/// Hidden folders and folders below a product are not searched, and symbolic links are not followed.
///
/// # Errors
///
/// Returns a diagnostic for each folder that cannot be listed, or one if no product was found.
pub fn find(root: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut products = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        if description(&folder).is_some() {
            products.push(folder);
            continue;
        }
        match fs::read_dir(&folder) {
            Err(error) => {
                let diagnostic = Diagnostic::error(format!("the folder cannot be read: {error}")).in_file(&folder);
                problems.push(diagnostic.remedy("give a folder with a product.json, or one above such folders"));
            }
            // Symbolic links are not followed, since they could form a cycle.
            Ok(entries) => waiting.extend(
                entries
                    .flatten()
                    .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
                    .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
                    .map(|entry| entry.path()),
            ),
        }
    }
    if products.is_empty() && problems.is_empty() {
        let diagnostic = Diagnostic::error("there is no product here").in_file(root);
        problems.push(diagnostic.remedy("give a folder with a product.json, or one above such folders"));
    }
    products.sort();
    problems.into_result().map(|_| products)
}
