//! The transport that programs use: `reqwest` with rustls.

use std::error::Error as StdError;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Version;
use tokio::time::{Instant, Sleep};

use super::last_address::LastAddress;
use super::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};

/// Sends over HTTP/1.1 or HTTP/2 with connections that are kept and reused. Cloning is cheap and shares the connections.
#[derive(Debug, Clone)]
pub struct HttpClient {
    client: reqwest::Client,
    /// For addresses that no proxy can reach; made when it is first needed.
    direct: Arc<OnceLock<reqwest::Client>>,
    connect_timeout: Duration,
    addresses: Arc<LastAddress>,
}

/// Settings of an [`HttpClient`].
#[derive(Debug, Clone)]
pub struct HttpClientBuilder {
    connect_timeout: Duration,
    idle_connections: usize,
    idle_timeout: Duration,
    proxy: Option<String>,
    use_proxy: bool,
    root_certificates: Vec<Vec<u8>>,
}

impl Default for HttpClientBuilder {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            idle_connections: 64,
            // The gateway closes idle connections after 25 seconds (its keep-alive header).
            idle_timeout: Duration::from_secs(20),
            proxy: None,
            use_proxy: true,
            root_certificates: Vec::new(),
        }
    }
}

impl HttpClientBuilder {
    /// Time for name resolution, connection and TLS handshake; 5 seconds unless set.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Idle connections that are kept for a host; 64 unless set.
    #[must_use]
    pub fn idle_connections(mut self, count: usize) -> Self {
        self.idle_connections = count;
        self
    }

    /// How long an idle connection is kept; 20 seconds unless set, below the 25 of the gateway.
    #[must_use]
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = limit;
        self
    }

    /// Sends everything through this proxy, as in `http://proxy.internal:3128`, instead of the one of the environment.
    #[must_use]
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.proxy = Some(address.into());
        self
    }

    /// Ignores the proxy settings of the environment.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.use_proxy = false;
        self
    }

    /// Trusts this root certificate (PEM, one or several) besides those of the system.
    #[must_use]
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// A proxy address or certificate that is not valid, or no TLS provider (see the crate's features).
    pub fn build(self) -> Result<HttpClient, TransportError> {
        let invalid =
            |error: reqwest::Error| TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(error);
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout)
            .pool_max_idle_per_host(self.idle_connections)
            .pool_idle_timeout(self.idle_timeout)
            .tcp_nodelay(true);
        if !self.use_proxy {
            builder = builder.no_proxy();
        }
        if let Some(address) = &self.proxy {
            builder = builder.proxy(reqwest::Proxy::all(address).map_err(invalid)?);
        }
        for pem in &self.root_certificates {
            let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(invalid)?;
            if certificates.is_empty() {
                let problem = "there is no certificate in the PEM text of a root certificate";
                return Err(TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(problem));
            }
            for certificate in certificates {
                builder = builder.add_root_certificate(certificate);
            }
        }
        ensure_cryptography()?;
        let connect_timeout = self.connect_timeout;
        let client = builder.build().map_err(invalid)?;
        Ok(HttpClient { client, direct: Arc::default(), connect_timeout, addresses: Arc::default() })
    }
}

/// `reqwest` brings `aws-lc-rs` along, but panics if it finds no provider at all. If the program installed one, its choice stands.
fn ensure_cryptography() -> Result<(), TransportError> {
    if cfg!(feature = "aws-lc-rs") || rustls::crypto::CryptoProvider::get_default().is_some() {
        return Ok(());
    }
    #[cfg(feature = "ring")]
    {
        // Another thread may be faster: then there is one.
        drop(rustls::crypto::ring::default_provider().install_default());
        Ok(())
    }
    #[cfg(not(feature = "ring"))]
    {
        let problem = "no TLS cryptography: enable the feature aws-lc-rs or ring, or install a rustls provider before the client is made";
        Err(TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(problem))
    }
}

impl HttpClient {
    /// Settings, with the defaults of [`HttpClientBuilder`].
    #[must_use]
    pub fn builder() -> HttpClientBuilder {
        HttpClientBuilder::default()
    }
}

/// The metadata service of an ECS instance: link-local, so a proxy would ask about its own machine, if anything.
const METADATA_SERVICE: &str = "http://100.100.100.200/";

