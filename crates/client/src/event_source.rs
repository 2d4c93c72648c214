//! Receives the events of a response (the media type `text/event-stream`).
//!
//! - **An error is an item, and the last one.** A connection that breaks, an event that cannot be decoded, an event that
//!   reports an error, and an event for which the time limit is exceeded end the stream.
//! - **An event reports an error** if its name is `error`, if a comment gives it an HTTP status from 400 on, or if its data
//!   is an object that would be an error as a whole response (see `gate.rs`). Errors within documented fields are data.
//! - **The end of the response is the end of the stream**, since the format has no other: what is known of it is what HTTP
//!   knows, so a body that is shorter than announced is an error. `[DONE]`, which some services send as the last event, ends
//!   it as well. An event that the end cuts off is taken only if its data is a whole JSON object or list, which no
//!   beginning of a longer one can be; otherwise it is an error, since data is missing.
//!   What else is unfinished at the end is an error, too: a line, or an event of which only a name, an ID or a status came.
//! - **An event without data**, or with blank data, has no meaning but that the service is alive, unless it reports an error.
//!   It does not begin the time limit again.
//! - **Reading yields:** after a bounded number of bytes in which no event ends, other tasks have their turn.
//! - **A compressed stream is an error.** None is asked for.

mod parser;

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use futures_core::Stream as _;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, StatusCode};
use serde_json::value::RawValue;
use tokio::time::{Instant, Sleep};

pub(crate) use parser::RawEvent;

use self::parser::{CutOffEvent, EventParser};
use crate::answer::{Answer, Decoded};
use crate::drivers::current_runtime;
use crate::error::{Error, ErrorKind, read_error_response};
use crate::operation::OperationInfo;
use crate::redact::RequestFacts;
use crate::transport::{BodyStream, HttpResponse, StreamedResponse};

/// Decodes the data of an event, which is the body of the answer.
pub(crate) type DecodeEvent = fn(&Answer) -> Result<Decoded, Error>;

/// How the events of a call are received.
pub(crate) struct EventRules {
    pub(crate) info: &'static OperationInfo,
    pub(crate) facts: RequestFacts,
    /// `None` if the data is only checked.
    pub(crate) decode: Option<DecodeEvent>,
    /// The documented fields of a response without a type.
    pub(crate) fields: Option<Vec<String>>,
    /// The largest event in bytes.
    pub(crate) limit: usize,
    /// The longest time without an event.
    pub(crate) timeout: Duration,
    pub(crate) host_and_port: String,
}

/// An event, and its decoded data unless it is only checked.
pub(crate) struct ReceivedEvent {
    pub(crate) raw: RawEvent,
    pub(crate) decoded: Option<Decoded>,
}

/// The reason why there is no event.
pub(crate) enum EventFailure {
    /// The event reports an error: the response that would have reported it.
    Refused(Box<HttpResponse>),
    Failed(Error),
}

/// A response whose events are being received.
pub(crate) struct EventSource {
    body: BodyStream,
    /// What has been received and not read yet.
    chunk: Bytes,
    parser: EventParser,
    status: StatusCode,
    headers: HeaderMap,
    rules: EventRules,
    /// Runs while an event is awaited.
    timer: Option<Pin<Box<Sleep>>>,
    /// The first event, which is received before the call succeeds.
    first: Option<ReceivedEvent>,
    has_ended: bool,
    /// Whether an event said that it is the last one.
    was_last: bool,
}

/// Replaces a body that has the error as an event by the data of that event: services write errors in this form also with
/// a status of failure, and then with any content type.
pub(crate) fn without_framing(mut response: HttpResponse, limit: usize) -> HttpResponse {
    let is_framed = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b':';
    if response.body.first().is_some_and(is_framed) {
        let mut parser = EventParser::new(limit);
        let mut rest = &response.body[..];
        let event = parser.next(&mut rest).and_then(|event| match event {
            Some(event) => Ok(Some(event)),
            None => parser.finish().map(|rest| rest.map(|rest| rest.event)),
        });
        // An event without data says less than the body as it is.
        if let Ok(Some(event)) = event
            && !event.data.is_empty()
        {
            response.body = Bytes::from(event.data);
        }
    }
    response
}

