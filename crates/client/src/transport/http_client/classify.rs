//! From an error of `reqwest` to one of ours: what failed, and whether the service may have the request.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::connections::{Pool, SIGN_OF_LIFE};
use crate::transport::{TimeLimit, TransportError, TransportErrorKind};

/// An error before the head of the response was there. The address is left out of it: its query can hold secrets.
pub(super) fn of_request(error: reqwest::Error, pool: &Pool, connect_timeout: Duration) -> TransportError {
    let error = error.without_url();
    if error.is_connect() {
        return of_connection(error, pool, connect_timeout);
    }
    if error.is_timeout() {
        return of_silence(error);
    }
    let (kind, sent) = if error.is_builder() {
        (TransportErrorKind::InvalidRequest, false)
    } else if is_parse(&error) {
        (TransportErrorKind::InvalidAnswer, true)
    } else {
        (TransportErrorKind::Interrupted, !is_unprocessed(&error))
    };
    let result = TransportError::new(kind, sent).with_source(error);
    if kind == TransportErrorKind::InvalidAnswer && !pool.is_https && pool.proxy.is_none() {
        return result
            .with_help(format!("if this port speaks TLS, write https://{}:{} as the endpoint", pool.host, pool.port));
    }
    result
}

/// An error while the body of the response was read: the service has the request.
pub(super) fn of_body(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_timeout() {
        return of_silence(error);
    }
    let kind = if is_parse(&error) { TransportErrorKind::InvalidAnswer } else { TransportErrorKind::Interrupted };
    TransportError::new(kind, true).with_source(error)
}

/// A connection that was given up: pings were not answered, or the system found that nothing arrives.
fn of_silence(error: reqwest::Error) -> TransportError {
    let is_of_system = causes(&error).any(|cause| cause.is::<io::Error>());
    let result = TransportError::new(TransportErrorKind::Timeout, true);
    if is_of_system { result.with_source(error) } else { result.with_limit(TimeLimit::Ping, SIGN_OF_LIFE) }
}

fn of_connection(error: reqwest::Error, pool: &Pool, connect_timeout: Duration) -> TransportError {
    if error.is_timeout() {
        // Either our limit, or that of the system for TCP.
        let is_ours = !causes(&error).any(|cause| cause.is::<io::Error>());
        let result = TransportError::new(TransportErrorKind::Timeout, false);
        return if is_ours {
            result.with_limit(TimeLimit::Connect, connect_timeout)
        } else {
            result.with_source(error)
        };
    }
    let help = help(&error, pool);
    let result = TransportError::new(TransportErrorKind::Connect, false).with_source(error);
    match help {
        Some(help) => result.with_help(help),
        None => result,
    }
}

/// What the user can do about a failed handshake: most often the scheme is wrong.
fn help(error: &reqwest::Error, pool: &Pool) -> Option<String> {
    let speaks_no_tls = causes(error).any(|cause| matches!(tls_error(cause), Some(rustls::Error::InvalidMessage(_))));
    if !speaks_no_tls {
        return None;
    }
    match &pool.proxy {
        Some(proxy) if proxy.starts_with("https://") => {
            Some("the proxy does not seem to speak TLS: if so, write http:// before its address".to_owned())
        }
        _ if pool.is_https => Some(format!(
            "the server does not seem to speak TLS: if that is meant, write http://{}:{} as the endpoint",
            pool.host, pool.port
        )),
        _ => None,
    }
}

/// The error of rustls in `cause`: errors of I/O are not the cause of what they hold, but a shell around it.
fn tls_error<'a>(mut cause: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    while let Some(shell) = cause.downcast_ref::<io::Error>() {
        cause = shell.get_ref()?;
    }
    cause.downcast_ref()
}

/// Whether the server said that it did not process the request: a stream that it refused, or one beyond the last of its `GOAWAY`
/// (RFC 9113, section 8.7). `h2` gives the error of a `GOAWAY` to these streams only.
#[cfg(feature = "http2")]
fn is_unprocessed(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(|error| {
        error.is_remote()
            && (error.is_go_away() || (error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM)))
    })
}

#[cfg(not(feature = "http2"))]
fn is_unprocessed(_error: &reqwest::Error) -> bool {
    false
}

/// Whether what came back is not HTTP. `hyper` says so only in the text of its error.
fn is_parse(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let text = cause.to_string();
        text.contains("invalid HTTP") || text.contains("parsed")
    })
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause: &&(dyn StdError + 'static)| (*cause).source())
}
