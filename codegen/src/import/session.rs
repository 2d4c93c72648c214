//! One run of an import over any number of documents: does what is needed once per product.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Summary;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::replace::overwrite;
use crate::rust::model::pins;
use crate::spec::entry::Names;
use crate::spec::{self, Spec, encoding, to_text};

/// The products that a run writes to.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// Folders, with their state before the run.
    folders: BTreeMap<PathBuf, Before>,
    /// The document of each subject, which is the folder of a product, and the operation if the document describes only
    /// one.
    subjects: BTreeMap<(PathBuf, Option<String>), PathBuf>,
    /// Whether there are entries that `--prune` still has to delete.
    pub(super) has_waiting: bool,
}

/// State of a folder before the run.
#[derive(Debug, Default)]
struct Before {
    /// Positions of the corrections that did not apply to the entries.
    stale: Vec<usize>,
    /// The product, with the Rust names that programs may already use.
    spec: Spec,
}

impl Session {
    /// Records the state of a product before it is changed.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be read: it is then unknown which Rust names are in use, and the import could
    /// give them to other items.
    pub(super) fn enter(&mut self, folder: &Path) -> Result<(), Diagnostics> {
        if !self.folders.contains_key(folder) {
            let stale = stale(folder).into_iter().map(|(position, _)| position).collect();
            let spec = if folder.is_dir() { names_in_use(folder)? } else { Spec::default() };
            self.folders.insert(folder.to_owned(), Before { stale, spec });
        }
        Ok(())
    }

    /// Records what a document describes. Returns an error if another document of this run describes the same, since
    /// the result would depend on their order.
    pub(super) fn claim(&mut self, folder: &Path, operation: Option<&str>, document: &Path) -> Result<(), Diagnostics> {
        let subject = (folder.to_owned(), operation.map(str::to_owned));
        let Some(other) = self.subjects.get(&subject) else {
            self.subjects.insert(subject, document.to_owned());
            return Ok(());
        };
        let what = operation.map_or_else(|| "the whole product".to_owned(), |name| format!("the operation `{name}`"));
        Err(Diagnostic::error(format!("{} is about {what}, too", other.display()))
            .in_file(document)
            .rule("it was imported, and this one was not, since it would replace what the other one says")
            .remedy("import the one that is right, or one after the other in two runs")
            .into())
    }

    /// Removes corrections that no longer apply after the import, pins names, and checks the products, since `check`
    /// has to accept what an import writes.
    pub(super) fn finish(self, summary: &mut Summary) {
        for (folder, before) in self.folders {
            let stale: Vec<(usize, String)> =
                stale(&folder).into_iter().filter(|(position, _)| !before.stale.contains(position)).collect();
            if !stale.is_empty()
                && let Err(problems) = drop_corrections(&folder, &stale, summary)
            {
                summary.problems.extend(problems);
            }
            if !folder.is_dir() {
                continue;
            }
            match spec::load(&folder) {
                Ok(spec) => {
                    if let Err(problem) = pin(&spec, &pins::to_pin(&before.spec, &spec), summary) {
                        summary.problems.extend(problem);
                    }
                }
                Err(problems) => {
                    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
                    // Errors that were already reported when the import read the file are not repeated.
                    let is_new = |problem: &&Diagnostic| !summary.problems.iter().any(|known| known == *problem);
                    let new: Vec<Diagnostic> = errors.filter(is_new).cloned().collect();
                    summary.problems.extend(new);
                    // Names are pinned although a file is broken. Otherwise the next import would find other names in
                    // use.
                    if let Ok(spec) = spec::load_readable(&folder)
                        && let Err(problem) = pin(&spec, &pins::to_pin(&before.spec, &spec), summary)
                    {
                        summary.problems.extend(problem);
                    }
                }
            }
        }
    }
}

/// Loads the product as far as it can be read. A broken entry does not change the names of the others.
fn names_in_use(folder: &Path) -> Result<Spec, Diagnostics> {
    spec::load(folder).or_else(|_| spec::load_readable(folder)).map_err(|mut problems| {
        let remedy =
            "repair the file: without it, it is not known which Rust names are in use, and the import could give them to other items";
        problems.push(Diagnostic::error("nothing of this product was imported").in_file(folder).remedy(remedy));
        problems
    })
}

/// Writes the names that must not change to `names.json`.
fn pin(spec: &Spec, names: &Names, summary: &mut Summary) -> Result<(), Diagnostics> {
    if *names == spec.names {
        return Ok(());
    }
    let path = spec.folder.join("names.json");
    let is_new = !path.is_file();
    overwrite(&path, to_text(names).as_bytes())
        .map_err(|error| Diagnostic::error(format!("cannot write it: {error}")).in_file(&path))?;
    if is_new { &mut summary.created } else { &mut summary.changed }.push(path);
    Ok(())
}

fn stale(folder: &Path) -> Vec<(usize, String)> {
    if folder.join(CORRECTIONS).is_file() { spec::stale_corrections(folder) } else { Vec::new() }
}

const CORRECTIONS: &str = "corrections.json";

/// Removes corrections of values that the documents no longer contain, and reports each.
fn drop_corrections(folder: &Path, stale: &[(usize, String)], summary: &mut Summary) -> Result<(), Diagnostics> {
    let path = folder.join(CORRECTIONS);
    let problem = |what: String| Diagnostics::from(Diagnostic::error(what).in_file(&path));
    let source = encoding::read(&path)?;
    let list: Vec<Value> =
        serde_json::from_str(source.text()).map_err(|error| problem(format!("it is not a JSON list: {error}")))?;
    let mut kept = Vec::new();
    for (position, correction) in list.into_iter().enumerate() {
        match stale.iter().find(|(there, _)| *there == position) {
            None => kept.push(correction),
            Some((_, why)) => summary.problems.push(
                Diagnostic::warning(format!("a correction does not apply to the new documents: {why}"))
                    .in_file(&path)
                    .rule(format!("it was removed; it was {correction}"))
                    .remedy("compare the documents with what it corrected, and write a new one if it is still needed"),
            ),
        }
    }
    let written =
        if kept.is_empty() { std::fs::remove_file(&path) } else { overwrite(&path, to_text(&kept).as_bytes()) };
    written.map_err(|error| problem(format!("cannot write it: {error}")))?;
    if kept.is_empty() { &mut summary.removed } else { &mut summary.changed }.push(path.clone());
    Ok(())
}
