//! Decodes files, all of which have to be UTF-8.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};

/// Decodes a file. Returns an error with the position of the first invalid byte, and the command that converts the
/// file, if it is not UTF-8.
pub(crate) fn decode(path: &Path, bytes: Vec<u8>) -> Result<Arc<SourceText>, Diagnostics> {
    let encoding = assumed(&bytes);
    let (position, text) = match String::from_utf8(bytes) {
        Ok(text) if encoding == GB18030 => return Ok(SourceText::new(path, text)),
        // ASCII text in UTF-16 is valid UTF-8: every second byte is zero.
        Ok(text) => (text.find('\0').unwrap_or_default(), text),
        // The bytes before the error are valid, so the lossy string has the error at the same position.
        Err(error) => (error.utf8_error().valid_up_to(), String::from_utf8_lossy(error.as_bytes()).into_owned()),
    };
    let length = text.get(position..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Err(Diagnostic::error(format!("the file is not UTF-8: byte {position} is the first that cannot be read"))
        .at(&SourceText::new(path, text), position..position + length)
        .remedy(format!("save the file as UTF-8; `iconv -f {encoding} -t UTF-8` converts one in {encoding}"))
        .into())
}

/// The encoding of Chinese systems, which contains GBK and GB 2312.
const GB18030: &str = "GB18030";

/// Guesses the encoding of a file that is not UTF-8.
fn assumed(bytes: &[u8]) -> &'static str {
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let is_many = |count: usize| count > bytes.len() / 4;
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "UTF-16",
        _ if is_many(zeros(1)) => "UTF-16LE",
        _ if is_many(zeros(0)) => "UTF-16BE",
        _ => GB18030,
    }
}
