//! How a request reaches the service: one trait, so that tests can replace the network.
//!
//! [`HttpClient`] is what programs use, with settings for proxies, certificates, connections and time limits:
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
//! [`Recording`] keeps what goes through another transport, and [`Replaying`] returns it without a network. A transport of a program's own
//! can do something with each request, and send it through another one:
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
//!     // For errors, and so that they hide the password of a proxy.
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

pub use crate::boxed::BoxFuture;
use crate::redact::{Facts, Redactor};

/// Sends a request and gives the answer, whatever its status.
///
/// An implementation must not follow redirects (the signature would not fit) and must not repeat a request: both are decided above it.
pub trait Transport: Send + Sync + fmt::Debug {
    /// Sends `request`. Dropping the future cancels the exchange.
    ///
    /// # Errors
    ///
    /// [`TransportError`], with how far the request came.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;

    /// The proxy through which `url` is reached, as in `http://proxy.internal:3128`, without user and password: for errors. `None` if
    /// there is none, or if the transport does not know.
    fn proxy_for(&self, url: &str) -> Option<String> {
        let _ = url;
        None
    }

    /// Secrets of the transport itself, such as the password of a proxy, which may come back in a response. They are hidden in errors
    /// and recordings. A transport that sends through another one returns those of the other one.
    fn secrets(&self) -> Vec<Secret> {
        Vec::new()
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        (**self).send(request)
    }

    fn proxy_for(&self, url: &str) -> Option<String> {
        (**self).proxy_for(url)
    }

    fn secrets(&self) -> Vec<Secret> {
        (**self).secrets()
    }
}

/// A request, ready for the wire.
#[derive(Clone)]
pub struct HttpRequest {
    /// Method.
    pub method: http::Method,
    /// Absolute address; the query is encoded.
    pub url: String,
    /// Headers, the signature among them.
    pub headers: HeaderMap,
    /// Body; empty if there is none.
    pub body: Bytes,
    /// Time that may pass without a byte of the answer; also until its first byte.
    pub read_timeout: Duration,
    /// Bytes of the answer that are read at the most.
    pub response_limit: usize,
    /// What is known of the request beside what is sent: which of it is secret.
    pub(crate) facts: Facts,
}

impl HttpRequest {
    /// A request without headers and body, with the limits that a client has unless it is told otherwise: for programs that use a
    /// transport without a client.
    #[must_use]
    pub fn new(method: http::Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            read_timeout: Duration::from_secs(30),
            response_limit: 256 << 20,
            facts: Facts::default(),
        }
    }
}

impl HttpRequest {
    /// A redactor that knows the secrets of this request: those of its caller and those in it.
    pub(crate) fn redactor(&self) -> Redactor {
        exchange::Asked::of(self).into_redactor()
    }
}

/// Shows method and path only: query, headers and body can hold secrets.
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

/// An answer.
#[derive(Clone)]
pub struct HttpResponse {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

/// Shows the status and the size only: the body can hold secrets.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
