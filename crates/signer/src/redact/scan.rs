//! Finds values by the names before them, in text of unknown shape.

use std::ops::Range;

use super::names::{signs_link, sounds_secret};
use super::view::View;

/// Adds where values are whose name sounds secret, is marked as secret, or signs a link; and passwords within links.
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
        let whole_line = separator.byte != b'>' && name.to_ascii_lowercase().ends_with("authorization");
        let length = value_length(bytes.get(separator.value..).unwrap_or_default(), &separator, whole_line);
        let value = trimmed(bytes, separator.value..separator.value + length);
        let text = bytes.get(value.clone()).unwrap_or_default();
        // Nothing is hidden in nothing, and what is hidden already stays as it is.
        if !text.is_empty() && text != b"null" && text != super::HIDDEN.as_bytes() {
            hits.push(view.origin(value));
        }
        at = separator.value + length;
    }
}

/// What is between a name and its value.
struct Separator {
    byte: u8,
    /// Where the value begins.
    value: usize,
    /// The quote before the value, and the backslashes before it, since JSON inside of JSON has its quotes behind backslashes.
    quote: Option<(u8, usize)>,
    /// It is the `://` of a link.
    is_link: bool,
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80
}

fn is_quiet(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'\\') || byte.is_ascii_whitespace()
}

fn position(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    Some(from + bytes.get(from..)?.iter().position(|byte| is(*byte))?)
}

/// The separator after a name: behind quotes and blanks, one `:`, `=` or `>`, and more quotes and blanks.
fn separator(bytes: &[u8], name_end: usize) -> Option<Separator> {
    let at = position(bytes, name_end, |byte| !is_quiet(byte))?;
    let byte = bytes.get(at).copied().filter(|byte| matches!(byte, b':' | b'=' | b'>'))?;
    if byte == b':' && at == name_end && bytes.get(at + 1..at + 3) == Some(b"//") {
        return Some(Separator { byte, value: at + 3, quote: None, is_link: true });
    }
    let after = at + 1;
    let value = position(bytes, after, |byte| !is_quiet(byte)).unwrap_or(bytes.len());
    let between = bytes.get(after..value).unwrap_or_default();
    // `Token="",` has an empty value: what comes after its second quote is not part of it.
    if between.iter().filter(|byte| **byte == b'"').count() > 1 {
        return None;
    }
    let quote = between
        .split_last()
        .filter(|(last, _)| matches!(last, b'"' | b'\''))
        .map(|(last, before)| (*last, before.iter().rev().take_while(|byte| **byte == b'\\').count()));
    // A line break after `:` or `=` without a quote: the value is empty, and the next line is another one.
    if quote.is_none() && byte != b'>' && between.contains(&b'\n') {
        return None;
    }
    Some(Separator { byte, value, quote, is_link: false })
}

const ESCAPED_AMPERSAND: &[u8] = br"\u0026";

fn value_length(value: &[u8], separator: &Separator, whole_line: bool) -> usize {
    if let Some((quote, backslashes)) = separator.quote {
        return quoted_length(value, quote, backslashes);
    }
    let until = |end: &dyn Fn(u8) -> bool| value.iter().position(|byte| end(*byte)).unwrap_or(value.len());
    if separator.byte == b'>' {
        return until(&|byte| byte == b'<');
    }
    if value.starts_with(b"{") || value.starts_with(b"[") {
        return bracketed_length(value);
    }
    if whole_line {
        return until(&|byte| matches!(byte, b'\n' | b'\r' | b'"' | b'<'));
    }
    let end = until(&|byte| matches!(byte, b',' | b'}' | b']' | b'&' | b'<' | b';' | b'\n' | b'\r' | b'"' | b' '));
    // Some writers of JSON escape the `&` of a link.
    let found = value.get(..end).unwrap_or_default();
    found.windows(ESCAPED_AMPERSAND.len()).position(|part| part == ESCAPED_AMPERSAND).unwrap_or(end)
}

fn quoted_length(value: &[u8], quote: u8, depth: usize) -> usize {
    let mut backslashes = 0;
    for (position, byte) in value.iter().enumerate() {
        // An escaped backslash before the end doubles with each level; so does the one of an escaped quote.
        if *byte == quote && backslashes % (2 * (depth + 1)) == depth {
            return position - depth;
        }
        backslashes = if *byte == b'\\' { backslashes + 1 } else { 0 };
    }
    value.len()
}

fn bracketed_length(value: &[u8]) -> usize {
    let mut open = 0_usize;
    for (position, byte) in value.iter().enumerate() {
        match byte {
            b'{' | b'[' => open += 1,
            b'}' | b']' => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return position + 1;
                }
            }
            _ => {}
        }
    }
    value.len()
}

/// `password` in `https://user:password@host`; `link` is where the host or user begins.
fn password_in_link(bytes: &[u8], link: usize) -> Option<Range<usize>> {
    let is_end = |byte: u8| matches!(byte, b'/' | b'?' | b'#' | b'"' | b'<' | b'>') || byte.is_ascii_whitespace();
    let end = position(bytes, link, is_end).unwrap_or(bytes.len());
    let authority = bytes.get(link..end)?;
    let at = authority.iter().rposition(|byte| *byte == b'@')?;
    let colon = authority.get(..at)?.iter().position(|byte| *byte == b':')?;
    (colon + 1 < at).then_some(link + colon + 1..link + at)
}

/// `range` without blanks at its ends.
fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let value = bytes.get(range.clone()).unwrap_or_default();
    let start = range.start + (value.len() - value.trim_ascii_start().len());
    start..start.max(range.end - (value.len() - value.trim_ascii_end().len()))
}
