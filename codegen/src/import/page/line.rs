//! The lines of a page with their offsets.

/// A line of a page with its offset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The line without its line break.
    pub(super) text: &'a str,
    /// Byte offset in the page.
    pub(super) start: usize,
}

/// Returns the lines of a text with their offsets.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let begin = start;
            start += line.len();
            Line { text: line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}'), start: begin }
        })
        .collect()
}
