//! Locates messages about a document in its file: they name an operation, and a field or an error of it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, SourceText};
use crate::spec::vendor::Metadata;

/// Where a page has its parameters, fields and errors.
#[derive(Debug, Clone, Default)]
pub(super) struct PagePlaces {
    /// The row of each name and each code of an error.
    rows: HashMap<String, Range<usize>>,
    /// The row of each field of the response.
    response: HashMap<String, Range<usize>>,
    /// The title.
    heading: Option<Range<usize>>,
}

impl PagePlaces {
    /// The places of a page with this title, and nothing else yet.
    pub(super) fn new(heading: Option<Range<usize>>) -> Self {
        Self { heading, ..Self::default() }
    }

    /// Adds the row of a name or of the code of an error. The first row of a name counts.
    pub(super) fn add(&mut self, name: &str, row: &Range<usize>, is_response: bool) {
        if !name.is_empty() {
            let rows = if is_response { &mut self.response } else { &mut self.rows };
            rows.entry(name.to_owned()).or_insert_with(|| row.clone());
        }
    }

    /// Returns the first line of the row that is about the last of these names that has one, or the title.
    pub(super) fn row<'n>(
        &self,
        text: &str,
        names: impl DoubleEndedIterator<Item = &'n str>,
        is_response: bool,
    ) -> Option<Range<usize>> {
        let (first, second) = if is_response { (&self.response, &self.rows) } else { (&self.rows, &self.response) };
        let row = |name: &str| first.get(name).or_else(|| second.get(name));
        let range = names.rev().find_map(row).or(self.heading.as_ref())?;
        let row = text.get(range.clone())?;
        let start = range.start + (row.len() - row.trim_start().len());
        let line = row.trim_start().lines().next().unwrap_or_default().trim_end();
        Some(start..start + line.len())
    }

    /// Adds the position to a problem of the page that has none and names something of the operation.
    pub(super) fn located(&self, problem: Diagnostic, text: &Arc<SourceText>, operation: &str) -> Diagnostic {
        let message = problem.message();
        let is_about_operation = message.strip_prefix(operation).is_some_and(|rest| rest.starts_with(':'));
        if problem.is_located() || problem.path() != Some(text.path()) || !is_about_operation {
            return problem;
        }
        let words: Vec<&str> = message.split('`').skip(1).step_by(2).flat_map(|word| word.split('.').rev()).collect();
        match self.row(text.text(), words.into_iter().rev(), message.contains("the response")) {
            Some(range) => problem.at(text, range),
            None => problem,
        }
    }
}

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
