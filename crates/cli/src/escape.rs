//! Makes text safe for a terminal: what a service sends must not move the cursor, set the title or change the order of the text.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character controls the terminal or the order of the text instead of being shown: the control characters of ASCII and of
/// ISO 6429 (C0, DEL, C1), those of bidirectional text (UAX #9), the separators of lines and paragraphs, the byte order mark and language
/// tags.
pub(crate) fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A single line, in which each such character is replaced by an escape, as in `\n` or `\u{1b}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |character, escaped| {
        let _ = match character {
            '\n' | '\r' | '\t' => write!(escaped, "{}", character.escape_default()),
            character => write!(escaped, "{}", character.escape_unicode()),
        };
    })
}

/// A single line for a file or another program: only line ends and tabs are replaced, which would be taken for those between values.
pub(crate) fn separators(text: &str) -> Cow<'_, str> {
    escaped(text, |character, escaped| match character {
        '\n' | '\r' | '\t' => escaped.extend(character.escape_default()),
        character => escaped.push(character),
    })
}

/// Like [`line()`], but line ends and tabs are kept.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |character, escaped| match character {
        '\n' | '\t' => escaped.push(character),
        character => {
            let _ = write!(escaped, "{}", character.escape_unicode());
        }
    })
}

/// Equivalent XML or HTML, in which each such character is replaced by a reference. Line ends are normalized as a parser does it (XML
/// 1.0, section 2.11): a carriage return would let the next line overwrite this one.
pub(crate) fn xml(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let escape = |character, escaped: &mut String| match character {
        '\n' | '\t' => escaped.push(character),
        character => {
            let _ = write!(escaped, "&#x{:x};", u32::from(character));
        }
    };
    match escaped(&text, escape) {
        Cow::Owned(escaped) => Cow::Owned(escaped),
        Cow::Borrowed(_) => text,
    }
}

/// An equivalent token of JSON, in which each such character is replaced by a `\u` escape.
pub(crate) fn json(token: &str) -> Cow<'_, str> {
    escaped(token, |character, escaped| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    })
}

fn escaped(text: &str, escape: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if acts(character) { escape(character, &mut escaped) } else { escaped.push(character) }
    }
    Cow::Owned(escaped)
}
