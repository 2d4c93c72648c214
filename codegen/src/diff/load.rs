//! Reads one side of a comparison.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::{self, Spec, encoding};

/// Every product of a folder, or the product of one of the vendor's `api-docs.json` files.
///
/// # Errors
///
/// Whatever is wrong with what is there, and that nothing is there.
pub fn load(path: &Path) -> Result<Vec<Spec>, Diagnostics> {
    if path.is_file() {
        let bytes = std::fs::read(path)
            .map_err(|problem| Diagnostic::error(format!("cannot read it: {problem}")).in_file(path))?;
        let source = encoding::decode(path, bytes)?;
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
