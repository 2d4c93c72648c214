//! Tests with a network that fails in every way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use alicloud_client::retry::{Backoff, NoRetry};
use alicloud_client::transport::HttpClient;
use alicloud_client::{Call, Client, ErrorKind};
use tokio::io::AsyncReadExt as _;

use crate::clock::{LIMIT, until_silence};
use crate::operations::{Describe, Release, release};
use crate::server::{self, Act, Noticed, Server};

/// Shared by the whole test, because creating one reads the certificates of the system.
fn client() -> Client {
    Client::builder()
        .access_key("testid", "testsecret")
        .http(HttpClient::builder().no_proxy())
        .retry(Backoff::default().base(Duration::from_millis(1)))
        .read_timeout(LIMIT)
        .total_timeout(LIMIT * 10)
        .response_limit(1000)
        .build()
        .unwrap()
}

#[tokio::test]
async fn each_fault_is_named_and_no_change_is_sent_twice() {
    // It would be a response if it was read.
    let large = format!("{{\"RequestId\":\"1\"{}}}", " ".repeat(2000));
    let cases = [
        ("reset before the request", Act::reset_before(), ErrorKind::Interrupted),
        ("reset after the request", Act::reset_after(), ErrorKind::Interrupted),
        ("half a head", Act::writes_and_closes("HTTP/1.1 200 OK\r\ncontent-"), ErrorKind::Interrupted),
        (
            "half a body",
            Act::writes_and_closes("HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n{\"RequestId\":"),
            ErrorKind::Interrupted,
        ),
        ("no head in time", Act::writes_and_holds(""), ErrorKind::Timeout),
        (
            "no body in time",
            Act::writes_and_holds("HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n{\"Req"),
            ErrorKind::Timeout,
        ),
        (
            "a length that is too short",
            Act::writes_and_closes("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{\"RequestId\":\"1\"}"),
            ErrorKind::Decode,
        ),
        (
            "a length that is no number",
            Act::writes_and_closes("HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n{}"),
            ErrorKind::Interrupted,
        ),
        (
            "a broken chunk",
            Act::writes_and_closes("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}"),
            ErrorKind::Interrupted,
        ),
        ("not HTTP", Act::writes_and_closes("SSH-2.0-OpenSSH_9.6\r\n"), ErrorKind::Interrupted),
        ("a large body", Act::answer("200 OK", large.as_bytes()), ErrorKind::Decode),
        (
            "a large body without a length",
            Act::writes_and_closes(&format!("HTTP/1.1 200 OK\r\n\r\n{large}")),
            ErrorKind::Decode,
        ),
        ("not UTF-8", Act::answer("200 OK", &[b'{', 0xff, b'}']), ErrorKind::Decode),
        ("a page with status 200", Act::answer("200 OK", b"<html>login</html>"), ErrorKind::Decode),
        ("a page with status 502", Act::answer("502 Bad Gateway", b"<html>bad</html>"), ErrorKind::Service),
        ("500 without a body", Act::answer("500 Internal Server Error", b""), ErrorKind::Service),
        ("a redirect", Act::answer("302 Found\r\nlocation: http://127.0.0.1:1/", b""), ErrorKind::Service),
    ];
    let client = client();
    for (name, act, kind) in cases {
        let server = Server::start([act, Act::ok()]).await;
        let endpoint = server.endpoint();
        let call = client.send(release()).endpoint(&endpoint);
        let error = until_silence(|| server.is_silent(), call).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{name}: {error:?}");
        assert_eq!(error.attempts(), 1, "{name}: {error:?}");
        assert_eq!(error.operation(), Some("ReleaseInstanceConnection"));
        assert!(server.requests().len() <= 1, "{name}");
        assert!(error.may_have_been_applied() || name == "a redirect", "{name}");
    }
}

