//! The events of a response.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use http::HeaderMap;
use tracing::field::display;

use super::StreamEvent;
use crate::answer::{Answer, Decoded, ReceivedResponse};
use crate::error::Error;
use crate::event_source::{EventSource, RawEvent, ReceivedEvent};
use crate::shown::{LONGEST_NAME, shown};

/// The events of a response, as they are received. Dropping it closes the connection.
///
/// An error is the last item; the [module](crate::stream) says what is one.
#[must_use = "events are received only by `next`"]
pub struct EventStream<R> {
    source: Source,
    answer: Answer,
    /// Takes the decoded data, if it has the right type.
    take: fn(Option<Decoded>) -> Option<R>,
}

enum Source {
    Events(Box<EventSource>),
    /// A response that is not a stream, and its decoded body.
    Whole(Option<Decoded>),
    Ended,
}

impl<R> EventStream<R> {
    /// The events of a call that has succeeded.
    pub(super) fn new(received: ReceivedResponse, take: fn(Option<Decoded>) -> Option<R>) -> Self {
        let (answer, decoded) = received.into_parts();
        let source = match decoded.map(Box::<dyn Any + Send>::downcast) {
            Some(Ok(events)) => Source::Events(events),
            Some(Err(decoded)) => Source::Whole(Some(decoded)),
            None => Source::Whole(None),
        };
        Self { source, answer, take }
    }

    /// Waits for the next event; `None` after the last one. Dropping this future loses nothing.
    pub async fn next(&mut self) -> Option<Result<StreamEvent<R>, Error>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The request ID in the header of the gateway (`x-acs-request-id` of most); empty if there is none.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.answer.request_id()
    }

    /// The number of attempts of the call.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.answer.attempts()
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<StreamEvent<R>, Error>>> {
        let received = match &mut self.source {
            Source::Events(events) => {
                let (info, attempts) = (events.info(), self.answer.attempts());
                let received = std::task::ready!(events.poll_event(context));
                // The service has begun to respond, so the operation was carried out, at least in part.
                received.map(|received| {
                    received.map_err(|error| {
                        let error = error.after(0, true).of(info, attempts);
                        let (operation, status) = (info.name, self.answer.status());
                        let request_id = display(shown(self.answer.request_id(), LONGEST_NAME));
                        tracing::debug!(operation, status, request_id, attempts, %error, "stream failed");
                        error
                    })
                })
            }
            Source::Whole(decoded) => {
                let text = String::from_utf8_lossy(self.answer.body()).into_owned();
                let raw = RawEvent { data: text, ..RawEvent::default() };
                Some(Ok(ReceivedEvent { raw, decoded: decoded.take() }))
            }
            Source::Ended => None,
        };
        if !matches!((&self.source, &received), (Source::Events(_), Some(Ok(_)))) {
            self.source = Source::Ended;
        }
        Poll::Ready(received.map(|received| {
            let ReceivedEvent { raw: RawEvent { name, id, retry, data: text, .. }, decoded } = received?;
            // The type is that of the operation, since the call decoded the data.
            let data = (self.take)(decoded).ok_or_else(|| Error::configuration("an event has another type"))?;
            Ok(StreamEvent { name, id, retry, text, data })
        }))
    }
}

impl<R> Unpin for EventStream<R> {}

impl<R> Stream for EventStream<R> {
    type Item = Result<StreamEvent<R>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(context)
    }
}

impl<R> fmt::Debug for EventStream<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_ended = matches!(self.source, Source::Ended);
        formatter.debug_struct("EventStream").field("status", &self.status()).field("has_ended", &has_ended).finish()
    }
}
