//! Reads samples: fenced blocks, `<pre>` elements, indented blocks, and JSON or XML without any marks.

use super::super::document::{Block, Code, PagePart, Text};
use super::super::line::Line;
use super::super::section::Section;
use super::super::table;

/// Reads a fenced code block. Returns it with its number of lines, and whether it is closed. The indentation of the
/// fence is not part of the code. A block without a closing fence ends before the heading of the next known section.
/// `end` finds the end.
pub(super) fn fenced(
    lines: &[Line<'_>],
    end: impl FnOnce(&str) -> (Option<usize>, bool),
) -> Option<(Code, usize, bool)> {
    let first = lines.first()?;
    let opening = first.text.trim_start();
    let fence = ["```", "~~~"].into_iter().find(|fence| opening.starts_with(fence))?;
    let indent = first.text.len() - opening.len();
    let (end, is_closed) = end(fence);
    let end = end.unwrap_or(lines.len());
    let mut code = Code::default();
    for (index, line) in lines.get(1..end).unwrap_or_default().iter().enumerate() {
        let spaces = line.text.bytes().take(indent).take_while(|byte| *byte == b' ').count();
        if index > 0 {
            code.text.push('\n');
        }
        code.text.push_str(line.text.get(spaces..).unwrap_or_default());
        code.lines.push(line.start + spaces);
    }
    let length = if is_closed { end + 1 } else { end };
    let last = lines.get(length - 1).map_or(first.start, |last| last.start + last.text.len());
    code.range = first.start..last;
    Some((code, length, is_closed))
}

/// Whether a `<pre>` element begins in a line, and where.
pub(super) fn preformatted_start(line: &str) -> Option<usize> {
    let at = line.find("<pre")?;
    let is_tag = line.get(at + 4..).is_some_and(|rest| rest.starts_with(['>', ' ']));
    (is_tag && !line.trim_start().starts_with('|')).then_some(at)
}

/// Reads a `<pre>` element, with the text before it on the first line. Returns them with the number of lines, and whether the
/// element is closed. `end` is the number of lines before the closing tag, or before the next section if there is none.
pub(super) fn preformatted(
    lines: &[Line<'_>],
    end: impl FnOnce() -> (Option<usize>, bool),
) -> Option<(Text, Code, usize, bool)> {
    let first = lines.first()?;
    let at = preformatted_start(first.text)?;
    let (end, is_closed) = end();
    let length = if is_closed { end? + 1 } else { end.unwrap_or(lines.len()) };
    let mut code = Code::default();
    for (index, line) in lines.get(..length)?.iter().enumerate() {
        let start =
            if index == 0 { first.text.get(at..)?.find('>').map_or(first.text.len(), |tag| at + tag + 1) } else { 0 };
        let rest = line.text.get(start..).unwrap_or_default();
        let rest = rest.split("</pre").next().unwrap_or_default();
        let text = table::without_entities(&without_markup(rest));
        if (index == 0 || index + 1 == length) && text.trim().is_empty() {
            continue;
        }
        if !code.lines.is_empty() {
            code.text.push('\n');
        }
        code.text.push_str(&text);
        code.lines.push(line.start + start);
    }
    let last = lines.get(length - 1).map_or(first.start, |last| last.start + last.text.len());
    code.range = first.start..last;
    let before = first.text.get(..at).unwrap_or_default();
    let before = Text { text: without_tags(before).trim().to_owned(), range: first.start..first.start + at };
    Some((before, code, length, is_closed))
}

/// Removes the tags that highlight code.
fn without_markup(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let name = after.trim_start_matches('/');
        let length = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
        let is_markup = name.get(..length).is_some_and(|name| MARKUP.contains(&name));
        match after.split_once('>').filter(|_| is_markup) {
            Some((_, behind)) => rest = behind,
            None => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

const MARKUP: &[&str] = &["code", "span", "b", "i", "em", "strong", "font", "a", "br", "mark"];

fn without_tags(text: &str) -> String {
    let pieces = text.split('<').enumerate();
    pieces
        .map(|(index, piece)| if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, rest)| rest) })
        .collect()
}

/// Reads a sample without marks: an indented block, or in a section of samples a paragraph that begins as JSON or XML does.
pub(super) fn unmarked(
    lines: &[Line<'_>],
    before: Option<&Line<'_>>,
    part: Option<&PagePart>,
) -> Option<(Code, usize)> {
    let first = lines.first()?;
    let text = first.text.trim();
    if before.is_some_and(|before| !before.text.trim().is_empty()) || !begins_sample(text) {
        return None;
    }
    let indent = indent(first.text);
    let is_of_samples = matches!(part?.section, Some(Section::Examples | Section::ResponseSyntax));
    // A note may have an indented link.
    if text.starts_with("http") && !is_of_samples && !text.contains("Action=") {
        return None;
    }
    if indent < 4 && !(is_of_samples && text.starts_with(['{', '[', '<'])) {
        return None;
    }
    let root = text.strip_prefix('<').map(|tag| {
        let length = tag.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(tag.len());
        format!("</{}>", tag.get(..length).unwrap_or_default())
    });
    let (mut length, mut depth) = (0, 0_i64);
    for line in lines {
        let text = line.text.trim();
        if length > 0 && (text.starts_with('#') || text.starts_with("```") || text.starts_with('|')) {
            break;
        }
        let is_inside = depth > 0 || root.as_ref().is_some_and(|_| length > 0);
        if length > 0 && !is_inside && (text.is_empty() || indent >= 4 && self::indent(line.text) < 4) {
            break;
        }
        let count = |marks: [char; 2]| i64::try_from(line.text.matches(marks).count()).unwrap_or(i64::MAX / 4);
        depth += count(['{', '[']) - count(['}', ']']);
        length += 1;
        let is_end = match &root {
            Some(root) => text.ends_with(root.as_str()),
            None => first.text.trim_start().starts_with(['{', '[']) && depth <= 0,
        };
        if is_end {
            break;
        }
    }
    let taken = lines.get(..length)?;
    let used = taken.iter().rposition(|line| !line.text.trim().is_empty())? + 1;
    let taken = taken.get(..used)?;
    let mut code = Code::default();
    for (index, line) in taken.iter().enumerate() {
        let space = line.text.len() - line.text.trim_start().len();
        let common = space.min(first.text.len() - first.text.trim_start().len());
        if index > 0 {
            code.text.push('\n');
        }
        code.text.push_str(line.text.get(common..).unwrap_or_default());
        code.lines.push(line.start + common);
    }
    let end = taken.last().map_or(first.start, |last| last.start + last.text.len());
    code.range = first.start..end;
    Some((code, used))
}

/// Whether a sample may begin with this line.
fn begins_sample(text: &str) -> bool {
    let mut characters = text.chars();
    match characters.next() {
        Some('{') => true,
        // A link begins with a bracket too.
        Some('[') => {
            characters.as_str().trim_start().is_empty() || characters.as_str().trim_start().starts_with(['{', '[', '"'])
        }
        Some('<') => {
            let rest = characters.as_str();
            rest.starts_with("?xml") || rest.starts_with(|first: char| first.is_ascii_uppercase())
        }
        _ => {
            let method = ["GET ", "POST ", "PUT ", "DELETE ", "PATCH ", "HEAD "].iter();
            text.starts_with("http") && text.contains("://")
                || text.starts_with("HTTP/1")
                || text.starts_with("/?")
                || method
                    .into_iter()
                    .any(|method| text.strip_prefix(method).is_some_and(|rest| rest.starts_with(['/', 'h'])))
        }
    }
}

/// Returns the width of the indentation. A tab counts as four spaces.
fn indent(line: &str) -> usize {
    line.chars()
        .take_while(|character| matches!(character, ' ' | '\t'))
        .map(|space| if space == '\t' { 4 } else { 1 })
        .sum()
}

/// Returns the blocks for a `<pre>` element.
pub(super) fn blocks(before: Text, code: Code) -> impl Iterator<Item = Block> {
    let label = (!before.text.is_empty()).then_some(Block::Paragraph(before));
    label.into_iter().chain([Block::Code(code)])
}

/// Writes the tags of tables, lists and samples in lower case, since HTML ignores it. Fenced code stays as it is, and so do
/// offsets. Returns `None` if there is nothing to change.
pub(super) fn with_lower_tags(page: &str) -> Option<String> {
    const TAGS: &[&str] = &["table", "tr", "td", "th", "pre", "li"];
    let mut lower = page.as_bytes().to_vec();
    let mut is_changed = false;
    let mut is_code = false;
    let mut start = 0;
    for line in page.split_inclusive('\n') {
        is_code ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        for (at, _) in line.match_indices('<').filter(|_| !is_code) {
            let rest = line.get(at + 1..).unwrap_or_default();
            let name = rest.trim_start_matches('/');
            let length = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
            let Some(name) = name.get(..length).filter(|name| name.bytes().any(|byte| byte.is_ascii_uppercase()))
            else {
                continue;
            };
            if TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name)) {
                let begin = start + at + 1 + (rest.len() - rest.trim_start_matches('/').len());
                lower.get_mut(begin..begin + length)?.make_ascii_lowercase();
                is_changed = true;
            }
        }
        start += line.len();
    }
    String::from_utf8(lower).ok().filter(|_| is_changed)
}