impl HttpClient {
    fn for_address(&self, url: &str) -> Result<&reqwest::Client, TransportError> {
        if !url.starts_with(METADATA_SERVICE) {
            return Ok(&self.client);
        }
        if let Some(direct) = self.direct.get() {
            return Ok(direct);
        }
        let direct = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .build()
            .map_err(|error| TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(error))?;
        Ok(self.direct.get_or_init(|| direct))
    }
}

impl HttpClient {
    /// The request as `reqwest` has it. Its builder would copy the headers one by one.
    fn outgoing(&self, request: HttpRequest) -> Result<reqwest::Request, TransportError> {
        let url = self
            .addresses
            .parse(&request.url)
            .map_err(|error| TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(error))?;
        let mut outgoing = reqwest::Request::new(request.method, url);
        *outgoing.headers_mut() = request.headers;
        *outgoing.body_mut() = Some(request.body.into());
        Ok(outgoing)
    }
}

impl Transport for HttpClient {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let limit = request.response_limit;
            let silence = request.read_timeout;
            let mut timer = pin!(tokio::time::sleep(silence));
            let client = self.for_address(&request.url)?;
            let mut response = within(timer.as_mut(), silence, client.execute(self.outgoing(request)?)).await?;
            let announced = response.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
            if announced.is_some_and(|length| length > limit) {
                return Err(too_large(limit));
            }
            // HTTP/1 says nothing after the last byte that was announced, so that nothing has to be waited for.
            let last = announced.filter(|_| response.version() <= Version::HTTP_11);
            let mut body = Body::default();
            while last != Some(body.len()) {
                let Some(chunk) = within(timer.as_mut(), silence, response.chunk()).await? else { break };
                if body.len() + chunk.len() > limit {
                    return Err(too_large(limit));
                }
                body.push(chunk);
            }
            let headers = std::mem::take(response.headers_mut());
            Ok(HttpResponse { status: response.status(), headers, body: body.into_bytes() })
        })
    }
}

/// The body as it arrives. Most bodies are one chunk, which is kept as it is, without a copy.
#[derive(Default)]
struct Body {
    first: Bytes,
    all: BytesMut,
}

impl Body {
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

fn too_large(limit: usize) -> TransportError {
    TransportError::new(TransportErrorKind::TooLarge, true)
        .with_source(format!("the body is larger than {limit} bytes"))
}

/// Ends a step when nothing was heard for `limit`. All steps of an exchange share one timer, which a step starts anew only if it has to
/// wait: most find what they want at once.
async fn within<T>(
    mut timer: Pin<&mut Sleep>,
    limit: Duration,
    step: impl Future<Output = Result<T, reqwest::Error>>,
) -> Result<T, TransportError> {
    let mut step = pin!(step);
    let mut is_waiting = false;
    poll_fn(|context| {
        if let Poll::Ready(result) = step.as_mut().poll(context) {
            return Poll::Ready(result.map_err(classify));
        }
        if !std::mem::replace(&mut is_waiting, true)
            && let Some(end) = Instant::now().checked_add(limit)
        {
            timer.as_mut().reset(end);
        }
        timer.as_mut().poll(context).map(|()| {
            let problem = format!("nothing was received for {limit:?}");
            Err(TransportError::new(TransportErrorKind::Timeout, true).with_source(problem))
        })
    })
    .await
}

/// The address is left out of the error: its query can hold secrets.
fn classify(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let (kind, sent) = if error.is_connect() {
        let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::Connect };
        (kind, false)
    } else if error.is_timeout() {
        (TransportErrorKind::Timeout, true)
    } else if error.is_builder() {
        (TransportErrorKind::InvalidRequest, false)
    } else if is_parse(&error) {
        (TransportErrorKind::InvalidAnswer, true)
    } else {
        (TransportErrorKind::Interrupted, true)
    };
    TransportError::new(kind, sent).with_source(error)
}

/// Whether what came back is not HTTP. `hyper` says so only in the text of its error.
fn is_parse(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if text.contains("invalid HTTP") || text.contains("parsed") {
            return true;
        }
        source = cause.source();
    }
    false
}
