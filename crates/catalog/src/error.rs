//! Errors of the catalog.

use std::error::Error;
use std::fmt;

use alicloud_codegen::diagnostic::Diagnostics;

/// Why a catalog or a part of it is not available.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CatalogError {
    /// The product has no operation with this name.
    UnknownOperation {
        /// Code of the product.
        product: String,
        /// The requested name.
        name: String,
        /// At most three operations with similar names, the most similar first.
        similar: Vec<String>,
    },
    /// The operation exists but cannot be called.
    OutOfScope {
        /// Name of the operation.
        name: String,
        /// The reason, as a sentence without a full stop.
        reason: String,
    },
    /// Files cannot be read or do not follow the format of descriptions.
    Invalid {
        /// All problems, each with its file, line and column.
        problems: String,
    },
}

impl From<Diagnostics> for CatalogError {
    fn from(problems: Diagnostics) -> Self {
        Self::Invalid { problems: problems.to_string() }
    }
}

impl From<serde_json::Error> for CatalogError {
    fn from(error: serde_json::Error) -> Self {
        Self::Invalid { problems: error.to_string() }
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
            Self::OutOfScope { name, reason } => write!(formatter, "{name} cannot be called: {reason}"),
            Self::Invalid { problems } => formatter.write_str(problems.trim_end()),
        }
    }
}

impl Error for CatalogError {}
