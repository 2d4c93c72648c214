//! Asks for settings. A secret is not shown while it is typed.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

use crate::prompt;
use crate::streams::complain;

/// The longest answer, in bytes.
const MOST_BYTES: u64 = 64 << 10;

/// Says something about the questions, beside the output.
pub(super) fn say(line: &str) {
    complain(line);
}

/// The answer to a question; empty if the value in brackets is kept.
pub(super) fn ask(question: &str, known: Option<&str>, is_secret: bool) -> io::Result<String> {
    let prompt = format!("{question} [{}]: ", known.unwrap_or_default());
    if is_secret && io::stdin().is_terminal() {
        return Ok(prompt::secret(prompt)?.trim().to_owned());
    }
    let mut error = io::stderr().lock();
    error.write_all(crate::escape::line(&prompt).as_bytes())?;
    error.flush()?;
    // A message about a signal needs it.
    drop(error);
    let mut line = String::new();
    let read = prompt::interruptible(|| io::stdin().lock().take(MOST_BYTES).read_line(&mut line))?;
    if read == 0 {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "standard input ended; a profile is set without questions by 'configure set'",
        ));
    }
    Ok(line.trim().to_owned())
}
