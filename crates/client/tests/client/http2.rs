//! Tests of HTTP/2: a request that the server did not process is sent again, one that it may have processed is not, and
//! a silent connection is not reused.

use std::time::Duration;

use alicloud_client::retry::{Backoff, NoRetry};
use alicloud_client::transport::HttpClient;
use alicloud_client::{Client, ClientBuilder, ErrorKind};

use crate::clock::{LIMIT, until_silence};
use crate::operations::{Ask, Describe, release};
use crate::tls_server::{AUTHORITY, Plan, Stream, TlsServer, VALID};

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;

fn builder() -> ClientBuilder {
    Client::builder()
        .access_key("testid", "testsecret")
        .http(HttpClient::builder().no_proxy().root_certificate(AUTHORITY))
        .retry(Backoff::default().base(Duration::from_millis(1)))
}

#[tokio::test]
async fn only_what_was_not_processed_is_sent_again() {
    let cases = [
        ("a refused stream", Stream::Reset(REFUSED_STREAM), true),
        ("GOAWAY before the request, without an error", Stream::GoAway(NO_ERROR), true),
        ("GOAWAY before the request, with an error", Stream::GoAway(INTERNAL_ERROR), true),
        ("GOAWAY after the request, without an error", Stream::AcceptAndGoAway(NO_ERROR), false),
        ("GOAWAY after the request, with an error", Stream::AcceptAndGoAway(INTERNAL_ERROR), false),
        ("an internal error", Stream::Reset(INTERNAL_ERROR), false),
        ("a cancelled stream", Stream::Reset(CANCEL), false),
        ("refused after the head of the response", Stream::ResetAfterHead(REFUSED_STREAM), false),
    ];
    let client = builder().build().unwrap();
    for (name, stream, is_unprocessed) in cases {
        let server = TlsServer::start(VALID, Plan::Http2(vec![stream, Stream::Answer]));
        let result = client.send(release()).endpoint(&server.endpoint()).reply().await;
        if is_unprocessed {
            let reply = result.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!((reply.attempts(), server.requests()), (2, 2), "{name}");
        } else {
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Interrupted, 1), "{name}: {error:?}");
            assert!(error.may_have_been_applied() && server.requests() == 1, "{name}: {error:?}");
        }
        // The error is the same without a retry.
        let server = TlsServer::start(VALID, Plan::Http2(vec![stream]));
        let error = client.send(release()).endpoint(&server.endpoint()).retry(NoRetry).await.unwrap_err();
        assert_eq!(error.may_have_been_applied(), !is_unprocessed, "{name}: {error:?}");
    }
}

#[tokio::test]
async fn a_connection_on_which_a_time_limit_passed_is_not_used_again() {
    for stops in ["the read timeout", "the total timeout", "a time limit of the caller"] {
        let server = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer, Stream::Silence, Stream::Answer]));
        let client = builder().endpoint(server.endpoint()).no_retry().build().unwrap();
        client.send(Describe::default()).await.unwrap();
        let call = client.send(Describe::default()).read_timeout(LIMIT * 2).total_timeout(LIMIT * 2);
        let is_silent = || server.requests() > 1;
        match stops {
            "the read timeout" => {
                assert!(until_silence(is_silent, call.read_timeout(LIMIT)).await.unwrap_err().is_timeout());
            }
            "the total timeout" => {
                assert!(until_silence(is_silent, call.total_timeout(LIMIT)).await.unwrap_err().is_timeout());
            }
            _ => {
                let stopped = async { tokio::time::timeout(LIMIT, call.into_future()).await };
                assert!(until_silence(is_silent, stopped).await.is_err());
            }
        }
        assert_eq!((server.connections(), server.requests()), (1, 2), "{stops}");
        for _ in 0..10 {
            client.send(Describe::default()).await.unwrap();
        }
        assert_eq!((server.connections(), server.requests()), (2, 12), "{stops}");
    }
}

/// Silence is usual in a stream, so a program that drops a quiet one says nothing about the connection.
#[tokio::test]
async fn a_quiet_stream_that_is_dropped_leaves_the_connection() {
    let second = Duration::from_secs(1);
    for (quiet, ends, connections) in [(5 * second, false, 1), (30 * second, true, 2)] {
        let server = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer, Stream::Event, Stream::Answer]));
        let client = builder().endpoint(server.endpoint()).no_retry().build().unwrap();
        client.send(Describe::default()).await.unwrap();
        let mut events = client.stream(Ask).event_timeout(10 * second).await.unwrap();
        assert!(events.next().await.unwrap().is_ok());
        tokio::time::pause();
        let waited = tokio::time::timeout(quiet, events.next()).await;
        tokio::time::resume();
        assert_eq!(waited.is_ok_and(|event| event.unwrap().unwrap_err().is_timeout()), ends, "{quiet:?}");
        drop(events);
        client.send(Describe::default()).await.unwrap();
        assert_eq!(server.connections(), connections, "{quiet:?}");
    }
}

#[tokio::test]
async fn many_time_limits_at_once_retire_one_connection() {
    let server = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer, Stream::Silence, Stream::Answer]));
    let client = builder().endpoint(server.endpoint()).no_retry().build().unwrap();
    client.send(Describe::default()).await.unwrap();
    let calls: Vec<_> =
        (0..50).map(|_| tokio::spawn(client.send(Describe::default()).read_timeout(LIMIT).into_future())).collect();
    let ended = async {
        for call in calls {
            assert!(call.await.unwrap().unwrap_err().is_timeout());
        }
    };
    until_silence(|| server.requests() > 1, ended).await;
    client.send(Describe::default()).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_silent_connection_is_found_before_the_call_gives_up() {
    let server = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer, Stream::Silence, Stream::Answer]));
    let client = builder().endpoint(server.endpoint()).no_retry().build().unwrap();
    client.send(Describe::default()).await.unwrap();
    // From here on the paused clock jumps to the next timer, and the timers of the pings are the first.
    tokio::time::pause();
    let begin = tokio::time::Instant::now();
    let call = client.send(Describe::default()).read_timeout(Duration::from_secs(300));
    let error = call.await.unwrap_err();
    let message = error.to_string();
    assert!(
        error.is_timeout() && message.contains("from 127.0.0.1:") && message.contains("response to a ping"),
        "{error}"
    );
    let waited = begin.elapsed();
    assert!(waited >= Duration::from_secs(20) && waited < Duration::from_secs(30), "{waited:?}");
    tokio::time::resume();
    client.send(Describe::default()).await.unwrap();
    assert_eq!(server.connections(), 2);
}
