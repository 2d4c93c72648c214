//! Parses tables whose cells are concatenated or separated by spaces.

use std::ops::Range;

use super::super::column::{Column, columns_of_line};
use super::super::document::{Block, Row, Table, Text};
use super::super::kind;
use super::super::line::Line;
use super::super::section::section;
use super::{bullet_text, is_bullet, is_day, is_navigation, range};

/// A table whose cells are concatenated or separated by spaces.
pub(super) struct RowsRead {
    /// The table.
    pub(super) table: Block,
    /// Number of its lines.
    pub(super) lines: usize,
    /// Lines that look like rows, but cannot be split into cells.
    pub(super) lost: Vec<(Range<usize>, String)>,
    /// Lines that may be rows, but were taken for a part of the row above.
    pub(super) unread: Vec<(Range<usize>, String)>,
}

/// Reads the table below a header line, up to the next heading or header.
pub(super) fn table(columns: Vec<Column>, lines: &[Line<'_>]) -> RowsRead {
    let header =
        lines.first().map_or_else(Text::default, |line| Text { text: line.text.trim().to_owned(), range: range(line) });
    let ends = |(position, line): (usize, &Line<'_>)| {
        let text = line.text.trim();
        let is_blank = |line: Option<&Line<'_>>| line.is_none_or(|line| line.text.trim().is_empty());
        let after_blank = is_blank(lines.get(position.wrapping_sub(1)));
        let heading =
            after_blank && is_blank(lines.get(position + 1)) && !is_bullet(line.text) && section(text).is_some();
        // In a text without blank lines before titles, the header of another table shows that this is one.
        let is_above_table = || {
            let next = lines.iter().skip(position + 1).find(|line| !line.text.trim().is_empty());
            next.is_some_and(|next| columns_of_line(next.text).is_some())
        };
        let heading = heading || !is_bullet(line.text) && section(text).is_some() && is_above_table();
        let prose = after_blank && !text.is_empty() && begins_line_row(&columns, text) == Some(false);
        heading || prose || is_navigation(text) || columns_of_line(text).is_some_and(|other| other != columns)
    };
    let length = lines.iter().enumerate().skip(1).find_map(|line| ends(line).then_some(line.0)).unwrap_or(lines.len());
    let body: Vec<Line<'_>> = lines
        .get(1..length)
        .unwrap_or_default()
        .iter()
        .filter(|line| columns_of_line(line.text).is_none_or(|again| again != columns))
        .copied()
        .collect();
    let is_listing = columns.contains(&Column::Name) && columns.contains(&Column::Type);
    let lost = if is_listing { lost_rows(&columns, &body) } else { Vec::new() };
    let unread = if is_listing { doubtful_rows(&columns, &body) } else { Vec::new() };
    let rows = if is_listing {
        parameter_rows(&columns, &body)
    } else {
        // The format of such a row depends on the kind of table, so each line is left to the reader of the section.
        line_rows(&columns, &body)
    };
    let table = Block::Table(Table { columns, header, headers: Vec::new(), guesses: Vec::new(), rows });
    RowsRead { table, lines: length, lost, unread }
}

/// Finds lines of one word that end like the first line of a row, with whether the parameter is required, but have no known
/// type before that. They would be read as a part of the row above.
fn lost_rows(columns: &[Column], lines: &[Line<'_>]) -> Vec<(Range<usize>, String)> {
    if !columns.contains(&Column::Required) || columns.last() != Some(&Column::Example) {
        return Vec::new();
    }
    let is_lost = |line: &&Line<'_>| {
        let text = line.text.trim().trim_start_matches(|character: char| !character.is_ascii_alphabetic());
        let name = ["Yes", "No"].into_iter().find_map(|word| text.strip_suffix(word)).unwrap_or_default();
        let is_word =
            name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]<>".contains(&byte));
        is_word && opening(columns, line.text, "").is_none()
    };
    let message = |line: &Line<'_>| {
        let text = line.text.trim();
        (range(line), format!("this row would be lost: no known type is between the name and the end of `{text}`"))
    };
    lines.iter().filter(is_lost).map(message).collect()
}

