//! Replaces `by_reqwest` in programs that do not need it, with a client type without values. Such programs do not
//! contain the client of `reqwest`.

use std::error::Error as StdError;

use bytes::Bytes;
use http::Response;
use hyper::body::Frame;
use rustls::ClientConfig;

use super::outgoing::{BoxError, Failure, Outgoing, Settings};
use super::proxy::Proxy;

pub(super) enum Client {}

pub(super) enum Body {}

pub(super) fn client(_proxy: Option<&Proxy>, _tls: ClientConfig, _settings: &Settings) -> Result<Client, BoxError> {
    Err("proxies that are not HTTP need the feature `socks` of alicloud-client".into())
}

#[expect(clippy::unused_async, reason = "it has the signature of the real one")]
pub(super) async fn send(client: &Client, _request: Outgoing) -> Result<Response<Body>, Failure> {
    match *client {}
}

pub(super) fn length(body: &Body) -> Option<u64> {
    match *body {}
}

#[expect(clippy::unused_async, reason = "it has the signature of the real one")]
pub(super) async fn frame(body: &mut Body) -> Result<Option<Frame<Bytes>>, BoxError> {
    match *body {}
}

pub(super) fn is_timeout(_cause: &(dyn StdError + 'static)) -> bool {
    false
}
