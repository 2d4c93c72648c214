//! Runs the whole pipeline: `spec -> model -> emit -> write`.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rust::emit::{Files, NOTES, emit};
use crate::rust::model::{self, Model, Options};
use crate::rust::write::{Stamp, Written, write};
use crate::spec::{self, Spec, encoding, limits};

/// Generated source files, and the model that they were printed from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Generated {
    /// Content of each file, by file name.
    pub files: Files,
    /// The model of the files, with refused operations and warnings.
    pub model: Model,
}

/// Generates the source files for a spec. The output is deterministic: the same spec and options give the same bytes.
///
/// # Errors
///
/// Returns a diagnostic for each name in the selection that the spec does not have, and for each operation named there
/// that cannot be generated.
pub fn generate(spec: &Spec, options: &Options) -> Result<Generated, Diagnostics> {
    let model = model::build(spec, options)?;
    Ok(Generated { files: emit(&model), model })
}

/// What [`generate_into`] did.
#[derive(Debug, Clone, PartialEq)]
pub enum GenerateOutcome {
    /// The folder already had the files for this spec and these options.
    Fresh,
    /// Files were generated.
    Generated {
        /// The model of the files.
        model: Box<Model>,
        /// How many files changed.
        written: Written,
    },
}

/// Reads the spec in `folder` and writes the generated files into `out`. Nothing is written if the spec or the
/// selection has errors.
///
/// # Errors
///
/// Returns all problems of the spec and the selection, or a diagnostic for a file that cannot be read or written.
pub fn generate_into(folder: &Path, options: &Options, out: &Path) -> Result<GenerateOutcome, Diagnostics> {
    // A spec that cannot be read has no stamp; loading it reports why.
    let stamp = Stamp::of(folder, options).ok();
    if stamp.as_ref().is_some_and(|stamp| stamp.is_on(out)) {
        return Ok(GenerateOutcome::Fresh);
    }
    let spec = spec::load(folder)?;
    let Generated { files, model } = generate(&spec, options)?;
    let stamp =
        stamp.map_or_else(|| Stamp::of(folder, options), Ok).map_err(|error| unusable(folder, "read", &error))?;
    let written = write(out, &files, &stamp).map_err(|error| unusable(out, "written", &error))?;
    Ok(GenerateOutcome::Generated { model: Box::new(model), written })
}

/// Notes for the user who builds the files in a folder, whether they were generated in this run or earlier: which
/// operations are not generated, and whether the description has oddities.
pub(crate) fn notes(out: &Path) -> Vec<String> {
    let text = encoding::bytes(&out.join(NOTES), limits::FILE).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.lines().map(str::to_owned).collect()
}

fn unusable(path: &Path, what: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot be {what}: {error}")).in_file(path)
}
