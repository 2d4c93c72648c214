//! Tests of errors about connections that could not be made or used.

use std::time::Duration;

use alicloud_client::retry::NoRetry;
use alicloud_client::transport::{
    HttpClient, HttpClientBuilder, HttpRequest, TimeLimit, Transport as _, TransportErrorKind,
};
use alicloud_client::{Client, Error, ErrorKind};

use crate::clock::{LIMIT, until_silence};
use crate::operations::release;
use crate::server::{self, Act, Server};
use crate::tls_server::{AUTHORITY, EXPIRED, Plan, Stream, TlsServer, VALID};

/// A limit before which nothing has to happen, so that it may pass on a slow machine at any time.
const SHORT: Duration = Duration::from_millis(400);

fn trusting() -> HttpClientBuilder {
    HttpClient::builder().no_proxy().root_certificate(AUTHORITY)
}

async fn failed(http: HttpClientBuilder, endpoint: &str, read_timeout: Duration) -> Error {
    let client = Client::builder().access_key("testid", "testsecret").http(http).build().unwrap();
    let call = client.send(release()).endpoint(endpoint).read_timeout(read_timeout).total_timeout(LIMIT * 2);
    call.retry(NoRetry).await.unwrap_err()
}

#[tokio::test]
async fn what_failed_where_and_why() {
    let long = Duration::from_secs(60);
    let stalling = TlsServer::start(VALID, Plan::NoHandshake);
    let valid = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer]));
    let silent = TlsServer::start(VALID, Plan::Http2(vec![Stream::Silence]));
    let expired = TlsServer::start(EXPIRED, Plan::Http2(vec![Stream::Answer]));
    let plain = Server::start([Act::greets("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")]).await;
    let (_socket, closed) = server::nobody();
    let other_name = format!("https://localhost:{}", valid.address.port());
    let other_scheme = |address| format!("http://{address}");
    let tls_to_plain = format!("https://{}", plain.address);

    // Name, settings, endpoint, read timeout; kind, whether the request may have been applied, parts of the message.
    type Case = (&'static str, HttpClientBuilder, String, Duration, ErrorKind, bool, Vec<String>);
    let here = |address: std::net::SocketAddr| address.to_string();
    let cases: Vec<Case> = vec![
        (
            "nobody listens",
            trusting(),
            other_scheme(closed),
            long,
            ErrorKind::Connect,
            false,
            vec![format!("could not connect to {closed}: "), "refused".to_owned()],
        ),
        (
            "no handshake within the connect timeout",
            trusting().connect_timeout(SHORT),
            stalling.endpoint(),
            long,
            ErrorKind::Timeout,
            false,
            vec![format!("no connection to {} within 400ms, the connect timeout", stalling.address)],
        ),
        (
            "no handshake within the read timeout",
            trusting().connect_timeout(LIMIT * 2),
            stalling.endpoint(),
            LIMIT,
            ErrorKind::Timeout,
            false,
            vec![format!("no connection to {} within 300s, the read timeout", stalling.address)],
        ),
        (
            "no response within the read timeout",
            trusting(),
            silent.endpoint(),
            LIMIT,
            ErrorKind::Timeout,
            true,
            vec![format!("nothing was received from {} for 300s, the read timeout", silent.address)],
        ),
        (
            "a certificate for another name",
            trusting(),
            other_name,
            long,
            ErrorKind::Connect,
            false,
            vec!["could not connect to localhost:".to_owned(), "certificate".to_owned(), "server.example".to_owned()],
        ),
        (
            "an expired certificate",
            trusting(),
            expired.endpoint(),
            long,
            ErrorKind::Connect,
            false,
            vec![here(expired.address), "expired".to_owned()],
        ),
        (
            "an unknown authority",
            HttpClient::builder().no_proxy(),
            valid.endpoint(),
            long,
            ErrorKind::Connect,
            false,
            vec![here(valid.address), "UnknownIssuer".to_owned()],
        ),
        (
            "https:// to a server of plain HTTP",
            trusting(),
            tls_to_plain,
            long,
            ErrorKind::Connect,
            false,
            vec![format!("write http://{} as the endpoint", plain.address)],
        ),
        (
            "http:// to a server of TLS",
            trusting(),
            other_scheme(valid.address),
            long,
            ErrorKind::Interrupted,
            true,
            vec![format!("write https://{} as the endpoint", valid.address)],
        ),
    ];
    for (name, http, endpoint, read_timeout, kind, applied, parts) in cases {
        // A read timeout begins before the roots of the system are read, which may take longer than any short one.
        let before = stalling.connections() + silent.requests();
        let is_silent = || read_timeout == LIMIT && stalling.connections() + silent.requests() > before;
        let error = until_silence(is_silent, failed(http, &endpoint, read_timeout)).await;
        assert_eq!((error.kind(), error.may_have_been_applied()), (kind, applied), "{name}: {error:?}");
        for part in parts {
            assert!(error.to_string().contains(&part), "{name}: {error} lacks {part:?}");
        }
    }
}

