//! Errors of sending a request and receiving its response.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The reason why no response was received. `Display` shows what failed, the target (host, port and proxy), the time
/// limit that was exceeded, and the root cause.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    sent: bool,
    // Boxed to keep results small.
    details: Box<Details>,
}

#[derive(Debug, Default)]
struct Details {
    target: Option<(String, u16)>,
    proxy: Option<String>,
    limit: Option<(TimeLimit, Duration)>,
    proxy_status: Option<u16>,
    help: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of transport errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made: name resolution failed, the connection was refused, or TLS failed.
    Connect,
    /// A time limit was exceeded.
    Timeout,
    /// The connection broke while the request or the response was being sent.
    Interrupted,
    /// The response is not valid HTTP.
    InvalidAnswer,
    /// The response is larger than the limit.
    TooLarge,
    /// The request cannot be sent, for example because its URL is not valid.
    InvalidRequest,
    /// The transport or the program is not configured correctly: a proxy URL that is not valid, no root certificates,
    /// no async runtime.
    Configuration,
}

/// The time limits of a transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeLimit {
    /// The limit for making a connection: name resolution, TCP, proxy and TLS.
    Connect,
    /// The limit for the time between two bytes of the response, or until the first one.
    Read,
    /// The limit for an HTTP/2 connection without received data: the idle time before a ping plus the time for its
    /// response.
    Ping,
}

impl TransportError {
    /// Creates an error. `sent` is whether bytes of the request may have reached the service.
    #[must_use]
    pub fn new(kind: TransportErrorKind, sent: bool) -> Self {
        Self { kind, sent, details: Box::default() }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.details.source = Some(source.into());
        self
    }

    /// Adds the host and port of the request.
    #[must_use]
    pub fn with_target(mut self, host: impl Into<String>, port: u16) -> Self {
        self.details.target = Some((host.into(), port));
        self
    }

    /// Adds the proxy, such as `http://proxy.internal:3128`, without user and password.
    #[must_use]
    pub fn with_proxy(mut self, proxy: impl Into<String>) -> Self {
        self.details.proxy = Some(proxy.into());
        self
    }

    /// Adds the time limit that was exceeded.
    #[must_use]
    pub fn with_limit(mut self, limit: TimeLimit, duration: Duration) -> Self {
        self.details.limit = Some((limit, duration));
        self
    }

    /// Adds the HTTP status with which the proxy refused to connect.
    #[must_use]
    pub fn with_proxy_status(mut self, status: u16) -> Self {
        self.details.proxy_status = Some(status);
        self
    }

    /// Adds help for the reader, a clause that `Display` appends.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.details.help = Some(help.into());
        self
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether bytes of the request may have reached the service, so that the operation may have been carried out.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.sent
    }

    /// The host of the request, if the transport reports it.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.details.target.as_ref().map(|(host, _)| host.as_str())
    }

    /// The port of the request, if the transport reports it.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.details.target.as_ref().map(|(_, port)| *port)
    }

    /// The proxy, such as `http://proxy.internal:3128`, if there was one. It never contains user and password.
    #[must_use]
    pub fn proxy(&self) -> Option<&str> {
        self.details.proxy.as_deref()
    }

    /// The time limit that was exceeded, and its duration.
    #[must_use]
    pub fn limit(&self) -> Option<(TimeLimit, Duration)> {
        self.details.limit
    }

    /// The HTTP status with which the proxy refused to open a tunnel, if that was the error.
    #[must_use]
    pub fn proxy_status(&self) -> Option<u16> {
        self.details.proxy_status
    }

    /// Writes what failed, without the cause.
    fn write_problem(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = |preposition| Target { details: &self.details, preposition };
        match (self.kind, self.details.limit) {
            (TransportErrorKind::Connect, _) => write!(formatter, "could not connect{}", target(" to ")),
            (_, Some((TimeLimit::Connect, limit))) => {
                write!(formatter, "no connection{} within {limit:?}, the connect timeout", target(" to "))
            }
            (_, Some((TimeLimit::Read, limit))) if !self.sent => {
                write!(formatter, "no connection{} within {limit:?}, the read timeout", target(" to "))
            }
            (_, Some((TimeLimit::Read, limit))) => {
                write!(formatter, "nothing was received{} for {limit:?}, the read timeout", target(" from "))
            }
            (_, Some((TimeLimit::Ping, limit))) => {
                write!(
                    formatter,
                    "nothing was received{} for {limit:?}, not even the response to a ping",
                    target(" from ")
                )
            }
            (TransportErrorKind::Timeout, None) => {
                write!(formatter, "a time limit was exceeded{}", target(" while communicating with "))
            }
            (TransportErrorKind::Interrupted, None) => {
                write!(formatter, "the connection{} broke", target(" to "))
            }
            (TransportErrorKind::InvalidAnswer, None) => {
                write!(formatter, "the response{} is not valid HTTP", target(" from "))
            }
            (TransportErrorKind::TooLarge, None) => {
                write!(formatter, "the response{} is larger than the limit", target(" of "))
            }
            (TransportErrorKind::InvalidRequest, None) => {
                write!(formatter, "the request{} cannot be sent", target(" to "))
            }
            (TransportErrorKind::Configuration, None) => {
                write!(formatter, "the HTTP client{} cannot be set up", target(" for "))
            }
        }
    }
}

/// The largest number of characters of a cause that is shown. Parts of it can come from a server, such as the names in
/// its certificate.
const LONGEST_CAUSE: usize = 400;

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_problem(formatter)?;
        if let Some(source) = &self.details.source {
            let mut cause: &dyn StdError = &**source;
            while let Some(next) = cause.source() {
                cause = next;
            }
            formatter.write_str(": ")?;
            for character in cause.to_string().chars().take(LONGEST_CAUSE) {
                let shown = if character.is_control() { char::REPLACEMENT_CHARACTER } else { character };
                write!(formatter, "{shown}")?;
            }
        }
        match &self.details.help {
            Some(help) => write!(formatter, "; {help}"),
            None => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.details.source.as_deref().map(|source| source as _)
    }
}

/// Formats host, port and proxy of an error after a preposition; nothing if they are unknown.
struct Target<'a> {
    details: &'a Details,
    preposition: &'static str,
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((host, port)) = &self.details.target {
            write!(formatter, "{}{host}:{port}", self.preposition)?;
        }
        match &self.details.proxy {
            Some(proxy) => write!(formatter, " through the proxy {proxy}"),
            None => Ok(()),
        }
    }
}
