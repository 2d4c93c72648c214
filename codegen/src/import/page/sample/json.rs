//! A JSON reader that recovers from syntax errors.

use super::{DEPTH, SampleContent, SampleValue};

/// Reads a sample.
pub(super) fn read(sample: &str) -> Option<SampleValue<'_>> {
    // Typographic quotation marks and comments are accepted only if the sample is not valid JSON.
    let strict = serde_json::from_str::<serde::de::IgnoredAny>(sample).is_ok();
    let mut json = Json { whole: sample, rest: sample, strict };
    if sample.starts_with('"') {
        // The outer braces of the response are missing.
        return Some(SampleValue { at: 0, content: json.members(0)? });
    }
    json.value(0)
}

struct Json<'a> {
    whole: &'a str,
    rest: &'a str,
    /// Whether the sample is valid JSON.
    strict: bool,
}

impl<'a> Json<'a> {
    fn at(&self) -> usize {
        self.whole.len() - self.rest.len()
    }

    fn value(&mut self, depth: usize) -> Option<SampleValue<'a>> {
        self.space(&[',']);
        let at = self.at();
        let content = match self.rest.chars().next()? {
            '{' => self.object(depth)?,
            '[' => self.list(depth)?,
            quote if self.is_quote(quote) => SampleContent::String(self.string()),
            _ => {
                let word = self
                    .take(|character| !character.is_whitespace() && !matches!(character, ',' | '}' | ']' | '{' | '['));
                // Something like `Array[288]` was copied from a browser.
                if !word.is_empty() && self.rest.starts_with('[') {
                    self.list(depth);
                    return Some(SampleValue { at, content: SampleContent::List(Vec::new()) });
                }
                match word {
                    "" => return None,
                    "true" | "false" => SampleContent::Boolean,
                    word if word.parse::<i64>().is_ok() => SampleContent::Integer(word),
                    word if word.parse::<f64>().is_ok_and(f64::is_finite) => SampleContent::Number(word),
                    _ => SampleContent::Unknown,
                }
            }
        };
        Some(SampleValue { at, content })
    }

    fn object(&mut self, depth: usize) -> Option<SampleContent<'a>> {
        self.advance();
        self.members(depth)
    }

    fn members(&mut self, depth: usize) -> Option<SampleContent<'a>> {
        let mut members = Vec::new();
        loop {
            self.space(&[',', ';']);
            match self.rest.chars().next() {
                None => break,
                Some('}') => {
                    self.advance();
                    break;
                }
                // The object is not closed.
                Some(']') => break,
                _ if depth > DEPTH => return None,
                _ => {}
            }
            let at = self.at();
            let name = if self.rest.starts_with(|first| self.is_quote(first)) {
                self.string()
            } else {
                self.take(|character| !matches!(character, ':' | '}' | ']' | '{' | '[' | '\n' | ',' | '"'))
            };
            let name = name.trim();
            self.space(&[]);
            if self.rest.starts_with(':') {
                self.advance();
                if let Some(member) = self.value(depth + 1) {
                    members.push((name, SampleValue { at, content: member.content }));
                }
            } else if name.is_empty() {
                self.advance();
            }
        }
        Some(SampleContent::Object(members))
    }

    fn list(&mut self, depth: usize) -> Option<SampleContent<'a>> {
        self.advance();
        let mut items = Vec::new();
        loop {
            self.space(&[',']);
            match self.rest.chars().next() {
                None | Some('}') => break,
                Some(']') => {
                    self.advance();
                    break;
                }
                _ if depth > DEPTH => return None,
                _ => {}
            }
            let before = self.rest.len();
            items.extend(self.value(depth + 1));
            if self.rest.len() == before {
                self.advance();
            }
        }
        Some(SampleContent::List(items))
    }

    /// Reads a string up to its closing quotation mark, or to the end of the line if that is missing.
    fn string(&mut self) -> &'a str {
        self.advance();
        let mut escaped = false;
        let end = self.rest.find(|character: char| {
            let ends = (self.is_quote(character) && !escaped) || character == '\n';
            escaped = character == '\\' && !escaped;
            ends
        });
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        if self.rest.starts_with(|first| self.is_quote(first)) {
            self.advance();
        }
        text
    }

    fn is_quote(&self, character: char) -> bool {
        character == '"' || !self.strict && matches!(character, '“' | '”')
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !wanted(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Skips white space, these characters, and comments.
    fn space(&mut self, marks: &[char]) {
        loop {
            self.rest =
                self.rest.trim_start_matches(|character: char| character.is_whitespace() || marks.contains(&character));
            if self.strict || !self.rest.starts_with("//") {
                return;
            }
            self.rest = self.rest.find('\n').and_then(|end| self.rest.get(end..)).unwrap_or_default();
        }
    }

    fn advance(&mut self) {
        let mut characters = self.rest.chars();
        characters.next();
        self.rest = characters.as_str();
    }
}
