//! Standard output and standard error. Commands write to the two streams through here only: the macros of the standard library panic if
//! a stream cannot be written.

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::Diagnostics;

/// Exit code where the input could not be read, or the output could not be written.
pub(super) const UNREADABLE: u8 = 2;

/// Writes to standard output. A reader that has seen enough (`| head`) is not an error. Any other failure is reported on standard error,
/// and the exit code for it is returned.
pub(super) fn write(text: &str) -> Result<(), ExitCode> {
    let mut stream = io::stdout().lock();
    // The stream buffers the last line if it has no end.
    written(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()))
}

/// Writes a result to standard output, and returns `code`, or the exit code for a stream that cannot be written.
pub(super) fn result(text: &str, code: ExitCode) -> ExitCode {
    write(text).err().unwrap_or(code)
}

/// Writes problems to standard error, in colours where a person reads them, and returns `code`.
pub(super) fn problems(problems: &Diagnostics, code: ExitCode) -> ExitCode {
    complain(&if io::stderr().is_terminal() { problems.to_colored() } else { problems.to_string() });
    code
}

/// Writes problems to standard error, if there are any, with a blank line between them and the result that follows.
pub(super) fn problems_above_result(found: &Diagnostics) {
    if !found.is_empty() {
        problems(found, ExitCode::SUCCESS);
        complain("");
    }
}

/// Writes what the argument parser reports: help and version to standard output, wrong usage to standard error.
pub(super) fn usage(report: &clap::Error) -> ExitCode {
    let result = report.print().and_then(|()| io::stdout().flush());
    let code = ExitCode::from(u8::try_from(report.exit_code()).unwrap_or(UNREADABLE));
    if report.use_stderr() { code } else { written(result).err().unwrap_or(code) }
}

/// Judges the result of a write to standard output.
fn written(result: io::Result<()>) -> Result<(), ExitCode> {
    match result {
        Err(problem) if problem.kind() != ErrorKind::BrokenPipe => {
            complain(&format!("standard output cannot be written: {problem}"));
            Err(ExitCode::from(UNREADABLE))
        }
        _ => Ok(()),
    }
}

/// Writes lines to standard error. A failure cannot be reported anywhere: the exit code still reports the problem.
fn complain(text: &str) {
    let mut stream = io::stderr().lock();
    drop(writeln!(stream, "{text}").and_then(|()| stream.flush()));
}
