//! Reads the Markdown of a documentation repository.

use super::document::{Block, Code, Document, Part, Text};
use super::section::{Section, section, section_of_heading};
use super::table::{self, Line};

/// Takes a page apart.
pub(super) fn read(page: &str) -> Document {
    let lines = lines(page);
    let mut document = Document::default();
    document.parts.push(Part { section: None, heading: Text::default(), blocks: Vec::new(), continues: false });
    let closings: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| line.text.contains("</table")).map(|(index, _)| index).collect();
    let mut position = 0;
    while let Some(line) = lines.get(position) {
        let rest = lines.get(position..).unwrap_or_default();
        let text = line.text.trim();
        let mut taken = 1;
        if text.is_empty() {
            // Nothing.
        } else if let Some(heading) = heading(line) {
            let level = text.chars().take_while(|character| *character == '#').count();
            let known = section_of_heading(&heading.text);
            if level == 1 && document.title.is_none() {
                document.title = Some(heading);
            } else if level <= 2 || known.is_some() {
                document.parts.push(Part { section: known, heading, blocks: Vec::new(), continues: false });
            } else {
                push(&mut document, Block::Paragraph(heading));
            }
        } else if let Some((code, length, is_closed)) = code(rest) {
            if !is_closed {
                let place = line.start..line.start + line.text.len();
                document
                    .unread
                    .push((place, "this block of code is not closed; it was read up to the next heading".to_owned()));
            }
            push(&mut document, Block::Code(code));
            taken = length;
        } else if let Some(heading) = bold_heading(line) {
            document.parts.push(heading);
        } else if let Some(read) = table::html(rest, || {
            let next = closings.partition_point(|closing| *closing < position);
            closings.get(next).map(|closing| closing - position)
        })
        .or_else(|| table::pipes(rest))
        {
            document.unread.extend(read.odd);
            push(&mut document, Block::Table(read.table));
            taken = read.lines;
        } else {
            let (paragraph, length) = paragraph(rest);
            if text.starts_with('|') && text.len() > 1 {
                document
                    .unread
                    .push((line.start..line.start + line.text.len(), "this is no table that can be read".to_owned()));
            }
            push(&mut document, Block::Paragraph(paragraph));
            taken = length;
        }
        position += taken;
    }
    document.complete_columns();
    document.join_types();
    document
}

/// The lines of a text with their places.
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

fn push(document: &mut Document, block: Block) {
    if let Some(part) = document.parts.last_mut() {
        part.blocks.push(block);
    }
}

/// A heading without its marks and its anchor, `{#doc_api_1075637 .reference}`.
fn heading(line: &Line<'_>) -> Option<Text> {
    let text = line.text.trim();
    let title = text.trim_start_matches('#');
    if title.len() == text.len() || !title.starts_with([' ', '\t']) {
        return None;
    }
    let title = title.split(" {").next().unwrap_or_default();
    let title = table::unescape(title.trim().trim_end_matches('#').trim_end());
    Some(Text { text: title, range: line.start..line.start + line.text.len() })
}

/// Lines that a block of code may take: what goes on longer was not closed.
const CODE_LINES: usize = 5_000;

/// A heading of older pages: a line in bold that names a section of tables.
fn bold_heading(line: &Line<'_>) -> Option<Part> {
    let title = line.text.trim().strip_prefix("**")?.strip_suffix("**")?;
    let known =
        section(title).filter(|known| matches!(known, Section::Request | Section::Response | Section::Errors))?;
    let heading = Text { text: title.trim().to_owned(), range: line.start..line.start + line.text.len() };
    Some(Part { section: Some(known), heading, blocks: Vec::new(), continues: false })
}

/// A fenced block, the lines that it takes, and whether it is closed. The fence's indentation is not part of the code. The line
/// that closes it may have the bar of a table's cell behind it. A block that nothing closes ends before the next heading of a
/// section.
fn code(lines: &[Line<'_>]) -> Option<(Code, usize, bool)> {
    let first = lines.first()?;
    let opening = first.text.trim_start();
    let fence = ["```", "~~~"].into_iter().find(|fence| opening.starts_with(fence))?;
    let indent = first.text.len() - opening.len();
    let closes = |line: &Line<'_>| {
        let text = line.text.trim();
        text.starts_with(fence) && text.trim_matches(['`', '~', '|', ' ']).is_empty()
    };
    let closing = lines.iter().take(CODE_LINES).skip(1).position(closes);
    let is_section = |line: &Line<'_>| {
        line.text.trim_start().starts_with("##")
            && heading(line).is_some_and(|heading| section_of_heading(&heading.text).is_some())
    };
    let end = closing.or_else(|| lines.iter().skip(1).position(is_section)).map_or(lines.len(), |inside| inside + 1);
    let mut code = Code::default();
    for (index, line) in lines.get(1..end).unwrap_or_default().iter().enumerate() {
        let spaces = line.text.bytes().take(indent).take_while(|byte| *byte == b' ').count();
        if index > 0 {
            code.text.push('\n');
        }
        code.text.push_str(line.text.get(spaces..).unwrap_or_default());
        code.lines.push(line.start + spaces);
    }
    let length = if closing.is_some() { end + 1 } else { end };
    let last = lines.get(length - 1).map_or(first.start, |last| last.start + last.text.len());
    code.range = first.start..last;
    Some((code, length, closing.is_some()))
}

/// Lines up to the next blank line or block of another kind.
fn paragraph(lines: &[Line<'_>]) -> (Text, usize) {
    let ends = |line: &Line<'_>| {
        let text = line.text.trim();
        text.is_empty()
            || text.starts_with("```")
            || text.starts_with('|')
            || text.contains("<table")
            || heading(line).is_some()
    };
    let length = lines.iter().skip(1).position(ends).map_or(lines.len(), |position| position + 1);
    let taken = lines.get(..length).unwrap_or_default();
    let text: Vec<&str> = taken.iter().map(|line| line.text.trim()).collect();
    let start = taken.first().map_or(0, |line| line.start);
    let end = taken.last().map_or(start, |line| line.start + line.text.len());
    (Text { text: table::unescape(&text.join("\n")), range: start..end }, length)
}
