//! How real a response is.

use std::fmt;

/// How a response was produced. Every response reports it in the header `x-alicloud-emulated`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Emulated {
    /// The operation was carried out on the state of the emulator: later calls see its changes.
    Stateful,
    /// The request was checked like any other; the response consists of the documented examples, and nothing was changed.
    Sample,
    /// The request was refused, by a check or by an injected fault, and nothing was changed.
    Refused,
}

impl Emulated {
    /// Name of the response header.
    pub const HEADER: &str = "x-alicloud-emulated";

    /// As in the header: `stateful`, `sample` or `refused`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stateful => "stateful",
            Self::Sample => "sample",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Emulated {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