impl EventSource {
    /// Receives the first event.
    pub(crate) async fn begin(response: StreamedResponse, rules: EventRules) -> Result<Self, EventFailure> {
        let StreamedResponse { status, headers, body } = response;
        let mut source = Self {
            body,
            chunk: Bytes::new(),
            parser: EventParser::new(rules.limit),
            status,
            headers,
            rules,
            timer: None,
            first: None,
            has_ended: false,
            was_last: false,
        };
        let encoding = source.headers.get(CONTENT_ENCODING).map(|encoding| encoding.as_bytes().trim_ascii());
        if encoding.is_some_and(|encoding| !encoding.is_empty() && !encoding.eq_ignore_ascii_case(b"identity")) {
            return Err(EventFailure::Failed(
                source.unreadable("the stream of events is compressed, which was not asked for"),
            ));
        }
        match poll_fn(|context| source.poll_received(context)).await {
            Some(Ok(event)) => source.first = Some(event),
            Some(Err(failure)) => return Err(failure),
            None if !source.was_last => {
                let problem = "the stream of events ended before its first event";
                return Err(EventFailure::Failed(source.unreadable(problem)));
            }
            None => {}
        }
        Ok(source)
    }

    /// The response without its body.
    pub(crate) fn head(&self) -> HttpResponse {
        HttpResponse::new(self.status, self.headers.clone(), Bytes::new())
    }

