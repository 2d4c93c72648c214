//! Standard output and standard error.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use std::sync::atomic::{AtomicU8, Ordering};

use clap::ValueEnum;

use crate::{escape, terminal};

/// Which messages are shown on standard error, beside the error that ends the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum LogLevel {
    /// None.
    Off,
    /// Errors.
    Error,
    /// Warnings and notes, too.
    Warn,
    /// What is done, too.
    Info,
    /// Each attempt, too.
    Debug,
}

/// The level, as a number: there is one for the program.
static LEVEL: AtomicU8 = AtomicU8::new(LogLevel::Warn as u8);

/// Shows only the messages of this level from now on.
pub(crate) fn set_level(level: LogLevel) {
    LEVEL.store(level as u8, Ordering::Relaxed);
}

/// Whether messages of a level are shown.
pub(crate) fn is_shown(level: LogLevel) -> bool {
    level as u8 <= LEVEL.load(Ordering::Relaxed)
}

/// Checks that standard output can be written, as far as that is known before: whether a disk has room is not.
pub(crate) fn check() -> io::Result<()> {
    stream::open().map(drop)
}

/// Writes to standard output. A reader that has seen enough is not an error.
pub(crate) fn write(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    write_while_read(write).map(|_| ())
}

/// Like [`write()`]. Returns whether the reader may read more; `false` once it has seen enough.
pub(crate) fn write_while_read(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<bool> {
    let mut out = BufWriter::new(stream::open()?);
    let result = write(&mut out).and_then(|()| out.flush());
    // The rest of the buffer would be written again when the buffer is dropped.
    drop(out.into_parts());
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        result => Ok(result.is_ok()),
    }
}

/// Writes lines to standard error. A failure cannot be reported anywhere.
///
/// Parts of messages come from others: from services, files and descriptions.
pub(crate) fn complain(text: &str) {
    if ["warning:", "note:"].iter().any(|kind| text.starts_with(kind)) && !is_shown(LogLevel::Warn) {
        return;
    }
    let mut out = io::stderr().lock();
    let text = escape::lines(text);
    let [start, end] = terminal::bold(terminal::has_colours(&out));
    let written = match KINDS.iter().find_map(|kind| text.strip_prefix(kind).map(|rest| (kind, rest))) {
        Some((kind, rest)) => writeln!(out, "{start}{kind}{end}{rest}"),
        None => writeln!(out, "{text}"),
    };
    drop(written.and_then(|()| out.flush()));
}

/// Writes how far long work is to standard error, if that is a terminal.
pub(crate) fn progress(text: &str) {
    if io::stderr().is_terminal() {
        complain(text);
    }
}

/// How messages begin that say of what kind they are.
const KINDS: [&str; 5] = ["error:", "warning:", "note:", "info:", "debug:"];

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
