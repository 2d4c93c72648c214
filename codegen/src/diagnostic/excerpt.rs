//! Cuts out the part of a line that a diagnostic shows.

use std::ops::Range;

use super::SourceText;

/// Bytes of context on either side of the wrong part, more than a terminal shows. A file may be a single line of megabytes
/// with thousands of problems, so what is read for each problem must not depend on the length of the line.
const CONTEXT: usize = 200;
/// Maximum length of the wrong part itself, in bytes.
const LONGEST: usize = 120;

/// A part of one line of a file.
pub(super) struct Excerpt<'a> {
    /// Line number of the excerpt, counted from one.
    pub line: usize,
    /// Column where the wrong part begins, in characters, counted from one.
    pub column: usize,
    /// The part of the line that is shown.
    pub text: &'a str,
    /// Byte range of the wrong part within `text`.
    pub marked: Range<usize>,
}

#[cfg(feature = "excerpts")]
impl Excerpt<'_> {
    /// Whether the beginning of the line is cut off.
    pub(super) fn begins_within_line(&self) -> bool {
        let shown = self.text.get(..self.marked.start).unwrap_or_default();
        shown.chars().count() + 1 < self.column
    }
}

/// Cuts the first line of `range` out of the file. Any range is accepted; one outside the file is clipped.
pub(super) fn excerpt<'a>(source: &'a SourceText, range: &Range<usize>) -> Excerpt<'a> {
    let text = source.text();
    let (before, rest) = split(text, range.start);
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    let near = split(rest, LONGEST + CONTEXT).0;
    let line_after = near.split(['\n', '\r']).next().unwrap_or_default();
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

/// Splits at `position`, or at the last character boundary before it.
fn split(text: &str, position: usize) -> (&str, &str) {
    (0..=position.min(text.len())).rev().find_map(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}
