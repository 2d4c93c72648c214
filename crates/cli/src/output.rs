//! Shows responses on standard output. A reader that has seen enough (`| head`) is not an error; a full disk and a closed stream are.

mod table;

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};

use alicloud_catalog::same_name;
use clap::ValueEnum;

use crate::escape;
use crate::failure::CliFailure;
use crate::json::{self, JsonText, JsonValue};
use crate::streams::{self, complain};

/// Format in which a response is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// JSON, indented.
    #[default]
    Json,
    /// A table for each list in the response, and one for its other fields.
    Table,
}

/// Responses with more values are not shown as tables.
const TABLE_VALUES: usize = 1_000_000;

/// Shows the body of a response.
///
/// JSON keeps its digits and remains JSON: what is not UTF-8 in a string is U+FFFD. Other text keeps its meaning, and bytes that are not
/// text go unchanged to a file or another program. No character in them controls the terminal.
pub(crate) fn show(body: &[u8], content_type: &str, output: OutputFormat) -> Result<(), CliFailure> {
    let is_file = content_type.starts_with("application/octet-stream") && !io::stdout().is_terminal();
    let text = String::from_utf8_lossy(body);
    let is_text = matches!(text, Cow::Borrowed(_));
    let repaired = repaired(&text);
    match JsonText::check(&repaired) {
        // A file that is downloaded is not changed.
        Ok(_) if is_file && !is_text => write(|out| out.write_all(body)),
        Ok(json) if output == OutputFormat::Table => {
            let tables = if json.values() > TABLE_VALUES { None } else { table::of(&json.value()) };
            match tables {
                Some(tables) => write(|out| out.write_all(tables.as_bytes())),
                None => {
                    complain("warning: the response is too large for a table, so it is shown as JSON");
                    write_json(json)
                }
            }
        }
        Ok(json) => write_json(json),
        Err(_) if !is_text && !io::stdout().is_terminal() => write(|out| out.write_all(body)),
        Err(_) if is_text && text.trim_start().starts_with('<') => write(|out| writeln!(out, "{}", escape::xml(&text))),
        Err(_) if is_file => write(|out| out.write_all(body)),
        Err(_) => write(|out| writeln!(out, "{}", escape::lines(&text))),
    }
}

/// The JSON of a body, as the client reads it: without a byte order mark, and with control characters in strings.
fn repaired(text: &str) -> Cow<'_, str> {
    json::with_escapes(text.trim_start_matches('\u{feff}'))
}

/// The request ID in a body, if there is one.
pub(crate) fn request_id(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = repaired(&text);
    let JsonValue::Object(fields) = JsonText::check(&text).ok()?.value() else { return None };
    fields.into_iter().find_map(|(name, value)| match value {
        JsonValue::String(id) if same_name(&name, "RequestId") && !id.is_empty() => Some(id),
        _ => None,
    })
}

fn write_json(json: JsonText<'_>) -> Result<(), CliFailure> {
    write(|out| {
        json.write_indented(out)?;
        writeln!(out)
    })
}

/// Checks that standard output can be written, as far as that is known before: whether a disk has room is not.
pub(crate) fn check() -> Result<(), CliFailure> {
    streams::check().map_err(CliFailure::Output)
}

/// Writes to standard output.
pub(crate) fn write(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliFailure> {
    streams::write(write).map_err(CliFailure::Output)
}
