//! An event.

use std::fmt;
use std::time::Duration;

use crate::shown::{LONGEST_NAME, shown};

/// An event of a stream.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct StreamEvent<R> {
    /// The name of the event; empty if it has none, which a browser calls `message`.
    pub name: String,
    /// The last ID in the stream so far; empty if there is none.
    pub id: String,
    /// The time after which a client should connect again, if this event sets it. This client does not connect again,
    /// since the services have no way to continue a stream.
    pub retry: Option<Duration>,
    /// The data as it was received: the lines of the event, joined by `\n`. It may contain secrets.
    pub text: String,
    /// The decoded data; nothing if the operation is not typed.
    pub data: R,
}

/// Shows everything but the data as it was received, which may contain secrets.
impl<R: fmt::Debug> fmt::Debug for StreamEvent<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StreamEvent")
            .field("name", &shown(&self.name, LONGEST_NAME))
            .field("id", &shown(&self.id, LONGEST_NAME))
            .field("retry", &self.retry)
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}
