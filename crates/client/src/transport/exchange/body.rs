//! The body in a recording.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

/// A body in a recording, with secrets hidden. UTF-8 is stored as text, anything else as bytes.
#[derive(Clone, PartialEq, Eq)]
pub enum RecordedBody {
    /// UTF-8 text.
    Text(String),
    /// Bytes that are not UTF-8, which the file stores as base64.
    Bytes(Bytes),
}

impl RecordedBody {
    /// Whether the body is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    /// The bytes of the body.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    pub(super) fn of(bytes: Cow<'_, [u8]>) -> Self {
        match String::from_utf8(bytes.into_owned()) {
            Ok(text) => Self::Text(text),
            Err(error) => Self::Bytes(error.into_bytes().into()),
        }
    }

    pub(super) fn to_bytes(&self) -> Bytes {
        match self {
            Self::Text(text) => Bytes::copy_from_slice(text.as_bytes()),
            Self::Bytes(bytes) => bytes.clone(),
        }
    }
}

impl Default for RecordedBody {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl From<String> for RecordedBody {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for RecordedBody {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl fmt::Debug for RecordedBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => fmt::Debug::fmt(text, formatter),
            Self::Bytes(bytes) => write!(formatter, "{} bytes", bytes.len()),
        }
    }
}
