//! Decides which links are kept, and finds the names in finished documentation that can become links.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::code;

/// An autolink (`<URL>`) if the URL is one of the web, else the URL as a code span.
pub(crate) fn autolink(url: &str) -> String {
    target(url).map_or_else(|| code(url), |url| format!("<{url}>"))
}

/// Percent-encodes every character of a URL that would end the link or has a meaning in Markdown. Returns `None` for
/// anything but `http` and `https` URLs with a host.
pub(super) fn target(url: &str) -> Option<String> {
    const KEPT: &str = "-._~:/?#@!$&'*+,=%";
    let (scheme, rest) = url.split_once("://")?;
    let has_host = rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[');
    if !matches!(scheme, "http" | "https") || !has_host {
        return None;
    }
    let mut encoded = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_alphanumeric() || KEPT.as_bytes().contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(encoded)
}

/// The bare URL at the beginning of `text`, without the punctuation of the sentence that follows it.
pub(super) fn bare_url(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("http")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest).strip_prefix("://")?;
    if !rest.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return None;
    }
    let end = text
        .find(|character: char| !character.is_ascii_graphic() || "<>()[]{}`\"'|\\*,;".contains(character))
        .unwrap_or(text.len());
    Some(text.get(..end)?.trim_end_matches(['.', ':', '?', '!', '_']))
}

/// A part of finished documentation that may name an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mention<'a> {
    /// A complete code span, or the complete label of a link to a web page.
    Whole(&'a str),
    /// A word of plain text, and the character before it.
    Word(&'a str, Option<char>),
}

/// Finds the candidates for links in `markdown`, with their byte ranges. Headings, code blocks and links within the
/// documentation are skipped.
pub(crate) fn mentions(markdown: &str) -> Vec<(Range<usize>, Mention<'_>)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    // As in rustdoc, a name in brackets is a link even without a definition.
    let known = |link: BrokenLink<'_>| Some((CowStr::from(link.reference.to_string()), CowStr::Borrowed("")));
    let events = Parser::new_with_broken_link_callback(markdown, options, Some(known)).into_offset_iter();
    let mut found = Vec::new();
    let mut within: Option<Within> = None;
    for (event, range) in events {
        match (event, &mut within) {
            (Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_)), None) => within = Some(Within::Other),
            (Event::Start(Tag::Link { link_type, dest_url, .. }), None) => {
                let page = link_type == LinkType::Inline && target(&dest_url).is_some();
                within = Some(if page { Within::Label(None) } else { Within::Other });
            }
            (Event::End(TagEnd::Link), Some(Within::Label(Some(label)))) => {
                if let Some(name) = markdown.get(label.clone()) {
                    found.push((range, Mention::Whole(name.trim_matches('`'))));
                }
                within = None;
            }
            (Event::End(TagEnd::Link | TagEnd::Heading(_) | TagEnd::CodeBlock), _) => within = None,
            (Event::Code(_) | Event::Text(_), Some(Within::Label(label))) => {
                *label = Some(label.as_ref().map_or(range.start, |label| label.start)..range.end);
            }
            (_, Some(_)) => {}
            (Event::Code(_), None) => {
                if let Some(code) = markdown.get(range.clone()) {
                    found.push((range, Mention::Whole(code.trim_matches('`'))));
                }
            }
            (Event::Text(_), None) => words(markdown, range, &mut found),
            (_, None) => {}
        }
    }
    found
}

/// The element that encloses the current event, if it is not plain text.
enum Within {
    /// The label of a link to a web page, with the byte range of the label read so far.
    Label(Option<Range<usize>>),
    Other,
}

fn words<'a>(markdown: &'a str, text: Range<usize>, found: &mut Vec<(Range<usize>, Mention<'a>)>) {
    let mut position = text.start;
    while let Some(rest) = markdown.get(position..text.end).filter(|rest| !rest.is_empty()) {
        let start = position + rest.find(is_in_name).unwrap_or(rest.len());
        let word = markdown.get(start..text.end).unwrap_or_default();
        let word = word.get(..word.find(|other| !is_in_name(other)).unwrap_or(word.len())).unwrap_or_default();
        if !word.is_empty() {
            let before = markdown.get(..start).and_then(|before| before.chars().next_back());
            found.push((start..start + word.len(), Mention::Word(word, before)));
        }
        position = (start + word.len()).max(position + 1);
    }
}

fn is_in_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
