//! Formats an error as a sentence: what failed, why, and where.

use std::fmt;
use std::time::Duration;

use super::{Error, ErrorKind, Stop};
use crate::shown::{LONGEST_NAME, shown};
use crate::transport::TransportError;

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        // An operation that is called by its path has no name.
        if let Some(operation) = inner.operation.filter(|name| !name.is_empty()) {
            write!(formatter, "{operation}: ")?;
        }
        match (inner.kind, &inner.service) {
            (ErrorKind::Service, Some(service)) => {
                write!(formatter, "{service}")?;
                // Without an error code, the response may be from a proxy or from another service at this host.
                if let (None, Some(endpoint)) = (service.code(), &inner.endpoint) {
                    write!(formatter, "; the request was sent to {endpoint}")?;
                }
            }
            (ErrorKind::Decode, Some(service)) => {
                write!(formatter, "the response cannot be decoded: {} (HTTP {}", inner.message, service.status())?;
                if let Some(id) = service.request_id() {
                    write!(formatter, ", request id {}", shown(id, LONGEST_NAME))?;
                }
                formatter.write_str(")")?;
                if let Some(endpoint) = &inner.endpoint {
                    write!(formatter, "; the request was sent to {endpoint}")?;
                }
                // There is no excerpt of an empty body.
                if !service.excerpt().is_empty() {
                    write!(formatter, "; it begins: {}", service.excerpt())?;
                }
            }
            _ => formatter.write_str(&inner.message)?,
        }
        if let Some(before) = &inner.before {
            write!(formatter, "; the previous attempt failed: {}", InShort(before))?;
        }
        if let Some(help) = &inner.help {
            write!(formatter, "; {help}")?;
        }
        if inner.attempts > 1 {
            write!(formatter, "; {} attempts were made", inner.attempts)?;
        }
        match inner.stop {
            Some(Stop::RetryBudget) => formatter.write_str(
                "; it was not sent again: the retry budget for this host is spent, because too many retries failed recently",
            ),
            Some(Stop::TotalTimeout(limit)) => write!(
                formatter,
                "; it was not sent again: the pause before the next attempt is longer than what is left of {limit:?}, the limit for the whole call"
            ),
            None => Ok(()),
        }
    }
}

/// Formats a transport error. The transport of this crate already includes host and port; a custom one may not.
pub(super) fn transport(error: &TransportError, host_and_port: &str) -> String {
    match error.host() {
        Some(_) => error.to_string(),
        None => format!("{error} ({host_and_port})"),
    }
}

/// Formats the exceeded limit, and what the call was waiting for.
pub(super) fn total_timeout(limit: Duration, waiting: &str) -> String {
    format!("no response within {limit:?}, the limit for the whole call; it was waiting for {waiting}")
}

/// A short form of an error, for the message of another one.
struct InShort<'a>(&'a Error);

impl fmt::Display for InShort<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(service) = self.0.service() else { return formatter.write_str(&self.0.inner.message) };
        match service.code() {
            Some(code) => write!(formatter, "{} (HTTP {})", shown(code, LONGEST_NAME), service.status())?,
            None => write!(formatter, "HTTP {}", service.status())?,
        }
        match service.request_id() {
            Some(id) => write!(formatter, ", request id {}", shown(id, LONGEST_NAME)),
            None => Ok(()),
        }
    }
}

/// Formats the destination of a request.
pub(super) fn destination(host_and_port: &str, proxy: Option<&str>) -> String {
    match proxy {
        Some(proxy) => format!("{host_and_port} through the proxy {proxy}"),
        None => host_and_port.to_owned(),
    }
}
