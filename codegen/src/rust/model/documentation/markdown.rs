//! Rewrites untrusted Markdown so that it is safe in rustdoc.
//!
//! Descriptions are Markdown with some HTML, and even the vendor's are not trusted. rustdoc compiles and runs a code
//! block without a language as a test, copies HTML into its pages, and resolves brackets as links to items. Therefore
//! the source string is never copied: it is parsed with the parser that rustdoc uses, and written again by [`write`],
//! which emits only a few constructs and escapes every character that could begin another one.

mod escape;
mod link;
mod source;
mod write;

use pulldown_cmark::{CowStr, Event, Options, Parser};

use self::write::Writer;

pub(crate) use self::link::{Mention, autolink, mentions};

/// Safe Markdown of one or more blocks.
pub(crate) fn block(text: &str) -> String {
    let text = text.trim();
    if is_plain(text) { text.to_owned() } else { written(text) }
}

fn written(text: &str) -> String {
    let text = source::prepared(text);
    let mut writer = Writer::block();
    for (event, range) in parser(&text).into_offset_iter() {
        writer.event(event, text.get(range).unwrap_or_default());
    }
    writer.finish()
}

/// Safe Markdown on one line.
pub(crate) fn inline(text: &str) -> String {
    let text = one_line(text);
    if is_plain(&text) { text } else { written_in_line(&text) }
}

fn written_in_line(text: &str) -> String {
    /// A word in front of the string prevents that its beginning is parsed as a heading, a list item or another block.
    const WORD: &str = "x ";
    let line = format!("{WORD}{text}");
    let mut writer = Writer::line();
    for (event, range) in parser(&line).into_offset_iter() {
        let event = match event {
            Event::Text(text) if range.start == 0 => {
                Event::Text(CowStr::from(text.strip_prefix(WORD).unwrap_or_default().to_owned()))
            }
            other => other,
        };
        writer.event(event, line.get(range).unwrap_or_default());
    }
    writer.finish()
}

/// A value as a code span, on one line and cut after 120 characters.
pub(crate) fn code(value: &str) -> String {
    const LONGEST: usize = 120;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b':');
    if !value.is_empty() && value.len() <= LONGEST && value.bytes().all(is_name) {
        // Fast path: most values are names, which need no escaping.
        return format!("`{value}`");
    }
    let one_line = one_line(value);
    let short: String = one_line.chars().take(LONGEST).collect();
    let ellipsis = if short.len() < one_line.len() { "…" } else { "" };
    escape::code(&format!("{short}{ellipsis}"))
}

/// A value as a code span in a table cell, where a `|` ends the cell even within code and is escaped.
pub(crate) fn cell_code(value: &str) -> String {
    code(value).replace('|', "\\|")
}

/// Appends a full stop unless the string ends with punctuation, a code block, or Markdown syntax.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let ends = text.is_empty()
        || text.ends_with("```")
        || text.ends_with(['.', '!', '?', ':', '。', '！', '？', '：', '>', '|', '-']);
    if ends { text.to_owned() } else { format!("{text}.") }
}

/// Whether the string is one line that the parser returns as plain text. Most descriptions are, and skipping the parser
/// for them saves a good part of the time for a complete API.
fn is_plain(text: &str) -> bool {
    let is_harmless = |character: char| {
        character.is_alphanumeric()
            || " .,;:'\"()/?%-+=#@$^{}".contains(character)
            || (!character.is_ascii() && !character.is_whitespace() && !character.is_control())
    };
    text.starts_with(char::is_alphabetic)
        && text.chars().all(is_harmless)
        && !["  ", "http"].iter().any(|active| text.contains(active))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A parser with the options of rustdoc, but without footnotes and task lists, which stay plain text.
fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

#[cfg(test)]
mod tests {
    use super::{is_plain, written, written_in_line};

    #[test]
    fn plain_text_is_what_the_parser_leaves_as_it_is() {
        let cases = [
            ("The ID of the instance.", true),
            ("Valid values: a-b (1), c; d = 'e' + \"f\" / 50% # @ $ ^ {g}: h?", true),
            ("\u{5b9e}\u{4f8b}\u{ff0c}ID\u{3002}", true),
            ("1. first", false),
            ("- item", false),
            ("# heading", false),
            ("a_b", false),
            ("a & b", false),
            ("a  b", false),
            ("two\nlines", false),
            ("at http://example.com", false),
            ("`code`", false),
            ("a!", false),
            ("", false),
        ];
        for (text, plain) in cases {
            assert_eq!(is_plain(text), plain, "{text}");
            if plain {
                assert_eq!([written(text), written_in_line(text)], [text, text]);
            }
        }
    }
}
