//! JSON that is shown or sent unchanged: numbers keep their digits, and repeated keys and their order are kept.
//!
//! `serde_json` decides what JSON is, but its own values would round long numbers and drop repeated keys.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::escape;

/// JSON of more levels is treated as plain text; `serde_json` has the same limit for values.
const DEPTH: usize = 128;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum JsonValue {
    Null,
    Boolean(bool),
    /// As it was written.
    Number(String),
    String(String),
    List(Vec<JsonValue>),
    /// In order, with every key that was written.
    Object(Vec<(String, JsonValue)>),
}

impl JsonValue {
    /// The value as JSON in one line. Characters that act on a terminal are not escaped.
    pub(crate) fn compact(&self) -> String {
        let mut text = String::new();
        self.push(&mut text);
        text
    }

    fn push(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
            Self::Number(digits) => text.push_str(digits),
            Self::String(string) => text.push_str(&quoted(string)),
            Self::List(elements) => {
                text.push('[');
                for (index, element) in elements.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    element.push(text);
                }
                text.push(']');
            }
            Self::Object(fields) => {
                text.push('{');
                for (index, (name, field)) in fields.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    text.push_str(&quoted(name));
                    text.push(':');
                    field.push(text);
                }
                text.push('}');
            }
        }
    }

    /// The field of an object. If a name is there twice, the last one counts.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The field at a path of names.
    pub(crate) fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<&Self> {
        path.into_iter().try_fold(self, |value, name| value.get(name))
    }

    /// Like [`at`](Self::at), to change it.
    pub(crate) fn at_mut<'a>(&mut self, path: impl IntoIterator<Item = &'a str>) -> Option<&mut Self> {
        path.into_iter().try_fold(self, |value, name| match value {
            Self::Object(fields) => fields.iter_mut().rev().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        })
    }

    /// The string or number, as it is written in a list of values.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match self {
            Self::String(text) | Self::Number(text) => Some(text),
            _ => None,
        }
    }

    /// What the value is, as a sentence names it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// A value as it is shown where it stands alone: a string without quotes.
    pub(crate) fn bare(&self) -> String {
        match self {
            Self::String(text) => text.clone(),
            other => other.compact(),
        }
    }
}

/// A string as a token of JSON.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A string that has been checked to be JSON of a limited depth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JsonText<'a>(&'a str);

impl<'a> JsonText<'a> {
    /// Checks that a string is JSON of a limited depth.
    ///
    /// # Errors
    ///
    /// The reason why it is not JSON, with the position.
    pub(crate) fn check(text: &'a str) -> Result<Self, String> {
        serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| error.to_string())?;
        let mut depth = 0_usize;
        for token in Tokens(text) {
            match token {
                JsonToken::Open(_) => depth += 1,
                JsonToken::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEPTH {
                return Err(format!("it is nested more than {DEPTH} levels deep"));
            }
        }
        Ok(Self(text))
    }

    /// The first string, as it is written, that no string of a program can be: it has half of a surrogate pair. Services send such strings,
    /// but they cannot be sent.
    pub(crate) fn broken_string(self) -> Option<&'a str> {
        Tokens(self.0).find_map(|token| match token {
            JsonToken::String(text) => serde_json::from_str::<String>(text).is_err().then_some(text),
            _ => None,
        })
    }

    /// The value.
    pub(crate) fn value(self) -> JsonValue {
        let mut tokens = Tokens(self.0);
        let first = tokens.next();
        value(first, &mut tokens)
    }

    /// The number of values in it, lists and objects included.
    pub(crate) fn values(self) -> usize {
        Tokens(self.0)
            .filter(|token| matches!(token, JsonToken::Open(_) | JsonToken::String(_) | JsonToken::Scalar(_)))
            .count()
    }

    /// Writes the JSON with an indentation of two spaces. Characters that act on a terminal are escaped. `of_key` is written before and after
    /// each key of an object: the colour of a terminal, or nothing.
    pub(crate) fn write_indented(self, of_key: [&str; 2], out: &mut dyn Write) -> io::Result<()> {
        let mut depth = 0_usize;
        let mut is_first = false;
        let [start, end] = of_key;
        let mut tokens = Tokens(self.0).peekable();
        while let Some(token) = tokens.next() {
            let is_close = matches!(token, JsonToken::Close(_));
            if is_close {
                depth = depth.saturating_sub(1);
            }
            // Before the first element of a list or object, and before the end of one that is not empty.
            if is_first != is_close {
                new_line(depth, out)?;
            }
            is_first = false;
            match token {
                JsonToken::Open(bracket) => {
                    write!(out, "{bracket}")?;
                    depth += 1;
                    is_first = true;
                }
                JsonToken::Close(bracket) => write!(out, "{bracket}")?,
                JsonToken::Comma => {
                    out.write_all(b",")?;
                    new_line(depth, out)?;
                }
                JsonToken::Colon => out.write_all(b": ")?,
                JsonToken::String(text) if matches!(tokens.peek(), Some(JsonToken::Colon)) => {
                    write!(out, "{start}{}{end}", escape::json(text))?
                }
                JsonToken::String(text) | JsonToken::Scalar(text) => out.write_all(escape::json(text).as_bytes())?,
            }
        }
        Ok(())
    }
}

