//! Everything that the command writes. A reader that has seen enough (`| head`) is no error; a full disk is one.

mod table;

use std::io::{self, BufWriter, IsTerminal as _, Write};

use crate::arguments::Output;
use crate::failure::Failure;
use crate::json::JsonText;
use crate::visible;

/// A table of more values is not made.
const TABLE_VALUES: usize = 1_000_000;

/// Shows the body of a response.
///
/// JSON keeps its digits and stays JSON, other text means what it meant, and bytes that are no text go unchanged to a file or another
/// program. In none of them a character acts on the terminal.
pub(crate) fn show(body: &[u8], content_type: &str, output: Output) -> Result<(), Failure> {
    let Ok(text) = std::str::from_utf8(body) else {
        return if io::stdout().is_terminal() {
            write(|out| writeln!(out, "{}", visible::lines(&String::from_utf8_lossy(body))))
        } else {
            write(|out| out.write_all(body))
        };
    };
    match JsonText::check(text.trim_start_matches('\u{feff}')) {
        Ok(json) if output == Output::Table => {
            let table = if json.values() > TABLE_VALUES { None } else { table::of(&json.value()) };
            match table {
                Some(table) => write(|out| writeln!(out, "{table}")),
                None => Err(Failure::Call("the response is too large for a table; use --output json".to_owned())),
            }
        }
        Ok(json) => write(|out| {
            json.write_indented(out)?;
            writeln!(out)
        }),
        Err(_) if text.trim_start().starts_with('<') => write(|out| writeln!(out, "{}", visible::xml(text))),
        // A file that is downloaded stays as it is.
        Err(_) if content_type.starts_with("application/octet-stream") && !io::stdout().is_terminal() => {
            write(|out| out.write_all(body))
        }
        Err(_) => write(|out| writeln!(out, "{}", visible::lines(text))),
    }
}

/// Writes to standard output.
pub(crate) fn write(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let result = write(&mut out).and_then(|()| out.flush());
    // What is left would be written once more when the buffer is dropped.
    drop(out.into_parts());
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Writes to standard error. There is nowhere to say that it failed.
pub(crate) fn complain(text: &str) {
    let mut out = io::stderr().lock();
    drop(writeln!(out, "{text}").and_then(|()| out.flush()));
}
