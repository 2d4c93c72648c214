//! Parses tables that are drawn with lines, as `+----+----+` between rows.

use super::super::column::columns;
use super::super::document::{Row, Table, Text};
use super::super::line::Line;
use super::{ReadTable, cells};
use crate::diagnostic::counted;

/// Parses the drawn table that begins at the first line, if there is one.
pub(in super::super) fn grid(lines: &[Line<'_>]) -> Option<ReadTable> {
    let first = lines.first().filter(|line| is_border(line.text))?;
    let is_part = |line: &&Line<'_>| is_border(line.text) || line.text.trim_start().starts_with('|');
    let taken = lines.iter().take_while(is_part).count();
    let lines = lines.get(..taken)?;
    let groups: Vec<&[Line<'_>]> = lines.split(|line| is_border(line.text)).filter(|group| !group.is_empty()).collect();
    let (header, groups) = groups.split_first()?;
    let titles = joined(header);
    let count = titles.len();
    let header = Text { text: titles.join(" | "), range: first.start..header.last().map_or(first.start, end) };
    let columns = columns(&titles);
    let mut table = Table { columns, header, headers: titles, guesses: Vec::new(), rows: Vec::new() };
    let mut odd = Vec::new();
    // With lines around the header and the whole table only, each line is a row.
    let is_ruled = groups.len() > 1;
    for group in groups {
        let begins = |line: &Line<'_>| cells(line.text).first().is_some_and(|cell| !cell.is_empty());
        let mut rest: &[Line<'_>] = group;
        while let Some(first) = rest.first() {
            let goes_on = |line: &&Line<'_>| is_ruled || !begins(line);
            let length = 1 + rest.iter().skip(1).take_while(goes_on).count();
            let (row, others) = rest.split_at_checked(length)?;
            let cells = joined(row);
            let range = first.start..row.last().map_or(first.start, end);
            if cells.len() != count {
                let what = format!("this row has {}, the header {count}", counted(cells.len(), "cell"));
                odd.push((first.start..end(first), what));
            }
            table.rows.push(Row { cells, indent: 0, range });
            rest = others;
        }
    }
    Some(ReadTable { table, lines: taken, odd })
}

fn end(line: &Line<'_>) -> usize {
    line.start + line.text.len()
}

/// Whether a line is drawn between rows, as `+----+====+`.
fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.len() > 4
        && line.starts_with('+')
        && line.ends_with('+')
        && line.contains("--") | line.contains("==")
        && line.chars().all(|character| matches!(character, '+' | '-' | '=' | ':'))
}

/// Joins the lines of a row cell by cell.
fn joined(lines: &[Line<'_>]) -> Vec<String> {
    let mut row: Vec<String> = Vec::new();
    for line in lines {
        for (position, cell) in cells(line.text).into_iter().enumerate() {
            match row.get_mut(position) {
                None => row.push(cell),
                Some(above) if above.is_empty() => *above = cell,
                Some(above) if !cell.is_empty() => {
                    above.push('\n');
                    above.push_str(&cell);
                }
                Some(_) => {}
            }
        }
    }
    row
}
