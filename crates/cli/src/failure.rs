//! Why the command did not do what was asked, and how that is reported.

use std::io;
use std::process::ExitCode;

use alicloud_client::ErrorKind;

use crate::{output, visible};

/// Exit code of a command line that is not valid.
const USAGE: u8 = 2;

/// Why the command did not do what was asked.
pub(crate) enum Failure {
    /// The command line is not valid, or only its help was asked for.
    Usage(clap::Error),
    /// The command line lacks something that only the call could find out; nothing was sent.
    Incomplete(String),
    /// Standard output cannot be written.
    Output(io::Error),
    /// Everything else. The lines are fit for a terminal.
    Call(String),
}

impl Failure {
    /// A failure whose text may be that of others.
    pub(crate) fn call(error: impl ToString) -> Self {
        Self::Call(visible::line(&error.to_string()).into_owned())
    }

    /// Adds a line for what the command line lacks.
    pub(crate) fn with_hint(self, hint: Option<&str>) -> Self {
        match (self, hint) {
            (Self::Incomplete(message), Some(hint)) => Self::Incomplete(format!("{message}\n  {hint}")),
            (failure, _) => failure,
        }
    }

    /// Tells the user, and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Usage(error) => usage(&error),
            Self::Incomplete(message) => {
                output::complain(&format!("error: {message}\n\nFor more information, try '--help'."));
                ExitCode::from(USAGE)
            }
            Self::Output(error) => {
                output::complain(&format!("error: standard output cannot be written: {error}"));
                ExitCode::FAILURE
            }
            Self::Call(message) => {
                output::complain(&format!("error: {message}"));
                ExitCode::FAILURE
            }
        }
    }
}

/// Help goes to standard output, what is not valid to standard error.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let shown = visible::lines(&text);
    if error.use_stderr() {
        if shown == text {
            drop(error.print())
        } else {
            output::complain(shown.trim_end())
        }
        return ExitCode::from(USAGE);
    }
    // Not `clap`'s own `print` alone: what is still in the buffer when the program ends would be lost in silence.
    let written = output::write(|out| {
        if shown == text {
            error.print()?
        } else {
            out.write_all(shown.as_bytes())?
        }
        Ok(())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

impl From<alicloud_client::Error> for Failure {
    fn from(error: alicloud_client::Error) -> Self {
        let mut message = visible::line(&error.to_string()).into_owned();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            let text = cause.to_string();
            let text = visible::line(&text);
            if !message.contains(&*text) {
                message = format!("{message}: {text}");
            }
            source = cause.source();
        }
        if error.kind() == ErrorKind::InvalidInput {
            return Self::Incomplete(message);
        }
        if let Some(url) = error.service().and_then(alicloud_client::ServiceError::recommendation) {
            message = format!("{message}\n  see {}", visible::line(url));
        }
        if error.may_have_been_applied() {
            message =
                format!("{message}\n  the operation may have been carried out all the same: look before you repeat it");
        }
        Self::Call(message)
    }
}
