//! HTTP: requests that do not follow it, slow clients, and how the emulator ends.

use std::time::Duration;

use alicloud_emulator::{Emulator, Fault, FaultEffect, InstanceSeed};
use alicloud_signer::AccessKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::Client;

/// Much longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends these bytes and reads until the connection ends.
async fn exchange(emulator: &Emulator, request: &str) -> String {
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut response)).await.unwrap().unwrap();
    String::from_utf8(response).unwrap()
}

const POST: &str = "POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n";

#[tokio::test]
async fn what_does_not_follow_http_is_refused_and_says_so() {
    // For what is complete there is time enough on a machine of any speed, for what never is there is little.
    let patient = Emulator::start().await.unwrap();
    let emulator = Emulator::builder().receive_timeout(Duration::from_millis(300)).start().await.unwrap();
    let chunks = |body: &str| format!("{POST}transfer-encoding: chunked\r\n\r\n{body}");
    for (name, request, status, code) in [
        ("no chunk length", chunks("zz\r\nabc\r\n0\r\n\r\n"), "400 Bad Request", "InvalidRequestBody"),
        ("a chunk without its end", chunks("3\r\nabcdef\r\n0\r\n\r\n"), "400 Bad Request", "InvalidRequestBody"),
        (
            "a chunk length beyond all",
            chunks(&format!("{}\r\n", "f".repeat(40))),
            "400 Bad Request",
            "InvalidRequestBody",
        ),
        ("chunks that stop", chunks("3\r\nabc\r\n"), "408 Request Timeout", "RequestTimeout"),
        ("a body that stops", format!("{POST}content-length: 10\r\n\r\nabc"), "408 Request Timeout", "RequestTimeout"),
        // Much longer than what sockets hold: a client that sends all of it before it reads sees the response, too.
        (
            "a body beyond all",
            format!("{POST}content-length: {}\r\n\r\n{}", 48 << 20, "x".repeat(48 << 20)),
            "413 Payload Too Large",
            "RequestBodyTooLong",
        ),
        ("not HTTP at all", "hello\r\n\r\n".to_owned(), "400 Bad Request", "InvalidRequest"),
        ("a length that is none", format!("{POST}content-length: ten\r\n\r\n"), "400 Bad Request", "InvalidRequest"),
        (
            "a header name with a space",
            "GET / HTTP/1.1\r\na b: c\r\n\r\n".to_owned(),
            "400 Bad Request",
            "InvalidRequest",
        ),
        (
            "a URL without end",
            format!("GET /?{} HTTP/1.1\r\n\r\n", "a".repeat(70_000)),
            "414 URI Too Long",
            "RequestUrlTooLong",
        ),
        (
            "headers without end",
            format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(200)),
            "431 Request Header Fields Too Large",
            "RequestHeadersTooLong",
        ),
        (
            "one header without end",
            format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(300_000)),
            "431 Request Header Fields Too Large",
            "RequestHeadersTooLong",
        ),
    ] {
        let asked = if code == "RequestTimeout" { &emulator } else { &patient };
        let response = exchange(asked, &request).await;
        let (head, body) = response.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{name}: {response}"));
        assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{name}: {response}");
        assert!(head.contains("\r\nx-alicloud-emulated: refused"), "{name}: {response}");
        assert!(body.contains(code), "{name}: {response}");
    }
    // A body that arrives in pieces, each of them in time, but not all of them together.
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(format!("{POST}content-length: 20\r\n\r\n").as_bytes()).await.unwrap();
    let begin = std::time::Instant::now();
    let mut response = vec![0; 1000];
    let count = loop {
        tokio::select! {
            read = stream.read(&mut response) => break read.unwrap(),
            () = tokio::time::sleep(Duration::from_millis(100)) => stream.write_all(b"x").await.unwrap(),
        }
    };
    assert!(response[..count].starts_with(b"HTTP/1.1 408 ") && begin.elapsed() < PATIENCE);
    // Incomplete headers get no response, but the connection is closed.
    assert_eq!(exchange(&emulator, "GET / HTTP/1.1\r\nhost:").await, "");
    Client::new(&emulator).ok("DescribeRegions", &[]).await;
}

/// Only a few large bodies are read at a time. The time that a client waits because others are slow does not count for its limit.
#[tokio::test]
async fn a_slow_client_does_not_use_up_the_time_of_another() {
    const LENGTH: usize = 100_000;
    let limit = Duration::from_secs(3);
    let emulator = Emulator::builder().receive_timeout(limit).start().await.unwrap();
    let begin = async |length: usize| {
        let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
        let head = format!("{POST}connection: close\r\ncontent-length: {LENGTH}\r\n\r\n");
        stream.write_all((head + &"x".repeat(length)).as_bytes()).await.unwrap();
        stream
    };
    let end = async |mut stream: TcpStream| {
        let mut response = String::new();
        timeout(PATIENCE, stream.read_to_string(&mut response)).await.unwrap().unwrap();
        response
    };
    // It is small so far, and uses half of its time.
    let mut other = begin(1_000).await;
    tokio::time::sleep(limit / 3).await;
    let slow = [begin(80_000).await, begin(80_000).await, begin(80_000).await, begin(80_000).await];
    tokio::time::sleep(limit / 6).await;
    // From here on it has to wait for one of the slow ones, which stop only when its own limit has passed, too.
    other.write_all("x".repeat(LENGTH - 1_000).as_bytes()).await.unwrap();
    let waits = std::time::Instant::now();
    let response = end(other).await;
    assert!(waits.elapsed() > limit / 3, "it is read although four others are: {:?}", waits.elapsed());
    assert!(response.starts_with("HTTP/1.1 400 ") && response.contains("MissingAction"), "{response}");
    for stream in slow {
        let response = end(stream).await;
        assert!(response.starts_with("HTTP/1.1 408 "), "{response}");
    }
}

