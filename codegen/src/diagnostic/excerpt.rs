//! The line that a diagnostic shows.

use std::ops::Range;

use super::SourceText;

/// Bytes of a line that are kept on either side of the offending text. The renderer fits them to the terminal; but some files are
/// one line of a megabyte, which it should not have to look at.
const CONTEXT: usize = 1000;
/// Bytes of the offending text itself that are shown.
const LONGEST: usize = 120;

/// Part of a text: at most one line, and of that at most what fits a terminal.
pub(super) struct Excerpt<'a> {
    /// Line number, from one.
    pub line: usize,
    /// Column in characters, from one.
    pub column: usize,
    /// The text shown.
    pub text: &'a str,
    /// The offending bytes within `text`.
    pub marked: Range<usize>,
}

#[cfg(feature = "excerpts")]
impl Excerpt<'_> {
    /// Whether there is more of the line before it.
    pub(super) fn begins_within_line(&self) -> bool {
        let shown = self.text.get(..self.marked.start).unwrap_or_default();
        shown.chars().count() + 1 < self.column
    }
}

/// Cuts the first line of `range` out of the text, whatever the range is.
pub(super) fn excerpt<'a>(source: &'a SourceText, range: &Range<usize>) -> Excerpt<'a> {
    let text = source.text();
    let (before, rest) = split(text, range.start);
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    let line_after = rest.split(['\n', '\r']).next().unwrap_or_default();
    let length = range.end.saturating_sub(before.len()).min(LONGEST);
    let (marked, after) = split(line_after, length);
    let (hidden, shown) = split(line_before, line_before.len().saturating_sub(CONTEXT));
    let from = text.len() - rest.len() - shown.len();
    let to = from + shown.len() + marked.len() + split(after, CONTEXT).0.len();
    Excerpt {
        line: source.line(before.len()),
        column: hidden.chars().count() + shown.chars().count() + 1,
        text: text.get(from..to).unwrap_or_default(),
        marked: shown.len()..shown.len() + marked.len(),
    }
}

/// Splits at `position`, or at the last boundary of a character before it.
fn split(text: &str, position: usize) -> (&str, &str) {
    text.split_at(text.floor_char_boundary(position))
}
