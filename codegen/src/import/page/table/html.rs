//! Parses HTML tables.

use super::super::column::{Column, column, columns};
use super::super::document::{Row, Table, Text};
use super::super::line::Line;
use super::{ReadTable, indent, unescape};

/// Parses the HTML table that begins in the first line, if there is one. `end` returns the number of lines before the
/// next one that closes a table.
pub(in crate::import::page) fn html(lines: &[Line<'_>], end: impl FnOnce() -> Option<usize>) -> Option<ReadTable> {
    let first = lines.first().filter(|line| line.text.contains("<table"))?;
    let length = end()? + 1;
    let taken = lines.get(..length)?;
    let mut rows: Vec<(Row, bool)> = Vec::new();
    // Cells with `rowspan`: column, remaining rows, text.
    let mut spans: Vec<(usize, usize, String)> = Vec::new();
    let mut cell: Option<(String, usize)> = None;
    // Numbers of the rows with a cell across several columns.
    let mut wide: Vec<usize> = Vec::new();
    for line in taken {
        let mut rest = line.text;
        while let Some((before, tag, after)) = next_tag(rest) {
            if let Some((text, _)) = &mut cell {
                text.push_str(before);
            }
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            match (name.to_ascii_lowercase().as_str(), tag.starts_with('/')) {
                ("tr", false) => {
                    close(&mut cell, &mut rows, &mut spans, line);
                    let range = line.start..line.start + line.text.len();
                    rows.push((Row { cells: Vec::new(), indent: 0, range }, false));
                    fill_spans(&mut rows, &mut spans);
                }
                (kind @ ("td" | "th"), false) => {
                    close(&mut cell, &mut rows, &mut spans, line);
                    cell = Some((String::new(), attribute(tag, "rowspan")));
                    if attribute(tag, "colspan") > 1 {
                        wide.extend(rows.len().checked_sub(1));
                    }
                    if let Some((_, is_header)) = rows.last_mut() {
                        *is_header |= kind == "th";
                    }
                }
                ("td" | "th" | "tr" | "table", true) => close(&mut cell, &mut rows, &mut spans, line),
                ("br" | "p" | "li", _) => {
                    if let Some((text, _)) = &mut cell {
                        text.push_str(if name == "li" && !tag.starts_with('/') { "\n- " } else { "\n" });
                    }
                }
                _ => {}
            }
            rest = after;
        }
        if let Some((text, _)) = &mut cell {
            text.push_str(rest);
            text.push('\n');
        }
    }
    let known = |row: &Row| row.cells.iter().filter(|cell| column(cell) != Column::Other).count() > 1;
    let has_header = rows.first().is_some_and(|(row, is_header)| *is_header || known(row));
    let header = Text { text: String::new(), range: first.start..first.start + first.text.len() };
    let mut odd = Vec::new();
    let mut kept = Vec::with_capacity(rows.len());
    for (number, (row, _)) in rows.into_iter().enumerate() {
        // One cell across the columns is a title of the rows below.
        let is_title = row.cells.len() == 1 && wide.binary_search(&number).is_ok() && !(number == 0 && has_header);
        match row.cells.first().filter(|_| is_title) {
            Some(title) => odd.push((row.range, format!("`{}` is a title across the columns", title.trim()))),
            None => kept.push(row),
        }
    }
    let rows = kept;
    let mut table = Table { columns: Vec::new(), header, headers: Vec::new(), guesses: Vec::new(), rows };
    if has_header {
        let row = table.rows.remove(0);
        table.columns = columns(&row.cells);
        table.header = Text { text: row.cells.join(" | "), range: row.range };
        table.headers = row.cells;
    }
    Some(ReadTable { table, lines: length, odd })
}

/// Ends the cell that is open, if there is one: HTML needs no end tag where the next cell or row begins.
fn close(
    cell: &mut Option<(String, usize)>,
    rows: &mut [(Row, bool)],
    spans: &mut Vec<(usize, usize, String)>,
    line: &Line<'_>,
) {
    if let (Some((text, span)), Some((row, _))) = (cell.take(), rows.last_mut()) {
        if row.cells.is_empty() {
            row.indent = indent(&text);
        }
        let text = unescape(&text);
        if span > 1 {
            spans.push((row.cells.len(), span - 1, text.clone()));
        }
        row.cells.push(text);
        row.range.end = line.start + line.text.len();
    }
    fill_spans(rows, spans);
}

fn fill_spans(rows: &mut [(Row, bool)], spans: &mut Vec<(usize, usize, String)>) {
    let Some((row, _)) = rows.last_mut() else { return };
    while let Some(span) = spans.iter_mut().find(|(column, left, _)| *column == row.cells.len() && *left > 0) {
        row.cells.push(span.2.clone());
        span.1 -= 1;
    }
    spans.retain(|(_, left, _)| *left > 0);
}

fn next_tag(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('<')?;
    let (tag, after) = rest.split_once('>')?;
    Some((before, tag, after))
}

fn attribute(tag: &str, name: &str) -> usize {
    let value = tag.split_once(name).and_then(|(_, rest)| rest.split_once('=')).map_or("", |(_, value)| value);
    let digits: String = value.trim_start_matches([' ', '"', '\'']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1)
}