/// Beyond a number of connections, the next one waits until one of them ends.
#[tokio::test]
async fn connections_are_bounded_in_number() {
    const MOST: usize = 5;
    let builder = Emulator::builder().receive_timeout(PATIENCE).most_connections(MOST.try_into().unwrap());
    let emulator = builder.start().await.unwrap();
    let begin = async || {
        let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        stream
    };
    let mut open = Vec::new();
    for _ in 0..MOST {
        let mut stream = begin().await;
        timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap();
        open.push(stream);
    }
    let mut next = begin().await;
    let early = timeout(Duration::from_millis(300), next.read_u8()).await;
    assert!(early.is_err(), "it is served beside {MOST} others");
    drop(open.pop());
    timeout(PATIENCE, next.read_u8()).await.unwrap().unwrap();
}

#[tokio::test]
async fn it_ends_though_a_request_has_not_arrived() {
    let complete = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    for (name, request) in [
        ("nothing", String::new()),
        ("a part of the headers", "POST / HTTP/1.1\r\nhost:".to_owned()),
        ("a part of the body", format!("{POST}content-length: 10\r\n\r\nabc")),
        ("a part of the chunks", format!("{POST}transfer-encoding: chunked\r\n\r\n3\r\nabc")),
        ("a request, and a part of another", format!("{complete}POST / HT")),
    ] {
        let emulator = Emulator::start().await.unwrap();
        let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        if request.starts_with(complete) {
            stream.read_u8().await.unwrap();
        }
        // On another connection, so that the emulator has received the first request by then.
        Client::new(&emulator).ok("DescribeRegions", &[]).await;
        let half_of_the_limits = Duration::from_secs(5);
        assert!(timeout(half_of_the_limits, emulator.stop()).await.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn what_has_arrived_is_finished_before_the_end() {
    for effect in
        [FaultEffect::DelayHeaders(Duration::from_millis(300)), FaultEffect::DelayBody(Duration::from_millis(300))]
    {
        let emulator = Emulator::start().await.unwrap();
        emulator.inject(Fault::new(effect.clone()));
        let client = Client::new(&emulator);
        let call = tokio::spawn(async move { client.call("DescribeRegions", &[]).await.status });
        while emulator.requests().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        emulator.stop().await;
        assert_eq!(call.await.unwrap(), 200, "{effect:?}");
    }
}

#[tokio::test]
async fn a_response_without_end_is_not_waited_for() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject(Fault::new(FaultEffect::DelayHeaders(Duration::MAX)));
    let client = Client::new(&emulator);
    let call = tokio::spawn(async move { client.draft("DescribeRegions", &[]).sign().send().await.is_err() });
    while emulator.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    timeout(PATIENCE, emulator.stop()).await.unwrap();
    assert!(call.await.unwrap());
}

/// What is shown of an emulator, of its settings and of the reason why it does not start.
#[tokio::test]
async fn what_is_shown_has_no_secrets() {
    let builder = Emulator::builder()
        .access_key(AccessKey::new("own", "CANARY").with_security_token("CANARY"))
        .bearer_token("CANARY")
        .oidc_token("CANARY")
        .instance(InstanceSeed::new("rm-a"));
    let of_builder = format!("{builder:?}");
    let emulator = builder.start().await.unwrap();
    let address = emulator.address().to_string();
    let taken = Emulator::builder().listen(emulator.address()).start().await.unwrap_err();
    assert!(std::error::Error::source(&taken).is_some_and(|source| source.is::<std::io::Error>()), "{taken:?}");
    let twice = Emulator::builder().instance(InstanceSeed::new("rm-a")).instance(InstanceSeed::new("rm-a"));
    let twice = twice.start().await.unwrap_err();
    assert!(std::error::Error::source(&twice).is_none(), "{twice:?}");
    for (shown, part) in [
        (of_builder, "rm-a"),
        (format!("{emulator:?}"), address.as_str()),
        (taken.to_string(), &format!("cannot listen on {address}: ")),
        (twice.to_string(), "rm-a"),
        (emulator.endpoint(), &format!("http://{address}")),
    ] {
        assert!(shown.contains(part) && !shown.contains("CANARY"), "{shown}");
    }
}
