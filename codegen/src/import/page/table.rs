//! Parses tables of documentation repositories.
//!
//! Markdown parsers cannot read these tables: a cell may contain paragraphs, lists and blank lines, and a row ends
//! after its last cell, on whichever line that is. Some pages have HTML tables instead ([`html`]).

mod grid;
mod html;

pub(super) use grid::grid;
pub(super) use html::html;

use super::column::{Column, column, columns};
use super::document::{Row, Table, Text};
use super::line::Line;
use crate::diagnostic::counted;

/// A parsed table, its number of lines, and messages about irregular rows.
pub(super) struct ReadTable {
    /// The table.
    pub(super) table: Table,
    /// Number of lines of the table.
    pub(super) lines: usize,
    /// Rows with too many or too few cells.
    pub(super) odd: Vec<(std::ops::Range<usize>, String)>,
}

/// Parses the table with `|` that begins at the first line, if there is one.
pub(super) fn pipes(lines: &[Line<'_>]) -> Option<ReadTable> {
    let first = lines.first().filter(|line| line.text.trim_start().starts_with('|'))?;
    let mut header = String::new();
    let mut taken = 0;
    // The header may span several lines and ends with the delimiter row. Old pages have no delimiter row.
    let count = loop {
        if taken == 0 && is_header_without_rule(lines) {
            header.push_str(first.text);
            taken = 1;
            break cells(first.text).len();
        }
        let line = lines.get(taken)?;
        let text = line.text.trim();
        taken += 1;
        if taken > 1 && is_rule(text) {
            break cells(text).len();
        }
        if text.starts_with('#') || text.starts_with(FENCE) || taken > 60 {
            return None;
        }
        // If the line is complete, it is a row, and the next line does not continue the header.
        if taken > 1 && text.starts_with('|') && header.trim_end().ends_with('|') && bars(&header) > 1 {
            return None;
        }
        header.push_str(line.text);
        header.push('\n');
    };
    let mut titles = cells(header.trim());
    // Ignores a bar that belongs to the text before the table.
    while titles.len() > count && titles.first().is_some_and(String::is_empty) {
        titles.remove(0);
    }
    let mut columns = columns(&titles);
    columns.resize(count.max(1), Column::Other);
    let header = Text { text: titles.join(" | "), range: first.start..first.start + first.text.len() };
    let mut table = Table { columns, header, headers: titles, guesses: Vec::new(), rows: Vec::new() };
    let mut odd = Vec::new();
    loop {
        let blank = lines.iter().skip(taken).take(3).take_while(|line| line.text.trim().is_empty()).count();
        if blank > 0 && goes_on(lines.get(taken + blank..).unwrap_or_default(), count) {
            taken += blank;
        }
        let Some(line) = lines.get(taken).filter(|line| line.text.trim_start().starts_with('|')) else { break };
        // Ignores the closing bar of the previous row, if it is on a line of its own.
        if line.text.trim() == "|"
            && lines
                .get(taken + 1)
                .is_some_and(|next| next.text.trim().starts_with('|') && is_next_row(next.text.trim(), count))
        {
            taken += 1;
            continue;
        }
        // A delimiter row follows: the header of another table begins here.
        if table.rows.len() > 1 && lines.get(taken + 1).is_some_and(|next| is_rule(next.text.trim())) {
            break;
        }
        let rest = lines.get(taken..).unwrap_or_default();
        let (text, length) = row(rest, count);
        let end = rest.get(length.saturating_sub(1)).map_or(line.start, |last| last.start + last.text.len());
        let mut row = Row {
            cells: cells(&text),
            indent: indent(text.trim_start().trim_start_matches('|')),
            range: line.start..end,
        };
        if row.cells.len() > count {
            // Some pages do not escape the bar in `**on|off**`.
            row.cells = cells(&with_escaped_emphasis(&text));
        }
        if row.cells.len() > count {
            odd.push((
                line.start..line.start + line.text.len(),
                format!("this row has {}, the header {count}", counted(row.cells.len(), "cell")),
            ));
            let extra = row.cells.split_off(count);
            if let Some(last) = row.cells.last_mut() {
                *last = std::iter::once(last.clone()).chain(extra).collect::<Vec<_>>().join(" | ");
            }
        } else if row.cells.len() < count && row.cells.iter().any(|cell| !cell.is_empty()) {
            odd.push((
                line.start..line.start + line.text.len(),
                format!("this row has {}, the header {count}", counted(row.cells.len(), "cell")),
            ));
        }
        if row.cells.iter().any(|cell| !cell.is_empty()) {
            table.rows.push(row);
        }
        taken += length;
    }
    Some(ReadTable { table, lines: taken, odd })
}

/// Removes backslash escapes and HTML entities from a cell.
pub(super) fn unescape(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut characters = cell.trim().chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    without_entities(&text)
}

/// Replaces HTML entities by their characters.
pub(super) fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        if let Some((character, after)) = entity.and_then(|(name, after)| Some((named_character(name)?, after))) {
            plain.push(character);
            rest = after;
        } else {
            plain.push('&');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

/// Returns the character that an HTML entity stands for, by its name or its number. All kinds of spaces are one.
fn named_character(entity: &str) -> Option<char> {
    let number = || {
        let digits = entity.strip_prefix('#')?;
        let hexadecimal = digits.strip_prefix(['x', 'X']);
        let code = hexadecimal.map_or_else(|| digits.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok())?;
        char::from_u32(code).filter(|character| !character.is_control())
    };
    Some(match entity {
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "amp" => '&',
        "nbsp" | "emsp" | "ensp" | "thinsp" | "#160" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "le" => '≤',
        "ge" => '≥',
        "times" => '×',
        "bull" => '•',
        _ => number()?,
    })
}

/// Maximum number of lines of a cell. One that is longer was not closed.
const CELL_LINES: usize = 500;

/// Returns the text of one row and its number of lines.
fn row(lines: &[Line<'_>], count: usize) -> (String, usize) {
    let mut text = String::new();
    let mut read = Bars::default();
    let mut position = 0;
    while let Some(line) = lines.get(position).filter(|_| position < CELL_LINES) {
        let trimmed = line.text.trim();
        if position > 0 && is_heading(trimmed) {
            return (text, position);
        }
        // Some rows have each cell on a separate line.
        let has_lines_of_cells = lines.first().is_some_and(|first| bars(first.text) < 2);
        if position > 0 && trimmed.starts_with('|') && read.ends && !has_lines_of_cells && is_next_row(trimmed, count) {
            // This row lacks cells, or only its closing bar.
            return (text, position);
        }
        if position == 1 && read.ends && read.count > 2 && trimmed.starts_with('|') {
            return (text, position);
        }
        // This row lacks its closing bar, and possibly cells.
        if position > 0
            && read.count > 1
            && !read.ends
            && trimmed.starts_with('|')
            && bars(trimmed) >= count.saturating_sub(1).max(3)
        {
            return (text, position);
        }
        let mut length = 1;
        if fences(line.text) % 2 == 1 {
            match fence_in_cell(lines.get(position..).unwrap_or_default()) {
                Some(taken) => length = taken,
                // A separate code block after a row that was not closed.
                None if position > 0 && trimmed.starts_with(FENCE) => return (text, position),
                None => {}
            }
        }
        let taken = lines.get(position..position + length).unwrap_or_default();
        let last = length - 1;
        for (index, line) in taken.iter().enumerate() {
            // Bars between fences are part of the code.
            let (before, inside, after) = match (index, line.text.find(FENCE), line.text.rfind(FENCE)) {
                _ if length == 1 => (line.text, "", ""),
                (0, Some(at), _) => {
                    (line.text.get(..at).unwrap_or_default(), line.text.get(at..).unwrap_or_default(), "")
                }
                (index, _, Some(at)) if index == last => {
                    ("", line.text.get(..at).unwrap_or_default(), line.text.get(at..).unwrap_or_default())
                }
                _ => ("", line.text, ""),
            };
            for piece in [before, &inside.replace('|', "\\|"), after] {
                text.push_str(piece);
                read.add(piece);
            }
            text.push('\n');
        }
        position += length;
        if read.ends && read.count > count {
            return (text, position);
        }
    }
    (text, position)
}

/// State of reading a row.
#[derive(Debug, Default)]
struct Bars {
    /// Number of bars that separate cells.
    count: usize,
    /// Whether the text so far ends with a bar.
    ends: bool,
}

impl Bars {
    fn add(&mut self, piece: &str) {
        self.count += bars(piece);
        let piece = piece.trim_end();
        if !piece.is_empty() {
            self.ends = piece.ends_with('|') && !piece.ends_with("\\|");
        }
    }
}

const FENCE: &str = "```";

/// Counts the fences in a line. An odd number opens or closes a block.
fn fences(line: &str) -> usize {
    line.matches(FENCE).count()
}

fn is_heading(line: &str) -> bool {
    line.starts_with("## ") || line.starts_with("# ")
}

/// Whether a line after a bar has so many cells that it begins the next row.
fn is_next_row(line: &str, count: usize) -> bool {
    bars(line) >= count.min(3)
}

/// Whether a line is a complete row.
fn begins_row(line: &str, count: usize) -> bool {
    line.starts_with('|') && line.ends_with('|') && bars(line) == count + 1
}

/// Returns the number of lines of the fenced block that opens in the first line, if it is inside a cell: the line with
/// the closing fence, or one before the next heading or fence, ends with a bar.
fn fence_in_cell(lines: &[Line<'_>]) -> Option<usize> {
    let inside = lines.iter().take(CELL_LINES).skip(1).take_while(|line| !is_heading(line.text.trim()));
    let length = inside.map(|line| line.text).position(|line| fences(line) % 2 == 1)? + 2;
    let closing = lines.get(length - 1).map_or("", |line| line.text.trim());
    if closing.rsplit(FENCE).next().is_some_and(|after| bars(after) > 0) {
        return Some(length);
    }
    let mut rest = lines.iter().take(CELL_LINES).skip(length).map(|line| line.text.trim());
    let end = rest.find(|text| text.ends_with('|') || text.starts_with(FENCE) || is_heading(text))?;
    end.ends_with('|').then_some(length)
}

/// Whether a table continues after blank lines: the next line is a complete row, and not the header of another table.
fn goes_on(lines: &[Line<'_>], count: usize) -> bool {
    let Some(line) = lines.first().map(|line| line.text.trim()) else { return false };
    let is_rule_next = lines.get(1).is_some_and(|next| is_rule(next.text.trim()));
    begins_row(line, count) && !is_rule(line) && !is_rule_next && !is_header_without_rule(lines)
}

/// Whether the first line is a header and the second one a row, without a delimiter row between them.
fn is_header_without_rule(lines: &[Line<'_>]) -> bool {
    let [first, second, ..] = lines else { return false };
    let complete = first.text.trim_end().ends_with('|') && second.text.trim_start().starts_with('|');
    let known = cells(first.text).iter().filter(|title| column(title) != Column::Other).count();
    complete && !is_rule(second.text.trim()) && known > 1 && known == cells(first.text).len()
}

/// Escapes the bars inside `**…**` and backticks.
fn with_escaped_emphasis(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        between(line, "**", &mut result, |piece, is_inside, result| {
            if is_inside {
                result.push_str(&piece.replace('|', "\\|"));
            } else {
                between(piece, "`", result, |code, is_inside, result| {
                    result.push_str(&if is_inside { code.replace('|', "\\|") } else { code.to_owned() });
                });
            }
        });
    }
    result
}

/// Copies a string piece by piece. Every second piece is between two delimiters.
fn between(text: &str, mark: &str, result: &mut String, mut copy: impl FnMut(&str, bool, &mut String)) {
    let pieces: Vec<&str> = text.split(mark).collect();
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            result.push_str(mark);
        }
        copy(piece, index % 2 == 1 && index + 1 < pieces.len(), result);
    }
}

/// Whether a line is the delimiter row below a header.
fn is_rule(line: &str) -> bool {
    line.starts_with('|')
        && line.contains('-')
        && line.chars().all(|character| matches!(character, '|' | '-' | ':' | ' '))
}

/// Counts the bars that separate cells.
fn bars(text: &str) -> usize {
    let mut escaped = false;
    let mut count = 0;
    for character in text.chars() {
        count += usize::from(character == '|' && !escaped);
        escaped = character == '\\' && !escaped;
    }
    count
}

/// Splits a row into cells.
fn cells(text: &str) -> Vec<String> {
    let text = text.trim();
    let text = text.strip_prefix('|').unwrap_or(text);
    let text = if text.ends_with("\\|") { text } else { text.strip_suffix('|').unwrap_or(text) };
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in text.chars() {
        if character == '|' && !escaped {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(character);
        }
        escaped = character == '\\' && !escaped;
    }
    cells.iter().map(|cell| unescape(cell)).collect()
}

/// Returns the width of the non-breaking space at the beginning of a cell. Such space is indentation on purpose.
fn indent(cell: &str) -> usize {
    let mut rest = cell.trim_start_matches([' ', '\t']);
    let mut width = 0;
    while let Some(after) = ["\u{a0}", "\u{3000}", "\u{2003}", "&nbsp;", "&emsp;", "&ensp;", "&#160;"]
        .iter()
        .find_map(|space| rest.strip_prefix(space))
    {
        rest = after.trim_start_matches(' ');
        width += 1;
    }
    width
}
