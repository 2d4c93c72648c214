//! Standard output and standard error. Commands write to these streams only through this module, since the macros of
//! the standard library panic if a stream cannot be written.

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::Diagnostics;

/// Exit code if the input cannot be read or the output cannot be written.
pub(super) const UNREADABLE: u8 = 2;

/// Writes to standard output. A closed pipe (`| head`) is not an error. Any other failure is reported on standard
/// error, and its exit code is returned.
pub(super) fn write(text: &str) -> Result<(), ExitCode> {
    let mut stream = io::stdout().lock();
    // Without a flush, a last line without a line break would stay in the buffer.
    written(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()))
}

/// Writes a result to standard output and returns `code`, or the exit code for an output that cannot be written.
pub(super) fn result(text: &str, code: ExitCode) -> ExitCode {
    write(text).err().unwrap_or(code)
}

/// Writes problems to standard error, in colours if it is a terminal, and returns `code`.
pub(super) fn problems(problems: &Diagnostics, code: ExitCode) -> ExitCode {
    complain(&if io::stderr().is_terminal() { problems.to_colored() } else { problems.to_string() });
    code
}

/// Writes problems, if there are any, and a blank line to standard error, before the result is written.
pub(super) fn problems_above_result(found: &Diagnostics) {
    if !found.is_empty() {
        problems(found, ExitCode::SUCCESS);
        complain("");
    }
}

/// Writes the output of the argument parser: help and version to standard output, usage errors to standard error.
pub(super) fn usage(report: &clap::Error) -> ExitCode {
    let result = report.print().and_then(|()| io::stdout().flush());
    let code = ExitCode::from(u8::try_from(report.exit_code()).unwrap_or(UNREADABLE));
    if report.use_stderr() { code } else { written(result).err().unwrap_or(code) }
}

/// Handles the result of a write to standard output.
fn written(result: io::Result<()>) -> Result<(), ExitCode> {
    match result {
        Err(problem) if problem.kind() != ErrorKind::BrokenPipe => {
            complain(&format!("standard output cannot be written: {problem}"));
            Err(ExitCode::from(UNREADABLE))
        }
        _ => Ok(()),
    }
}

/// Writes lines to standard error. A failure is ignored, since it cannot be reported anywhere; the exit code still
/// reports the problem.
fn complain(text: &str) {
    let mut stream = io::stderr().lock();
    drop(writeln!(stream, "{text}").and_then(|()| stream.flush()));
}
