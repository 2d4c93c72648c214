//! The requests so far, for tests.

use std::borrow::Cow;

use alicloud_signer::redact::{HIDDEN, Redactor};

use crate::beginning::beginning;
use crate::emulated::Emulated;
use crate::received_request::ReceivedRequest;

/// A request that the emulator has responded to. Very long values are shortened, and of many parameters only the first are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// HTTP method.
    pub method: String,
    /// Path, percent-encoded; secret values are `***`.
    pub path: String,
    /// Name of the operation, if there is such an operation.
    pub operation: Option<String>,
    /// Headers with names in lower case; credentials and signatures are `***`.
    pub headers: Vec<(String, String)>,
    /// Parameters of query and form, decoded; secret values are `***`.
    pub parameters: Vec<(String, String)>,
    /// Status of the response; `None` if the connection was reset instead.
    pub status: Option<u16>,
    /// `Code` of the response, if it is an error of the gateway or of the operation.
    pub error_code: Option<String>,
    /// How real the response was; `None` if the connection was reset instead.
    pub emulated: Option<Emulated>,
}

impl RecordedRequest {
    /// `redactor` knows which parameters the spec marks as secret.
    pub(crate) fn new(received: &ReceivedRequest, operation: Option<String>, redactor: &Redactor) -> Self {
        let mut left = MOST_BYTES;
        let mut hide = |name: &str, value: &str| {
            // JSON in a parameter can contain passwords as well, and links can contain signatures.
            let is_hidden = redactor.hides_path(name);
            let value = if is_hidden { Cow::Borrowed(HIDDEN) } else { redactor.text(shortened(value)) };
            let name = shortened(name);
            left = left.checked_sub(name.len() + value.len() + PAIR_BYTES)?;
            Some((name.to_owned(), value.into_owned()))
        };
        Self {
            method: received.method.clone(),
            path: redactor.text(shortened(&received.path)).into_owned(),
            operation,
            headers: received.headers.iter().map_while(|(name, value)| hide(name, value)).collect(),
            parameters: received.parameters().map_while(|(name, value)| hide(name, value)).collect(),
            status: None,
            error_code: None,
            emulated: None,
        }
    }

    /// About as many bytes as it takes in memory.
    pub(crate) fn size(&self) -> usize {
        let pairs = self.headers.iter().chain(&self.parameters);
        size_of::<Self>()
            + self.path.len()
            + pairs.map(|(name, value)| name.len() + value.len() + PAIR_BYTES).sum::<usize>()
    }

    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }

    /// The value of a header, its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }
}

/// The start of a string that is too long for the log.
fn shortened(text: &str) -> &str {
    beginning(text, MOST_VALUE_BYTES)
}

/// The limit for one name or value in the log.
const MOST_VALUE_BYTES: usize = 64 << 10;

/// The limit for all names and values of one request in the log.
const MOST_BYTES: usize = 1 << 20;

/// The memory of two strings besides their bytes: their own size, and the overhead of the allocator.
const PAIR_BYTES: usize = 2 * (size_of::<String>() + 16);
