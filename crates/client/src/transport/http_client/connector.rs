//! The TCP part of a connection: to the endpoint, or to an HTTP proxy.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;

use super::outgoing::BoxError;
use super::proxy::Proxy;
use super::tunnel;

/// A connection to the endpoint or to a proxy.
pub(super) struct Link {
    stream: MaybeHttpsStream<TokioIo<TcpStream>>,
    /// Whether a proxy forwards the requests, so that each request must contain the whole URL (RFC 9112, section
    /// 3.2.2).
    is_forwarded: bool,
}

/// Connects to the endpoint or to a proxy. It is a single type for all cases, so that the generic HTTP library is
/// compiled only once.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    proxy: Option<ProxyConnector>,
}

#[derive(Clone)]
struct ProxyConnector {
    connector: HttpsConnector<HttpConnector>,
    address: Uri,
    work: Work,
}

/// The role of the proxy.
#[derive(Clone)]
enum Work {
    /// It opens a tunnel. The value is that of the header `Proxy-Authorization`, if needed.
    Tunnel(Option<Arc<str>>),
    /// It forwards each request.
    Forward,
}

impl Connector {
    pub(super) fn direct(tcp: HttpConnector) -> Self {
        Self { tcp, proxy: None }
    }

    /// Creates a connector for tunnels through `proxy`, which is reached by `tcp` and, for a proxy with the scheme
    /// `https`, by `tls`.
    pub(super) fn through(proxy: &Proxy, tcp: HttpConnector, tls: ClientConfig) -> Result<Self, BoxError> {
        Self::to(proxy, tcp, tls, Work::Tunnel(proxy.authorization().map(Into::into)))
    }

    /// Creates a connector for connections to `proxy`, which forwards the requests.
    pub(super) fn forwarded_by(proxy: &Proxy, tcp: HttpConnector, tls: ClientConfig) -> Result<Self, BoxError> {
        Self::to(proxy, tcp, tls, Work::Forward)
    }

    fn to(proxy: &Proxy, tcp: HttpConnector, mut tls: ClientConfig, work: Work) -> Result<Self, BoxError> {
        // HTTP/2 is negotiated with the endpoint, not with the proxy.
        tls.alpn_protocols.clear();
        let to_proxy = ProxyConnector {
            connector: HttpsConnector::from((tcp.clone(), tls)),
            address: proxy.url().as_str().parse().map(without_user)?,
            work,
        };
        Ok(Self { tcp, proxy: Some(to_proxy) })
    }
}

/// The same URL without user and password, which are sent in a header.
fn without_user(uri: Uri) -> Uri {
    let mut parts = uri.into_parts();
    if let Some(authority) = &parts.authority
        && let Some((_, host)) = authority.as_str().rsplit_once('@')
    {
        parts.authority = host.parse().ok();
    }
    Uri::from_parts(parts).unwrap_or_default()
}

impl Service<Uri> for Connector {
    type Response = Link;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Link, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match &mut self.proxy {
            Some(proxy) => proxy.connector.poll_ready(context),
            None => self.tcp.poll_ready(context).map_err(Into::into),
        }
    }

    fn call(&mut self, endpoint: Uri) -> Self::Future {
        let Some(proxy) = &mut self.proxy else {
            let connecting = self.tcp.call(endpoint);
            return Box::pin(async {
                Ok(Link { stream: MaybeHttpsStream::Http(connecting.await?), is_forwarded: false })
            });
        };
        let (connecting, work) = (proxy.connector.call(proxy.address.clone()), proxy.work.clone());
        Box::pin(async move {
            let stream = connecting.await?;
            match work {
                Work::Tunnel(authorization) => {
                    let stream = tunnel::open(stream, &endpoint, authorization.as_deref()).await?;
                    Ok(Link { stream, is_forwarded: false })
                }
                Work::Forward => Ok(Link { stream, is_forwarded: true }),
            }
        })
    }
}

impl Connection for Link {
    fn connected(&self) -> Connected {
        self.stream.connected().proxy(self.is_forwarded)
    }
}

impl Read for Link {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Link {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }
}
