//! What came back, as a recording keeps it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Asked, RecordedBody};
use crate::redact::{HIDDEN, Redactor};
use crate::transport::{HttpResponse, TransportError, TransportErrorKind};

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// An answer.
    #[non_exhaustive]
    Answer {
        /// HTTP status.
        status: u16,
        /// The headers, names in lower case; secrets are `***`. What belongs to one connection is left out.
        headers: BTreeMap<String, String>,
        /// Body; secrets are `***`.
        body: RecordedBody,
        /// When it was received, by the clock of this machine. If `date` differs from this by more than a few minutes, one clock is
        /// wrong; replay keeps the difference.
        received: Option<SystemTime>,
    },
    /// No answer.
    #[non_exhaustive]
    Failure {
        /// `connect`, `timeout`, `interrupted`, `invalidAnswer`, `tooLarge`, `invalidRequest` or `configuration`.
        failure: String,
        /// Whether the request may have reached the service.
        sent: bool,
    },
}

/// Headers of an answer that are about one connection, or that only its sender may see.
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

/// Headers that hold a date which is compared with the clock.
const DATES: [&str; 2] = ["date", "retry-after"];

/// The dates of a recording older than this are shifted by its age.
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

impl Recorded {
    /// An answer that a test writes itself.
    #[must_use]
    pub fn answer(status: u16, headers: BTreeMap<String, String>, body: impl Into<RecordedBody>) -> Self {
        Self::Answer { status, headers, body: body.into(), received: None }
    }

    /// A failure that a test writes itself; `sent` says whether the request may have reached the service.
    #[must_use]
    pub fn failure(kind: TransportErrorKind, sent: bool) -> Self {
        let name = FAILURES.iter().find(|(_, known)| *known == kind).map_or("interrupted", |(name, _)| *name);
        Self::Failure { failure: name.to_owned(), sent }
    }

    pub(in crate::transport) fn of(asked: &Asked, result: &Result<HttpResponse, TransportError>) -> Self {
        match result {
            Ok(response) => Self::Answer {
                status: response.status.as_u16(),
                headers: headers(&response.headers, &asked.redactor),
                body: asked.answer_body(&response.body),
                received: Some(SystemTime::now()),
            },
            Err(error) => Self::failure(error.kind(), error.may_have_been_sent()),
        }
    }

    pub(in crate::transport) fn to_result(&self) -> Result<HttpResponse, TransportError> {
        match self {
            Self::Answer { status, headers, body, received } => {
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
            Self::Failure { failure, sent } => {
                let kind = FAILURES.iter().find(|(name, _)| name == failure).map(|(_, kind)| *kind);
                let Some(kind) = kind else {
                    let problem =
                        format!("the recording has the failure {failure:?}, which this version does not know");
                    return Err(TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(problem));
                };
                Err(TransportError::new(kind, *sent).with_source("as in the recording"))
            }
        }
    }
}

/// The headers of an answer. One that is there several times is written as a list, which is the same (RFC 9110, section 5.3).
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

/// A date, `by` later.
fn shifted(date: &str, by: Duration) -> Option<String> {
    /// What can be written: the year has four digits.
    const LAST: u64 = 253_402_300_799;
    let date = httpdate::parse_http_date(date).ok()?.checked_add(by)?;
    let is_writable = date.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.as_secs() <= LAST);
    is_writable.then(|| httpdate::fmt_http_date(date))
}