    pub(crate) fn info(&self) -> &'static OperationInfo {
        self.rules.info
    }

    /// The next event; `None` after the last one, and after an error.
    pub(crate) fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ReceivedEvent, Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        self.poll_received(context).map(|received| {
            received.map(|received| {
                received.map_err(|failure| match failure {
                    EventFailure::Failed(error) => error,
                    EventFailure::Refused(response) => self.refused(&response),
                })
            })
        })
    }

    fn poll_received(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ReceivedEvent, EventFailure>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let polled = self.poll_raw(context);
        if polled.is_ready() {
            self.timer = None;
        }
        let received = match std::task::ready!(polled) {
            Ok(Some(raw)) if is_last(&raw) => {
                self.was_last = true;
                None
            }
            Ok(Some(raw)) => Some(self.read(raw)),
            Ok(None) => None,
            Err(error) => Some(Err(EventFailure::Failed(error))),
        };
        if !matches!(received, Some(Ok(_))) {
            self.has_ended = true;
            self.body = BodyStream::empty();
        }
        Poll::Ready(received)
    }

    /// The next event with data, or that reports an error.
    fn poll_raw(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<RawEvent>, Error>> {
        let mut left = PER_POLL;
        loop {
            let part = self.chunk.len().min(left);
            let mut rest = self.chunk.get(..part).unwrap_or_default();
            let found = self.parser.next(&mut rest);
            let read = part.saturating_sub(rest.len());
            self.chunk.advance(read);
            match found {
                Ok(Some(event)) => return Poll::Ready(Ok(Some(event))),
                Ok(None) => {}
                Err(problem) => return Poll::Ready(Err(self.unreadable(&problem.to_string()))),
            }
            left = left.saturating_sub(read.saturating_add(PER_CHUNK));
            if left == 0 {
                let timer = self.poll_timer(context);
                context.waker().wake_by_ref();
                return timer.map(Err);
            }
            if !self.chunk.is_empty() {
                continue;
            }
            match Pin::new(&mut self.body).poll_next(context) {
                // Not the next one at once, since a chunk may be empty.
                Poll::Ready(Some(Ok(chunk))) => self.chunk = chunk,
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Err(Error::transport(error, &self.rules.host_and_port)));
                }
                Poll::Ready(None) => return Poll::Ready(self.cut_off()),
                Poll::Pending => return self.poll_timer(context).map(Err),
            }
            if let Poll::Ready(error) = self.poll_timer(context) {
                return Poll::Ready(Err(error));
            }
        }
    }

    /// What is left at the end of the stream.
    fn cut_off(&mut self) -> Result<Option<RawEvent>, Error> {
        match self.parser.finish() {
            Ok(Some(CutOffEvent { event, ends_with_data }))
                if is_last(&event) || (ends_with_data && is_whole(&event.data)) =>
            {
                Ok(Some(event))
            }
            Ok(Some(_)) | Err(_) => {
                let message = format!("the stream of {} ended in the middle of an event", self.rules.host_and_port);
                Err(Error::new(ErrorKind::Interrupted, message))
            }
            Ok(None) => Ok(None),
        }
    }

    /// Ready with an error once no event was received for the time limit. The limit begins when an event is first awaited.
    fn poll_timer(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        let limit = self.rules.timeout;
        if self.timer.is_none() {
            // The stream may be polled on another runtime than the one on which it was opened.
            if let Err(missing) = current_runtime() {
                return Poll::Ready(Error::caused(ErrorKind::Configuration, missing.to_string(), missing));
            }
            let Some(end) = Instant::now().checked_add(limit) else { return Poll::Pending };
            self.timer = Some(Box::pin(tokio::time::sleep_until(end)));
        }
        let Some(timer) = &mut self.timer else { return Poll::Pending };
        timer.as_mut().poll(context).map(|()| {
            let message = format!("no event from {} within {limit:?}, the event timeout", self.rules.host_and_port);
            Error::new(ErrorKind::Timeout, message)
        })
    }

    /// Decodes an event.
    fn read(&self, raw: RawEvent) -> Result<ReceivedEvent, EventFailure> {
        let status = raw.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(self.status);
        let response = HttpResponse::new(status, self.headers.clone(), raw.data.clone());
        if raw.is_error() {
            return Err(EventFailure::Refused(Box::new(response)));
        }
        let rules = &self.rules;
        let answer = Answer::new(response, rules.facts.clone(), rules.limit);
        let decoded = match rules.decode {
            Some(decode) => decode(&answer).map(Some),
            None => answer.check_event(rules.info, rules.fields.as_deref()).map(|()| None),
        };
        match decoded {
            Ok(decoded) => Ok(ReceivedEvent { raw, decoded }),
            Err(error) if error.kind() == ErrorKind::Service => {
                Err(EventFailure::Refused(Box::new(answer.into_http())))
            }
            Err(error) => Err(EventFailure::Failed(error)),
        }
    }

    #[cold]
    fn refused(&self, response: &HttpResponse) -> Error {
        let mut service = read_error_response(response.status, &response.headers, &response.body);
        service.hide(&response.body, &self.rules.facts.text_redactor());
        Error::from_service(service.in_event())
    }

    #[cold]
    fn unreadable(&self, problem: &str) -> Error {
        Error::decode(problem.to_owned(), read_error_response(self.status, &self.headers, b""))
    }
}

/// The data of the event with which some services end a stream.
const LAST: &str = "[DONE]";

/// The number of bytes without an event that are read in one poll.
const PER_POLL: usize = 64 * 1024;

/// What a chunk counts as in addition to its bytes, since small ones take time, too.
const PER_CHUNK: usize = 256;

/// Whether an event says that it is the last one.
fn is_last(event: &RawEvent) -> bool {
    event.data.trim() == LAST && !event.is_error()
}

/// Whether the data is a whole JSON object or list. No beginning of a longer one is.
fn is_whole(data: &str) -> bool {
    data.trim_start().starts_with(['{', '[']) && serde_json::from_str::<&RawValue>(data).is_ok()
}
