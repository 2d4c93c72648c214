//! Converts errors of the HTTP library: determines what failed, and whether the request may have reached the service.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::by_reqwest;
use super::connections::Pool;
use super::outgoing::{BoxError, SIGN_OF_LIFE, SendFailure, Stage};
use super::proxy::Proxy;
use super::sender::ConnectTimeout;
use super::tunnel::Refused;
use crate::transport::{TimeLimit, TransportError, TransportErrorKind};

/// Converts an error that occurred before the head of the response was received.
pub(super) fn of_request(failure: SendFailure, pool: &Pool, connect_timeout: Duration) -> TransportError {
    let SendFailure { error, stage } = failure;
    let is_timeout = is_timeout(&*error);
    if stage == Stage::Connecting {
        return of_connection(error, is_timeout, pool, connect_timeout);
    }
    if is_timeout {
        return of_silence(error);
    }
    let (kind, sent) = if stage == Stage::Preparing {
        (TransportErrorKind::InvalidRequest, false)
    } else if is_parse(&*error) {
        (TransportErrorKind::InvalidAnswer, true)
    } else {
        (TransportErrorKind::Interrupted, !is_unprocessed(&*error))
    };
    let result = TransportError::new(kind, sent).with_source(error);
    if kind == TransportErrorKind::InvalidAnswer && !pool.is_https && pool.proxy.is_none() {
        return result
            .with_help(format!("if this port speaks TLS, write https://{}:{} as the endpoint", pool.host, pool.port));
    }
    result
}

/// Converts an error that occurred while the body of the response was read. The service has received the request.
pub(super) fn of_body(error: BoxError) -> TransportError {
    if is_timeout(&*error) {
        return of_silence(error);
    }
    let kind = if is_parse(&*error) { TransportErrorKind::InvalidAnswer } else { TransportErrorKind::Interrupted };
    TransportError::new(kind, true).with_source(error)
}

/// Converts an error of a connection that was closed because it is dead: pings had no response, or the operating system
/// reported a timeout.
fn of_silence(error: BoxError) -> TransportError {
    let is_of_system = causes(&*error).any(|cause| cause.is::<io::Error>());
    let result = TransportError::new(TransportErrorKind::Timeout, true);
    if is_of_system { result.with_source(error) } else { result.with_limit(TimeLimit::Ping, SIGN_OF_LIFE) }
}

fn of_connection(error: BoxError, is_timeout: bool, pool: &Pool, connect_timeout: Duration) -> TransportError {
    if is_timeout {
        // The timeout is either the connect timeout of this client or the TCP timeout of the operating system.
        let is_ours = !causes(&*error).any(|cause| cause.is::<io::Error>());
        let result = TransportError::new(TransportErrorKind::Timeout, false);
        return if is_ours {
            result.with_limit(TimeLimit::Connect, connect_timeout)
        } else {
            result.with_source(error)
        };
    }
    let help = help(&*error, pool);
    let refused = causes(&*error).find_map(|cause| cause.downcast_ref::<Refused>());
    let status = refused.and_then(|refused| if let Refused::Status(status) = refused { Some(*status) } else { None });
    let result = TransportError::new(TransportErrorKind::Connect, false).with_source(error);
    let result = match status {
        Some(status) => result.with_proxy_status(status),
        None => result,
    };
    match help {
        Some(help) => result.with_help(help),
        None => result,
    }
}

/// Help for a failed connection. The most frequent cause of a failed handshake is a wrong scheme.
fn help(error: &(dyn StdError + 'static), pool: &Pool) -> Option<String> {
    if causes(error).any(|cause| matches!(cause.downcast_ref(), Some(Refused::Status(407)))) {
        let has_user = pool.proxy.as_ref().is_some_and(Proxy::has_user);
        return Some(if has_user {
            "the proxy does not accept the user and password in its URL".to_owned()
        } else {
            "the proxy requires a user and a password: add them to its URL, as in http://user:password@proxy.example:3128".to_owned()
        });
    }
    let speaks_no_tls = causes(error).any(|cause| matches!(tls_error(cause), Some(rustls::Error::InvalidMessage(_))));
    if !speaks_no_tls {
        return None;
    }
    match &pool.proxy {
        Some(proxy) if proxy.is_https() => {
            Some("the proxy does not seem to speak TLS: if so, write its URL with http://".to_owned())
        }
        _ if pool.is_https => Some(format!(
            "the server does not seem to speak TLS: if that is intended, write http://{}:{} as the endpoint",
            pool.host, pool.port
        )),
        _ => None,
    }
}

/// Finds the error of rustls in `cause`. An I/O error does not return the error that it wraps as its `source`, so it is
/// unwrapped.
fn tls_error<'a>(mut cause: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    while let Some(shell) = cause.downcast_ref::<io::Error>() {
        cause = shell.get_ref()?;
    }
    cause.downcast_ref()
}

/// Whether the server reported that it did not process the request: it refused the stream, or the stream is beyond the
/// last one in its `GOAWAY` (RFC 9113, section 8.7). `h2` reports the error of a `GOAWAY` only for these streams.
#[cfg(feature = "http2")]
fn is_unprocessed(error: &(dyn StdError + 'static)) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(|error| {
        error.is_remote()
            && (error.is_go_away() || (error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM)))
    })
}

#[cfg(not(feature = "http2"))]
fn is_unprocessed(_error: &(dyn StdError + 'static)) -> bool {
    false
}

/// Whether the response is not valid HTTP. `hyper` reports this only in the message of its error.
fn is_parse(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(|cause| {
        let text = cause.to_string();
        text.contains("invalid HTTP") || text.contains("parsed")
    })
}

/// Whether a time limit was exceeded: the connect timeout, a ping timeout, or a timeout of the operating system.
fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    std::iter::once(error).chain(causes(error)).any(is_limit)
}

fn is_limit(cause: &(dyn StdError + 'static)) -> bool {
    cause.is::<ConnectTimeout>()
        || by_reqwest::is_timeout(cause)
        || cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_timeout)
        || cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause: &&(dyn StdError + 'static)| (*cause).source())
}
