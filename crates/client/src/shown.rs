//! Strings of a server as an output shows them: bounded, and on one line.

use std::fmt::{self, Write as _};

/// Bytes of a code, a request id or another name that are shown at the most.
pub(crate) const LONGEST_NAME: usize = 256;

/// Bytes of a message that are shown at the most.
pub(crate) const LONGEST_MESSAGE: usize = 4096;

/// A string of a server: its first `limit` bytes, with the number of those that are left out. What would take the rest of an output apart
/// (control characters and marks that change the direction of writing) is replaced, line breaks and tabs by blanks.
///
/// `Debug` shows the same in quotes.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    text: &'a str,
    limit: usize,
}

/// [`Shown`] of `text`.
pub(crate) fn shown(text: &str, limit: usize) -> Shown<'_> {
    Shown { text, limit }
}

impl Shown<'_> {
    fn parts(&self) -> (&str, usize) {
        let end = self.text.floor_char_boundary(self.limit);
        (self.text.get(..end).unwrap_or_default(), self.text.len().saturating_sub(end))
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (begin, left_out) = self.parts();
        for character in begin.chars() {
            formatter.write_char(match character {
                '\n' | '\r' | '\t' => ' ',
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    char::REPLACEMENT_CHARACTER
                }
                character if character.is_control() => char::REPLACEMENT_CHARACTER,
                character => character,
            })?;
        }
        if left_out > 0 {
            write!(formatter, "… ({left_out} bytes left out)")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (begin, left_out) = self.parts();
        fmt::Debug::fmt(begin, formatter)?;
        if left_out > 0 {
            write!(formatter, "… ({left_out} bytes left out)")?;
        }
        Ok(())
    }
}
