//! Failures of the program, and how they are reported.

use std::error::Error;
use std::io;
use std::process::ExitCode;

use alicloud_client::ErrorKind;
use clap::Command;
use clap::error::ErrorKind as UsageKind;

use crate::signals::Signal;
use crate::{escape, streams};

/// Exit code of a command line that is not valid.
const USAGE: u8 = 2;

/// Exit code of an operation that the safety policy does not allow.
const POLICY: u8 = 6;

/// The last line of an error of the command line, as `clap` writes it.
const MORE: &str = "For more information, try '--help'.";

/// Why a command of the program failed.
pub(crate) enum CliFailure {
    /// The command line is not valid, or only its help was requested.
    Usage(clap::Error),
    /// The command line lacks something, which was found only when the call was prepared; nothing was sent.
    Incomplete(String),
    /// Standard output cannot be written.
    Output(io::Error),
    /// A signal ended the program.
    Interrupted(Signal, String),
    /// An operation that changes something was carried out, but its response was not shown. The request ID is safe for a terminal.
    AfterChange(Box<CliFailure>, String),
    /// The safety policy does not allow the operation, which was not sent. The line is safe for a terminal.
    Refused(String),
    /// Everything else. The lines are safe for a terminal.
    Call(String),
}

impl CliFailure {
    /// The failure for an error that has nothing to do with the command line, with its causes.
    pub(crate) fn call(error: &dyn Error) -> Self {
        Self::Call(with_causes(error))
    }

    /// The failure for a value of the command line that is not valid, with the usage of `command`.
    pub(crate) fn usage(command: &mut Command, message: impl std::fmt::Display) -> Self {
        let message = format!("{message}\n\n{MORE}\n");
        Self::Usage(clap::Error::raw(UsageKind::ValueValidation, message).with_cmd(command))
    }

    /// The failure for an error of a call that the command line caused.
    pub(crate) fn incomplete(error: &alicloud_client::Error) -> Self {
        Self::Incomplete(with_causes(error))
    }

    /// The failure to show the response of a change.
    pub(crate) fn after_change(self, request_id: &str) -> Self {
        Self::AfterChange(Box::new(self), escape::line(request_id).into_owned())
    }

    /// Reports the failure and returns the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Usage(error) => usage(&error),
            Self::Incomplete(message) => {
                streams::complain(&format!("error: {message}\n\n{MORE}"));
                ExitCode::from(USAGE)
            }
            Self::Output(error) => {
                streams::complain(&format!("error: standard output cannot be written: {error}"));
                ExitCode::FAILURE
            }
            Self::Interrupted(signal, message) => {
                streams::complain(&format!("error: {message}"));
                ExitCode::from(signal.exit_code())
            }
            Self::AfterChange(failure, request_id) => {
                let code = failure.report();
                let request = if request_id.is_empty() { String::new() } else { format!(" (request ID {request_id})") };
                streams::complain(&format!("  the operation was carried out{request}: do not repeat it"));
                code
            }
            Self::Refused(message) => {
                streams::complain(&format!("error: {message}"));
                ExitCode::from(POLICY)
            }
            Self::Call(message) => {
                streams::complain(&format!("error: {message}"));
                ExitCode::FAILURE
            }
        }
    }
}

/// Help goes to standard output, an error to standard error.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let shown = escape::lines(&text);
    if error.use_stderr() {
        if shown == text {
            drop(error.print())
        } else {
            streams::complain(shown.trim_end())
        }
        return ExitCode::from(USAGE);
    }
    // Not only the `print` of `clap`: what is still in the buffer when the program ends would be lost without a message.
    let written = streams::write(|out| {
        if shown == text {
            error.print()?
        } else {
            out.write_all(shown.as_bytes())?
        }
        Ok(())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => CliFailure::Output(error).report(),
    }
}

/// The message of an error in one line, with those of its causes that it does not repeat.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut message = escape::line(&error.to_string()).into_owned();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        let text = escape::line(&text);
        if !message.contains(&*text) {
            message = format!("{message}: {text}");
        }
        source = cause.source();
    }
    message
}

impl From<alicloud_client::Error> for CliFailure {
    fn from(error: alicloud_client::Error) -> Self {
        if error.kind() == ErrorKind::InvalidInput {
            return Self::incomplete(&error);
        }
        let mut message = with_causes(&error);
        if let Some(url) = error.service().and_then(alicloud_client::ServiceError::recommendation) {
            message = format!("{message}\n  see {}", escape::line(url));
        }
        if error.may_have_been_applied() {
            message = format!("{message}\n  {UNKNOWN_OUTCOME}");
        }
        Self::Call(message)
    }
}

/// Help for a call that may have changed something.
pub(crate) const UNKNOWN_OUTCOME: &str =
    "the operation may have been carried out anyway: check its result before you repeat it";
