//! The one reader of files that people or documents wrote: bounded in bytes, in UTF-8, without a byte order mark.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use super::limits;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<Arc<SourceText>, Diagnostics> {
    read_up_to(path, limits::FILE)
}

/// The text of a file of at most so many bytes.
pub(crate) fn read_up_to(path: &Path, most: u64) -> Result<Arc<SourceText>, Diagnostics> {
    match bytes(path, most) {
        Ok(bytes) if bytes.len() as u64 > most => {
            Err(Diagnostic::error(format!("the file has more than {most} bytes, and no more are read"))
                .in_file(path)
                .remedy("divide it, or check whether it is the right file")
                .into())
        }
        Ok(bytes) => decode(path, bytes),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// The text of a file, if there is one. A link that leads nowhere is an error: what is written would appear somewhere else.
#[cfg(feature = "cli")]
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Arc<SourceText>>, Diagnostics> {
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // Whatever else is wrong, reading finds it.
        _ => read(path).map(Some),
    }
}

/// The bytes of a file, and one more than `most` of one that is larger. Only a regular file is opened: opening a named pipe
/// waits until somebody writes to it, and a device may have no end.
pub(crate) fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        let what = format!("{} is not a regular file", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostics {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    let (message, remedy) = match error.kind() {
        io::ErrorKind::NotFound if is_link => (
            "the file is a link that leads to no file".to_owned(),
            "delete the link, or restore the file that it names",
        ),
        io::ErrorKind::NotFound => ("there is no such file".to_owned(), "check the path"),
        _ if path.is_dir() => {
            ("it is a folder, and a file is needed".to_owned(), "give a file, or move the folder elsewhere")
        }
        io::ErrorKind::InvalidInput => (
            "it is a pipe or a device, and only regular files are read".to_owned(),
            "write its content to a file, and give that file",
        ),
        io::ErrorKind::PermissionDenied => {
            (format!("the file cannot be read: {error}"), "give yourself permission to read it")
        }
        _ => (format!("the file cannot be read: {error}"), "make it a readable file, or remove it"),
    };
    Diagnostic::error(message).in_file(path).remedy(remedy).into()
}

/// Decodes a file. Returns an error with the position of the first invalid byte, and the command that converts the file,
/// if it is not UTF-8.
fn decode(path: &Path, mut bytes: Vec<u8>) -> Result<Arc<SourceText>, Diagnostics> {
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
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

/// What some editors write at the beginning of a file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

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
