//! What could not be placed, with its line.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};

/// Collects what the readers of a page report.
pub(super) struct PageNotes {
    source: Arc<SourceText>,
    problems: Diagnostics,
}

impl PageNotes {
    /// Notes on this page.
    pub(super) fn new(source: &Arc<SourceText>) -> Self {
        Self { source: Arc::clone(source), problems: Diagnostics::new() }
    }

    /// Something was left out, or is a guess. Shows the first line of the place.
    pub(super) fn warn(&mut self, range: &Range<usize>, message: impl Into<String>) {
        self.push(range, Diagnostic::warning(message));
    }

    /// The same, with what the import made of it.
    pub(super) fn warn_rule(&mut self, range: &Range<usize>, message: impl Into<String>, rule: impl Into<String>) {
        self.push(range, Diagnostic::warning(message).rule(rule));
    }

    /// Something of the operation would be lost: the page is not imported.
    pub(super) fn error(&mut self, range: &Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        self.push(range, Diagnostic::error(message).remedy(remedy));
    }

    /// The same for the page as a whole.
    pub(super) fn error_page(&mut self, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Diagnostic::error(message).in_file(self.source.path()).remedy(remedy));
    }

    /// Everything that was noted.
    pub(super) fn into_problems(self) -> Diagnostics {
        self.problems
    }

    fn push(&mut self, range: &Range<usize>, diagnostic: Diagnostic) {
        let text = self.source.text().get(range.clone()).unwrap_or_default();
        let start = range.start + (text.len() - text.trim_start().len());
        let line = text.trim_start().lines().next().unwrap_or_default().trim_end().len();
        self.problems.push(diagnostic.at(&self.source, start..start + line));
    }
}
