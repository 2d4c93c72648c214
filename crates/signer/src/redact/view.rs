//! Decodes layers of encoding and remembers the original position of each byte.

use std::borrow::Cow;
use std::ops::Range;

/// A string, or the result of decoding some layers of encoding.
pub(super) struct View<'a> {
    bytes: Cow<'a, [u8]>,
    /// For each byte its position in the original string, and finally the length of that string. `None` for the
    /// original string itself.
    origins: Option<Vec<usize>>,
}

impl<'a> View<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { bytes: Cow::Borrowed(text.as_bytes()), origins: None }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Maps a range of this view to a range of the original string.
    pub(super) fn origin(&self, part: Range<usize>) -> Range<usize> {
        self.begin(part.start)..self.begin(part.end)
    }

    fn begin(&self, at: usize) -> usize {
        match &self.origins {
            None => at,
            Some(origins) => origins.get(at).or(origins.last()).copied().unwrap_or_default(),
        }
    }

    /// Decodes one more layer. Returns `None` if nothing is encoded.
    pub(super) fn decoded(&self) -> Option<Self> {
        if !self.bytes.iter().any(|byte| matches!(byte, b'%' | b'\\' | b'&')) {
            return None;
        }
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let mut origins = Vec::with_capacity(self.bytes.len() + 1);
        let mut rest: &[u8] = &self.bytes;
        let mut changed = false;
        while let Some((first, after)) = rest.split_first() {
            let at = self.begin(self.bytes.len() - rest.len());
            let decoded = match first {
                b'%' => percent(after),
                b'\\' => escape(after),
                b'&' => entity(after),
                _ => None,
            };
            match decoded {
                Some((character, length)) => {
                    changed = true;
                    match character {
                        Decoded::Byte(byte) => bytes.push(byte),
                        Decoded::Character(character) => {
                            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                        }
                    }
                    rest = after.get(length..).unwrap_or_default();
                }
                None => {
                    bytes.push(*first);
                    rest = after;
                }
            }
            origins.resize(bytes.len(), at);
        }
        origins.push(self.begin(self.bytes.len()));
        changed.then_some(Self { bytes: Cow::Owned(bytes), origins: Some(origins) })
    }
}

enum Decoded {
    Byte(u8),
    Character(char),
}

/// Decodes `2F` of `%2F`. Returns the byte and the number of bytes read.
fn percent(after: &[u8]) -> Option<(Decoded, usize)> {
    Some((Decoded::Byte(u8::try_from(number(after.get(..2)?, 16)?).ok()?), 2))
}

/// Decodes an escape sequence of a JSON string, given without the backslash.
fn escape(after: &[u8]) -> Option<(Decoded, usize)> {
    let character = match after.first()? {
        byte @ (b'"' | b'\\' | b'/' | b'\'') => char::from(*byte),
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => return unicode(after),
        _ => return None,
    };
    Some((Decoded::Character(character), 1))
}

fn unicode(after: &[u8]) -> Option<(Decoded, usize)> {
    let first = number(after.get(1..5)?, 16)?;
    if let Some(character) = char::from_u32(first) {
        return Some((Decoded::Character(character), 5));
    }
    // A surrogate pair encodes one character (RFC 8259, section 7).
    let second = after.get(5..7).filter(|begin| begin == b"\\u").and_then(|_| number(after.get(7..11)?, 16))?;
    let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
    // A low surrogate in its place leads beyond the last character.
    let high = first.checked_sub(0xD800)?;
    Some((Decoded::Character(char::from_u32(0x1_0000 + (high << 10) + low)?), 11))
}

/// Decodes an XML entity, given without the `&`: `lt;`, `#60;` or `#x3C;`.
fn entity(after: &[u8]) -> Option<(Decoded, usize)> {
    const LONGEST: usize = 10;
    let end = after.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let name = after.get(..end)?;
    let character = match name {
        b"lt" => '<',
        b"gt" => '>',
        b"amp" => '&',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
        _ => return None,
    };
    Some((Decoded::Character(character), end + 1))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}
