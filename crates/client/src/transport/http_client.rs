//! The HTTP transport of programs. It uses `hyper` with rustls, and `reqwest` for the proxies that only `reqwest`
//! supports.

#[cfg(any(feature = "socks", all(feature = "system-proxy", any(target_os = "macos", windows))))]
mod by_reqwest;
#[cfg(not(any(feature = "socks", all(feature = "system-proxy", any(target_os = "macos", windows)))))]
#[path = "http_client/without_reqwest.rs"]
mod by_reqwest;
mod classify;
mod connecting;
mod connections;
mod connector;
mod outgoing;
mod proxy;
mod roots;
mod sender;
mod settings;
mod streamed;
mod tls;
mod tunnel;
mod waiting;

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use alicloud_signer::Secret;
use bytes::{Bytes, BytesMut};
use http::Version;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use tokio::runtime::Id;
use tokio::time::Sleep;

pub use settings::HttpClientBuilder;

use self::connections::{Connections, Pool};
use self::outgoing::Outgoing;
use self::proxy::{Proxies, ProxyRoute};
use self::sender::Incomplete;
use self::waiting::Waiting;
use super::last_address::LastAddress;
use super::streamed::too_large;
use super::{
    BoxFuture, HttpRequest, HttpResponse, StreamedResponse, TimeLimit, Transport, TransportError, TransportErrorKind,
};
use crate::drivers::{MissingDriver, current_runtime, with_drivers};

/// Sends requests over HTTP/1.1 or HTTP/2 and reuses connections. Cloning is cheap, and clones share the connections.
///
/// A client may be used on several async runtimes, concurrently or one after the other. Each runtime has its own
/// connections, because a connection depends on the runtime on which it was made. A connection on which a time limit
/// was exceeded is not reused, and an HTTP/2 connection without received data for 10 seconds is checked by a ping while
/// a response is awaited.
#[derive(Clone)]
pub struct HttpClient {
    connections: Arc<Connections>,
    addresses: Arc<LastAddress>,
    connect_timeout: Duration,
}

impl HttpClient {
    /// Returns a builder with the default settings; see [`HttpClientBuilder`].
    #[must_use]
    pub fn builder() -> HttpClientBuilder {
        HttpClientBuilder::default()
    }

    /// The proxy for requests to the URL `address` (such as `https://rds.aliyuncs.com`), without user and password. It
    /// shows the effect of the environment variables. `None` if there is no proxy, if its setting is not valid, if the
    /// operating system decides, or if `address` is not a URL.
    #[must_use]
    pub fn proxy_for(&self, address: &str) -> Option<String> {
        let url = reqwest::Url::parse(address).ok()?;
        match self.connections.proxies.route(&url) {
            ProxyRoute::Through(proxy) => Some(proxy.name().to_owned()),
            ProxyRoute::Direct | ProxyRoute::System | ProxyRoute::Unusable(_) => None,
        }
    }

    fn new(
        settings: &HttpClientBuilder,
        proxies: Proxies,
        provider: Arc<CryptoProvider>,
        roots: Vec<CertificateDer<'static>>,
    ) -> Self {
        Self {
            connections: Arc::new(Connections::new(settings, proxies, provider, roots)),
            addresses: Arc::default(),
            connect_timeout: settings.connect_timeout,
        }
    }

    fn outgoing(&self, request: HttpRequest) -> Result<Outgoing, TransportError> {
        let url = self
            .addresses
            .parse(&request.url)
            .map_err(|error| TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(error))?;
        if url.as_str().len() > LONGEST_URL {
            return Err(too_long(url.as_str().len()));
        }
        Ok(Outgoing { method: request.method, url, headers: request.headers, body: request.body })
    }

    /// The pool for the origin of `url`. The time limit includes reading the root certificates of the system, which the
    /// first connection may have to do.
    async fn pool(
        &self,
        runtime: Id,
        url: &str,
        timer: Pin<&mut Sleep>,
        silence: Duration,
    ) -> Result<Arc<Pool>, TransportError> {
        match self.connections.known(runtime, url) {
            Some(pool) => Ok(pool),
            None => {
                let added = pin!(self.connections.add(runtime, url));
                within(timer, added).await?.ok_or_else(|| slow_roots(silence))?
            }
        }
    }

    /// Sends a request and waits for the head of its response.
    async fn head(
        &self,
        outgoing: Outgoing,
        pool: &Pool,
        waiting: &mut Waiting<'_>,
    ) -> Result<Incomplete, TransportError> {
        let sent = waiting.step(pool.sender.send(outgoing)).await;
        let sent = sent.and_then(|sent| sent.map_err(|error| classify::of_request(error, pool, self.connect_timeout)));
        sent.map_err(|error| at(error, pool))
    }

