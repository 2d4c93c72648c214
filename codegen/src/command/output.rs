//! What commands print.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::Diagnostics;

/// Exit code where the input could not be read.
pub(super) const UNREADABLE: u8 = 2;

/// Prints a result to standard output, and answers `code`. Whoever reads it may stop reading before the end (`| head`).
pub(super) fn result(text: &str, code: ExitCode) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => code,
        Err(problem) if problem.kind() == ErrorKind::BrokenPipe => code,
        Err(problem) => {
            eprintln!("standard output cannot be written: {problem}");
            ExitCode::from(UNREADABLE)
        }
    }
}

/// Prints problems to standard error, in colours where a person reads them, and answers `code`.
pub(super) fn problems(problems: &Diagnostics, code: ExitCode) -> ExitCode {
    let text = if std::io::stderr().is_terminal() { problems.to_colored() } else { problems.to_string() };
    eprintln!("{text}");
    code
}
