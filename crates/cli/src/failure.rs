//! Failures of the program, how they are reported, and its exit codes.

mod envelope;

use std::error::Error;
use std::io;
use std::process::ExitCode;

use alicloud_client::ErrorKind;
use clap::Command;
use clap::error::ErrorKind as UsageKind;

use crate::known_error::{FailedCall, KnownError};
use crate::signals::Signal;
use crate::{escape, streams};

/// Exit codes other than those of signals. A batch ends with the highest one of its calls.
pub(crate) mod exit_code {
    /// The service refused the call.
    pub(crate) const REFUSED: u8 = 1;
    /// The command line is not valid, or a local file, an address or standard output cannot be used.
    pub(crate) const USAGE: u8 = 2;
    /// There are no credentials, or the configuration is not valid.
    pub(crate) const CONFIGURATION: u8 = 3;
    /// The network failed, or the response cannot be read. Whether a change was made may be unknown.
    pub(crate) const CONNECTION: u8 = 4;
    /// A wait ended without the awaited state.
    pub(crate) const UNREACHED: u8 = 5;
    /// The safety policy does not allow the operation.
    pub(crate) const POLICY: u8 = 6;
}

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
    /// The response cannot be queried as it was asked for. The expression may have characters that act on a terminal.
    Query(String),
    /// The configuration is not valid. The lines are safe for a terminal.
    Configuration(String),
    /// A call failed, with what the description knows about its error.
    Service(Box<FailedService>),
    /// A wait ended without the awaited state.
    Unreached(String),
    /// Rows of a batch were not carried out: the exit code of the worst one. The lines are safe for a terminal.
    Batch(u8, String),
    /// A server that is not that of a call cannot be reached. The lines are safe for a terminal.
    Network(String),
    /// Something of this machine failed. The lines are safe for a terminal.
    Call(String),
}

/// A call that failed.
pub(crate) struct FailedService {
    error: alicloud_client::Error,
    known: KnownError,
}

impl CliFailure {
    /// The failure for an error that has nothing to do with the command line, with its causes.
    pub(crate) fn call(error: &dyn Error) -> Self {
        Self::Call(with_causes(error))
    }

    /// The failure for a configuration that is not valid.
    pub(crate) fn configuration(error: &dyn Error) -> Self {
        Self::Configuration(with_causes(error))
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

    /// The failure of a call, with what its description knows about the error.
    pub(crate) fn of_call(error: alicloud_client::Error, call: &FailedCall<'_>) -> Self {
        if error.kind() == ErrorKind::InvalidInput {
            return Self::incomplete(&error);
        }
        let known = call.known(&error);
        Self::Service(Box::new(FailedService { error, known }))
    }

    /// The failure to show the response of a change.
    pub(crate) fn after_change(self, request_id: &str) -> Self {
        Self::AfterChange(Box::new(self), escape::line(request_id).into_owned())
    }

    /// The error of a call that failed.
    pub(crate) fn service(&self) -> Option<&alicloud_client::Error> {
        match self {
            Self::Service(failed) => Some(&failed.error),
            _ => None,
        }
    }

    /// The exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(error) if !error.use_stderr() => 0,
            Self::Usage(_) | Self::Incomplete(_) | Self::Output(_) | Self::Query(_) | Self::Call(_) => exit_code::USAGE,
            Self::Interrupted(signal, _) => signal.exit_code(),
            Self::AfterChange(failure, _) => failure.exit_code(),
            Self::Configuration(_) => exit_code::CONFIGURATION,
            Self::Service(failed) => code_of(&failed.error),
            Self::Unreached(_) => exit_code::UNREACHED,
            Self::Network(_) => exit_code::CONNECTION,
            Self::Refused(_) => exit_code::POLICY,
            Self::Batch(code, _) => *code,
        }
    }

    /// Reports the failure and returns the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let code = self.exit_code();
        match self {
            Self::Usage(error) if !error.use_stderr() => return help(&error),
            failure if envelope::is_requested() => streams::complain(&escape::json(&envelope::of(&failure).compact())),
            Self::Usage(error) => usage(&error),
            failure => streams::complain(&format!("error: {}", failure.text())),
        }
        ExitCode::from(code)
    }

    /// The message, in one or more lines.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Usage(error) => error.render().to_string(),
            Self::Incomplete(message) => format!("{message}\n\n{MORE}"),
            Self::Output(error) => format!("standard output cannot be written: {error}"),
            Self::AfterChange(failure, request_id) => {
                let request = if request_id.is_empty() { String::new() } else { format!(" (request ID {request_id})") };
                format!("{}\n  the operation was carried out{request}: do not repeat it", failure.text())
            }
            Self::Service(failed) => failed.text(),
            Self::Interrupted(_, message)
            | Self::Query(message)
            | Self::Configuration(message)
            | Self::Unreached(message)
            | Self::Refused(message)
            | Self::Network(message)
            | Self::Batch(_, message)
            | Self::Call(message) => message.clone(),
        }
    }
}

impl FailedService {
    fn text(&self) -> String {
        let mut text = with_causes(&self.error);
        for sentence in &self.known.sentences {
            text.push_str("\n  ");
            text.push_str(&escape::line(sentence));
        }
        if let Some(url) = self.error.service().and_then(alicloud_client::ServiceError::recommendation) {
            text.push_str("\n  see ");
            text.push_str(&escape::line(url));
        }
        if self.error.may_have_been_applied() {
            text.push_str("\n  ");
            text.push_str(UNKNOWN_OUTCOME);
        }
        text
    }
}

fn code_of(error: &alicloud_client::Error) -> u8 {
    match error.kind() {
        // A page of a proxy is no refusal of the service.
        ErrorKind::Service if error.code().is_none() => exit_code::CONNECTION,
        ErrorKind::Service => exit_code::REFUSED,
        ErrorKind::InvalidInput => exit_code::USAGE,
        ErrorKind::Configuration | ErrorKind::Credentials => exit_code::CONFIGURATION,
        _ => exit_code::CONNECTION,
    }
}

fn usage(error: &clap::Error) {
    let text = error.render().to_string();
    let shown = escape::lines(&text);
    if shown == text { drop(error.print()) } else { streams::complain(shown.trim_end()) }
}

/// Help goes to standard output.
fn help(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let shown = escape::lines(&text);
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
        Self::Service(Box::new(FailedService { error, known: KnownError::default() }))
    }
}

/// Help for a call that may have changed something.
pub(crate) const UNKNOWN_OUTCOME: &str =
    "the operation may have been carried out anyway: check its result before you repeat it";
