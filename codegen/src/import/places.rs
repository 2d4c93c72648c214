//! Locates messages about metadata in its file: they name an operation and a field of it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, SourceText};
use crate::spec::vendor::Metadata;

/// The text of a file of metadata, and where its operations are.
pub(super) struct MetadataPlaces {
    text: Arc<SourceText>,
    operations: BTreeMap<String, Range<usize>>,
}

impl MetadataPlaces {
    /// Returns the places of a file.
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { text: Arc::clone(&metadata.text), operations: metadata.ranges.clone() }
    }

    /// Adds the position to a problem of this file that has none.
    pub(super) fn located(&self, problem: Diagnostic, file: &Path) -> Diagnostic {
        if problem.is_located() || problem.path() != Some(file) {
            return problem;
        }
        match self.place(problem.message()) {
            Some(range) => problem.at(&self.text, range),
            None => problem,
        }
    }

    /// Returns the range of what a message names: the first of its words that is a string within the operation, or the name of
    /// the operation.
    fn place(&self, message: &str) -> Option<Range<usize>> {
        let (first, rest) = message.split_once(':').unwrap_or((message, ""));
        let quoted = || message.split('`').skip(1).step_by(2);
        let prefixed = self.operations.get_key_value(first).map(|found| (found, rest));
        let named = || quoted().find_map(|word| self.operations.get_key_value(word)).map(|found| (found, message));
        let begun = || self.operations.get_key_value(message.split(' ').next()?).map(|found| (found, message));
        let ((name, range), words) = prefixed.or_else(named).or_else(begun)?;
        let entry = self.text.text().get(range.clone())?;
        let found = words.split('`').skip(1).step_by(2).find_map(|word| {
            // A path like `response 200.Data[].Id` is located by its last field.
            let word = word.trim_end_matches(['[', ']', '{', '}']).rsplit(['.', ' ', '[', ']']).next()?;
            string(entry, word).filter(|_| word != name)
        });
        let found = found.map(|inner| range.start + inner.start..range.start + inner.end);
        found.or_else(|| self.name(name, range))
    }

    /// Returns the range of the name of an operation, which is before its entry.
    fn name(&self, name: &str, entry: &Range<usize>) -> Option<Range<usize>> {
        let before = self.text.text().get(..entry.start)?;
        let quoted = format!("\"{name}\"");
        let start = before.rfind(&quoted).unwrap_or(entry.start);
        Some(start..start + quoted.len())
    }
}

/// Returns the range of a string in a JSON text.
fn string(json: &str, word: &str) -> Option<Range<usize>> {
    let quoted = format!("\"{word}\"");
    let start = json.find(&quoted).filter(|_| !word.is_empty())?;
    Some(start..start + quoted.len())
}
