//! Where the value of an option is: on the command line, in a file, in a variable, in a descriptor, or in the head of the user.

use std::fs::File;
use std::io;
use std::path::Path;

use alicloud_catalog::Schema;

use super::names::ValueSource;
use super::words::Occurrence;
use crate::{prompt, regular_file};

/// The largest value that is read from a file, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// The value of an option. A secret loses the line break at its end, which editors and `echo` add.
///
/// # Errors
///
/// Why the value cannot be read.
pub(super) fn value(occurrence: &Occurrence, schema: &Schema, is_secret: bool) -> Result<String, String> {
    let typed = &occurrence.value;
    let text = match occurrence.source {
        ValueSource::Value => return Ok(typed.clone()),
        ValueSource::ValueOrFile => match typed.strip_prefix('@').filter(|_| takes_files(schema) && !is_secret) {
            None => return Ok(typed.clone()),
            // A value that begins with @ itself.
            Some(literal) if literal.starts_with('@') => return Ok(literal.to_owned()),
            Some(path) => return file(path),
        },
        ValueSource::File => file(typed)?,
        ValueSource::Variable => std::env::var(typed)
            .map_err(|_| format!("the environment variable {typed:?} is not set, or is not valid UTF-8"))?,
        ValueSource::Descriptor => descriptor(typed)?,
        ValueSource::Prompt => {
            prompt::secret(format!("{}: ", occurrence.spelling.trim_start_matches('-').trim_end_matches("-PROMPT")))
                .map_err(|error| format!("the value cannot be read from the terminal: {error}"))?
        }
    };
    Ok(if is_secret { text.trim_end_matches(['\r', '\n']).to_owned() } else { text })
}

/// Whether a value is so long in general that it is written into a file: objects, lists, bytes.
fn takes_files(schema: &Schema) -> bool {
    matches!(schema.kind.as_deref(), Some("array" | "object" | "any"))
        || matches!(schema.format.as_deref(), Some("binary" | "byte"))
        || !schema.properties.is_empty()
}

/// The content of a file, or of standard input for `-`.
///
/// # Errors
///
/// Why it cannot be read.
pub(super) fn file(path: &str) -> Result<String, String> {
    text_of(file_bytes(path, MOST_BYTES)?).map_err(|error| format!("{} cannot be read: {error}", shown(path)))
}

/// The bytes of a file, or of standard input for `-`; more than `most` are an error.
///
/// # Errors
///
/// Why it cannot be read.
pub(super) fn file_bytes(path: &str, most: u64) -> Result<Vec<u8>, String> {
    let read = if path == "-" {
        regular_file::limited(io::stdin().lock(), most)
    } else {
        regular_file::read(Path::new(path), most)
    };
    read.map_err(|error| format!("{} cannot be read: {error}", shown(path)))
}

fn shown(path: &str) -> String {
    if path == "-" { "standard input".to_owned() } else { format!("the file {path:?}") }
}

fn descriptor(number: &str) -> Result<String, String> {
    let bytes = descriptor_bytes(number, MOST_BYTES)?;
    text_of(bytes).map_err(|error| format!("the file descriptor {number} cannot be read: {error}"))
}

/// The bytes that are read from a file descriptor; more than `most` are an error.
///
/// # Errors
///
/// Why they cannot be read.
pub(super) fn descriptor_bytes(number: &str, most: u64) -> Result<Vec<u8>, String> {
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return Err("a file descriptor is a number, as in --AccountPassword-FD 3".to_owned());
    }
    // To open it by its number needs `unsafe`, so the system opens it by this name, which Linux, macOS and the BSDs have.
    File::open(format!("/dev/fd/{number}"))
        .and_then(|file| regular_file::limited(file, most))
        .map_err(|error| format!("the file descriptor {number} cannot be read: {error}"))
}

fn text_of(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}
