//! Sends requests over the connections of a pool.
//!
//! Endpoints and HTTP proxies are reached by the client of `hyper-util`, on which `reqwest` is built. The additions of
//! `reqwest` (redirects, cookies, retries, a second representation of each request, connectors that are cloned for each
//! call) are not needed here. `reqwest` is used for the rest: SOCKS and the proxies of the operating system.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http::{HeaderValue, Uri, response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use tower_layer::Layer as _;
use tower_service::Service;

use super::by_reqwest;
use super::connecting::{Marked, Marking};
use super::connector::{Connector, Link};
use super::outgoing::{BoxError, ConnectionSettings, Outgoing, SendFailure, Stage};
#[cfg(feature = "http2")]
use super::outgoing::{PING_AFTER, PING_TIMEOUT};
use super::proxy::Proxy;

/// The time without received data after which the operating system checks whether a connection is alive, and the pause
/// between checks; after three failed checks the connection is closed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const KEEP_ALIVE_RETRIES: u32 = 3;

/// The time within which the other end has to acknowledge sent data.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const USER_TIMEOUT: Duration = Duration::from_secs(30);

/// The sender of a pool.
pub(super) enum Sender {
    /// Sends to the endpoint itself or through an HTTP proxy.
    Own(Own),
    /// Sends in a way that only `reqwest` supports.
    ByReqwest(by_reqwest::ReqwestClient),
}

/// Sends to the endpoint itself or through an HTTP proxy.
pub(super) struct Own {
    client: Box<HyperClient>,
    /// The value of the header `Proxy-Authorization`, if requests are forwarded by a proxy that requires it.
    authorization: Option<HeaderValue>,
}

/// An HTTP client with a pool of connections.
pub(super) type HyperClient = legacy::Client<Marked<Limited>, Full<Bytes>>;

/// A response whose body has not been read yet.
pub(super) struct Incomplete {
    pub(super) head: response::Parts,
    body: ResponseBody,
}

enum ResponseBody {
    Hyper(Incoming),
    Reqwest(by_reqwest::ReqwestBody),
}

impl Sender {
    /// Creates a sender that connects to the endpoint itself.
    pub(super) fn direct(tls: ClientConfig, settings: &ConnectionSettings) -> Self {
        Self::own(Connector::direct(tcp()), None, tls, settings)
    }

    /// Creates a sender that connects through a tunnel of an HTTP proxy.
    pub(super) fn through(proxy: &Proxy, tls: ClientConfig, settings: &ConnectionSettings) -> Result<Self, BoxError> {
        Ok(Self::own(Connector::through(proxy, tcp(), tls.clone())?, None, tls, settings))
    }

    /// Creates a sender whose requests an HTTP proxy forwards.
    pub(super) fn forwarded_by(
        proxy: &Proxy,
        tls: ClientConfig,
        settings: &ConnectionSettings,
    ) -> Result<Self, BoxError> {
        let authorization = proxy.authorization().map(HeaderValue::try_from).transpose()?.map(|mut value| {
            value.set_sensitive(true);
            value
        });
        Ok(Self::own(Connector::forwarded_by(proxy, tcp(), tls.clone())?, authorization, tls, settings))
    }

    fn own(
        connector: Connector,
        authorization: Option<HeaderValue>,
        tls: ClientConfig,
        settings: &ConnectionSettings,
    ) -> Self {
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(settings.idle_timeout)
            .pool_max_idle_per_host(settings.idle_connections);
        #[cfg(feature = "http2")]
        builder.http2_keep_alive_interval(PING_AFTER).http2_keep_alive_timeout(PING_TIMEOUT);
        let limited = Limited { connector: HttpsConnector::from((connector, tls)), limit: settings.connect_timeout };
        Self::Own(Own { client: Box::new(builder.build(Marking.layer(limited))), authorization })
    }

    pub(super) async fn send(&self, request: Outgoing) -> Result<Incomplete, SendFailure> {
        match self {
            Self::Own(own) => own.send(request).await,
            Self::ByReqwest(client) => {
                let (head, body) = by_reqwest::send(client, request).await?.into_parts();
                Ok(Incomplete { head, body: ResponseBody::Reqwest(body) })
            }
        }
    }
}

impl Own {
    async fn send(&self, request: Outgoing) -> Result<Incomplete, SendFailure> {
        let mut request = request.for_hyper()?;
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        match self.client.request(request).await {
            Ok(response) => {
                let (head, body) = response.into_parts();
                Ok(Incomplete { head, body: ResponseBody::Hyper(body) })
            }
            Err(error) => {
                let stage = if error.is_connect() { Stage::Connecting } else { Stage::Exchanging };
                Err(SendFailure { error: error.into(), stage })
            }
        }
    }
}

impl Incomplete {
    /// The length of the body, if it was announced.
    pub(super) fn length(&self) -> Option<u64> {
        match &self.body {
            ResponseBody::Hyper(body) => body.size_hint().exact(),
            ResponseBody::Reqwest(body) => by_reqwest::length(body),
        }
    }

    /// The next part of the body; `None` at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, BoxError> {
        loop {
            let frame = match &mut self.body {
                ResponseBody::Hyper(body) => body.frame().await.transpose()?,
                ResponseBody::Reqwest(body) => by_reqwest::frame(body).await?,
            };
            match frame.map(hyper::body::Frame::into_data) {
                Some(Ok(data)) => return Ok(Some(data)),
                // Trailers are ignored.
                Some(Err(_)) => {}
                None => return Ok(None),
            }
        }
    }
}

/// A TCP connector with the same settings as in `reqwest`.
fn tcp() -> HttpConnector {
    let mut tcp = HttpConnector::new();
    // URLs with the scheme `https` are accepted as well, because TLS is added on top.
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_keepalive(Some(KEEP_ALIVE));
    tcp.set_keepalive_interval(Some(KEEP_ALIVE));
    tcp.set_keepalive_retries(Some(KEEP_ALIVE_RETRIES));
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    tcp.set_tcp_user_timeout(Some(USER_TIMEOUT));
    tcp
}

/// A connector with a time limit for all of its steps: name resolution, TCP, tunnel and TLS.
#[derive(Clone)]
pub(super) struct Limited {
    connector: HttpsConnector<Connector>,
    limit: Duration,
}

impl Service<Uri> for Limited {
    type Response = MaybeHttpsStream<Link>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, endpoint: Uri) -> Self::Future {
        let (connecting, limit) = (self.connector.call(endpoint), self.limit);
        Box::pin(async move {
            match tokio::time::timeout(limit, connecting).await {
                Ok(result) => result,
                Err(_) => Err(ConnectTimeout.into()),
            }
        })
    }
}

/// The error of a connection that was not made within the time limit.
#[derive(Debug)]
pub(super) struct ConnectTimeout;

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("there was no connection within the time limit")
    }
}

impl StdError for ConnectTimeout {}
