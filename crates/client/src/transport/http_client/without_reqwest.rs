//! Replaces `by_reqwest` in programs that do not need it, with a client type without values. Such programs do not
//! contain the client of `reqwest`.

use std::error::Error as StdError;

use bytes::Bytes;
use http::Response;
use hyper::body::Frame;
use rustls::ClientConfig;

use super::outgoing::{BoxError, ConnectionSettings, Outgoing, SendFailure};
use super::proxy::Proxy;

pub(super) enum ReqwestClient {}

pub(super) enum ReqwestBody {}

pub(super) fn client(
    _proxy: Option<&Proxy>,
    _tls: ClientConfig,
    _settings: &ConnectionSettings,
) -> Result<ReqwestClient, BoxError> {
    Err("proxies that are not HTTP need the feature `socks` of alicloud-client".into())
}

#[expect(clippy::unused_async, reason = "it has the signature of the real one")]
pub(super) async fn send(client: &ReqwestClient, _request: Outgoing) -> Result<Response<ReqwestBody>, SendFailure> {
    match *client {}
}

pub(super) fn length(body: &ReqwestBody) -> Option<u64> {
    match *body {}
}

#[expect(clippy::unused_async, reason = "it has the signature of the real one")]
pub(super) async fn frame(body: &mut ReqwestBody) -> Result<Option<Frame<Bytes>>, BoxError> {
    match *body {}
}

pub(super) fn is_timeout(_cause: &(dyn StdError + 'static)) -> bool {
    false
}
