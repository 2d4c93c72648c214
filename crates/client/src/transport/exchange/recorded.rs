//! The outcome of a request in a recording.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Asked, RecordedBody};
use crate::media_type::is_event_stream;
use crate::redact::{HIDDEN, Redactor};
use crate::transport::{BodyStream, HttpResponse, StreamedResponse, TransportError, TransportErrorKind};

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// A response.
    #[non_exhaustive]
    Answer {
        /// The HTTP status.
        status: u16,
        /// The headers, with names in lower case; secrets are `***`. Headers that concern a single connection are
        /// omitted.
        headers: BTreeMap<String, String>,
        /// The body; secrets are `***`.
        body: RecordedBody,
        /// The time at which the response was received, according to the local clock. If `date` differs from it by more
        /// than a few minutes, one of the clocks is wrong; replaying preserves the difference.
        received: Option<SystemTime>,
        /// Why the body ended before its end, if it did: a kind of error as in [`Failure`](Self::Failure), or `stopped` if
        /// the program did not receive more, because it stopped or because an event was the last one (`[DONE]`, an error).
        /// Received as a stream, a body that was stopped is replayed as one that ends there; received as a whole, it is the
        /// error `interrupted`, since the rest is unknown. Only the body of a response that was received as a stream can
        /// have it.
        broke: Option<String>,
    },
    /// No response.
    #[non_exhaustive]
    Failure {
        /// The kind of error: `connect`, `timeout`, `interrupted`, `invalidAnswer`, `tooLarge`, `invalidRequest` or
        /// `configuration`.
        failure: String,
        /// Whether the request may have reached the service.
        sent: bool,
    },
}

/// Headers of a response that concern a single connection or are meant only for the recipient.
const LEFT_OUT: [&str; 10] = [
    "connection",
    "content-length",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers with a date that is compared with the clock.
const DATES: [&str; 2] = ["date", "retry-after"];

/// If a recording is older than this, its dates are moved forward by its age.
const ANOTHER_TIME: Duration = Duration::from_secs(300);

const FAILURES: [(&str, TransportErrorKind); 7] = [
    ("connect", TransportErrorKind::Connect),
    ("timeout", TransportErrorKind::Timeout),
    ("interrupted", TransportErrorKind::Interrupted),
    ("invalidAnswer", TransportErrorKind::InvalidAnswer),
    ("tooLarge", TransportErrorKind::TooLarge),
    ("invalidRequest", TransportErrorKind::InvalidRequest),
    ("configuration", TransportErrorKind::Configuration),
];

/// How the body of a streamed response ended.
#[derive(Debug, Clone, Copy)]
pub(in crate::transport) enum BodyEnd {
    Whole,
    Broke(TransportErrorKind),
    /// The program did not receive more.
    Stopped,
}

/// [`BodyEnd::Stopped`] in a recording.
const STOPPED: &str = "stopped";

impl Recorded {
    /// Creates a response, for a recording that a test writes by hand.
    #[must_use]
    pub fn answer(status: u16, headers: BTreeMap<String, String>, body: impl Into<RecordedBody>) -> Self {
        Self::Answer { status, headers, body: body.into(), received: None, broke: None }
    }

    /// Creates a failure, for a recording that a test writes by hand. `sent` is whether the request may have reached
    /// the service.
    #[must_use]
    pub fn failure(kind: TransportErrorKind, sent: bool) -> Self {
        Self::Failure { failure: name_of(kind).to_owned(), sent }
    }

    /// A response that was received as a stream.
    pub(in crate::transport) fn streamed(asked: &Asked, response: &HttpResponse, end: BodyEnd) -> Self {
        let is_stream = is_event_stream(&response.headers);
        Self::Answer {
            status: response.status.as_u16(),
            headers: headers(&response.headers, &asked.redactor),
            body: if is_stream { asked.answer_events(&response.body) } else { asked.answer_body(&response.body) },
            received: Some(SystemTime::now()),
            broke: match end {
                BodyEnd::Whole => None,
                BodyEnd::Broke(kind) => Some(name_of(kind).to_owned()),
                BodyEnd::Stopped => Some(STOPPED.to_owned()),
            },
        }
    }

    pub(in crate::transport) fn of(asked: &Asked, result: &Result<HttpResponse, TransportError>) -> Self {
        match result {
            Ok(response) => Self::Answer {
                status: response.status.as_u16(),
                headers: headers(&response.headers, &asked.redactor),
                body: asked.answer_body(&response.body),
                received: Some(SystemTime::now()),
                broke: None,
            },
            Err(error) => Self::failure(error.kind(), error.may_have_been_sent()),
        }
    }

    /// The whole response; an error if it did not end by itself.
    pub(in crate::transport) fn to_result(&self) -> Result<HttpResponse, TransportError> {
        let response = self.to_response()?;
        match self {
            Self::Answer { broke: Some(end), .. } if end == STOPPED => {
                Err(error(name_of(TransportErrorKind::Interrupted), true))
            }
            _ => self.breaks().map_or(Ok(response), Err),
        }
    }

    /// The response with the body as a chunk, after which it may break.
    pub(in crate::transport) fn to_streamed(&self) -> Result<StreamedResponse, TransportError> {
        let HttpResponse { status, headers, body } = self.to_response()?;
        let chunks = std::iter::once(Ok(body)).chain(self.breaks().map(Err)).collect::<Vec<_>>();
        Ok(StreamedResponse::new(status, headers, BodyStream::new(futures_util::stream::iter(chunks))))
    }

    /// The error with which the body ended.
    fn breaks(&self) -> Option<TransportError> {
        match self {
            Self::Answer { broke: Some(failure), .. } if failure != STOPPED => Some(error(failure, true)),
            _ => None,
        }
    }

    fn to_response(&self) -> Result<HttpResponse, TransportError> {
        match self {
            Self::Answer { status, headers, body, received, broke: _ } => {
                let invalid = |problem: String| {
                    TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(problem)
                };
                let later = received.and_then(|received| SystemTime::now().duration_since(received).ok());
                let later = later.filter(|later| *later > ANOTHER_TIME);
                let status = StatusCode::from_u16(*status)
                    .map_err(|error| invalid(format!("the recording has the status {status}: {error}")))?;
                let mut map = HeaderMap::new();
                for (name, value) in headers {
                    let shifted = later.filter(|_| DATES.contains(&name.as_str())).and_then(|by| shifted(value, by));
                    let value = shifted.as_deref().unwrap_or(value);
                    let problem =
                        |error: &dyn fmt::Display| invalid(format!("the recording has the header {name:?}: {error}"));
                    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| problem(&error))?;
                    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|error| problem(&error))?;
                    map.insert(name, value);
                }
                Ok(HttpResponse { status, headers: map, body: body.to_bytes() })
            }
            Self::Failure { failure, sent } => Err(error(failure, *sent)),
        }
    }
}

