//! Where a value ends, in text of unknown shape. If that is not clear, rather too late.

use super::bytes::{is_name, position};

/// What is known of a value from what comes before it.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Between tags of XML.
    Element,
    /// Behind a quote with so many backslashes before it, since JSON within JSON has its quotes behind backslashes.
    Quoted { quote: u8, backslashes: usize },
    /// A parameter of a link or form, which contains no blank.
    Parameter,
    /// The rest of a line, such as a header.
    Line,
    /// Anything else: a log line, the output of `Debug`, prose.
    Free,
}

impl Shape {
    /// How long the value is with which `value` begins.
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
                // `Some("a, b")` ends with its bracket.
                b'(' | b'[' | b'{' => at += bracketed_length(value.get(at..).unwrap_or_default()),
                _ if matches!(self, Self::Line) => at += 1,
                b'}' | b']' | b'&' => return at,
                // Some writers of JSON escape the `&` of a link.
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

/// Whether a value that is followed by a gap ends there: `rest` is nothing of it, but the next pair. Behind blanks only `name=value` is
/// one: `battery:` may be a word of a passphrase.
fn is_end(rest: &[u8], is_list: bool) -> bool {
    let is_quote = |byte: u8| matches!(byte, b'"' | b'\'' | b'\\');
    let Some(first) = rest.first() else { return true };
    if matches!(first, b'\n' | b'\r' | b'"' | b'<' | b'}' | b']' | b'&') {
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
        // Base64 ends so as well.
        [b'=', next, ..] => is_list || !(next.is_ascii_whitespace() || *next == b'='),
        [b'='] => is_list,
        _ => false,
    }
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

/// Up to the bracket that closes the first one; brackets within strings are text. All of `value` if it is never closed.
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
            // Not the apostrophe of a word.
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
