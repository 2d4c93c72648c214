//! Connections through a tunnel that an HTTP proxy opens (`CONNECT`): for `https` endpoints.
//!
//! `reqwest` opens tunnels, too, but of a proxy that refuses it reports neither the status nor anything else, and on the status depends
//! whether another attempt makes sense and what the user can do.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::ClientConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tower_layer::Layer as _;
use tower_service::Service;

use super::connecting::{Marked, Marking};
use super::proxy::Proxy;

/// Bytes of the head of a proxy's response that are read at the most.
const LONGEST_HEAD: usize = 8192;

/// Sends requests through tunnels, over connections that are kept and reused.
pub(super) type Client = hyper_util::client::legacy::Client<Marked<Connector>, reqwest::Body>;

/// A connection to the proxy.
type ToProxy = MaybeHttpsStream<TokioIo<TcpStream>>;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// What the connections of a client have in common.
pub(super) struct Settings {
    pub(super) connect_timeout: Duration,
    pub(super) idle_connections: usize,
    pub(super) idle_timeout: Duration,
    #[cfg(feature = "http2")]
    pub(super) ping_after: Duration,
    #[cfg(feature = "http2")]
    pub(super) ping_timeout: Duration,
}

/// A client whose connections all go through `proxy`.
pub(super) fn client(proxy: &Proxy, tls: ClientConfig, settings: &Settings) -> Result<Client, BoxError> {
    let mut tcp = HttpConnector::new();
    // Of a proxy, which can be one of `https://`.
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(settings.connect_timeout));
    // HTTP/2 is spoken with the endpoint, not with the proxy.
    let mut tls_of_proxy = tls.clone();
    tls_of_proxy.alpn_protocols.clear();
    let tunnel = Tunnel {
        to_proxy: HttpsConnector::from((tcp, tls_of_proxy)),
        proxy: proxy.url().as_str().parse().map(without_user)?,
        authorization: proxy.authorization().map(Into::into),
    };
    let connector = Connector { tunnel: HttpsConnector::from((tunnel, tls)), limit: settings.connect_timeout };
    let mut builder = hyper_util::client::legacy::Client::builder(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(settings.idle_timeout)
        .pool_max_idle_per_host(settings.idle_connections);
    #[cfg(feature = "http2")]
    builder.http2_keep_alive_interval(settings.ping_after).http2_keep_alive_timeout(settings.ping_timeout);
    Ok(builder.build(Marking.layer(connector)))
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

/// Opens a tunnel and speaks TLS with the endpoint through it, within a time limit for all of that.
#[derive(Clone)]
pub(super) struct Connector {
    tunnel: HttpsConnector<Tunnel>,
    limit: Duration,
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<ToProxy>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tunnel.poll_ready(context)
    }

    fn call(&mut self, endpoint: Uri) -> Self::Future {
        let (connecting, limit) = (self.tunnel.call(endpoint), self.limit);
        Box::pin(async move {
            match tokio::time::timeout(limit, connecting).await {
                Ok(result) => result,
                Err(_) => Err(ConnectTimeout.into()),
            }
        })
    }
}

/// Connects to the proxy and has it open a tunnel.
#[derive(Clone)]
struct Tunnel {
    to_proxy: HttpsConnector<HttpConnector>,
    proxy: Uri,
    /// The value of `Proxy-Authorization`.
    authorization: Option<Arc<str>>,
}

impl Service<Uri> for Tunnel {
    type Response = ToProxy;
    type Error = BoxError;
    type Future = Connecting<ToProxy>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.to_proxy.poll_ready(context)
    }

    fn call(&mut self, endpoint: Uri) -> Self::Future {
        let (connecting, authorization) = (self.to_proxy.call(self.proxy.clone()), self.authorization.clone());
        Box::pin(async move {
            let mut connection = TokioIo::new(connecting.await?);
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
        })
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

/// The time for a connection passed.
#[derive(Debug)]
pub(super) struct ConnectTimeout;

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("there was no connection within the time limit")
    }
}

impl std::error::Error for ConnectTimeout {}
