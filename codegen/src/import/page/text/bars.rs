//! Parses tables with bars between the cells, as in `Name | Type | Description |` above a rule. A cell may span several
//! lines.

use std::ops::Range;

use super::super::column::{Column, columns};
use super::super::document::{Row, Table, Text};
use super::super::line::Line;
use super::super::section::section;
use super::super::table::{self, ReadTable};
use super::range;
use crate::diagnostic::counted;

/// Maximum number of lines of a row.
const ROW_LINES: usize = 500;

/// Parses the table that begins at the first line, if there is one.
pub(super) fn table(lines: &[Line<'_>]) -> Option<ReadTable> {
    let (first, rule) = (lines.first()?, lines.get(1)?);
    if !first.text.contains('|') || !is_rule(rule.text) {
        return None;
    }
    let has_outer = first.text.trim_start().starts_with('|');
    // With bars at the ends of rows, the last cell of a row may span lines.
    let is_closed = first.text.trim_end().ends_with('|');
    let titles = cells(first.text, has_outer);
    let count = titles.len();
    let mut columns = columns(&titles);
    columns.resize(count, Column::Other);
    let header = Text { text: titles.join(" | "), range: range(first) };
    let mut table = Table { columns, header, headers: titles, guesses: Vec::new(), rows: Vec::new() };
    let (mut taken, mut odd) = (2, Vec::new());
    while let Some(line) = lines.get(taken).filter(|line| begins_row(line.text, has_outer)) {
        let rest = lines.get(taken..).unwrap_or_default();
        let (text, length) = if is_closed || has_outer {
            row(rest, count + usize::from(has_outer))
        } else {
            open_row(rest, count.saturating_sub(1))
        };
        let end = lines.get(taken + length - 1).map_or(line.start, |last| range(last).end);
        let mut cells = cells(&text, has_outer);
        // Nothing follows the last bar if the last cell is empty.
        if cells.len() + 1 == count && !is_closed {
            cells.push(String::new());
        }
        if cells.len() != count {
            let what = format!("this row has {}, the header {count}", counted(cells.len(), "cell"));
            odd.push((range(line), what));
            let extra = cells.split_off(count.min(cells.len()));
            if let Some(last) = cells.last_mut().filter(|_| !extra.is_empty()) {
                *last = std::iter::once(last.clone()).chain(extra).collect::<Vec<_>>().join(" | ");
            }
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            table.rows.push(Row { cells, indent: 0, range: line.start..end });
        }
        taken += length;
    }
    Some(ReadTable { table, lines: taken, odd })
}

/// Whether a line is a delimiter row of dashes.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains("--")
        && line.chars().all(|character| matches!(character, '|' | '-' | ':' | ' '))
}

fn begins_row(line: &str, has_outer: bool) -> bool {
    let has_bar = bars(line).next().is_some();
    has_bar && (!has_outer || line.trim_start().starts_with('|'))
}

/// Returns the text of a row with this number of bars, and its number of lines.
fn row(lines: &[Line<'_>], count: usize) -> (String, usize) {
    let mut text = String::new();
    let mut read = 0;
    for (position, line) in lines.iter().enumerate() {
        let is_other =
            section(line.text.trim()).is_some() || lines.get(position + 1).is_some_and(|next| is_rule(next.text));
        if position > 0 && (is_other && bars(line.text).next().is_none() || position == ROW_LINES) {
            // The row is not closed.
            return (text, position);
        }
        text.push_str(line.text.trim_end());
        text.push('\n');
        read += bars(line.text).count();
        if read >= count && line.text.trim_end().ends_with('|') {
            return (text, position + 1);
        }
    }
    (text, lines.len().max(1))
}

/// Returns the text of a row that no bar ends, which has this number of bars, and its number of lines. Lines without bars
/// directly below it continue its last cell.
fn open_row(lines: &[Line<'_>], count: usize) -> (String, usize) {
    let mut text = String::new();
    let mut read = 0;
    for (position, line) in lines.iter().enumerate() {
        let has_bar = bars(line.text).next().is_some();
        let is_end = read >= count && (has_bar || line.text.trim().is_empty()) || section(line.text.trim()).is_some();
        if position > 0 && (is_end || position == ROW_LINES) {
            return (text, position);
        }
        text.push_str(line.text.trim_end());
        text.push('\n');
        read += bars(line.text).count();
    }
    (text, lines.len().max(1))
}

/// Finds the bars that separate cells. Bars without surrounding space, as in `on|off`, do not.
fn bars(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let is_open = move |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'|');
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'|').filter_map(move |(at, _)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        (is_open(before) && is_open(bytes.get(at + 1))).then_some(at..at + 1)
    })
}

fn cells(text: &str, has_outer: bool) -> Vec<String> {
    let text = text.trim();
    let mut cells = Vec::new();
    let mut start = 0;
    for bar in bars(text) {
        // A bar at the beginning of a row is a separator only if rows do not begin with bars.
        if bar.start > 0 || !has_outer {
            cells.push(table::unescape(text.get(start..bar.start).unwrap_or_default()));
        }
        start = bar.end;
    }
    if !text.get(start..).unwrap_or_default().trim().is_empty() {
        cells.push(table::unescape(text.get(start..).unwrap_or_default()));
    }
    cells
}