#[tokio::test]
async fn before_the_handshake_is_done_the_limit_of_the_call_finds_nothing_sent() {
    let stalling = TlsServer::start(VALID, Plan::NoHandshake);
    let silent = TlsServer::start(VALID, Plan::Http2(vec![Stream::Silence]));
    for (server, applied) in [(&stalling, false), (&silent, true)] {
        let http = trusting().connect_timeout(LIMIT * 2);
        let client = Client::builder().access_key("testid", "testsecret").http(http).build().unwrap();
        let endpoint = server.endpoint();
        let call = client.send(release()).endpoint(&endpoint).read_timeout(LIMIT * 2).total_timeout(LIMIT);
        let is_silent = || if applied { server.requests() > 0 } else { server.connections() > 0 };
        let error = until_silence(is_silent, call).await.unwrap_err();
        assert_eq!((error.is_timeout(), error.may_have_been_applied()), (true, applied), "{error:?}");
        assert!(error.to_string().contains(&server.address.to_string()), "{error}");
    }
}

#[tokio::test]
async fn the_error_of_the_transport_has_it_as_facts() {
    let stalling = TlsServer::start(VALID, Plan::NoHandshake);
    let request = |url: String| {
        let mut request = HttpRequest::new(http::Method::GET, url);
        request.read_timeout = Duration::from_secs(60);
        request.response_limit = 1000;
        request
    };
    let client = trusting().connect_timeout(SHORT).build().unwrap();
    let error = client.send(request(format!("{}/?Secret=1", stalling.endpoint()))).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
    assert_eq!((error.host(), error.port()), (Some("127.0.0.1"), Some(stalling.address.port())));
    assert_eq!((error.proxy(), error.limit()), (None, Some((TimeLimit::Connect, SHORT))));
    assert!(!error.may_have_been_sent());
    assert!(!format!("{error} {error:#?}").contains("Secret"), "{error:?}");

    let error = failed(trusting().connect_timeout(SHORT), &stalling.endpoint(), Duration::from_secs(60)).await;
    let transport = error.transport_error().expect("the error keeps that of the transport");
    assert_eq!((transport.host(), transport.limit()), (Some("127.0.0.1"), Some((TimeLimit::Connect, SHORT))));

    for address in ["", "/path", "rds.example/", "ftp://rds.example/", "https:///", "http://a b/"] {
        let error = client.send(request(address.to_owned())).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.may_have_been_sent()),
            (TransportErrorKind::InvalidRequest, false),
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_connect_timeout_holds_whenever_it_is_set() {
    let stalling = TlsServer::start(VALID, Plan::NoHandshake);
    let builder = || Client::builder().access_key("testid", "testsecret").no_retry().endpoint(stalling.endpoint());
    let long = || trusting().connect_timeout(Duration::from_secs(60));
    for builder in [
        builder().connect_timeout(SHORT).http(trusting()),
        builder().http(trusting()).connect_timeout(SHORT),
        builder().http(trusting().connect_timeout(SHORT)),
        builder().connect_timeout(SHORT).http(long()),
        builder().http(long()).connect_timeout(SHORT),
    ] {
        let error = builder.build().unwrap().send(release()).await.unwrap_err();
        assert!(error.to_string().contains("within 400ms, the connect timeout"), "{error}");
    }
}

/// The name of a setting, and the function that sets it.
type Setting<B> = (&'static str, fn(B) -> B);

/// Each setting has an effect, and no other setting removes it, in whatever order the two are set.
fn in_any_order<B: std::fmt::Debug>(new: impl Fn() -> B, settings: &[Setting<B>]) {
    for (one, set_one) in settings {
        for (other, set_other) in settings {
            if one == other {
                continue;
            }
            let both = format!("{:?}", set_other(set_one(new())));
            assert_eq!(both, format!("{:?}", set_one(set_other(new()))), "{one} and {other}");
            assert_ne!(both, format!("{:?}", set_other(new())), "{one} before {other}");
        }
    }
}

#[test]
fn the_order_of_settings_does_not_matter() {
    in_any_order(
        Client::builder,
        &[
            ("region", |b| b.region("cn-hangzhou")),
            ("endpoint", |b| b.endpoint("rds.aliyuncs.com")),
            ("network", |b| b.network(alicloud_client::Network::Vpc)),
            ("signature", |b| b.signature(alicloud_client::SignatureVersion::V1)),
            ("format", |b| b.format(alicloud_client::Format::Xml)),
            ("prefer_get", |b| b.prefer_get(true)),
            ("total_timeout", |b| b.total_timeout(SHORT)),
            ("read_timeout", |b| b.read_timeout(SHORT)),
            ("connect_timeout", |b| b.connect_timeout(SHORT)),
            ("response_limit", |b| b.response_limit(7)),
            ("retry", |b| b.no_retry()),
            ("http", |b| b.http(HttpClient::builder().idle_connections(7))),
            ("transport", |b| b.transport(crate::script::Script::default())),
            ("application", |b| b.application("test/1")),
            ("credentials", |b| b.access_key("testid", "testsecret")),
        ],
    );
    in_any_order(
        HttpClient::builder,
        &[
            ("connect_timeout", |b| b.connect_timeout(SHORT)),
            ("idle_connections", |b| b.idle_connections(7)),
            ("idle_timeout", |b| b.idle_timeout(SHORT)),
            ("proxy", |b| b.proxy("http://proxy.example:3128")),
            ("no_proxy", |b| b.no_proxy()),
            ("root_certificate", |b| b.root_certificate(AUTHORITY)),
            ("environment", |b| b.environment(alicloud_client::credentials::Environment::fixed([("A", "b")]))),
        ],
    );
}
