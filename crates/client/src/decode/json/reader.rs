//! The tokens of a JSON document.
//!
//! `serde_json` gives numbers as `f64` and fails a whole document for one cut escape; a response must lose neither the digits of an
//! identifier nor everything for one character, and has to be accounted for while it is read. So the tokens are read here: the grammar
//! is that of RFC 8259, with two leniencies within strings: half of a surrogate pair is U+FFFD, and control characters are taken as they
//! are.

use std::borrow::Cow;

use super::string::unescape;

/// A position in a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

/// Why a document is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syntax {
    expected: &'static str,
    at: usize,
}

impl Syntax {
    /// What is wrong and where, without what is there: it may be secret.
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

    /// The first byte of the next token; nothing is read.
    pub(crate) fn peek(&mut self) -> Result<u8, Syntax> {
        self.skip_blanks();
        self.byte().ok_or_else(|| self.expected("a value"))
    }

    /// Where the next token begins.
    pub(crate) fn position(&mut self) -> usize {
        self.skip_blanks();
        self.at
    }

    /// Goes to a position that [`position`](Self::position) gave.
    pub(crate) fn go_to(&mut self, position: usize) {
        self.at = position;
    }

    /// The text from a position to here.
    pub(crate) fn since(&self, position: usize) -> &'t str {
        self.text.get(position..self.at).unwrap_or_default()
    }

    /// The end of the document.
    pub(crate) fn end(&mut self) -> Result<(), Syntax> {
        self.skip_blanks();
        if self.byte().is_some() { Err(self.expected("the end")) } else { Ok(()) }
    }

    /// Reads `{` or `[`.
    pub(crate) fn open(&mut self) {
        self.at += 1;
    }

    /// The next key of an object with its colon; `None` at its end, which is read. `first` is whether no key came before.
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

    /// Whether a list has one more element; its end is read.
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

    /// Reads a string, quotes and escapes resolved. The next token is one.
    pub(crate) fn string(&mut self) -> Result<Cow<'t, str>, Syntax> {
        let (raw, has_escapes) = self.raw_string()?;
        Ok(if has_escapes { Cow::Owned(unescape(raw)) } else { Cow::Borrowed(raw) })
    }

    /// Reads a string: what is between its quotes, and whether it has escapes.
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

    /// Reads a value without a look at it, and gives its text. It needs no stack, however deep the value nests.
    pub(crate) fn skip(&mut self) -> Result<&'t str, Syntax> {
        self.skip_blanks();
        let start = self.at;
        // The ends of what is open.
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
            // Everything that ends here, up to the next value.
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