    async fn open(&self, request: HttpRequest) -> Result<StreamedResponse, TransportError> {
        let silence = request.read_timeout;
        let runtime = current_runtime().map_err(missing_driver)?;
        let mut timer = pin!(tokio::time::sleep(silence));
        let pool = self.pool(runtime, &request.url, timer.as_mut(), silence).await?;
        let mut waiting = Waiting::new(timer, silence, &self.connections, &pool);
        let response = self.head(self.outgoing(request)?, &pool, &mut waiting).await?;
        drop(waiting);
        Ok(streamed::response(response, Arc::clone(&self.connections), pool, silence))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let limit = request.response_limit;
        let silence = request.read_timeout;
        let runtime = current_runtime().map_err(missing_driver)?;
        let mut timer = pin!(tokio::time::sleep(silence));
        let pool = self.pool(runtime, &request.url, timer.as_mut(), silence).await?;
        let mut waiting = Waiting::new(timer, silence, &self.connections, &pool);
        let outgoing = self.outgoing(request)?;
        let located = |error: TransportError| at(error, &pool);
        let mut response = self.head(outgoing, &pool, &mut waiting).await?;
        let announced = response.length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        if announced.is_some_and(|length| length > limit) {
            return Err(located(too_large(limit)));
        }
        // In HTTP/1, nothing follows the last byte of the announced length, so the end of the connection is not
        // awaited.
        let last = announced.filter(|_| response.head.version <= Version::HTTP_11);
        let mut body = ReceivedBytes::default();
        while last != Some(body.len()) {
            let chunk = waiting.step(response.chunk()).await.and_then(|r| r.map_err(classify::of_body));
            let Some(chunk) = chunk.map_err(located)? else { break };
            if body.len() + chunk.len() > limit {
                return Err(located(too_large(limit)));
            }
            body.push(chunk);
        }
        Ok(HttpResponse { status: response.head.status, headers: response.head.headers, body: body.into_bytes() })
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpClient")
            .field("connect_timeout", &self.connect_timeout)
            .field("proxies", &self.connections.proxies)
            .finish_non_exhaustive()
    }
}

impl Transport for HttpClient {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn stream(&self, request: HttpRequest) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        Box::pin(self.open(request))
    }

    fn proxy_for(&self, url: &str) -> Option<String> {
        Self::proxy_for(self, url)
    }

    fn secrets(&self) -> Vec<Secret> {
        self.connections.proxies.secrets()
    }
}

/// The longest URL that the HTTP library accepts, in bytes.
const LONGEST_URL: usize = u16::MAX as usize - 1;

/// Awaits `future`. Returns `None` if the timer elapses first.
async fn within<T>(
    mut timer: Pin<&mut Sleep>,
    mut future: Pin<&mut impl Future<Output = T>>,
) -> Result<Option<T>, TransportError> {
    poll_fn(|context| {
        if let Poll::Ready(result) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(Some(result)));
        }
        match with_drivers(|| timer.as_mut().poll(context)) {
            Ok(polled) => polled.map(|()| Ok(None)),
            Err(missing) => Poll::Ready(Err(missing_driver(missing))),
        }
    })
    .await
}

#[cold]
fn slow_roots(limit: Duration) -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, false)
        .with_limit(TimeLimit::Read, limit)
        .with_source("the root certificates are still being read")
        .with_help("the file system that contains them may not respond")
}

#[cold]
fn too_long(length: usize) -> TransportError {
    TransportError::new(TransportErrorKind::InvalidRequest, false)
        .with_source(format!("its URL has {length} bytes, and no more than {LONGEST_URL} can be sent"))
        .with_help("the parameters in the query are too long: send fewer or shorter values, or several requests")
}

fn missing_driver(missing: MissingDriver) -> TransportError {
    TransportError::new(TransportErrorKind::Configuration, false).with_source(missing)
}

fn at(error: TransportError, pool: &Pool) -> TransportError {
    let error = error.with_target(pool.host.as_str(), pool.port);
    match &pool.proxy {
        Some(proxy) => error.with_proxy(proxy.name()),
        None => error,
    }
}

/// The body as it is received. Most bodies consist of one chunk, which is not copied.
#[derive(Default)]
struct ReceivedBytes {
    first: Bytes,
    all: BytesMut,
}

impl ReceivedBytes {
    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn push(&mut self, chunk: Bytes) {
        if self.len() == 0 {
            self.first = chunk;
        } else {
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
            self.all.extend_from_slice(&chunk);
        }
    }

    fn into_bytes(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}
