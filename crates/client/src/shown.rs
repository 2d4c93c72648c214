//! Formats strings of a server for output: with limited length, and on one line.

use std::fmt::{self, Write as _};

/// The largest number of bytes of an error code, a request ID or another name that is shown.
pub(crate) const LONGEST_NAME: usize = 256;

/// The largest number of bytes of a message that is shown.
pub(crate) const LONGEST_MESSAGE: usize = 4096;

/// Formats the first `limit` bytes of a string of a server, and the number of omitted bytes. Line breaks and tabs
/// become spaces. Other control characters and characters that change the writing direction are replaced, because they
/// could garble the rest of the output.
///
/// `Debug` shows the same in quotes.
#[derive(Clone, Copy)]
pub(crate) struct ShownText<'a> {
    text: &'a str,
    limit: usize,
}

/// Wraps `text` for output; see [`ShownText`].
pub(crate) fn shown(text: &str, limit: usize) -> ShownText<'_> {
    ShownText { text, limit }
}

/// Removes what may be secret from a URL: user and password, and the query, which may contain the original request if
/// it is the URL of a login page.
pub(crate) fn url_without_secrets(url: &str) -> String {
    let (url, query) = match url.find(['?', '#']) {
        Some(end) => (url.get(..end).unwrap_or_default(), "?***"),
        None => (url, ""),
    };
    let (scheme, rest) = url.find("//").map_or(("", url), |begin| url.split_at(begin + 2));
    let host = rest.rsplit_once('@').map_or_else(|| rest.to_owned(), |(_, host)| format!("***@{host}"));
    format!("{scheme}{host}{query}")
}

impl ShownText<'_> {
    fn parts(&self) -> (&str, usize) {
        let begin = self.text.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let end = begin.take_while(|end| *end <= self.limit).last().unwrap_or(0);
        (self.text.get(..end).unwrap_or_default(), self.text.len().saturating_sub(end))
    }
}

impl fmt::Display for ShownText<'_> {
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

impl fmt::Debug for ShownText<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (begin, left_out) = self.parts();
        fmt::Debug::fmt(begin, formatter)?;
        if left_out > 0 {
            write!(formatter, "… ({left_out} bytes left out)")?;
        }
        Ok(())
    }
}
