//! A tokenizer for JSON.
//!
//! It exists because `serde_json` converts numbers to `f64`, rejects a whole document for one broken escape, and does
//! not allow for accounting of memory. A response must lose neither the digits of an identifier nor everything else
//! because of one character. The grammar is that of RFC 8259, with two leniencies in strings: an unpaired surrogate
//! becomes U+FFFD, and control characters are accepted.

use std::borrow::Cow;

use super::string::unescape;

/// A position in a document, from which tokens are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

/// A syntax error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syntax {
    expected: &'static str,
    at: usize,
}

impl Syntax {
    /// Describes what was expected and where. The input itself is not shown, because it may be secret.
    pub(crate) fn describe(self, text: &str) -> String {
        if self.at >= text.len() {
            return format!("not valid JSON: it ends where {} is expected", self.expected);
        }
        let before = text.get(..self.at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("not valid JSON: expected {} at line {line} column {column}", self.expected)
    }
}

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// The first byte of the next token, which is not consumed.
    pub(crate) fn peek(&mut self) -> Result<u8, Syntax> {
        self.skip_blanks();
        self.byte().ok_or_else(|| self.expected("a value"))
    }

    /// The position of the next token.
    pub(crate) fn position(&mut self) -> usize {
        self.skip_blanks();
        self.at
    }

    /// Moves to a position that [`position`](Self::position) returned.
    pub(crate) fn go_to(&mut self, position: usize) {
        self.at = position;
    }

    /// The text between `position` and the current position.
    pub(crate) fn since(&self, position: usize) -> &'t str {
        self.text.get(position..self.at).unwrap_or_default()
    }

    /// Expects the end of the document.
    pub(crate) fn end(&mut self) -> Result<(), Syntax> {
        self.skip_blanks();
        if self.byte().is_some() { Err(self.expected("the end")) } else { Ok(()) }
    }

    /// Consumes `{` or `[`.
    pub(crate) fn open(&mut self) {
        self.at += 1;
    }

    /// Reads the next key of an object and its colon, or consumes the end of the object and returns `None`. `first` is
    /// true before the first key.
    pub(crate) fn key(&mut self, first: bool) -> Result<Option<Cow<'t, str>>, Syntax> {
        if !self.next(first, b'}', "`,` or `}`")? {
            return Ok(None);
        }
        if self.byte() != Some(b'"') {
            return Err(self.expected("a key"));
        }
        let key = self.string()?;
        self.skip_blanks();
        if self.byte() != Some(b':') {
            return Err(self.expected("`:`"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Returns whether a list has another element; consumes the end of the list if not. `first` is true before the
    /// first element.
    pub(crate) fn element(&mut self, first: bool) -> Result<bool, Syntax> {
        self.next(first, b']', "`,` or `]`")
    }

    fn next(&mut self, first: bool, end: u8, expected: &'static str) -> Result<bool, Syntax> {
        self.skip_blanks();
        match self.byte() {
            Some(byte) if byte == end => {
                self.at += 1;
                return Ok(false);
            }
            _ if first => {}
            Some(b',') => {
                self.at += 1;
                self.skip_blanks();
            }
            _ => return Err(self.expected(expected)),
        }
        Ok(true)
    }

    /// Reads a string and resolves its escapes. The next token must be a string.
    pub(crate) fn string(&mut self) -> Result<Cow<'t, str>, Syntax> {
        let (raw, has_escapes) = self.raw_string()?;
        Ok(if has_escapes { Cow::Owned(unescape(raw)) } else { Cow::Borrowed(raw) })
    }

    /// Reads a string. Returns the text between its quotes, and whether it contains escapes.
    fn raw_string(&mut self) -> Result<(&'t str, bool), Syntax> {
        let start = self.at + 1;
        self.at = start;
        let mut has_escapes = false;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) else {
                self.at = self.text.len();
                return Err(self.expected("`\"`"));
            };
            self.at += length;
            if self.byte() == Some(b'"') {
                let raw = self.text.get(start..self.at).unwrap_or_default();
                self.at += 1;
                return Ok((raw, has_escapes));
            }
            has_escapes = true;
            self.escape()?;
        }
    }

    fn escape(&mut self) -> Result<(), Syntax> {
        self.at += 1;
        match self.byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.byte().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.expected("a hexadecimal digit"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.expected("an escape")),
        }
        Ok(())
    }

    /// Skips a value and returns its text. It is not recursive, so it needs no stack, however deep the value nests.
    pub(crate) fn skip(&mut self) -> Result<&'t str, Syntax> {
        self.skip_blanks();
        let start = self.at;
        // The closing brackets of the open objects and lists.
        let mut open: Vec<u8> = Vec::new();
        loop {
            let first = match self.peek()? {
                b'{' => Some(b'}'),
                b'[' => Some(b']'),
                _ => {
                    self.scalar()?;
                    None
                }
            };
            if let Some(end) = first {
                self.open();
                open.push(end);
            }
            let mut is_first = first.is_some();
            // Closes everything that ends here, up to the next value.
            loop {
                let more = match open.last() {
                    None => return Ok(self.since(start)),
                    Some(b'}') => self.key(is_first)?.is_some(),
                    Some(_) => self.element(is_first)?,
                };
                if more {
                    break;
                }
                open.pop();
                is_first = false;
            }
        }
    }

    fn scalar(&mut self) -> Result<(), Syntax> {
        match self.byte() {
            Some(b'"') => self.raw_string().map(drop),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, literal: &'static str) -> Result<(), Syntax> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(literal) {
            return Err(self.expected("a value"));
        }
        self.at += literal.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), Syntax> {
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits("a value")?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits("a digit")?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits("a digit")?;
        }
        Ok(())
    }

    fn digits(&mut self, expected: &'static str) -> Result<(), Syntax> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(self.expected(expected)) } else { Ok(()) }
    }

    fn skip_blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[cold]
    fn expected(&self, expected: &'static str) -> Syntax {
        Syntax { expected, at: self.at }
    }
}
