//! Finds parameters and errors that a page lists outside of tables. Only tables are read, so they would be lost.

use std::collections::HashSet;
use std::ops::Range;

use super::document::{Block, Document, PagePart};
use super::field;
use super::kind::CellType;
use super::line::lines;
use super::section::Section;

/// Part of a page that would be lost, with a message and help.
pub(super) type LostPart = (Range<usize>, String, &'static str);

/// Returns the first item of each list that describes parameters or errors.
pub(super) fn lost_items(page: &str, document: &Document) -> Vec<LostPart> {
    let mut lost = Vec::new();
    for section in [Section::Request, Section::Response, Section::Errors] {
        let parts = || document.parts.iter().filter(move |part| part.lists(section));
        let has_table = parts().any(|part| has_table(part, section));
        for part in parts() {
            let items = part.blocks.iter().flat_map(|block| items(page, block));
            // Beside a table, an item without a type is usually a valid value or a note.
            let mut found = items.filter(|item| item.has_type || !has_table && part.section == Some(section));
            let Some(item) = found.next() else { continue };
            let what = if section == Section::Errors { "an error" } else { "a parameter" };
            lost.push((
                item.range,
                format!("this list would be lost: `{}` is {what} outside of a table", item.name),
                if section == Section::Errors {
                    "write the list as a table with the columns HTTP status code, Error code and Error message"
                } else {
                    "write the list as a table with the columns Name, Type, Required and Description"
                },
            ));
        }
    }
    lost
}

/// Returns the error codes that a section of errors mentions outside of its tables, and that no row lists: one per line.
pub(super) fn unlisted_errors(page: &str, document: &Document) -> Vec<(Range<usize>, String)> {
    let parts = || document.parts.iter().filter(|part| part.section == Some(Section::Errors));
    let tables = parts().flat_map(|part| &part.blocks);
    let tables = tables.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
    let cells = tables.flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    let listed: HashSet<&str> = cells.map(|cell| cell.trim_matches(['`', '*', ' '])).collect();
    let paragraphs = parts().flat_map(|part| &part.blocks);
    let paragraphs = paragraphs.filter_map(|block| if let Block::Paragraph(text) = block { Some(text) } else { None });
    let mut found = Vec::new();
    for text in paragraphs {
        for line in lines(page.get(text.range.clone()).unwrap_or_default()) {
            let words = line.text.split([
                ' ', '`', '*', ':', '：', ',', '，', '。', '、', ';', '；', '(', ')', '（', '）', '"', '“', '”', '|',
            ]);
            let mut codes: Vec<&str> = words.map(|word| word.trim_end_matches('.')).collect();
            codes.retain(|code| looks_like_code(code) && !listed.contains(code));
            codes.dedup();
            let start = text.range.start + line.start;
            let what = match codes.as_slice() {
                [] => continue,
                [code] => format!("left out: `{code}` looks like an error code, and no row of a table lists it"),
                codes => {
                    format!(
                        "left out: `{}` look like error codes, and no row of a table lists them",
                        codes.join("`, `")
                    )
                }
            };
            found.push((start..start + line.text.len(), what));
        }
    }
    found
}

/// Whether a word is written as the codes of errors are: `Shelf.NotFound`, `ShelfNotFound` and `SHELF_NOT_FOUND`.
fn looks_like_code(word: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_uppercase())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if word.contains('.') {
        return word.split('.').all(is_part);
    }
    // Names of operations and parameters have capital letters too, but no word for what is wrong.
    let plain = word.replace('_', "").to_ascii_lowercase();
    let is_name = is_part(word) && word.bytes().filter(u8::is_ascii_uppercase).count() > 1;
    is_name && WRONGS.iter().any(|wrong| plain.contains(wrong))
}

/// Words for what is wrong, in the codes of errors.
const WRONGS: &[&str] = &[
    "invalid",
    "notfound",
    "notexist",
    "missing",
    "forbidden",
    "denied",
    "unauthorized",
    "unsupported",
    "notsupport",
    "incorrect",
    "illegal",
    "exceed",
    "conflict",
    "duplicate",
    "alreadyexist",
    "failed",
    "failure",
    "throttl",
    "unavailable",
    "error",
    "mismatch",
    "expired",
    "notmatch",
    "nopermission",
    "notenough",
    "insufficient",
];

/// Returns the first paragraph of each section of samples that looks like a sample, but was not read as one.
pub(super) fn unread_samples(document: &Document) -> Vec<(Range<usize>, String)> {
    let is_of_samples = |part: &&PagePart| matches!(part.section, Some(Section::Examples | Section::ResponseSyntax));
    let sample = |part: &PagePart| {
        part.blocks.iter().find_map(|block| match block {
            Block::Paragraph(text) if looks_like_sample(&text.text) => Some(text.range.clone()),
            _ => None,
        })
    };
    let what = "this looks like a sample, and was not read as one: put it between two lines of ```";
    let found = document.parts.iter().filter(is_of_samples).filter_map(sample);
    found.map(|range| (range, what.to_owned())).collect()
}

fn looks_like_sample(text: &str) -> bool {
    let is_json = text.contains('{') && (text.contains("\":") || text.contains("\" :"));
    let is_xml = text.contains("<?xml") || text.contains("Response>");
    is_json || is_xml || text.contains("?Action=") && text.contains("://")
}

