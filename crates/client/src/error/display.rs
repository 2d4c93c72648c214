//! An error as a sentence: what failed, why, and where.

use std::fmt;
use std::time::Duration;

use super::{Error, ErrorKind, Stop};
use crate::endpoint::Endpoint;
use crate::transport::TransportError;

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        if let Some(operation) = inner.operation {
            write!(formatter, "{operation}: ")?;
        }
        match (inner.kind, &inner.service) {
            (ErrorKind::Service, Some(service)) => {
                write!(formatter, "{service}")?;
                // Without a code it is not certain who responded: a proxy, or another service at this address.
                if let (None, Some(endpoint)) = (service.code(), &inner.endpoint) {
                    write!(formatter, "; the request was sent to {endpoint}")?;
                }
            }
            (ErrorKind::Decode, Some(service)) => {
                write!(formatter, "the answer cannot be read: {} (HTTP {}", inner.message, service.status())?;
                if let Some(id) = service.request_id() {
                    write!(formatter, ", request id {id}")?;
                }
                write!(formatter, "); it begins: {}", service.excerpt())?;
            }
            _ => formatter.write_str(&inner.message)?,
        }
        match inner.stop {
            Some(Stop::RetryBudget) => formatter.write_str(
                "; it was not sent again: the retry budget for this host is spent, since too many repetitions failed lately",
            ),
            Some(Stop::TotalTimeout(limit)) => write!(
                formatter,
                "; it was not sent again: the pause before the next attempt is longer than what is left of {limit:?}, the limit for the whole call"
            ),
            None => Ok(()),
        }
    }
}

/// What went wrong on the way to `endpoint`. The transport of this crate says where, one that a user wrote may not.
pub(super) fn transport(error: &TransportError, endpoint: &Endpoint) -> String {
    match error.host() {
        Some(_) => error.to_string(),
        None => format!("{error} ({})", host_and_port(endpoint)),
    }
}

/// Which limit passed, what was waited for, and how the attempt before ended.
pub(super) fn total_timeout(limit: Duration, waiting: &str, before: Option<&Error>) -> String {
    let mut message =
        format!("no response within {limit:?}, the limit for the whole call; it was waiting for {waiting}");
    if let Some(before) = before {
        message.push_str("; the attempt before failed: ");
        message.push_str(&before.in_short());
    }
    message
}

impl Error {
    /// A few words for a message about something else; the whole is its source.
    fn in_short(&self) -> String {
        match self.service() {
            Some(service) => match service.code() {
                Some(code) => format!("{code} (HTTP {})", service.status()),
                None => format!("HTTP {}", service.status()),
            },
            None => self.inner.message.clone(),
        }
    }
}

/// Host and port of an endpoint, also where the port is the usual one and left out of the `Host` header.
pub(crate) fn host_and_port(endpoint: &Endpoint) -> String {
    let host = endpoint.host();
    // An IPv6 address has colons within its brackets.
    let has_port = host.rsplit(']').next().is_some_and(|end| end.contains(':'));
    match (has_port, endpoint.is_https()) {
        (true, _) => host.to_owned(),
        (false, true) => format!("{host}:443"),
        (false, false) => format!("{host}:80"),
    }
}
