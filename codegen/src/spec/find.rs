//! Looking for products.

use std::fs;
use std::path::{Path, PathBuf};

use super::folder;
use crate::diagnostic::{Diagnostic, Diagnostics};

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
        if folder::is_product(&folder) {
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
