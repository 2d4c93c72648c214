//! Files of forms. Only an option of the command line names a file, as for other long values: what a row, a file for `--input`, the path of
//! a call or a variable has is the content, or whoever wrote it could have any file of the user sent.

use std::path::Path;

use alicloud_catalog::Schema;
use alicloud_client::{FormFile, Value};

use super::names::ValueSource;
use super::sources;
use super::words::Occurrence;

/// The largest file of a form in bytes, which is in memory as a whole.
const MOST_BYTES: u64 = 100 << 20;

/// The file that an option names, or whose content it has.
///
/// # Errors
///
/// Why it cannot be read.
pub(super) fn read(occurrence: &Occurrence) -> Result<FormFile, String> {
    let typed = occurrence.value.as_str();
    match occurrence.source {
        ValueSource::File => of_path(typed),
        ValueSource::ValueOrFile => match typed.strip_prefix('@') {
            // Content that begins with @ itself.
            Some(content) if content.starts_with('@') => of_content(content),
            Some(path) => of_path(path),
            None => of_content(typed),
        },
        ValueSource::Descriptor => Ok(FormFile::from(sources::descriptor_bytes(typed, MOST_BYTES)?)),
        ValueSource::Value | ValueSource::Variable | ValueSource::Prompt => {
            of_content(&sources::value(occurrence, &Schema::default(), false)?)
        }
    }
}

/// The file with the content that a row or a file for `--input` has.
///
/// # Errors
///
/// That the value is no string.
pub(super) fn of_value(value: &Value) -> Result<FormFile, String> {
    let content = value.as_str().ok_or("the content of a file is a string, and only an option names a file")?;
    of_content(content)
}

/// A file without content is sent only if a path names it.
fn of_content(content: &str) -> Result<FormFile, String> {
    if content.is_empty() {
        return Err("the value is empty; is a variable of the shell not set?".to_owned());
    }
    Ok(FormFile::from(content))
}

/// The file at a path, whose last part is the name that the service sees; `-` is standard input.
fn of_path(path: &str) -> Result<FormFile, String> {
    let content = sources::file_bytes(path, MOST_BYTES)?;
    if path == "-" {
        return Ok(FormFile::from(content));
    }
    Ok(FormFile::new(Path::new(path).file_name().unwrap_or_default().to_string_lossy(), content))
}
