//! The pipeline: `spec -> model -> emit -> write`.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::{Files, NOTES, emit};
use crate::model::{self, Model, Options};
use crate::spec::{self, Spec};
use crate::write::{Stamp, Written, write};

/// What was generated, and what it was generated from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Generated {
    /// Source files by name.
    pub files: Files,
    /// What they contain, with what was refused and what was odd.
    pub model: Model,
}

/// Source text for a spec. The same spec and options give the same text, byte by byte.
///
/// # Errors
///
/// Names in the selection that the spec does not have, and operations named there that are out of scope.
pub fn generate(spec: &Spec, options: &Options) -> Result<Generated, Diagnostics> {
    let model = model::build(spec, options)?;
    Ok(Generated { files: emit(&model), model })
}

/// What [`generate_into`] did.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The folder has what this spec and these options give already.
    Fresh,
    /// Files were generated.
    Generated {
        /// What they contain.
        model: Box<Model>,
        /// What happened to them.
        written: Written,
    },
}

/// Reads the spec in a folder and generates into another one. Nothing is written if anything is wrong.
///
/// # Errors
///
/// All problems of the spec and the selection; a file that cannot be read or written.
pub fn generate_into(folder: &Path, options: &Options, out: &Path) -> Result<Outcome, Diagnostics> {
    // A spec that cannot be read has no stamp; loading it reports why.
    let stamp = Stamp::of(folder, options).ok();
    if stamp.as_ref().is_some_and(|stamp| stamp.is_on(out)) {
        return Ok(Outcome::Fresh);
    }
    let spec = spec::load(folder)?;
    let Generated { files, model } = generate(&spec, options)?;
    let stamp =
        stamp.map_or_else(|| Stamp::of(folder, options), Ok).map_err(|error| unusable(folder, "read", &error))?;
    let written = write(out, &files, &stamp).map_err(|error| unusable(out, "written", &error))?;
    Ok(Outcome::Generated { model: Box::new(model), written })
}

/// What whoever builds with the files in a folder has to know, whether they were generated just now or earlier: operations that are not
/// generated, and whether the description is odd.
pub(crate) fn notes(out: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(out.join(NOTES)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn unusable(path: &Path, what: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot be {what}: {error}")).in_file(path)
}
