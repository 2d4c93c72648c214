//! Collects messages about a page, with their lines.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};

/// Messages about a page.
pub(super) struct PageNotes {
    source: Arc<SourceText>,
    problems: Diagnostics,
}

impl PageNotes {
    /// Creates an empty list for this page.
    pub(super) fn new(source: &Arc<SourceText>) -> Self {
        Self { source: Arc::clone(source), problems: Diagnostics::new() }
    }

    /// Reports that something was left out or guessed. The first line of the range is shown.
    pub(super) fn warn(&mut self, range: &Range<usize>, message: impl Into<String>) {
        self.push(range, Diagnostic::warning(message));
    }

    /// Does the same, and says how it was interpreted.
    pub(super) fn warn_rule(&mut self, range: &Range<usize>, message: impl Into<String>, rule: impl Into<String>) {
        self.push(range, Diagnostic::warning(message).rule(rule));
    }

    /// Reports that a part of the operation would be lost, so that the page is not imported.
    pub(super) fn error(&mut self, range: &Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        self.push(range, Diagnostic::error(message).remedy(remedy));
    }

    /// Does the same for the page as a whole.
    pub(super) fn error_page(&mut self, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Diagnostic::error(message).in_file(self.source.path()).remedy(remedy));
    }

    /// Returns all messages.
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
