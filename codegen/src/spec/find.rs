//! Products of a folder: what makes it the folder of one, and those below it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// The description of a product, without its operations.
pub(super) const PRODUCT: &str = "product.json";
/// A whole product as the vendor publishes it.
pub(super) const API_DOCS: &str = "api-docs.json";

/// The file that describes the product of a folder, if the folder is one of a product.
pub(super) fn description(folder: &Path) -> Option<PathBuf> {
    [PRODUCT, API_DOCS].into_iter().map(|name| folder.join(name)).find(|file| file.is_file())
}

/// Folders with a product (a `product.json`, or the vendor's `api-docs.json`) at `root` or below it, sorted. Hidden folders are
/// not searched, nor is anything below a product.
///
/// # Errors
///
/// Every folder that cannot be listed; or that there is no product at all.
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
            // Links are not followed: they could lead round in a circle.
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
