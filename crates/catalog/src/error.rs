//! What can be wrong with a catalog or a question to it.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use crate::scan::ScanError;

/// Why an entry is not available.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CatalogError {
    /// The product has no such operation.
    UnknownOperation {
        /// Code of the product.
        product: String,
        /// The name that was asked for.
        name: String,
        /// Operations with a similar name, best first; at most three.
        similar: Vec<String>,
    },
    /// A file does not follow the format of spec entries, or cannot be read.
    Invalid {
        /// The file or folder.
        file: PathBuf,
        /// Line, from 1; 0 if the whole file is meant.
        line: usize,
        /// Column, from 1; 0 if the whole line is meant.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A folder holds no `product.json`, neither itself nor two levels below it.
    NoProduct {
        /// The folder.
        folder: PathBuf,
    },
}

impl From<ScanError> for CatalogError {
    fn from(ScanError { file, line, column, message }: ScanError) -> Self {
        Self::Invalid { file, line, column, message }
    }
}

impl fmt::Display for CatalogError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation { product, name, similar } => {
                write!(formatter, "{product} has no operation `{name}`")?;
                match similar.as_slice() {
                    [] => Ok(()),
                    names => write!(formatter, "; did you mean {}?", names.join(", ")),
                }
            }
            Self::Invalid { file, line: 0, message, .. } => write!(formatter, "{}: {message}", file.display()),
            Self::Invalid { file, line, column, message } => {
                write!(formatter, "{}:{line}:{column}: {message}", file.display())
            }
            Self::NoProduct { folder } => write!(
                formatter,
                "{}: no `product.json` here or two levels below; give a folder like `spec` or `spec/rds/2014-08-15`",
                folder.display()
            ),
        }
    }
}

impl Error for CatalogError {}
