//! Shows a response as YAML 1.2. A library would take numbers as `f64`, and so lose digits.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::escape;
use crate::json::{self, JsonValue};

/// Plain words that some version of YAML reads as something else than a string.
const WORDS: [&str; 14] =
    ["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf", "+.inf"];

/// Writes a value as a document.
pub(super) fn write(value: &JsonValue, out: &mut dyn Write) -> io::Result<()> {
    match value {
        JsonValue::Object(fields) if !fields.is_empty() => write_fields(fields, 0, false, out),
        JsonValue::List(elements) if !elements.is_empty() => write_elements(elements, 0, out),
        scalar => writeln!(out, "{}", of_scalar(scalar)),
    }
}

/// Writes fields; `is_begun` if the first one follows on a line that has been begun.
fn write_fields(fields: &[(String, JsonValue)], depth: usize, is_begun: bool, out: &mut dyn Write) -> io::Result<()> {
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 || !is_begun {
            indent(depth, out)?;
        }
        write!(out, "{}:", of_string(name))?;
        match value {
            JsonValue::Object(fields) if !fields.is_empty() => {
                writeln!(out)?;
                write_fields(fields, depth + 1, false, out)?;
            }
            JsonValue::List(elements) if !elements.is_empty() => {
                writeln!(out)?;
                write_elements(elements, depth, out)?;
            }
            scalar => writeln!(out, " {}", of_scalar(scalar))?,
        }
    }
    Ok(())
}

fn write_elements(elements: &[JsonValue], depth: usize, out: &mut dyn Write) -> io::Result<()> {
    for element in elements {
        indent(depth, out)?;
        match element {
            JsonValue::Object(fields) if !fields.is_empty() => {
                write!(out, "- ")?;
                write_fields(fields, depth + 1, true, out)?;
            }
            JsonValue::List(elements) if !elements.is_empty() => {
                writeln!(out, "-")?;
                write_elements(elements, depth + 1, out)?;
            }
            scalar => writeln!(out, "- {}", of_scalar(scalar))?,
        }
    }
    Ok(())
}

fn indent(depth: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{:1$}", "", depth * 2)
}

fn of_scalar(value: &JsonValue) -> String {
    match value {
        JsonValue::String(text) => of_string(text),
        // Empty lists and objects are the same as in JSON.
        other => other.compact(),
    }
}

/// A string without quotes where it can be read as nothing else; otherwise as in JSON, which YAML reads in the same way.
fn of_string(text: &str) -> String {
    let is_plain =
        text.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '/'))
            && text.chars().next().is_some_and(char::is_alphabetic)
            && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_plain {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    for character in json::quoted(text).chars() {
        // Unlike JSON, YAML has no surrogate pairs.
        let _ = match u32::from(character) {
            _ if !escape::acts(character) => write!(quoted, "{character}"),
            code @ ..=0xffff => write!(quoted, "\\u{code:04x}"),
            code => write!(quoted, "\\U{code:08x}"),
        };
    }
    quoted
}
