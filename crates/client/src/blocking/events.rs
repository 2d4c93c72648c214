//! The events of a stream without async.

use std::fmt;

use super::Client;
use crate::error::Error;
use crate::stream::{EventStream, StreamEvent};

/// The events of a response; see [`EventStream`]. Dropping it closes the connection.
#[must_use = "events are received only by `next`"]
pub struct Events<R> {
    client: Client,
    /// `None` while the thread of the calls uses it, and after that thread has failed.
    events: Option<EventStream<R>>,
}

impl<R> Events<R> {
    pub(super) fn new(client: Client, events: EventStream<R>) -> Self {
        Self { client, events: Some(events) }
    }
}

impl<R: Send + 'static> Iterator for Events<R> {
    type Item = Result<StreamEvent<R>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.client.step(&mut self.events, next_event)
    }
}

impl<R> fmt::Debug for Events<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Events").field("events", &self.events).finish_non_exhaustive()
    }
}

async fn next_event<R>(mut events: EventStream<R>) -> (EventStream<R>, Option<Result<StreamEvent<R>, Error>>) {
    let event = events.next().await;
    (events, event)
}