fn has_table(part: &PagePart, section: Section) -> bool {
    part.blocks.iter().any(|block| match block {
        Block::Table(table) => section == Section::Errors || field::fields(table).is_some(),
        _ => false,
    })
}

/// An item of a list that begins with a name.
struct ListItem {
    range: Range<usize>,
    name: String,
    /// Whether a type follows the name.
    has_type: bool,
}

fn items(page: &str, block: &Block) -> Vec<ListItem> {
    let Block::Paragraph(text) = block else { return Vec::new() };
    let source = page.get(text.range.clone()).unwrap_or_default();
    let item = |line: super::line::Line<'_>| {
        let start = text.range.start + line.start;
        // An HTML list may be on one line.
        let (before, after) = line.text.split_once("<li").unwrap_or((line.text, ""));
        let pieces = after.split("<li").filter_map(|piece| piece.split_once('>')).map(|(_, piece)| (piece, true));
        let (name, has_type) = std::iter::once((before, false))
            .chain(pieces)
            .find_map(item)
            .or_else(|| Some((defined(page, line.text, start)?, true)))?;
        Some(ListItem { range: start..start + line.text.len(), name, has_type })
    };
    lines(source).into_iter().filter_map(item).collect()
}

/// Returns the name with which an item begins, and whether a type follows it. Without a mark of a list, the name is
/// emphasized and has a type.
fn item((line, is_item): (&str, bool)) -> Option<(String, bool)> {
    let line = line.trim();
    let bullet = without_bullet(line);
    let is_item = is_item || bullet.is_some();
    let content = bullet.unwrap_or(line);
    let is_emphasized = content.starts_with(['`', '*']);
    let content = content.trim_start_matches(['`', '*']);
    let length = content
        .find(|character: char| {
            !(character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-' | '[' | ']'))
        })
        .unwrap_or(content.len());
    let (name, rest) = content.split_at_checked(length)?;
    let name = name.trim_end_matches(['.', '-']);
    let is_name = name.len() > 1 && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    if !is_name || WORDS.iter().any(|word| word.eq_ignore_ascii_case(name)) {
        return None;
    }
    let rest = rest.trim_start_matches(['`', '*']).trim_start();
    let has_type = begins_with_type(rest);
    let is_separated = rest.starts_with([':', '：', '(', '（', '–', '—', '，', ',']) || rest.starts_with("- ");
    let is_written_as_name = is_emphasized || name.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_found = if is_item { has_type || is_separated && is_written_as_name } else { is_emphasized && has_type };
    is_found.then(|| (name.to_owned(), has_type))
}

/// Returns the name that a line of a definition list defines: the one above a line that begins with a colon, or that in a
/// `<dt>` element.
fn defined(page: &str, line: &str, start: usize) -> Option<String> {
    let text = line.trim();
    let term = if text.strip_prefix(':').is_some_and(|rest| rest.starts_with([' ', '\t'])) {
        page.get(..start)?.lines().rev().find(|above| !above.trim().is_empty())?.trim()
    } else {
        let (_, rest) = text.split_once("<dt")?;
        rest.split_once('>')?.1.split('<').next()?.trim()
    };
    let name = term.trim_matches(['`', '*']);
    let is_name = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]".contains(&byte))
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    (is_name && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(name))).then(|| name.to_owned())
}

/// Removes the mark of a list item: a bullet or a number.
fn without_bullet(line: &str) -> Option<&str> {
    let bullet = ["- ", "* ", "+ ", "• ", "•", "· "].iter().find_map(|mark| line.strip_prefix(mark));
    let number = || {
        let rest = line.trim_start_matches(|character: char| character.is_ascii_digit());
        let rest = [". ", ") ", "、"].iter().find_map(|mark| rest.strip_prefix(mark));
        rest.filter(|_| line.starts_with(|first: char| first.is_ascii_digit()))
    };
    bullet.or_else(number).map(str::trim_start)
}

/// Whether a text begins with a type, as in `(String, required)` and `: Array of Disk`.
fn begins_with_type(text: &str) -> bool {
    let is_mark = |character: char| " :：(（-–—<[`*,，".contains(character);
    let rest = text.trim_start_matches(is_mark);
    let length = rest.find(|character: char| !character.is_alphanumeric()).unwrap_or(rest.len());
    let Some((word, rest)) = rest.split_at_checked(length) else { return false };
    if matches!(CellType::parse(word), CellType::Named(_) | CellType::Nothing) {
        return false;
    }
    // A sentence may begin with such a word, as in `Name: any string`.
    let rest = rest.trim_start_matches(['`', '*', '[', ']']);
    let next = rest.trim_start().to_lowercase();
    rest.trim().is_empty()
        || rest.starts_with([',', '，', ';', '；', '.', '。', ')', '）', '(', '（', ':', '：', '<', '>', '、'])
        || ["- ", "– ", "— ", "of ", "required", "optional", "必", "可选", "是", "否"]
            .iter()
            .any(|mark| next.starts_with(mark))
}

/// Words with which notes begin.
const WORDS: &[&str] = &[
    "note",
    "notes",
    "notice",
    "important",
    "warning",
    "caution",
    "tip",
    "tips",
    "example",
    "examples",
    "default",
    "http",
    "https",
    "json",
    "xml",
    "get",
    "post",
    "put",
    "delete",
    "none",
    "for",
    "if",
    "the",
];
