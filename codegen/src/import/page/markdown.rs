//! Reads the Markdown of a documentation repository.

use super::document::{Block, Document, Part, Text};
use super::section::section;
use super::table::{self, Line};

/// Takes a page apart.
pub(super) fn read(page: &str) -> Document {
    let lines = lines(page);
    let mut document = Document::default();
    document.parts.push(Part { section: None, heading: Text::default(), blocks: Vec::new(), continues: false });
    let mut position = 0;
    while let Some(line) = lines.get(position) {
        let rest = lines.get(position..).unwrap_or_default();
        let text = line.text.trim();
        let mut taken = 1;
        if text.is_empty() {
            // Nothing.
        } else if let Some(heading) = heading(line) {
            let level = text.chars().take_while(|character| *character == '#').count();
            let known = section(&heading.text);
            if level == 1 && document.title.is_none() {
                document.title = Some(heading);
            } else if level <= 2 || known.is_some() {
                document.parts.push(Part { section: known, heading, blocks: Vec::new(), continues: false });
            } else {
                push(&mut document, Block::Paragraph(heading));
            }
        } else if let Some((code, length)) = code(rest) {
            push(&mut document, Block::Code(code));
            taken = length;
        } else if let Some(read) = table::html(rest).or_else(|| table::pipes(rest)) {
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

/// A fenced block and the lines that it takes. The fence's indentation is not part of the code.
fn code(lines: &[Line<'_>]) -> Option<(Text, usize)> {
    let first = lines.first()?;
    let opening = first.text.trim_start();
    let fence = ["```", "~~~"].into_iter().find(|fence| opening.starts_with(fence))?;
    let indent = first.text.len() - opening.len();
    let mut code = Vec::new();
    let mut length = 1;
    for line in lines.iter().skip(1) {
        length += 1;
        if line.text.trim().starts_with(fence) && line.text.trim().trim_matches(['`', '~']).is_empty() {
            break;
        }
        let spaces = line.text.bytes().take(indent).take_while(|byte| *byte == b' ').count();
        code.push(line.text.get(spaces..).unwrap_or_default());
    }
    let end = lines.get(length - 1).map_or(first.start, |last| last.start + last.text.len());
    Some((Text { text: code.join("\n"), range: first.start..end }, length))
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
