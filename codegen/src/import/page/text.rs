//! Reads the text of a help-centre page: what remains of the page when its marks are gone.
//!
//! The cells of a table row run together (`DBInstanceIdstringYes`), the description follows in paragraphs of its own, and the
//! example stands on the line before the next row. Every header line is printed twice.

use std::ops::Range;

use super::column::{Column, columns_of_line};
use super::document::{Block, Code, Document, Part, Row, Table, Text};
use super::kind;
use super::markdown::lines;
use super::section::{Section, section};
use super::table::Line;

/// Takes a page apart.
pub(super) fn read(page: &str) -> Document {
    let lines = lines(page);
    let mut document = Document::default();
    let start = title(&lines, &mut document);
    document.parts.push(Part { section: None, heading: Text::default(), blocks: Vec::new(), continues: false });
    let mut position = start;
    while let Some(line) = lines.get(position) {
        let rest = lines.get(position..).unwrap_or_default();
        let text = line.text.trim();
        if text.is_empty() {
            position += 1;
            continue;
        }
        let next_is_blank = lines.get(position + 1).is_none_or(|next| next.text.trim().is_empty());
        if let Some(known) = section(text).filter(|_| next_is_blank && !is_bullet(line.text)) {
            let heading = Text { text: text.to_owned(), range: range(line) };
            document.parts.push(Part { section: Some(known), heading, blocks: Vec::new(), continues: false });
            position += 1;
            continue;
        }
        if is_navigation(text) {
            let heading = Text { text: text.to_owned(), range: range(line) };
            document.parts.push(Part {
                section: Some(Section::Boilerplate),
                heading,
                blocks: Vec::new(),
                continues: false,
            });
            position += 1;
            continue;
        }
        let Some(part) = document.parts.last_mut() else { break };
        let (block, taken) = if let Some(columns) = columns_of_line(text) {
            table(columns, rest)
        } else if let Some(code) = (part.section == Some(Section::Examples)).then(|| code(rest)).flatten() {
            code
        } else {
            (Block::Paragraph(Text { text: bullet_text(line.text), range: range(line) }), 1)
        };
        part.blocks.push(block);
        position += taken;
    }
    document.complete_columns();
    document
}

/// The title and the date of the update, and the line after them.
fn title(lines: &[Line<'_>], document: &mut Document) -> usize {
    let updated = lines.iter().take(30).position(|line| update(line.text).is_some());
    let before = updated.unwrap_or(lines.len());
    let mut candidates = lines.iter().enumerate().take(before).filter(|(_, line)| !line.text.trim().is_empty());
    // With a date the title is the line before it (the site's own menu stands above), else it is the first line.
    let found = if updated.is_some() { candidates.next_back() } else { candidates.next() };
    document.updated = updated.and_then(|position| lines.get(position)).and_then(|line| update(line.text));
    document.title = found.map(|(_, line)| Text { text: line.text.trim().to_owned(), range: range(line) });
    updated.or(found.map(|(position, _)| position)).map_or(0, |position| position + 1)
}

/// The day in `Updated at: 2025-03-31 11:45` or `Last Updated:Mar 13, 2024`.
fn update(line: &str) -> Option<String> {
    let (label, value) = line.split_once(['：', ':'])?;
    let label = label.trim().to_ascii_lowercase();
    if !matches!(label.as_str(), "updated at" | "last updated" | "更新时间" | "最近更新时间") {
        return None;
    }
    let words: Vec<&str> = value.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [day, time, ..] if is_day(day) && is_time(time) => Some(format!("{day} {time}")),
        [day, ..] if is_day(day) => Some((*day).to_owned()),
        [month, day, year, ..] => {
            let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
            let month = month.to_ascii_lowercase();
            let number = months.iter().position(|name| month.starts_with(name))? + 1;
            let day: u8 = day.parse().ok()?;
            let year: u16 = year.parse().ok()?;
            Some(format!("{year:04}-{number:02}-{day:02}"))
        }
        _ => None,
    }
}

/// Whether a text is a day, `2025-03-31`.
pub(super) fn is_day(text: &str) -> bool {
    let mut parts = text.split('-').map(|part| (part.len(), part.bytes().all(|byte| byte.is_ascii_digit())));
    parts.next() == Some((4, true))
        && parts.next() == Some((2, true))
        && parts.next() == Some((2, true))
        && parts.next().is_none()
}

fn is_time(text: &str) -> bool {
    text.len() > 3 && text.contains(':') && text.chars().all(|character| character.is_ascii_digit() || character == ':')
}

/// Where the page's own text ends and the site's navigation begins.
fn is_navigation(text: &str) -> bool {
    let text = text.trim_start_matches(['•', ' ']).trim_start();
    text.starts_with("On this page") || text == "Feedback" || text.starts_with("Previous:") || text.starts_with("Next:")
}

fn range(line: &Line<'_>) -> Range<usize> {
    line.start..line.start + line.text.len()
}

fn is_bullet(line: &str) -> bool {
    line.trim_start().starts_with('•')
}

