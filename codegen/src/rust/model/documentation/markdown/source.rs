//! Prepares Markdown of descriptions for parsing: replaces HTML tags, which the vendor uses a lot, by Markdown, and
//! keeps text visible that only looks like a link definition.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::link::target;
use super::parser;

/// Replaces known HTML tags by Markdown and escapes link definitions that do not lead to a web page.
pub(super) fn prepared(text: &str) -> Cow<'_, str> {
    let text = if text.contains('<') { edited(text, &tags(text)) } else { Cow::Borrowed(text) };
    if !text.contains("]:") {
        return text;
    }
    // Markdown reads `[Optional]: number` as a link definition and does not show it.
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

/// The replacements for everything that the parser reports as HTML. Tags within code are not reported, so they stay.
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

/// Replaces the known tags in `html` by Markdown. With `one_line`, as in table cells, a line break becomes a space.
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