/// Replaces the control characters within quotes by escapes: services send them, and JSON does not allow them. What is not JSON for another
/// reason is still not JSON afterwards.
pub(crate) fn with_escapes(text: &str) -> Cow<'_, str> {
    let is_control = |character: char| character < ' ';
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut is_string = false;
    let mut follows_backslash = false;
    for character in text.chars() {
        if is_string && is_control(character) && !follows_backslash {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
        is_string ^= character == '"' && !follows_backslash;
        follows_backslash = is_string && character == '\\' && !follows_backslash;
    }
    Cow::Owned(escaped)
}

fn new_line(depth: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\n{:1$}", "", depth * 2)
}

fn value(token: Option<JsonToken<'_>>, tokens: &mut Tokens<'_>) -> JsonValue {
    match token {
        Some(JsonToken::Open('[')) => {
            let mut elements = Vec::new();
            loop {
                match tokens.next() {
                    None | Some(JsonToken::Close(_)) => return JsonValue::List(elements),
                    Some(JsonToken::Comma) => {}
                    element => elements.push(value(element, tokens)),
                }
            }
        }
        Some(JsonToken::Open(_)) => {
            let mut fields = Vec::new();
            loop {
                match tokens.next() {
                    None | Some(JsonToken::Close(_)) => return JsonValue::Object(fields),
                    Some(JsonToken::String(key)) => {
                        let _colon = tokens.next();
                        let field = tokens.next();
                        fields.push((unquoted(key), value(field, tokens)));
                    }
                    Some(_) => {}
                }
            }
        }
        Some(JsonToken::String(text)) => JsonValue::String(unquoted(text)),
        Some(JsonToken::Scalar("true")) => JsonValue::Boolean(true),
        Some(JsonToken::Scalar("false")) => JsonValue::Boolean(false),
        Some(JsonToken::Scalar(number)) if number != "null" => JsonValue::Number(number.to_owned()),
        _ => JsonValue::Null,
    }
}

/// The string of a token. A token with half of a surrogate pair is not a string; it is kept unchanged, without its quotes.
fn unquoted(token: &str) -> String {
    serde_json::from_str(token).unwrap_or_else(|_| token.trim_matches('"').to_owned())
}

/// The tokens of a string that has been checked to be JSON.
struct Tokens<'a>(&'a str);

enum JsonToken<'a> {
    Open(char),
    Close(char),
    Comma,
    Colon,
    /// With its quotes.
    String(&'a str),
    /// A number, `true`, `false` or `null`.
    Scalar(&'a str),
}

impl<'a> Iterator for Tokens<'a> {
    type Item = JsonToken<'a>;

    fn next(&mut self) -> Option<JsonToken<'a>> {
        let text = self.0.trim_start_matches([' ', '\t', '\n', '\r']);
        let first = text.chars().next()?;
        let length = match first {
            '"' => string_length(text),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => text.find([',', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(text.len()),
        };
        let (token, rest) = text.split_at_checked(length)?;
        self.0 = rest;
        Some(match first {
            '{' | '[' => JsonToken::Open(first),
            '}' | ']' => JsonToken::Close(first),
            ',' => JsonToken::Comma,
            ':' => JsonToken::Colon,
            '"' => JsonToken::String(token),
            _ => JsonToken::Scalar(token),
        })
    }
}

/// The length of the quoted string at the start of `text`, its quotes included.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}
