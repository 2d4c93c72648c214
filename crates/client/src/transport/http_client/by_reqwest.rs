//! Uses `reqwest` for what only it supports: SOCKS, and the proxies of macOS and Windows. Programs that need neither do
//! not contain the client of `reqwest`.

use std::error::Error as StdError;

use bytes::Bytes;
use http::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Frame};
use reqwest::redirect::Policy;
use rustls::ClientConfig;

use super::connecting::Marking;
use super::outgoing::{BoxError, ConnectionSettings, Outgoing, SendFailure, Stage};
#[cfg(feature = "http2")]
use super::outgoing::{PING_AFTER, PING_TIMEOUT};
use super::proxy::Proxy;

pub(super) use reqwest::{Body as ReqwestBody, Client as ReqwestClient};

/// Creates a client that sends through `proxy`, or if it is `None`, as the operating system is configured.
pub(super) fn client(
    proxy: Option<&Proxy>,
    tls: ClientConfig,
    settings: &ConnectionSettings,
) -> Result<ReqwestClient, BoxError> {
    let mut builder = ReqwestClient::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(settings.connect_timeout)
        .connector_layer(Marking)
        .pool_max_idle_per_host(settings.idle_connections)
        .pool_idle_timeout(settings.idle_timeout)
        .tcp_nodelay(true);
    #[cfg(feature = "http2")]
    {
        builder = builder.http2_keep_alive_interval(PING_AFTER).http2_keep_alive_timeout(PING_TIMEOUT);
    }
    if let Some(proxy) = proxy {
        builder = builder.proxy(reqwest::Proxy::all(proxy.url().clone())?);
    }
    Ok(builder.build()?)
}

/// Sends a request. The request builder of `reqwest` is not used, because it would copy each header.
pub(super) async fn send(client: &ReqwestClient, request: Outgoing) -> Result<Response<ReqwestBody>, SendFailure> {
    let mut out = reqwest::Request::new(request.method, request.url);
    *out.headers_mut() = request.headers;
    *out.body_mut() = Some(request.body.into());
    client.execute(out).await.map(Response::from).map_err(failure)
}

fn failure(error: reqwest::Error) -> SendFailure {
    let stage = match (error.is_builder(), error.is_connect()) {
        (true, _) => Stage::Preparing,
        (_, true) => Stage::Connecting,
        _ => Stage::Exchanging,
    };
    // The URL is removed from the error, because its query can contain secrets.
    SendFailure { error: error.without_url().into(), stage }
}

/// The length of a body, if it was announced.
pub(super) fn length(body: &ReqwestBody) -> Option<u64> {
    body.size_hint().exact()
}

/// The next frame of a body; `None` at its end.
pub(super) async fn frame(body: &mut ReqwestBody) -> Result<Option<Frame<Bytes>>, BoxError> {
    Ok(body.frame().await.transpose().map_err(reqwest::Error::without_url)?)
}

/// Whether `cause` is a timeout of `reqwest`.
pub(super) fn is_timeout(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout)
}
