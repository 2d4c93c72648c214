//! Why the words of the command line are not valid.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use crate::failure::CliFailure;

/// Why the words are not valid.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SyntaxError {
    /// No option has this name; some have similar ones. The word has no secret in it.
    Unknown { word: String, similar: Vec<String> },
    /// Anything else.
    Other(String),
}

impl SyntaxError {
    /// The error of `command`.
    pub(crate) fn of(self, command: &mut Command) -> CliFailure {
        match self {
            Self::Unknown { word, similar } => {
                let mut error = Error::new(ErrorKind::UnknownArgument).with_cmd(command);
                error.insert(ContextKind::InvalidArg, ContextValue::String(word));
                if !similar.is_empty() {
                    error.insert(ContextKind::SuggestedArg, ContextValue::String(similar.join("', '")));
                }
                CliFailure::Usage(error)
            }
            Self::Other(message) => CliFailure::usage(command, message),
        }
    }
}
