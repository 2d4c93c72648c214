//! What a connection begins with: TCP to the endpoint, or a tunnel to it that an HTTP proxy opens (`CONNECT`).
//!
//! `reqwest` opens tunnels, too, but of a proxy that refuses it reports neither the status nor anything else, and on the status depends
//! whether another attempt makes sense and what the user can do.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tower_service::Service;

use super::proxy::Proxy;
use super::sender::BoxError;

/// Bytes of the head of a proxy's response that are read at the most.
const LONGEST_HEAD: usize = 8192;

/// A connection on which the endpoint is reached: to itself, or to a proxy with a tunnel.
pub(super) type Link = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Connects to the endpoint, or to a proxy and has it open a tunnel. One type for both, so that a program has the HTTP library once.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    proxy: Option<ToProxy>,
}

#[derive(Clone)]
struct ToProxy {
    connector: HttpsConnector<HttpConnector>,
    address: Uri,
    /// The value of `Proxy-Authorization`.
    authorization: Option<Arc<str>>,
}

impl Connector {
    pub(super) fn direct(tcp: HttpConnector) -> Self {
        Self { tcp, proxy: None }
    }

    /// Tunnels of `proxy`, to which `tcp` and perhaps `tls` lead.
    pub(super) fn through(proxy: &Proxy, tcp: HttpConnector, mut tls: ClientConfig) -> Result<Self, BoxError> {
        // HTTP/2 is spoken with the endpoint, not with the proxy.
        tls.alpn_protocols.clear();
        let to_proxy = ToProxy {
            connector: HttpsConnector::from((tcp.clone(), tls)),
            address: proxy.url().as_str().parse().map(without_user)?,
            authorization: proxy.authorization().map(Into::into),
        };
        Ok(Self { tcp, proxy: Some(to_proxy) })
    }
}

/// The same address without user and password, which belong into a header.
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
            return Box::pin(async { Ok(MaybeHttpsStream::Http(connecting.await?)) });
        };
        let (connecting, authorization) = (proxy.connector.call(proxy.address.clone()), proxy.authorization.clone());
        Box::pin(async move { open(connecting.await?, &endpoint, authorization.as_deref()).await })
    }
}

/// Has a proxy open a tunnel to `endpoint`.
async fn open(to_proxy: Link, endpoint: &Uri, authorization: Option<&str>) -> Result<Link, BoxError> {
    let mut connection = TokioIo::new(to_proxy);
    let host = endpoint.host().unwrap_or_default();
    let port = endpoint.port_u16().unwrap_or(443);
    let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n");
    if let Some(authorization) = authorization {
        request.push_str(&format!("Proxy-Authorization: {authorization}\r\n"));
    }
    request.push_str("\r\n");
    connection.write_all(request.as_bytes()).await?;
    connection.flush().await?;
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let limit = u64::try_from(LONGEST_HEAD.saturating_sub(head.len())).unwrap_or(0);
        if limit == 0 {
            return Err(Refused::WithoutEnd.into());
        }
        if (&mut connection).take(limit).read_buf(&mut head).await? == 0 {
            return Err(Refused::Closed.into());
        }
    }
    match status(&head) {
        Some(200..=299) => Ok(connection.into_inner()),
        Some(status) => Err(Refused::Status(status).into()),
        None => Err(Refused::NotHttp.into()),
    }
}

/// The status in the head of a response of HTTP/1.
fn status(head: &[u8]) -> Option<u16> {
    let rest = head.strip_prefix(b"HTTP/1.")?;
    let (status, after) = rest.get(2..)?.split_at_checked(3)?;
    let is_status = rest.get(1) == Some(&b' ') && matches!(after.first(), Some(b' ' | b'\r' | b'\n'));
    std::str::from_utf8(status).ok().filter(|_| is_status)?.parse().ok()
}

/// The value of `Proxy-Authorization` for this user and password.
pub(super) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// The proxy opened no tunnel.
#[derive(Debug)]
pub(super) enum Refused {
    Status(u16),
    NotHttp,
    WithoutEnd,
    Closed,
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(formatter, "the proxy refused to connect (HTTP {status})"),
            Self::NotHttp => formatter.write_str("what the proxy returned is not HTTP"),
            Self::WithoutEnd => {
                write!(formatter, "the headers of the proxy's response are longer than {LONGEST_HEAD} bytes")
            }
            Self::Closed => formatter.write_str("the proxy closed the connection without a response"),
        }
    }
}

impl std::error::Error for Refused {}
