//! Reads the files of a product's folder.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::device::is_device;
use super::discovery::{API_DOCS, PRODUCT, find};
use super::encoding;
use super::suggest;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};

/// Name of the file with corrections to the vendor's errors.
pub(super) const CORRECTIONS: &str = "corrections.json";
/// Name of the file with pinned Rust names.
pub(super) const NAMES: &str = "names.json";

/// The content of a product's files.
#[derive(Default)]
pub(super) struct Folder {
    /// The content of `product.json`, or else of `api-docs.json`, which contains the operations.
    pub product: Option<Arc<SourceText>>,
    /// The name and the entry of each operation.
    pub operations: Vec<(String, Arc<SourceText>)>,
    pub corrections: Option<Arc<SourceText>>,
    pub names: Option<Arc<SourceText>>,
    /// Paths of all JSON files in the folder, sorted.
    pub files: Vec<PathBuf>,
}

/// Reads the files of one product.
pub(super) fn read(folder: &Path, problems: &mut Diagnostics) -> Folder {
    let names = list(folder, problems);
    let files: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let whole = !has(PRODUCT) && has(API_DOCS);
    let mut contents = Folder::default();
    let mut seen = HashMap::new();
    for (name, path) in names.iter().zip(&files) {
        let text = match encoding::read(path) {
            Ok(text) => text,
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        match name.as_str() {
            PRODUCT => contents.product = Some(text),
            API_DOCS if whole => contents.product = Some(text),
            API_DOCS => {
                let diagnostic = Diagnostic::warning(format!("there is an {API_DOCS} next to {PRODUCT}")).in_file(path);
                problems.push(diagnostic.rule("it is not read").remedy("move it elsewhere"));
            }
            CORRECTIONS => contents.corrections = Some(text),
            NAMES => contents.names = Some(text),
            _ if whole => {
                let diagnostic = Diagnostic::warning(format!("there is a {name} next to {API_DOCS}")).in_file(path);
                let rule = format!("it is not read: the operations are those in {API_DOCS}");
                problems.push(diagnostic.rule(rule).remedy("move it elsewhere"));
            }
            _ => {
                let operation = name.strip_suffix(".json").unwrap_or(name);
                check_name(operation, path, problems);
                let lower = operation.to_lowercase();
                if let Some(other) = seen.insert(lower, operation.to_owned()) {
                    let message = format!("`{operation}` and `{other}` differ in case only");
                    let diagnostic = Diagnostic::error(message).in_file(path);
                    problems.push(
                        diagnostic.remedy("remove one of them: a case-insensitive file system can hold only one"),
                    );
                }
                contents.operations.push((operation.to_owned(), text));
            }
        }
    }
    if !has(PRODUCT) && !whole && problems.is_empty() {
        let mut diagnostic = Diagnostic::error(format!("the folder has no {PRODUCT}")).in_file(folder);
        let below = find(folder).unwrap_or_default();
        if !below.is_empty() {
            let shown: Vec<String> = below.iter().take(5).map(|product| product.display().to_string()).collect();
            let more = if below.len() > shown.len() { ", …" } else { "" };
            problems.push(diagnostic.remedy(format!("name one of the products below it: {}{more}", shown.join(", "))));
            contents.files = files;
            return contents;
        }
        if let Some(meant) = suggest::closest(PRODUCT, names.iter().map(String::as_str)) {
            diagnostic = diagnostic.rule(format!("{meant} is read as the entry of an operation"));
        }
        problems.push(diagnostic.remedy(format!("add {PRODUCT} with at least `info`: style, product and version")));
    }
    contents.files = files;
    contents
}

/// The names of the JSON files in a folder, sorted, without hidden files.
fn list(folder: &Path, problems: &mut Diagnostics) -> Vec<String> {
    let mut report = |error: &std::io::Error| {
        let diagnostic = Diagnostic::error(format!("the folder cannot be read: {error}")).in_file(folder);
        problems.push(diagnostic.remedy("give a folder with a product.json"));
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            report(&error);
            return Vec::new();
        }
    };
    let mut names = Vec::new();
    for entry in entries {
        match entry {
            Err(error) => report(&error),
            Ok(entry) => {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.ends_with(".json") && !name.starts_with('.') {
                    names.push(name);
                }
            }
        }
    }
    names.sort();
    names
}

/// Reports a file whose name cannot be the name of an operation.
fn check_name(name: &str, path: &Path, problems: &mut Diagnostics) {
    if is_device(name) {
        let diagnostic = Diagnostic::error(format!("`{name}` cannot name an operation: it is the name of a device"));
        problems.push(
            diagnostic.in_file(path).rule("Windows has no files with the names of devices").remedy("remove the file"),
        );
        return;
    }
    let starts_well = name.starts_with(|first: char| first.is_alphabetic());
    if !starts_well
        || name.ends_with(".json")
        || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    {
        let diagnostic = Diagnostic::error(format!("`{name}` cannot name an operation")).in_file(path);
        problems.push(diagnostic.remedy("name the file after the operation, as in `ReleaseInstanceConnection.json`"));
    }
}