/// A bullet in the form that Markdown has.
fn bullet_text(line: &str) -> String {
    match line.trim_start().strip_prefix('•') {
        None => line.trim().to_owned(),
        Some(text) => {
            let indent = line.len() - line.trim_start().len();
            format!("{}- {}", if indent > 3 { "    " } else { "" }, text.trim())
        }
    }
}

/// A sample: from a brace, a bracket or a tag to where it is balanced or the next label stands.
fn code(lines: &[Line<'_>]) -> Option<(Block, usize)> {
    let first = lines.first()?;
    let opening = first.text.trim_start().chars().next()?;
    let is_request = first.text.trim_start().starts_with("http") || first.text.contains(" HTTP/1.1");
    if !matches!(opening, '{' | '[' | '<') && !is_request {
        return None;
    }
    let mut depth = 0_i32;
    let mut length = 0;
    for line in lines {
        let text = line.text.trim();
        let is_label = matches!(text.replace(' ', "").as_str(), "JSONformat" | "XMLformat" | "JSON格式" | "XML格式");
        if length > 0 && (is_label || section(text).is_some() || (is_request && text.is_empty())) {
            break;
        }
        length += 1;
        let (opened, closed) = (line.text.matches(['{', '[']).count(), line.text.matches(['}', ']']).count());
        depth += i32::try_from(opened).unwrap_or(i32::MAX) - i32::try_from(closed).unwrap_or(i32::MAX);
        if matches!(opening, '{' | '[') && depth <= 0 {
            break;
        }
    }
    let taken = lines.get(..length)?;
    let text: Vec<&str> = taken.iter().map(|line| line.text).collect();
    let end = taken.last().map_or(first.start, |line| line.start + line.text.len());
    let lines = taken.iter().map(|line| line.start).collect();
    Some((Block::Code(Code { text: text.join("\n").trim_end().to_owned(), range: first.start..end, lines }), length))
}

/// The table below a header line, up to the next heading or header.
fn table(columns: Vec<Column>, lines: &[Line<'_>]) -> (Block, usize) {
    let header =
        lines.first().map_or_else(Text::default, |line| Text { text: line.text.trim().to_owned(), range: range(line) });
    let ends = |(position, line): (usize, &Line<'_>)| {
        let text = line.text.trim();
        let is_blank = |line: Option<&Line<'_>>| line.is_none_or(|line| line.text.trim().is_empty());
        let after_blank = is_blank(lines.get(position.wrapping_sub(1)));
        let heading =
            after_blank && is_blank(lines.get(position + 1)) && !is_bullet(line.text) && section(text).is_some();
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
    let rows = if columns.contains(&Column::Name) && columns.contains(&Column::Type) {
        parameter_rows(&columns, &body)
    } else {
        // What such a row holds depends on what the table is about: each line is left to the reader of the section.
        line_rows(&columns, &body)
    };
    (Block::Table(Table { columns, header, headers: Vec::new(), guesses: Vec::new(), rows }), length)
}

/// Rows of one line each. Where the first column tells how a row begins, a line that begins otherwise goes on with the row
/// before.
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

/// Whether a line begins a row whose cells run together; `None` if the first column does not tell.
fn begins_line_row(columns: &[Column], text: &str) -> Option<bool> {
    let start = |length| text.split_at_checked(length).map(|(start, _)| start);
    match columns.first()? {
        Column::Status => Some(start(3).is_some_and(|status| status.bytes().all(|byte| byte.is_ascii_digit()))),
        Column::ChangedAt => Some(start(10).is_some_and(is_day)),
        _ => None,
    }
}

/// What the first line of a row holds.
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
        let Some(opening) = opening(columns, line.text, &previous) else {
            // Nothing belongs to no row, except what stands before the first.
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
/// A line that reads like a row may also be an example (`teststring`). A row that has a description is followed by a blank
/// line; an example is followed by the next row.
fn begins_row(columns: &[Column], lines: &[Line<'_>], position: usize, body_start: usize, previous: &str) -> bool {
    let Some(this) = lines.get(position).and_then(|line| opening(columns, line.text, previous)) else { return false };
    let next = lines.get(position + 1).map_or("", |line| line.text.trim());
    if next.is_empty() || columns.contains(&Column::Required) || columns.last() != Some(&Column::Example) {
        return true;
    }
    let described = lines.get(body_start..position).unwrap_or_default().iter().any(|line| !line.text.trim().is_empty());
    this.name.is_empty() || !described || opening(columns, next, &this.kind).is_none()
}

/// Name, type, required flag and example, as far as they are on a row's first line. `previous` is the type of the row before.
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
        .all(|character| character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '#' | '$' | '@' | '/'));
    is_name.then(|| Opening {
        name: name.to_owned(),
        kind: kind.to_owned(),
        required: required.to_owned(),
        example: String::new(),
    })
}

/// The same where spaces separate the cells and the example stands before the description.
fn spaced_opening(columns: &[Column], line: &str, previous: &str) -> Option<Opening> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    // The name of a list's element stands alone.
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

/// Width of the white space at the beginning of a line; a tabulator is as wide as four spaces.
fn indent(line: &str) -> usize {
    let space = line.chars().take_while(|character| character.is_whitespace());
    space.map(|character| if character == '\t' { 4 } else { 1 }).sum()
}

/// Description and example of a row, from the lines between it and the next.
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
