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
