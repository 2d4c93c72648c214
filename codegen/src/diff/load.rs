//! Reads the specs of one side of a comparison.

use std::path::Path;

use crate::diagnostic::Diagnostics;
use crate::spec::{self, Spec, encoding};

/// Loads all products below a folder, or the product of one of the vendor's `api-docs.json` files.
///
/// # Errors
///
/// Returns all problems of the specs, or a diagnostic if `path` contains no product or cannot be read.
pub fn load(path: &Path) -> Result<Vec<Spec>, Diagnostics> {
    if path.is_file() {
        let source = encoding::read(path)?;
        return spec::from_api_docs(path, source.text()).map(|spec| vec![spec]);
    }
    let mut problems = Diagnostics::new();
    let mut specs = Vec::new();
    for folder in spec::find(path)? {
        match spec::load(&folder) {
            Ok(spec) => specs.push(spec),
            Err(found) => problems.extend(found),
        }
    }
    problems.into_result().map(|_| specs)
}
