//! Everything that the program writes. A reader that has seen enough (`| head`) is not an error; a full disk and a closed stream are.

mod table;

use std::io::{self, BufWriter, IsTerminal as _, Write};

use crate::arguments::Output;
use crate::failure::Failure;
use crate::json::JsonText;
use crate::visible;

/// Responses with more values are not shown as tables.
const TABLE_VALUES: usize = 1_000_000;

/// Shows the body of a response.
///
/// JSON keeps its digits and remains JSON, other text keeps its meaning, and bytes that are not text go unchanged to a file or another
/// program. No character in them controls the terminal.
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
            let tables = if json.values() > TABLE_VALUES { None } else { table::of(&json.value()) };
            match tables {
                Some(tables) => write(|out| out.write_all(tables.as_bytes())),
                None => Err(Failure::Call("the response is too large for a table; use --output json".to_owned())),
            }
        }
        Ok(json) => write(|out| {
            json.write_indented(out)?;
            writeln!(out)
        }),
        Err(_) if text.trim_start().starts_with('<') => write(|out| writeln!(out, "{}", visible::xml(text))),
        // A file that is downloaded is not changed.
        Err(_) if content_type.starts_with("application/octet-stream") && !io::stdout().is_terminal() => {
            write(|out| out.write_all(body))
        }
        Err(_) => write(|out| writeln!(out, "{}", visible::lines(text))),
    }
}

/// Writes to standard output.
pub(crate) fn write(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(stream::open().map_err(Failure::Output)?);
    let result = write(&mut out).and_then(|()| out.flush());
    // The rest of the buffer would be written again when the buffer is dropped.
    drop(out.into_parts());
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Writes lines to standard error. A failure cannot be reported anywhere.
///
/// Parts of messages come from others: from services, files and descriptions.
pub(crate) fn complain(text: &str) {
    let mut out = io::stderr().lock();
    drop(writeln!(out, "{}", visible::lines(text)).and_then(|()| out.flush()));
}

/// Standard output with all its errors: the standard library reports success if the stream is closed or open for reading only.
#[cfg(unix)]
mod stream {
    use std::fs::File;
    use std::io::{self, Write as _};
    use std::os::fd::{AsFd as _, OwnedFd};
    use std::sync::OnceLock;

    /// Whether the program was started with a standard output.
    static WAS_OPEN: OnceLock<bool> = OnceLock::new();

    /// Runs before `main`, because the standard library then opens `/dev/null` in place of a closed stream.
    #[ctor::ctor(unsafe)]
    fn inspect() {
        let _ = WAS_OPEN.set(duplicate().is_ok());
    }

    fn duplicate() -> io::Result<OwnedFd> {
        io::stdout().as_fd().try_clone_to_owned()
    }

    pub(super) fn open() -> io::Result<File> {
        if WAS_OPEN.get() == Some(&false) {
            return Err(io::Error::other("it is closed"));
        }
        let mut file = File::from(duplicate()?);
        // Fails if the stream is open for reading only; help is written by `clap`, through the standard library.
        let _ = file.write(&[])?;
        Ok(file)
    }
}

#[cfg(not(unix))]
mod stream {
    use std::io::{self, StdoutLock};

    pub(super) fn open() -> io::Result<StdoutLock<'static>> {
        Ok(io::stdout().lock())
    }
}
