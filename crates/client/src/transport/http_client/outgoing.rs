//! The requests that a sender takes, and its errors.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, Method, Uri};
use http_body_util::Full;
use reqwest::Url;

/// The time without received data after which an HTTP/2 connection is checked by a ping while a response is awaited,
/// and the time limit for the response to the ping. Together they are shorter than the default read timeout, so that a
/// dead connection is detected before the call ends.
pub(super) const PING_AFTER: Duration = Duration::from_secs(10);
pub(super) const PING_TIMEOUT: Duration = Duration::from_secs(10);
pub(super) const SIGN_OF_LIFE: Duration = PING_AFTER.saturating_add(PING_TIMEOUT);

pub(super) type BoxError = Box<dyn StdError + Send + Sync>;

/// The settings that all connections of a client share.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionSettings {
    pub(super) connect_timeout: Duration,
    pub(super) idle_connections: usize,
    pub(super) idle_timeout: Duration,
}

/// A request in its final form.
pub(super) struct Outgoing {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// The reason why there is no response.
pub(super) struct SendFailure {
    pub(super) error: BoxError,
    pub(super) stage: Stage,
}

/// The stage at which a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The request is not valid, so it was not sent.
    Preparing,
    Connecting,
    Exchanging,
}

impl Outgoing {
    pub(super) fn for_hyper(self) -> Result<http::Request<Full<Bytes>>, SendFailure> {
        let Self { method, url, mut headers, body } = self;
        let uri = Uri::from_maybe_shared(Bytes::from(String::from(url)))
            .map_err(|error| SendFailure { error: error.into(), stage: Stage::Preparing })?;
        if !headers.contains_key(ACCEPT) {
            headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        }
        let mut request = http::Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }
}