#[tokio::test]
async fn a_question_survives_what_passes() {
    let passing = [
        Act::reset_before(),
        Act::reset_after(),
        Act::writes_and_closes("HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n{\"RequestId\":"),
        Act::writes_and_holds(""),
        Act::writes_and_closes("SSH-2.0-OpenSSH_9.6\r\n"),
        Act::answer("502 Bad Gateway", b"<html>bad</html>"),
        Act::answer("429 Too Many Requests", b""),
        Act::answer("400 Bad Request\r\nx-acs-retry-after: 1", br#"{"Code":"Throttling","Message":"slow down"}"#),
    ];
    let client = client();
    for act in passing {
        let server = Server::start([act.clone(), act.clone(), Act::ok()]).await;
        let endpoint = server.endpoint();
        let call = client.send(Describe::default()).endpoint(&endpoint).reply();
        let reply = until_silence(|| server.is_silent(), call).await;
        let reply = reply.unwrap_or_else(|error| panic!("{act:?}: {error:?}"));
        assert_eq!((reply.attempts(), reply.request_id.as_str()), (3, "ok"), "{act:?}");
    }
}

#[tokio::test]
async fn connections_are_reused_and_nobody_there_is_an_error() {
    let server = Server::start([Act::ok()]).await;
    let shared = client();
    for _ in 0..100 {
        shared.send(release()).endpoint(&server.endpoint()).await.unwrap();
    }
    assert_eq!(server.requests().len(), 100);
    // One connection, unless a call begins while the connection of the previous one is being returned.
    assert!(server.connections() <= 3, "{}", server.connections());

    let (_socket, closed) = server::nobody();
    let error = shared.send(release()).endpoint(&format!("http://{closed}")).retry(NoRetry).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.may_have_been_applied());
}

#[tokio::test]
async fn dropping_the_future_closes_the_connection() {
    let mut server =
        Server::start([Act::writes_and_holds("HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n{\"Req")]).await;
    let client = client();
    let call = client.send(release()).endpoint(&server.endpoint()).read_timeout(Duration::from_secs(60));
    tokio::select! {
        result = call.into_future() => panic!("no answer is complete: {result:?}"),
        noticed = server.noticed.recv() => assert_eq!(noticed, Some(Noticed::Request)),
    }
    assert_eq!(server.noticed.recv().await, Some(Noticed::Hangup));
}

#[tokio::test]
async fn a_limit_that_passes_before_the_request_was_sent_is_no_doubt() {
    // The server accepts connections and sends nothing: over TLS no request is sent, over plain HTTP it may have
    // arrived.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // One call after the other: something has arrived from the client of the one that is under way.
    let has_arrived = Arc::<AtomicBool>::default();
    let arrived = Arc::clone(&has_arrived);
    tokio::spawn(async move {
        let mut connections = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            arrived.store(connection.read_u8().await.is_ok(), Ordering::Relaxed);
            connections.push(connection);
        }
    });
    let client = Client::builder()
        .access_key("testid", "testsecret")
        .http(HttpClient::builder().no_proxy().connect_timeout(LIMIT * 2))
        .build()
        .unwrap();
    let ended = async |call: Call<Release>| {
        has_arrived.store(false, Ordering::Relaxed);
        until_silence(|| has_arrived.load(Ordering::Relaxed), call).await.unwrap_err()
    };
    for (scheme, applied) in [("https", false), ("http", true)] {
        let endpoint = format!("{scheme}://{address}");
        let call = client.send(release()).endpoint(&endpoint).read_timeout(LIMIT * 2).total_timeout(LIMIT);
        let error = ended(call).await;
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1), "{error:?}");
        assert_eq!(error.may_have_been_applied(), applied, "{scheme}: {error:?}");
        let shown = error.to_string();
        assert!(
            shown.contains("300s, the limit for the whole call") && shown.contains(&address.to_string()),
            "{shown}"
        );

        let call =
            client.send(release()).endpoint(&endpoint).total_timeout(LIMIT * 2).read_timeout(LIMIT).retry(NoRetry);
        let error = ended(call).await;
        assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Timeout, applied), "{error:?}");
        let shown = error.to_string();
        assert!(shown.contains("300s, the read timeout") && shown.contains(&address.to_string()), "{shown}");
    }
}
