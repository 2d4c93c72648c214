//! Finds the end of a value in a string whose format is unknown. Where the end is uncertain, a later position is
//! chosen, since that hides more.

use super::bytes::{is_name, position};

/// The syntax of a value, as far as the bytes before it show.
#[derive(Clone, Copy)]
pub(super) enum ValueSyntax {
    /// The text of an XML element.
    Element,
    /// A string in quotes. Each quote has this number of backslashes before it, since JSON within JSON escapes its
    /// quotes.
    Quoted { quote: u8, backslashes: usize },
    /// A parameter of a URL or form, which contains no white space.
    Parameter,
    /// The rest of the line, as for a header.
    Line,
    /// Any other syntax: a log line, the output of `Debug`, prose.
    Free,
}

impl ValueSyntax {
    /// The length of the value at the beginning of `value`.
    pub(super) fn length(self, value: &[u8]) -> usize {
        match self {
            Self::Element => value.iter().position(|byte| *byte == b'<').unwrap_or(value.len()),
            Self::Quoted { quote, backslashes } => quoted_length(value, quote, backslashes),
            Self::Parameter | Self::Line | Self::Free => self.unquoted_length(value),
        }
    }

    fn unquoted_length(self, value: &[u8]) -> usize {
        let mut at = 0;
        while let Some(byte) = value.get(at) {
            match byte {
                b'\n' | b'\r' | b'"' | b'<' => return at,
                b'\\' if is_escaped_quote(value.get(at..).unwrap_or_default()) => return at,
                // The value `Some("a, b")` ends with its closing bracket.
                b'(' | b'[' | b'{' => at += bracketed_length(value.get(at..).unwrap_or_default()),
                _ if matches!(self, Self::Line) => at += 1,
                b'}' | b']' | b'&' => return at,
                // Some JSON writers escape the `&` of a URL.
                b'\\' if value.get(at..).is_some_and(|rest| rest.starts_with(br"\u0026")) => return at,
                b' ' | b'\t' if matches!(self, Self::Parameter) => return at,
                b' ' | b'\t' | b',' | b';' => {
                    let is_gap = |byte: u8| matches!(byte, b' ' | b'\t' | b',' | b';');
                    let after = position(value, at, |byte| !is_gap(byte)).unwrap_or(value.len());
                    let gap = value.get(at..after).unwrap_or_default();
                    let is_list = gap.iter().any(|byte| matches!(byte, b',' | b';'));
                    let is_prose = matches!(self, Self::Parameter) && gap.iter().any(u8::is_ascii_whitespace);
                    if is_prose || is_end(value.get(after..).unwrap_or_default(), is_list) {
                        return at;
                    }
                    at = after;
                }
                _ => at += 1,
            }
        }
        value.len()
    }
}

/// Whether a value ends at the gap before `rest`, because `rest` begins with the next pair or the end of the structure.
/// After white space alone, only `name=value` is a pair: `battery:` may be a word of a passphrase.
fn is_end(rest: &[u8], is_list: bool) -> bool {
    let is_quote = |byte: u8| matches!(byte, b'"' | b'\'' | b'\\');
    let Some(first) = rest.first() else { return true };
    if matches!(first, b'\n' | b'\r' | b'"' | b'<' | b'}' | b']' | b'&') || is_escaped_quote(rest) {
        return true;
    }
    let Some(start) = position(rest, 0, |byte| !is_quote(byte)) else { return false };
    let end = position(rest, start, |byte| !is_name(byte) && byte != b'.').unwrap_or(rest.len());
    if start == end {
        return false;
    }
    let mut after = rest.get(end..).unwrap_or_default();
    if is_list {
        after = after
            .get(after.iter().take_while(|byte| is_quote(**byte)).count()..)
            .unwrap_or_default()
            .trim_ascii_start();
    }
    match after {
        [b':', ..] => is_list,
        // A `=` at the end of a word may be the padding of base64.
        [b'=', next, ..] => is_list || !(next.is_ascii_whitespace() || *next == b'='),
        [b'='] => is_list,
        _ => false,
    }
}

/// Whether a quotation mark comes next, after any backslashes: one of JSON within JSON, which ends a value without
/// quotes as one of the outer JSON does.
fn is_escaped_quote(rest: &[u8]) -> bool {
    let backslashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    rest.get(backslashes) == Some(&b'"')
}

fn quoted_length(value: &[u8], quote: u8, depth: usize) -> usize {
    let mut backslashes = 0;
    for (position, byte) in value.iter().enumerate() {
        // Each level of nesting doubles the backslashes of an escaped backslash and of an escaped quote, so their
        // number shows whether this quote ends the string.
        if *byte == quote && backslashes % (2 * (depth + 1)) == depth {
            return position - depth;
        }
        backslashes = if *byte == b'\\' { backslashes + 1 } else { 0 };
    }
    value.len()
}

/// The length up to the bracket that closes the first one; brackets within strings do not count. If it is never closed,
/// the length of `value`.
fn bracketed_length(value: &[u8]) -> usize {
    let mut open = 0_usize;
    let mut backslashes = 0;
    let mut before = b' ';
    let mut at = 0;
    while let Some(byte) = value.get(at).copied() {
        at += 1;
        match byte {
            b'(' | b'{' | b'[' => open += 1,
            b')' | b'}' | b']' => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return at;
                }
            }
            // An apostrophe within a word opens no string.
            b'"' | b'\'' if byte == b'"' || !is_name(before) => {
                let text = value.get(at..).unwrap_or_default();
                at += quoted_length(text, byte, backslashes) + backslashes + 1;
            }
            _ => {}
        }
        backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
        before = byte;
    }
    value.len()
}
