//! Why metadata was not fetched.

use crate::diagnostic::Diagnostics;

/// Why metadata was not fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// What was asked for is not valid or not there, or a copy cannot be written.
    Input(Diagnostics),
    /// The server cannot be reached, or returned something else than metadata within the bounds.
    Network(Diagnostics),
}

impl From<Diagnostics> for FetchError {
    fn from(problems: Diagnostics) -> Self {
        Self::Input(problems)
    }
}

impl From<FetchError> for Diagnostics {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Input(problems) | FetchError::Network(problems) => problems,
        }
    }
}

impl std::fmt::Display for FetchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(problems) | Self::Network(problems) => problems.fmt(f),
        }
    }
}

impl std::error::Error for FetchError {}
