//! What is done to Markdown before it is read: the tags that the vendor's descriptions are full of become Markdown, and what looks like a
//! definition of a link stays in the text.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::link::target;
use super::parser;

/// The text with Markdown in place of the tags that have one, and without definitions of links to anything but pages.
pub(super) fn prepared(text: &str) -> Cow<'_, str> {
    let text = if text.contains('<') { edited(text, &tags(text)) } else { Cow::Borrowed(text) };
    if !text.contains("]:") {
        return text;
    }
    // `[Optional]: number` would be read and not shown.
    let mut definitions: Vec<Edit> = parser(&text)
        .reference_definitions()
        .iter()
        .filter(|(_, definition)| target(&definition.dest).is_none())
        .map(|(_, definition)| (definition.span.start..definition.span.start, "\\".to_owned()))
        .collect();
    definitions.sort_by_key(|(range, _)| range.start);
    Cow::Owned(edited(&text, &definitions).into_owned())
}

type Edit = (Range<usize>, String);

/// What the parser takes for HTML, where a tag in it has a form in Markdown. Code is left alone, whatever tags are in it.
fn tags(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut tables = 0_usize;
    for (event, range) in parser(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => tables += 1,
            Event::End(TagEnd::Table) => tables = tables.saturating_sub(1),
            Event::Html(html) => edits.push((range, without_tags(html.trim_start_matches([' ', '\t']), tables > 0))),
            Event::InlineHtml(html) => edits.push((range, without_tags(&html, tables > 0))),
            _ => {}
        }
    }
    edits
}

/// `html` with Markdown in place of the known tags. A cell of a table has one line.
fn without_tags(html: &str, one_line: bool) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        text.push_str(before);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        match markdown(tag) {
            Some(markdown) if one_line && markdown.contains('\n') => text.push(' '),
            Some(markdown) => text.push_str(markdown),
            None => text.push_str(tag),
        }
        rest = after;
    }
    text + rest
}

fn markdown(tag: &str) -> Option<&'static str> {
    let name = tag.trim_start_matches('<').trim_end_matches(['>', '/']);
    let (closes, name) = name.strip_prefix('/').map_or((false, name), |name| (true, name));
    let name = name.split_ascii_whitespace().next()?.to_ascii_lowercase();
    Some(match (name.as_str(), closes) {
        ("br", _) => "\\\n",
        ("p" | "div" | "ul" | "ol", _) => "\n\n",
        ("li", false) => "\n- ",
        ("code", _) => "`",
        ("li", true) | ("b" | "strong" | "i" | "em", _) => "",
        _ => return None,
    })
}

fn edited<'a>(text: &'a str, edits: &[Edit]) -> Cow<'a, str> {
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut position = 0;
    for (range, replacement) in edits {
        result.push_str(text.get(position..range.start).unwrap_or_default());
        result.push_str(replacement);
        position = range.end;
    }
    result.push_str(text.get(position..).unwrap_or_default());
    Cow::Owned(result)
}
