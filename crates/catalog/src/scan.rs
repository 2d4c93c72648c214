//! Finds the files of a spec folder and reads what the index needs.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One product in one version, as found on disk.
pub(crate) struct Scanned {
    pub(crate) code: String,
    pub(crate) version: String,
    pub(crate) style: String,
    pub(crate) file: PathBuf,
    /// Text of `product.json`.
    pub(crate) text: String,
    pub(crate) operations: Vec<ScannedOperation>,
}

/// One operation, as found on disk.
pub(crate) struct ScannedOperation {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) text: String,
    /// Comma-separated, lower case.
    pub(crate) methods: String,
    /// Empty for an RPC operation.
    pub(crate) path: String,
}

/// Why a file or folder could not be read. `line` and `column` are 0 where the file itself is the problem.
#[derive(Debug, Clone)]
pub(crate) struct ScanError {
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) message: String,
}

impl ScanError {
    fn io(file: &Path, error: &std::io::Error) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0, message: error.to_string() }
    }

    pub(crate) fn json(file: &Path, error: &serde_json::Error) -> Self {
        Self { file: file.to_owned(), line: error.line(), column: error.column(), message: error.to_string() }
    }
}

/// Every product at `folder` or up to two levels below it, sorted by folder.
pub(crate) fn scan(folder: &Path) -> Result<Vec<Scanned>, ScanError> {
    let mut found = Vec::new();
    for product in product_folders(folder)? {
        found.push(scan_product(&product)?);
    }
    Ok(found)
}

fn product_folders(folder: &Path) -> Result<Vec<PathBuf>, ScanError> {
    let mut level = vec![folder.to_owned()];
    let mut found = Vec::new();
    // `spec`, `spec/rds`, `spec/rds/2014-08-15`: a product is at most two levels below what was asked for.
    for _ in 0..3 {
        let mut below = Vec::new();
        for candidate in level {
            if candidate.join(PRODUCT_FILE).is_file() {
                found.push(candidate);
            } else {
                below.extend(children(&candidate)?.into_iter().filter(|child| child.is_dir()));
            }
        }
        level = below;
    }
    found.sort();
    Ok(found)
}

fn scan_product(folder: &Path) -> Result<Scanned, ScanError> {
    let file = folder.join(PRODUCT_FILE);
    let text = read(&file)?;
    let header: ProductHeader = serde_json::from_str(&text).map_err(|error| ScanError::json(&file, &error))?;
    let mut operations = Vec::new();
    for file in children(folder)? {
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let Some(name) = file.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned) else { continue };
        if matches!(name.as_str(), "product" | "corrections" | "names") {
            continue;
        }
        let text = read(&file)?;
        let header: OperationHeader = serde_json::from_str(&text).map_err(|error| ScanError::json(&file, &error))?;
        operations.push(ScannedOperation {
            name,
            file,
            text,
            methods: header.methods.join(",").to_ascii_lowercase(),
            path: header.path,
        });
    }
    let ProductHeader { info: ProductInfo { product: code, version, style } } = header;
    Ok(Scanned { code, version, style, file, text, operations })
}

fn children(folder: &Path) -> Result<Vec<PathBuf>, ScanError> {
    let entries = fs::read_dir(folder).map_err(|error| ScanError::io(folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| ScanError::io(folder, &error))?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(file: &Path) -> Result<String, ScanError> {
    fs::read_to_string(file).map_err(|error| ScanError::io(file, &error))
}

const PRODUCT_FILE: &str = "product.json";

#[derive(Deserialize)]
struct ProductHeader {
    info: ProductInfo,
}

#[derive(Deserialize)]
struct ProductInfo {
    product: String,
    version: String,
    style: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OperationHeader {
    methods: Vec<String>,
    path: String,
}