/// The name of a kind of error.
fn name_of(kind: TransportErrorKind) -> &'static str {
    FAILURES.iter().find(|(_, known)| *known == kind).map_or("interrupted", |(name, _)| *name)
}

/// The recorded error of this name.
fn error(failure: &str, sent: bool) -> TransportError {
    match FAILURES.iter().find(|(name, _)| *name == failure) {
        Some((_, kind)) => TransportError::new(*kind, sent).with_source("as in the recording"),
        None => {
            let problem = format!(
                "the recording has the failure {failure:?}, which this version of the library does not support"
            );
            TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(problem)
        }
    }
}

/// The headers of a response. A repeated header is joined into a list, which is equivalent (RFC 9110, section 5.3).
fn headers(headers: &HeaderMap, redactor: &Redactor) -> BTreeMap<String, String> {
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let Ok(value) = std::str::from_utf8(value.as_bytes()) else { continue };
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let value = if redactor.hides(name.as_str()) { Cow::Borrowed(HIDDEN) } else { redactor.text(value) };
        let whole = kept.entry(name.as_str().to_owned()).or_default();
        if !whole.is_empty() {
            whole.push_str(", ");
        }
        whole.push_str(&value);
    }
    kept
}

/// Returns the date moved forward by `by`.
fn shifted(date: &str, by: Duration) -> Option<String> {
    /// The last second that the format can represent, since its year has four digits.
    const LAST: u64 = 253_402_300_799;
    let date = httpdate::parse_http_date(date).ok()?.checked_add(by)?;
    let is_writable = date.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.as_secs() <= LAST);
    is_writable.then(|| httpdate::fmt_http_date(date))
}