/// Finds lines that look like the name and the type of a row without the cell that says whether it is required, and that did
/// not become rows.
fn doubtful_rows(columns: &[Column], lines: &[Line<'_>]) -> Vec<(Range<usize>, String)> {
    let is_doubtful = |(position, line): &(usize, &Line<'_>)| {
        let begins_large = line.text.trim().starts_with(|first: char| first.is_ascii_uppercase());
        begins_large
            && opening(columns, line.text, "").is_none()
            && without_required(columns, line.text).is_some()
            && !is_row_without_required(columns, lines, *position, "")
    };
    let message = |(_, line): (usize, &Line<'_>)| {
        let what = format!("`{}` may be a row of its own; it was taken for a part of the row above", line.text.trim());
        (range(line), what)
    };
    lines.iter().enumerate().filter(is_doubtful).map(message).collect()
}

/// Parses the first line of a row that lacks the cell that says whether it is required, as those of nested fields do on some
/// pages. The line is one word, or a name and a type before an example.
fn without_required(columns: &[Column], line: &str) -> Option<Opening> {
    if !columns.contains(&Column::Required) {
        return None;
    }
    let others: Vec<Column> = columns.iter().copied().filter(|column| *column != Column::Required).collect();
    let line = line.trim();
    let is_spaced = columns.last() != Some(&Column::Example) && columns.contains(&Column::Example);
    let opening = opening(&others, line, "")?;
    let is_row = if is_spaced {
        // In prose, the word before a type is an article.
        let is_article =
            ["a", "an", "the", "this", "any", "each"].contains(&opening.name.to_ascii_lowercase().as_str());
        !is_article
            && opening.kind.starts_with(|first: char| first.is_ascii_uppercase())
            && line.split_whitespace().count() < 4
    } else {
        !line.contains(char::is_whitespace)
    };
    is_row.then_some(opening)
}

/// Whether the line at `position` begins a row without that cell. An example may look the same, but a description follows a
/// row only. `previous` is the type of the row above: only the element of a list or a map has no name.
fn is_row_without_required(columns: &[Column], lines: &[Line<'_>], position: usize, previous: &str) -> bool {
    let Some(opening) = lines.get(position).and_then(|line| without_required(columns, line.text)) else { return false };
    let is_blank = |position: usize| lines.get(position).is_none_or(|line| line.text.trim().is_empty());
    let next = lines.iter().skip(position + 1).find(|line| !line.text.trim().is_empty());
    let is_described = is_blank(position + 1)
        && next.is_some_and(|next| {
            self::opening(columns, next.text, "").is_none() && without_required(columns, next.text).is_none()
        });
    let holds = ["array", "list", "object", "map"].iter().any(|word| previous.to_ascii_lowercase().starts_with(word));
    is_described && (opening.name.len() > 1 || opening.name.is_empty() && holds)
}

/// Reads rows of one line each. If the first column shows how a row begins, other lines continue the previous row.
fn line_rows(columns: &[Column], lines: &[Line<'_>]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in lines.iter().filter(|line| !line.text.trim().is_empty()) {
        let text = line.text.trim();
        match rows.last_mut().and_then(|row| row.cells.last_mut()) {
            Some(cell) if begins_line_row(columns, text) == Some(false) => {
                cell.push(' ');
                cell.push_str(text);
            }
            _ => rows.push(Row { cells: vec![bullet_text(line.text)], indent: 0, range: range(line) }),
        }
    }
    rows
}

/// Whether a line begins a row with concatenated cells. `None` if the first column does not show it.
fn begins_line_row(columns: &[Column], text: &str) -> Option<bool> {
    let start = |length| text.split_at_checked(length).map(|(start, _)| start);
    match columns.first()? {
        Column::Status => Some(start(3).is_some_and(|status| status.bytes().all(|byte| byte.is_ascii_digit()))),
        Column::ChangedAt => Some(start(10).is_some_and(is_day)),
        _ => None,
    }
}

/// Content of the first line of a row.
struct Opening {
    name: String,
    kind: String,
    required: String,
    example: String,
}

fn parameter_rows(columns: &[Column], lines: &[Line<'_>]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut position = 0;
    let mut previous = String::new();
    while let Some(line) = lines.get(position) {
        let opening = opening(columns, line.text, &previous).or_else(|| {
            without_required(columns, line.text)
                .filter(|_| is_row_without_required(columns, lines, position, &previous))
        });
        let Some(opening) = opening else {
            // Only lines before the first row belong to no row.
            if !line.text.trim().is_empty() {
                rows.push(Row { cells: vec![line.text.trim().to_owned()], indent: 0, range: range(line) });
            }
            position += 1;
            continue;
        };
        let body_start = position + 1;
        let mut end = body_start;
        while end < lines.len() && !begins_row(columns, lines, end, body_start, &opening.kind) {
            end += 1;
        }
        let body = lines.get(body_start..end).unwrap_or_default();
        let example_last = columns.last() == Some(&Column::Example);
        let (description, example) = body_texts(body, example_last, end == lines.len());
        let cells = columns.iter().map(|column| match column {
            Column::Name => opening.name.clone(),
            Column::Type => opening.kind.clone(),
            Column::Required => opening.required.clone(),
            Column::Example if example_last => example.clone(),
            Column::Example => opening.example.clone(),
            Column::Description => description.clone(),
            _ => String::new(),
        });
        rows.push(Row { cells: cells.collect(), indent: indent(line.text), range: range(line) });
        previous = opening.kind;
        position = end;
    }
    rows
}

/// Whether the line at `position` begins the next row of a table whose current row has its body at `body_start`.
///
/// A line that looks like a row may also be an example (`teststring`). A row with a description is followed by a blank
/// line, an example by the next row.
fn begins_row(columns: &[Column], lines: &[Line<'_>], position: usize, body_start: usize, previous: &str) -> bool {
    let Some(this) = lines.get(position).and_then(|line| opening(columns, line.text, previous)) else {
        return is_row_without_required(columns, lines, position, previous);
    };
    let next = lines.get(position + 1).map_or("", |line| line.text.trim());
    // An example of one line is above, so this line is not the example.
    let is_text = |position: usize| lines.get(position).is_some_and(|line| !line.text.trim().is_empty());
    if position > body_start + 1 && is_text(position - 1) && !is_text(position - 2) {
        return true;
    }
    if next.is_empty() || columns.contains(&Column::Required) || columns.last() != Some(&Column::Example) {
        return true;
    }
    let described = lines.get(body_start..position).unwrap_or_default().iter().any(|line| !line.text.trim().is_empty());
    this.name.is_empty() || !described || opening(columns, next, &this.kind).is_none()
}

/// Parses name, type, required flag and example, as far as they are on a row's first line. `previous` is the type of
/// the previous row.
fn opening(columns: &[Column], line: &str, previous: &str) -> Option<Opening> {
    let line = line.trim();
    if columns.last() != Some(&Column::Example) && columns.contains(&Column::Example) {
        return spaced_opening(columns, line, previous);
    }
    let mut rest = line;
    let mut required = "";
    if columns.contains(&Column::Required) {
        required = ["Yes", "No", "是", "否"].into_iter().find(|word| rest.ends_with(word))?;
        rest = rest.strip_suffix(required)?.trim_end();
    }
    let start = kind::suffix(rest)?;
    let (name, kind) = (rest.get(..start)?.trim(), rest.get(start..)?.trim());
    let is_name = name
        .chars()
        .all(|character| character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '#' | '$' | '@' | '/'))
        // The values of a map.
        || name == "*";
    is_name.then(|| Opening {
        name: name.to_owned(),
        kind: kind.to_owned(),
        required: required.to_owned(),
        example: String::new(),
    })
}

/// Does the same for cells that are separated by spaces, with the example before the description.
fn spaced_opening(columns: &[Column], line: &str, previous: &str) -> Option<Opening> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    // The name of a list's element is alone on its line.
    if name == line && previous.strip_prefix("Array of ") == Some(name) {
        return Some(Opening {
            name: name.to_owned(),
            kind: String::new(),
            required: String::new(),
            example: String::new(),
        });
    }
    let mut kind = words.next()?.to_owned();
    if matches!(kind.as_str(), "Array" | "List") && line.split_whitespace().nth(2) == Some("of") {
        words.next();
        kind = format!("{kind} of {}", words.next()?);
    }
    if kind::suffix(&kind) != Some(0) && !kind.contains(" of ") {
        return None;
    }
    let required = if columns.contains(&Column::Required) {
        words.next().filter(|word| matches!(*word, "Yes" | "No" | "是" | "否"))?
    } else {
        ""
    };
    let example: Vec<&str> = words.collect();
    Some(Opening { name: name.to_owned(), kind, required: required.to_owned(), example: example.join(" ") })
}

/// Returns the width of the indentation. A tab counts as four spaces.
fn indent(line: &str) -> usize {
    let space = line.chars().take_while(|character| character.is_whitespace());
    space.map(|character| if character == '\t' { 4 } else { 1 }).sum()
}

/// Returns the description and the example of a row, from the lines between it and the next row.
fn body_texts(body: &[Line<'_>], example_last: bool, is_last_row: bool) -> (String, String) {
    let texts: Vec<&str> = body.iter().map(|line| line.text).collect();
    let used = texts.iter().rposition(|text| !text.trim().is_empty()).map_or(0, |position| position + 1);
    let followed_by_row = used == texts.len() && !is_last_row;
    let texts = texts.get(..used).unwrap_or_default();
    // The example begins after the last blank line or bullet.
    let begin =
        texts.iter().rposition(|text| text.trim().is_empty() || is_bullet(text)).map_or(0, |position| position + 1);
    let described = texts.get(..begin).unwrap_or_default().iter().any(|text| !text.trim().is_empty());
    let has_example = example_last && begin < used && (followed_by_row || begin == 0 || (is_last_row && described));
    let begin = if has_example { begin } else { used };
    let description: Vec<String> =
        texts.get(..begin).unwrap_or_default().iter().map(|text| bullet_text(text)).collect();
    let example = texts.get(begin..).unwrap_or_default().join("\n");
    (description.join("\n").trim().to_owned(), example.trim().to_owned())
}
