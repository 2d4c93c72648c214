//! Parses the text of a help-centre page without its markup.
//!
//! How a table looks depends on the tool that removed the markup. The cells of a row are concatenated
//! (`DBInstanceIdstringYes`), followed by the description in separate paragraphs and the example on the line before the
//! next row ([`rows`]); each cell is a paragraph ([`paragraphs`]); or bars ([`bars`]) or
//! tabs ([`tabs`]) separate the cells. Some of these
//! texts have no blank lines.

mod bars;
mod paragraphs;
mod rows;
mod tabs;

use std::ops::Range;

use super::column::columns_of_line;
use super::completion;
use super::document::{Block, Code, Document, PagePart, Text};
use super::line::{Line, lines};
use super::section::{Section, section};
use super::table;

/// Splits a page into sections and blocks.
pub(super) fn read(page: &str) -> Document {
    let lines = unglued(lines(page));
    let mut document = Document::default();
    let start = title(&lines, &mut document);
    // In a text without blank lines, a title need not be followed by one.
    let blank = lines.iter().filter(|line| line.text.trim().is_empty()).count();
    let is_dense = blank * 10 < lines.len();
    document.parts.push(PagePart { section: None, heading: Text::default(), blocks: Vec::new(), continues: false });
    let mut position = start;
    while let Some(line) = lines.get(position) {
        let rest = lines.get(position..).unwrap_or_default();
        let text = line.text.trim();
        if text.is_empty() || text.starts_with("```") {
            position += 1;
            continue;
        }
        let next_is_blank = lines.get(position + 1).is_none_or(|next| next.text.trim().is_empty());
        if let Some((table, taken)) = paragraphs::table(rest) {
            push(&mut document, Block::Table(table));
            position += taken;
            continue;
        }
        if let Some(read) = bars::table(rest).or_else(|| table::grid(rest)).or_else(|| tabs::table(rest)) {
            document.unread.extend(read.odd);
            push(&mut document, Block::Table(read.table));
            position += read.lines;
            continue;
        }
        if let Some(known) = section(text).filter(|_| (next_is_blank || is_dense) && !is_bullet(line.text)) {
            let heading = Text { text: text.to_owned(), range: range(line) };
            document.parts.push(PagePart { section: Some(known), heading, blocks: Vec::new(), continues: false });
            position += 1;
            continue;
        }
        if is_navigation(text) {
            let heading = Text { text: text.to_owned(), range: range(line) };
            document.parts.push(PagePart {
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
            let read = rows::table(columns, rest);
            let lost = read.lost.into_iter();
            document
                .lost
                .extend(lost.map(|(range, what)| (range, what, "write the type in the words of the other rows")));
            document.unread.extend(read.unread);
            (read.table, read.lines)
        } else if let Some(code) = (part.section == Some(Section::Examples)).then(|| code(rest)).flatten() {
            code
        } else {
            (Block::Paragraph(Text { text: bullet_text(line.text), range: range(line) }), 1)
        };
        part.blocks.push(block);
        position += taken;
    }
    completion::complete(&mut document, page);
    document
}

fn push(document: &mut Document, block: Block) {
    if let Some(part) = document.parts.last_mut() {
        part.blocks.push(block);
    }
}

/// Splits lines in which a title follows the end of code directly, as in `}Error codes`.
fn unglued(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut apart = Vec::with_capacity(lines.len());
    for line in lines {
        let end = line.text.rfind(['}', ']', '>']).map(|at| at + 1);
        let rest = end.and_then(|end| line.text.split_at_checked(end)).filter(|(_, rest)| {
            let title = rest.trim();
            !title.is_empty() && (section(title).is_some() || is_format(title))
        });
        match rest {
            Some((code, title)) => {
                apart.push(Line { text: code, start: line.start });
                apart.push(Line { text: title, start: line.start + code.len() });
            }
            None => apart.push(line),
        }
    }
    apart
}

/// Whether this is a label of a sample, such as `JSON format`, or one of its two words.
fn is_format(text: &str) -> bool {
    matches!(
        text.replace(' ', "").as_str(),
        "JSONformat" | "XMLformat" | "JSON格式" | "XML格式" | "JSON" | "XML" | "format" | "格式"
    )
}

/// Reads the title and the date of the last update. Returns the position of the next line.
fn title(lines: &[Line<'_>], document: &mut Document) -> usize {
    let updated = lines.iter().take(30).position(|line| update(line.text).is_some());
    let before = updated.unwrap_or(lines.len());
    let mut candidates = lines.iter().enumerate().take(before).filter(|(_, line)| !line.text.trim().is_empty());
    // If there is a date, the title is the line before it, since the site's menu may come first. Otherwise it is the
    // first line.
    let found = if updated.is_some() { candidates.next_back() } else { candidates.next() };
    document.updated = updated.and_then(|position| lines.get(position)).and_then(|line| update(line.text));
    let text = |line: &Line<'_>| line.text.trim().trim_start_matches('#').trim().to_owned();
    document.title = found.map(|(_, line)| Text { text: text(line), range: range(line) });
    updated.or(found.map(|(position, _)| position)).map_or(0, |position| position + 1)
}

/// Parses the time in `Updated at: 2025-03-31 11:45` or `Last Updated:Mar 13, 2024`.
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

/// Whether a string is a date like `2025-03-31`.
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

/// Whether the site's navigation begins here, which ends the page's own text.
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

/// Converts a bullet to Markdown syntax.
fn bullet_text(line: &str) -> String {
    match line.trim_start().strip_prefix('•') {
        None => line.trim().to_owned(),
        Some(text) => {
            let indent = line.len() - line.trim_start().len();
            format!("{}- {}", if indent > 3 { "    " } else { "" }, text.trim())
        }
    }
}

/// Reads a sample that begins with a brace, a bracket, a tag or a request line. It ends where its braces are balanced,
/// or at the next label.
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
        let is_label = is_format(text);
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
