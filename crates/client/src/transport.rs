//! Sends requests. The trait [`Transport`] lets tests replace the network.
//!
//! Programs use [`HttpClient`], which has settings for proxies, certificates, connections and time limits:
//!
//! ```
//! use std::time::Duration;
//!
//! use alicloud_client::Client;
//! use alicloud_client::transport::HttpClient;
//!
//! # fn main() -> Result<(), alicloud_client::Error> {
//! let http = HttpClient::builder().proxy("http://user:password@proxy.internal:3128").idle_connections(8);
//! let client = Client::builder()
//!     .region("cn-hangzhou")
//!     .http(http)
//!     .connect_timeout(Duration::from_secs(3))
//!     .read_timeout(Duration::from_secs(20))
//!     .total_timeout(Duration::from_secs(60))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! [`Recording`] records the exchanges of another transport, and [`Replaying`] replays them without a network. A
//! program can implement its own transport that handles each request and sends it through another one:
//!
//! ```
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! use alicloud_client::transport::{BoxFuture, HttpClient, HttpRequest, HttpResponse, Transport, TransportError};
//! use alicloud_client::{Client, Secret};
//!
//! #[derive(Debug)]
//! struct Counting {
//!     inner: HttpClient,
//!     bytes: AtomicU64,
//! }
//!
//! impl Transport for Counting {
//!     fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
//!         Box::pin(async move {
//!             let response = self.inner.send(request).await?;
//!             self.bytes.fetch_add(response.body.len() as u64, Ordering::Relaxed);
//!             Ok(response)
//!         })
//!     }
//!
//!     // Errors show the proxy and hide its password.
//!     fn proxy_for(&self, url: &str) -> Option<String> {
//!         self.inner.proxy_for(url)
//!     }
//!
//!     fn secrets(&self) -> Vec<Secret> {
//!         self.inner.secrets()
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let counting = Counting { inner: HttpClient::builder().build()?, bytes: AtomicU64::new(0) };
//! let client = Client::builder().region("cn-hangzhou").transport(counting).build()?;
//! # Ok(()) }
//! ```

mod error;
mod exchange;
mod http_client;
mod last_address;
mod recording;
mod replaying;
mod streamed;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use alicloud_signer::Secret;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub use error::{TimeLimit, TransportError, TransportErrorKind};
pub use exchange::{Exchange, Question, Recorded, RecordedBody};
pub use http_client::{HttpClient, HttpClientBuilder};
pub use recording::Recording;
pub use replaying::Replaying;
pub(crate) use streamed::STREAM_LEAD;
pub use streamed::{BodyStream, StreamedResponse};

pub use crate::boxed::BoxFuture;
use crate::redact::{Redactor, RequestFacts};

/// Sends a request and returns the response, whatever its status.
///
/// An implementation must not follow redirects, because the signature would not match, and must not repeat requests,
/// because the client decides about retries.
pub trait Transport: Send + Sync + fmt::Debug {
    /// Sends `request`. Dropping the future cancels the exchange.
    ///
    /// # Errors
    ///
    /// [`TransportError`], which also says whether the request may have reached the service.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;

    /// Sends `request` and returns as soon as the head of the response was received. Dropping the future or the body
    /// cancels the exchange. [`response_limit`](HttpRequest::response_limit) does not apply to the body, since its
    /// receiver decides how much of it is kept.
    ///
    /// Operations whose response is a stream of events are sent with this method. By default it calls
    /// [`send`](Self::send) and returns the whole body as one chunk, so all events arrive when the response ends: a
    /// transport that wraps another one should call `stream` of that one.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send). The body has errors of its own.
    fn stream(&self, request: HttpRequest) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        let sent = self.send(request);
        Box::pin(async move { sent.await.map(StreamedResponse::from) })
    }

    /// The proxy for requests to `url`, such as `http://proxy.internal:3128`, without user and password. It is shown in
    /// errors. `None` if there is none or the transport does not know it.
    fn proxy_for(&self, url: &str) -> Option<String> {
        let _ = url;
        None
    }

    /// The secrets of the transport itself, such as the password of a proxy, which a response may repeat. They are
    /// hidden in errors and recordings. A transport that wraps another one should return the secrets of that one.
    fn secrets(&self) -> Vec<Secret> {
        Vec::new()
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        (**self).send(request)
    }

    fn stream(&self, request: HttpRequest) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        (**self).stream(request)
    }

    fn proxy_for(&self, url: &str) -> Option<String> {
        (**self).proxy_for(url)
    }

    fn secrets(&self) -> Vec<Secret> {
        (**self).secrets()
    }
}

/// A request in its final form.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: http::Method,
    /// The absolute URL; path and query are percent-encoded.
    pub url: String,
    /// The headers, including the signature. `Host` is among them only if it is not the host of the URL: for an emulator
    /// on a loopback address, and an operation with a parameter that is a label in front of the host name.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
    /// The longest time without receiving a byte, also before the first byte of the response.
    pub read_timeout: Duration,
    /// The largest response body in bytes.
    pub response_limit: usize,
    /// Facts that are not sent, such as which parts are secret.
    pub(crate) facts: RequestFacts,
}

impl HttpRequest {
    /// Creates a request without headers and body, with the default limits of a client: a read timeout of 30 seconds
    /// and a response limit of 256 MiB. For programs that use a transport without a client.
    #[must_use]
    pub fn new(method: http::Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            read_timeout: Duration::from_secs(30),
            response_limit: 256 << 20,
            facts: RequestFacts::default(),
        }
    }
}

impl HttpRequest {
    /// A redactor that knows the secrets in this request and those of its caller.
    pub(crate) fn redactor(&self) -> Redactor {
        exchange::Asked::of(self).into_redactor()
    }
}

/// Shows only the method and the URL without its query, because query, headers and body can contain secrets.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.url.split('?').next().unwrap_or_default();
        let address = &*Redactor::new().text(address);
        formatter
            .debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("address", &address)
            .finish_non_exhaustive()
    }
}

/// A response. A transport creates one with [`HttpResponse::new`].
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl HttpResponse {
    /// Creates a response.
    #[must_use]
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self { status, headers, body: body.into() }
    }
}

/// Shows only the status and the length of the body, because the body can contain secrets.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
