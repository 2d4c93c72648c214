//! Parses tables with tabs between the cells, as a browser copies them. A cell may span several lines.

use super::super::column::{Column, columns};
use super::super::document::{Row, Table, Text};
use super::super::line::Line;
use super::super::section::section;
use super::super::table::{ReadTable, unescape};
use super::range;
use crate::diagnostic::counted;

/// Maximum number of lines of a row.
const ROW_LINES: usize = 500;

/// Parses the table that begins at the first line, if there is one.
pub(super) fn table(lines: &[Line<'_>]) -> Option<ReadTable> {
    let first = lines.first().filter(|line| line.text.contains('\t'))?;
    let titles: Vec<String> = first.text.split('\t').map(unescape).collect();
    let count = titles.len();
    let mut columns = columns(&titles);
    columns.resize(count, Column::Other);
    if columns.iter().filter(|column| **column != Column::Other).count() < 2 {
        return None;
    }
    let header = Text { text: titles.join(" | "), range: range(first) };
    let mut table = Table { columns, header, headers: titles, guesses: Vec::new(), rows: Vec::new() };
    let (mut taken, mut odd) = (1, Vec::new());
    while let Some(line) = lines.get(taken).filter(|line| line.text.contains('\t')) {
        let (text, length) = row(lines.get(taken..).unwrap_or_default(), count);
        let end = lines.get(taken + length - 1).map_or(line.start, |last| range(last).end);
        let mut cells: Vec<String> = text.split('\t').map(unescape).collect();
        if cells.len() != count {
            let what = format!("this row has {}, the header {count}", counted(cells.len(), "cell"));
            odd.push((range(line), what));
            let extra = cells.split_off(count.min(cells.len()));
            if let Some(last) = cells.last_mut().filter(|_| !extra.is_empty()) {
                *last = std::iter::once(last.clone()).chain(extra).collect::<Vec<_>>().join(" | ");
            }
        }
        // Some tools repeat the header.
        if cells != table.headers && cells.iter().any(|cell| !cell.is_empty()) {
            table.rows.push(Row { cells, indent: 0, range: line.start..end });
        }
        taken += length;
        // Blank lines between rows.
        let blank = lines.iter().skip(taken).take_while(|line| line.text.trim().is_empty()).count();
        if lines.get(taken + blank).is_some_and(|next| next.text.contains('\t')) {
            taken += blank;
        }
    }
    Some(ReadTable { table, lines: taken, odd })
}

/// Returns the text of the row that begins at the first line, and the number of its lines. A row goes on until it has all of
/// its cells, and then to the next row or blank line.
fn row(lines: &[Line<'_>], count: usize) -> (String, usize) {
    let mut text = String::new();
    let mut tabs = 0;
    for (position, line) in lines.iter().enumerate() {
        let trimmed = line.text.trim();
        let here = line.text.matches('\t').count();
        let is_whole = tabs + 1 >= count;
        let ends = position >= ROW_LINES
            || is_whole && (trimmed.is_empty() || here > 0)
            // A row that has fewer cells than the header does not swallow the next one.
            || tabs + here + 1 > count
            || here == 0 && section(trimmed).is_some();
        if position > 0 && ends {
            return (text, position);
        }
        if position > 0 {
            text.push('\n');
        }
        text.push_str(line.text);
        tabs += here;
    }
    (text, lines.len())
}
