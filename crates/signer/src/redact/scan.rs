//! Finds values by the names before them, in strings whose format is unknown.

use std::ops::Range;

use alicloud_api::secret_name::{signs_link, sounds_secret};

use super::bytes::{is_name, position};
use super::value::ValueSyntax;
use super::view::View;

/// Adds to `hits` the values whose name sounds secret, is marked as secret, or signs a URL, and the passwords within
/// URLs.
pub(super) fn by_name(view: &View<'_>, is_marked: &dyn Fn(&str) -> bool, hits: &mut Vec<Range<usize>>) {
    let bytes = view.bytes();
    let mut at = 0;
    while let Some(start) = position(bytes, at, is_name) {
        let end = position(bytes, start, |byte| !is_name(byte)).unwrap_or(bytes.len());
        at = end;
        let Some(separator) = separator(bytes, end) else { continue };
        if separator.is_link {
            if let Some(password) = password_in_link(bytes, separator.value) {
                hits.push(view.origin(password));
            }
            continue;
        }
        let name = String::from_utf8_lossy(bytes.get(start..end).unwrap_or_default());
        let hidden = is_marked(&name) || sounds_secret(&name) || (separator.byte == b'=' && signs_link(&name));
        if !hidden {
            continue;
        }
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        let shape = match (separator.quote, separator.byte) {
            (Some((quote, backslashes)), _) => ValueSyntax::Quoted { quote, backslashes },
            (None, b'>') => ValueSyntax::Element,
            (None, _) if name.to_ascii_lowercase().ends_with("authorization") => ValueSyntax::Line,
            (None, b'=') if matches!(before, Some(b'?' | b'&')) => ValueSyntax::Parameter,
            (None, _) => ValueSyntax::Free,
        };
        let length = shape.length(bytes.get(separator.value..).unwrap_or_default());
        let value = trimmed(bytes, separator.value..separator.value + length);
        let text = bytes.get(value.clone()).unwrap_or_default();
        // An empty value or `null` is no secret, and a value that is already hidden is left unchanged.
        if !text.is_empty() && text != b"null" && text != super::HIDDEN.as_bytes() {
            hits.push(view.origin(value));
        }
        at = separator.value + length;
    }
}

/// The separator between a name and its value.
struct Separator {
    byte: u8,
    /// The position of the first byte of the value.
    value: usize,
    /// The quote before the value, and the number of backslashes before that quote.
    quote: Option<(u8, usize)>,
    /// The separator is the `://` of a URL.
    is_link: bool,
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

fn is_quiet(byte: u8) -> bool {
    is_quote(byte) || byte == b'\\' || byte.is_ascii_whitespace()
}

/// Finds the separator after a name: optional quotes and white space, then one of `:`, `=`, `>`, `=>` and `:=`, then
/// optional white space and a quote.
fn separator(bytes: &[u8], name_end: usize) -> Option<Separator> {
    let at = position(bytes, name_end, |byte| !is_quiet(byte))?;
    let byte = bytes.get(at).copied().filter(|byte| matches!(byte, b':' | b'=' | b'>'))?;
    if byte == b':' && at == name_end && bytes.get(at + 1..at + 3) == Some(b"//") {
        return Some(Separator { byte, value: at + 3, quote: None, is_link: true });
    }
    let is_long = matches!(bytes.get(at..at + 2), Some(b"=>" | b":="));
    let after = if is_long { at + 2 } else { at + 1 };
    // A quote within an XML element belongs to its text.
    if byte == b'>' {
        return Some(Separator { byte, value: after, quote: None, is_link: false });
    }
    let start = position(bytes, after, |byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len());
    let opening = position(bytes, start, |byte| byte != b'\\').unwrap_or(bytes.len());
    if let Some(quote) = bytes.get(opening).copied().filter(|byte| is_quote(*byte)) {
        let mark = bytes.get(start..=opening).unwrap_or_default();
        // In `Token="",` the value is empty, so the bytes after its second quote do not belong to it.
        if bytes.get(opening + 1..).is_some_and(|rest| rest.starts_with(mark)) {
            return None;
        }
        return Some(Separator { byte, value: opening + 1, quote: Some((quote, mark.len() - 1)), is_link: false });
    }
    // A line break after `:` or `=` without a quote means that the value is empty: the next line is another pair.
    if bytes.get(after..start).unwrap_or_default().contains(&b'\n') {
        return None;
    }
    Some(Separator { byte, value: start, quote: None, is_link: false })
}

/// Finds `password` in `https://user:password@host`. `link` is the position after `://`.
fn password_in_link(bytes: &[u8], link: usize) -> Option<Range<usize>> {
    let is_end = |byte: u8| matches!(byte, b'/' | b'?' | b'#' | b'"' | b'<' | b'>') || byte.is_ascii_whitespace();
    let end = position(bytes, link, is_end).unwrap_or(bytes.len());
    let authority = bytes.get(link..end)?;
    let at = authority.iter().rposition(|byte| *byte == b'@')?;
    let colon = authority.get(..at)?.iter().position(|byte| *byte == b':')?;
    (colon + 1 < at).then_some(link + colon + 1..link + at)
}

/// `range` without the white space at its ends.
fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let value = bytes.get(range.clone()).unwrap_or_default();
    let start = range.start + (value.len() - value.trim_ascii_start().len());
    start..start.max(range.end - (value.len() - value.trim_ascii_end().len()))
}
