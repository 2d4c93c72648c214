//! Tests of streams of server-sent events.

use std::time::Duration;

use alicloud_client::blocking;
use alicloud_client::retry::Backoff;
use alicloud_client::runtime::{At, OperationInfo, ResponseKind, Streaming};
use alicloud_client::transport::{HttpClient, Recording, Replaying};
use alicloud_client::{Client, ErrorKind, Secret, UntypedOperation, Value};
use futures_util::FutureExt as _;

use crate::events::Events;
use crate::operations::{Ask, Chat, ChatResponse, RDS};
use crate::script::{Script, answer, header};
use crate::server::{Act, Noticed, Server};
use crate::streamed::{Response, Step, Streamed, chunk, shown};

/// A name, a body, and what a program receives.
type Case = (&'static str, &'static [u8], &'static [&'static str]);

const ENDED: &str = "Interrupted: GetChat: the stream of rds.aliyuncs.com:443 ended in the middle of an event";
const NOT_UTF8: &str = "Decode: GetChat: the response cannot be decoded: an event is not UTF-8 (HTTP 200)";

/// By the rules of the WHATWG (HTML, section 9.2.6), and what the services make of them.
const CASES: &[Case] = &[
    ("one", b"data:{\"Content\":\"a\"}\n\n", &["|||a"]),
    ("two", b"data: {\"Content\":\"a\"}\n\ndata: {\"Content\":\"b\"}\n\n", &["|||a", "|||b"]),
    ("carriage returns", b"data: {\"Content\":\"a\"}\r\rdata: {\"Content\":\"b\"}\r\r", &["|||a", "|||b"]),
    ("both", b"data: {\"Content\":\"a\"}\r\n\r\ndata: {\"Content\":\"b\"}\r\n\r\n", &["|||a", "|||b"]),
    ("all ends of lines", b"id: 1\r\ndata: {\"Content\":\"a\"}\n\r\nid: 2\rdata: {\"Content\":\"b\"}\r\r\n", &["|1||a", "|2||b"]),
    // A line feed of its own would end the event after its first line.
    ("several fields and both", b"event: x\r\ndata: {\"Content\":\r\ndata: \"a\"}\r\n\r\n", &["x|||a"]),
    ("several fields and carriage returns", b"event: x\rdata: {\"Content\":\rdata: \"a\"}\r\r", &["x|||a"]),
    ("a byte order mark", b"\xef\xbb\xbfdata: {\"Content\":\"a\"}\n\n", &["|||a"]),
    ("a second mark", b"data: {\"Content\":\"a\"}\n\n\xef\xbb\xbfdata: {\"Content\":\"b\"}\n\ndata: {}\n\n", &["|||a", "|||"]),
    ("every field", b"event: result\nid: 7\nretry: 250\ndata: {\"Content\":\"a\"}\n\n", &["result|7|250|a"]),
    ("an ID stays, a name does not", b"id: 7\nevent: x\ndata: {}\n\ndata: {}\n\nid\ndata: {}\n\n", &["x|7||", "|7||", "|||"]),
    ("an ID without data", b"id: 7\n\ndata: {}\n\n", &["|7||"]),
    ("an ID with NUL", b"id: 7\ndata: {}\n\nid: 8\0\ndata: {}\n\n", &["|7||", "|7||"]),
    ("a time that is none", b"retry: 1s\ndata: {}\n\nretry: -1\ndata: {}\n\nretry:\ndata: {}\n\nretry: 99999999999999999999\ndata: {}\n\n", &["|||", "|||", "|||", "|||"]),
    ("several lines", b"data: {\"Content\":\ndata: \"a\"\ndata: }\n\n", &["|||a"]),
    ("one blank is removed", b"event:  x\ndata:   {\"Content\":\"a\"}\n\n", &[" x|||a"]),
    ("comments", b": hello\n:\n\n:x\ndata: {\"Content\":\"a\"}\n: in between\n\n:end\n", &["|||a"]),
    ("a comment that is not UTF-8", b":\xff\xfe\ndata: {}\n\n", &["|||"]),
    ("unknown fields", b"Data: {}\nfoo: bar\nfoo\ndata: {\"Content\":\"a\"}\n\n", &["|||a"]),
    ("no data", b"event: ping\n\nevent: ping\ndata:\n\ndata\n\ndata: {\"Content\":\"a\"}\n\n", &["|||a"]),
    ("more bytes than one for a character", "data: {\"Content\":\"中\u{1f600}\"}\n\n".as_bytes(), &["|||中\u{1f600}"]),
    ("the last event of some", b"data: {\"Content\":\"a\"}\n\ndata: [DONE]\n\ndata: {\"Content\":\"b\"}\n\n", &["|||a"]),
    ("the last event, without its end", b"data: {\"Content\":\"a\"}\n\ndata: [DONE]", &["|||a"]),
    ("an unfinished event that is whole", b"data: {\"Content\":\"a\"}\n\ndata: {\"Content\":\"b\"}\n", &["|||a", "|||b"]),
    ("an unfinished line that is whole", b"data: {\"Content\":\"a\"}\n\ndata: {\"Content\":\"b\"}", &["|||a", "|||b"]),
    ("an unfinished event", b"data: {\"Content\":\"a\"}\n\ndata: {\"Content\":\"b", &["|||a", ENDED]),
    ("an unfinished value", b"data: {\"Content\":\"a\"}\n\ndata: 1", &["|||a", ENDED]),
    // What is announced before the first line of data is missing, too, if the end cuts it off.
    ("an unfinished name", b"data: {}\n\nevent: x\nid: 3", &["|||", ENDED]),
    ("a name without its data", b"data: {}\n\nevent: x\n", &["|||", ENDED]),
    ("an ID without its data", b"data: {}\n\nid: 3\n", &["|||", ENDED]),
    ("a status without its data", b"data: {}\n\n:HTTP_STATUS/200\n", &["|||", ENDED]),
    ("an unfinished field", b"data: {}\n\nid:2\nevent:result\nda", &["|||", ENDED]),
    ("an unfinished comment", b"data: {}\n\n:HTTP_STAT", &["|||", ENDED]),
    ("an unfinished error", b"data: {}\n\nevent:error\n:HTTP_STATUS/500\n", &["|||", ENDED]),
    ("an unfinished field after whole data", b"data: {}\n\ndata: {}\nevent: err", &["|||", ENDED]),
    ("a name whose event has ended", b"data: {}\n\nevent: x\nid: 3\n\n", &["|||"]),
    ("not UTF-8", b"data: {\"Content\":\"a\"}\n\ndata: {\"Content\":\"\xff\"}\n\n", &["|||a", NOT_UTF8]),
    (
        "no JSON",
        b"data: {\"Content\":\"a\"}\n\ndata: hello\n\ndata: {}\n\n",
        &[
            "|||a",
            "Decode: GetChat: the response cannot be decoded: not valid JSON: expected a value at line 1 column 1 (HTTP 200); it begins: hello",
        ],
    ),
    (
        "a list",
        b"data: {\"Content\":\"a\"}\n\ndata: [1]\n\n",
        &["|||a", "Decode: GetChat: the response cannot be decoded: found a list, expected an object (HTTP 200); it begins: [1]"],
    ),
    (
        "a page",
        b"data: {}\n\ndata: <html></html>\n\n",
        &["|||", "Decode: GetChat: the response cannot be decoded: an event has an HTML page, expected an object (HTTP 200); it begins: <html></html>"],
    ),
    (
        "an error with its keys alone",
        b"data: {}\n\ndata: {\"Code\":\"Throttling.User\",\"Message\":\"no\",\"RequestId\":\"r\"}\n\ndata: {}\n\n",
        &["|||", "Service: GetChat: Throttling.User: no (HTTP 200, request id r)"],
    ),
    (
        "an error by its name",
        b"data: {}\n\nid:1\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"InvalidParameter\",\"message\":\"no\",\"request_id\":\"r\"}\n\n",
        &["|||", "Service: GetChat: InvalidParameter: no (HTTP 400, request id r)"],
    ),
    ("an error by its status", b":HTTP_STATUS/200\ndata: {}\n\n: HTTP_STATUS/500\ndata: {\"Content\":\"a\"}\n\n", &["|||", "Service: GetChat: error: {\"Content\":\"a\"} (HTTP 500)"]),
    ("an error that is text", b"data: {}\n\nevent: Error\ndata: out of memory\n\n", &["|||", "Service: GetChat: error: out of memory (HTTP 200)"]),
    ("an error without data", b"data: {}\n\nevent: error\n\nevent: error\ndata:\n\n", &["|||", "Service: GetChat: error (HTTP 200)"]),
    ("a name of an error alone", b"data: {}\n\nid: 7\nevent: error\n\ndata: {}\n\n", &["|||", "Service: GetChat: error (HTTP 200)"]),
    ("a status of an error alone", b"data: {}\n\n:HTTP_STATUS/500\n\ndata: {}\n\n", &["|||", "Service: GetChat: error (HTTP 500)"]),
    ("the last event as an error", b"data: {}\n\nevent: error\ndata: [DONE]\n\n", &["|||", "Service: GetChat: error: [DONE] (HTTP 200)"]),
    (
        "an error with other names",
        b"data: {\"errorCode\":\"X.Y\",\"errorMessage\":\"no\",\"requestId\":\"r\"}\n\n",
        &["call: Service: GetChat: X.Y: no (HTTP 200, request id r)"],
    ),
    ("a code that is data", b"data: {\"Code\":\"X\",\"Message\":\"m\",\"Content\":\"a\"}\n\n", &["|||a"]),
    ("a code of success", b"data: {\"Code\":\"200\",\"Message\":\"m\"}\n\n", &["|||"]),
];

#[tokio::test]
async fn a_stream_has_its_events_wherever_it_is_cut() {
    for (name, body, expected) in CASES {
        let received = async |steps: Vec<Step>| {
            let called = Streamed::new([Response::events(steps)]).client().stream(Ask).await;
            shown(called).await
        };
        assert_eq!(received(vec![Step::Chunk(body.to_vec())]).await, *expected, "{name}");
        for cut in 0..=body.len() {
            let (begin, end) = body.split_at(cut);
            let steps = vec![Step::Chunk(begin.to_vec()), Step::Chunk(Vec::new()), Step::Chunk(end.to_vec())];
            assert_eq!(received(steps).await, *expected, "{name}, cut at {cut}");
        }
        let bytes = body.iter().map(|byte| Step::Chunk(vec![*byte])).collect();
        assert_eq!(received(bytes).await, *expected, "{name}, byte by byte");
    }
}

#[tokio::test]
async fn an_event_and_its_lines_are_bounded() {
    const LIMIT: usize = 1000;
    let long = |length: usize| "x".repeat(length);
    let cases = [
        ("a line that fits", format!("data: {{\"Content\":\"{}\"}}\n\n", long(900)), true),
        ("a long line", format!("data: {{\"Content\":\"{}\"}}\n\n", long(1000)), false),
        ("a line without an end", format!("data: {}", long(1001)), false),
        ("lines of data", format!("{}\n", "data: 1234567890\n".repeat(100)), false),
        ("empty lines of data", format!("{}\n", "data\n".repeat(1100)), false),
        ("a comment", format!(":{}\n\n", long(1000)), false),
        ("an unknown field", format!("{}: x\n\n", long(1000)), false),
        ("a name", format!("event: {}\ndata: {}\n\n", long(600), long(600)), false),
        ("many events", "data: {\"Content\":\"1234567890\"}\n\n".repeat(200), true),
        ("many comments", ": still here\n".repeat(500), true),
        ("many names", "event: again\n".repeat(500), true),
        ("an ID and data", format!("id: {}\ndata: {}\n\n", long(600), long(600)), false),
    ];
    for (name, text, fits) in cases {
        let body = format!("data: {{}}\n\n{text}\ndata: {{\"Content\":\"last\"}}\n\n");
        for size in [1, 7, 4096] {
            let steps = body.as_bytes().chunks(size).map(|part| Step::Chunk(part.to_vec()));
            let client = Streamed::new([Response::events(steps)]).client();
            let lines = shown(client.stream(Ask).event_limit(LIMIT).await).await;
            let last = lines.last().unwrap();
            if fits {
                assert_eq!(last, "|||last", "{name}");
            } else {
                assert!(last.contains("an event has more than 1000 bytes") && lines.len() == 2, "{name}: {lines:?}");
            }
        }
    }
}

/// An ID is kept for all later events, so it has a limit of its own.
#[tokio::test]
async fn an_id_is_bounded() {
    for (length, fits) in [(4096, true), (4097, false), (16_000_000, false)] {
        let body = format!("data: {{}}\n\nid: {}\n\ndata: {{}}\n\n", "7".repeat(length));
        let lines = shown(Streamed::new([Response::events([chunk(&body)])]).client().stream(Ask).await).await;
        let last = lines.last().unwrap();
        assert_eq!(last.len() == length + 3, fits, "{length}: {}", last.len());
        assert_eq!(last.contains("the ID of an event has more than 4096 bytes"), !fits, "{length}");
    }
}

/// Input in which no event ends: other tasks of the runtime go on while it is read.
#[tokio::test]
async fn reading_yields_to_other_tasks() {
    const MANY: usize = 1 << 20;
    let chunks = |text: &str| vec![chunk(text); MANY / 64];
    let cases = [
        ("blank lines", vec![chunk(&"\n".repeat(MANY))], true),
        ("comments", vec![chunk(&":x\n".repeat(MANY / 3))], true),
        ("events without data", vec![chunk(&"id: 7\ndata\n\n".repeat(MANY / 12))], true),
        ("one long line", vec![chunk(&format!(":{}\n", "x".repeat(MANY)))], true),
        ("small chunks", chunks("\n"), true),
        ("empty chunks", chunks(""), true),
        ("little", vec![chunk(&"\n".repeat(1000)), chunk(":x\n")], false),
    ];
    for (name, steps, yields) in cases {
        let event = chunk("data: {\"Content\":\"a\"}\n\n");
        let steps = [vec![event.clone()], steps, vec![event]].concat();
        let mut events = Streamed::new([Response::events(steps)]).client().stream(Ask).await.unwrap();
        assert!(events.next().await.unwrap().is_ok(), "{name}");
        let polled_once = events.next().now_or_never();
        assert_eq!(polled_once.is_none(), yields, "{name}");
        let event = match polled_once {
            Some(event) => event,
            None => events.next().await,
        };
        assert_eq!(event.unwrap().unwrap().data.content.as_deref(), Some("a"), "{name}");
        assert!(events.next().await.is_none(), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_is_awaited_for_a_limited_time() {
    let second = Duration::from_secs(1);
    let event = || chunk("data: {}\n\n");
    let limit = "no event from rds.aliyuncs.com:443 within 30s, the event timeout";
    let cases = [
        ("silence", vec![event(), Step::Wait(31 * second), event()], 1, Some(limit)),
        (
            "comments",
            vec![
                event(),
                chunk(": still here\n\n"),
                Step::Wait(10 * second),
                chunk(": still here\n\n"),
                Step::Wait(10 * second),
                chunk(":x\n"),
                Step::Wait(11 * second),
                event(),
            ],
            1,
            Some(limit),
        ),
        (
            "bytes",
            vec![
                event(),
                chunk("d"),
                Step::Wait(20 * second),
                chunk("ata: {"),
                Step::Wait(20 * second),
                chunk("}\n\n"),
            ],
            1,
            Some(limit),
        ),
        ("slow events", vec![event(), Step::Wait(29 * second), event(), Step::Wait(29 * second), event()], 3, None),
    ];
    for (name, steps, events, problem) in cases {
        let client = Streamed::new([Response::events(steps)]).client();
        let begin = tokio::time::Instant::now();
        let lines = shown(client.stream(Ask).event_timeout(30 * second).await).await;
        let ended = lines.iter().find(|line| line.starts_with("Timeout"));
        assert_eq!(
            (lines.len() - usize::from(ended.is_some()), ended.is_some()),
            (events, problem.is_some()),
            "{name}: {lines:?}"
        );
        if let Some(problem) = problem {
            assert!(ended.unwrap().contains(problem) && begin.elapsed() < 31 * second, "{name}: {lines:?}");
        }
    }

    // Comments without an end, and none of them an event.
    let endless = Response::events([event(), chunk(":x\n\n"), Step::Wait(second), Step::Again]);
    let client = Streamed::new([endless.clone()]).client();
    let mut events = client.stream(Ask).await.unwrap();
    for _ in 0..1000 {
        assert!(events.next().await.unwrap().is_ok(), "a stream may go on for longer than a call");
    }
    let comments = Response::events([chunk(":x\n\n"), Step::Wait(second), Step::Again]);
    let error =
        Streamed::new([comments]).builder().no_retry().build().unwrap().stream(Chat::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Timeout, true), "{error}");

    // A program that takes its time between two events is not the service's.
    let client = Streamed::new([Response::events([event(), event(), event()])]).client();
    let mut events = client.stream(Ask).event_timeout(second).await.unwrap();
    for _ in 0..3 {
        tokio::time::sleep(60 * second).await;
        assert!(events.next().await.unwrap().is_ok());
    }
    assert!(events.next().await.is_none());
}

/// A response that is no stream, or none that can be read, and what the call returns.
#[tokio::test]
async fn a_response_of_another_kind_is_what_it_says() {
    let framed = "id:1\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"InvalidParameter\",\"message\":\"no\",\"request_id\":\"r\"}";
    let cases = [
        (
            "JSON",
            Response::new(200, "application/json", [chunk("{\"RequestId\":\"r\",\"Cont"), chunk("ent\":\"a\"}")]),
            vec!["|||a"],
        ),
        (
            "an error",
            Response::new(
                403,
                "application/json",
                [chunk("{\"Code\":\"Forbidden\",\"Message\":\"no\",\"RequestId\":\"r\"}")],
            ),
            vec!["call: Service: RunChat: Forbidden: no (HTTP 403, request id r)"],
        ),
        (
            "an error with status 200",
            Response::new(
                200,
                "application/json",
                [chunk("{\"Code\":\"Forbidden\",\"Message\":\"no\",\"RequestId\":\"r\"}")],
            ),
            vec!["call: Service: RunChat: Forbidden: no (HTTP 200, request id r)"],
        ),
        (
            "an error as an event",
            Response::new(400, "application/json", [chunk(framed)]),
            vec!["call: Service: RunChat: InvalidParameter: no (HTTP 400, request id r)"],
        ),
        (
            "an error as an event without data",
            Response::new(500, "application/json", [chunk("event:error\n:HTTP_STATUS/500\n\n")]),
            vec![
                "call: Service: RunChat: the response is not from the service: event:error :HTTP_STATUS/500 (HTTP 500); the request was sent to rds.aliyuncs.com:443",
            ],
        ),
        (
            "an error as an event of a stream",
            Response::new(400, "text/event-stream", [chunk(framed), chunk("\n\n")]),
            vec!["call: Service: RunChat: InvalidParameter: no (HTTP 400, request id r)"],
        ),
        (
            "an error as the first event",
            Response::events([chunk(framed), chunk("\n\n")]),
            vec!["call: Service: RunChat: InvalidParameter: no (HTTP 400, request id r)"],
        ),
        (
            "a page",
            Response::new(200, "text/html", [chunk("<html></html>")]),
            vec![
                "call: Decode: RunChat: the response cannot be decoded: found an HTML page of the type text/html, expected an object with `RequestId` or the header x-acs-request-id; this is not a response of the service (HTTP 200); it begins: <html></html>",
            ],
        ),
        (
            "a page with status 502",
            Response::new(502, "text/html", [chunk("<html></html>")]),
            vec![
                "call: Service: RunChat: the response is not from the service: <html></html> (HTTP 502); the request was sent to rds.aliyuncs.com:443",
            ],
        ),
        (
            "a compressed stream",
            Response::events([chunk("\u{1f}")]).header("content-encoding", "gzip"),
            vec![
                "call: Decode: RunChat: the response cannot be decoded: the stream of events is compressed, which was not asked for (HTTP 200)",
            ],
        ),
        (
            "an encoding that is none",
            Response::events([chunk("data: {}\n\n")]).header("content-encoding", "identity"),
            vec!["|||"],
        ),
        (
            "nothing",
            Response::events([]),
            vec![
                "call: Decode: RunChat: the response cannot be decoded: the stream of events ended before its first event (HTTP 200)",
            ],
        ),
        (
            "comments alone",
            Response::events([chunk(":x\n\n")]),
            vec![
                "call: Decode: RunChat: the response cannot be decoded: the stream of events ended before its first event (HTTP 200)",
            ],
        ),
        (
            "an end in the middle of the first event",
            Response::events([chunk("event: x\nda")]),
            vec!["call: Interrupted: RunChat: the stream of rds.aliyuncs.com:443 ended in the middle of an event"],
        ),
        ("the last event alone", Response::events([chunk("data: [DONE]\n\n")]), vec![]),
        (
            "a break before the first event",
            Response::events([chunk("data: {"), Step::Breaks]),
            vec!["call: Interrupted: RunChat: the connection broke (rds.aliyuncs.com:443)"],
        ),
        (
            "a break after it",
            Response::events([chunk("data: {}\n\ndata: {"), Step::Breaks]),
            vec!["|||", "Interrupted: RunChat: the connection broke (rds.aliyuncs.com:443)"],
        ),
    ];
    for (name, response, expected) in cases {
        let streamed = Streamed::new([response]);
        let client = streamed.builder().no_retry().build().unwrap();
        let mut called = client.stream(Chat::default()).await;
        if let Ok(events) = &mut called {
            assert_eq!((events.status(), events.attempts()), (200, 1), "{name}");
        }
        assert_eq!(shown(called).await, expected, "{name}");
    }
    // The body of a response that is no stream has the limit of every response.
    let large =
        Response::new(200, "application/json", [chunk(&format!("{{\"RequestId\":\"r\"{}}}", " ".repeat(2000)))]);
    let client = Streamed::new([large]).builder().response_limit(1000).build().unwrap();
    let error = client.stream(Ask).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Decode && error.to_string().contains("larger than"), "{error}");
    // A call that expects one response says what it found.
    let client = Script::new([answer(200, "data: {}\n\n").header("content-type", "text/event-stream")]).client();
    let error = client.send(Chat::default()).await.unwrap_err();
    assert!(error.to_string().contains("a stream of events, which `Client::stream` receives"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn only_what_failed_before_the_first_event_is_sent_again() {
    let ok = || Response::events([chunk("data: {\"Content\":\"a\"}\n\n")]);
    let throttled = "data: {\"Code\":\"Throttling.User\",\"Message\":\"no\",\"RequestId\":\"r\"}\n\n";
    let broken = || Response::events([chunk("data: {"), Step::Breaks]);
    let cases = [
        (
            "throttled by status",
            Response::new(429, "application/json", [chunk("{\"Code\":\"Throttling.User\"}")]),
            (2, 2),
        ),
        ("throttled by an event", Response::events([chunk(throttled)]), (2, 2)),
        ("broken before the first event", broken(), (1, 2)),
        ("cut off before the first event", Response::events([chunk("data: {")]), (1, 2)),
        ("broken after it", Response::events([chunk("data: {}\n\n"), Step::Breaks]), (1, 1)),
        ("an error after it", Response::events([chunk("data: {}\n\n"), chunk(throttled)]), (1, 1)),
        ("no JSON", Response::events([chunk("data: x\n\n")]), (1, 1)),
    ];
    for (name, first, (changes, reads)) in cases {
        let requests = |streamed: &Streamed| streamed.requests().len();
        let streamed = Streamed::new([first.clone(), ok()]);
        shown(streamed.client().stream(Chat::default()).await).await;
        assert_eq!(requests(&streamed), changes, "{name}: an operation that changes something");
        let streamed = Streamed::new([first, ok()]);
        shown(streamed.client().stream(Ask).await).await;
        assert_eq!(requests(&streamed), reads, "{name}: an operation that reads");
    }
    // What a call that has begun may have done is said, and that nothing is known of it otherwise.
    for (response, applied) in
        [(broken(), true), (Response::new(403, "application/json", [chunk("{\"Code\":\"Forbidden\"}")]), false)]
    {
        let client = Streamed::new([response]).client();
        let error = client.stream(Chat::default()).await.unwrap_err();
        assert_eq!(error.may_have_been_applied(), applied, "{error}");
        let error = client.stream(Ask).retry(Backoff::default()).await.unwrap_err();
        assert!(!error.may_have_been_applied(), "{error}");
    }
    // Whatever fails after the first event, also where the service says that it refused: it has begun.
    for second in [Step::Breaks, chunk(throttled), chunk("data: x\n\n"), chunk("data: {")] {
        let client = Streamed::new([Response::events([chunk("data: {}\n\n"), second])]).client();
        let mut events = client.stream(Chat::default()).await.unwrap();
        assert!(events.next().await.unwrap().is_ok());
        let error = events.next().await.unwrap().unwrap_err();
        assert!(error.may_have_been_applied() && error.operation() == Some("RunChat"), "{error}");
    }
}

#[tokio::test]
async fn the_request_is_that_of_any_other_call() {
    let streamed = Streamed::new([Response::events([chunk("data: {}\n\n")])]);
    let client = streamed.builder().format(alicloud_client::Format::Xml).build().unwrap();
    drop(client.stream(Chat::default()).await.unwrap());
    let sent = &streamed.requests()[0];
    // As the vendor's libraries ask, whose gateway takes the format of an error from it. Nothing asks for compression.
    assert_eq!((header(sent, "accept"), header(sent, "accept-encoding")), ("application/json", ""));
    assert_eq!(header(sent, "x-acs-action"), "RunChat");
    assert!(header(sent, "authorization").starts_with("ACS3-HMAC-SHA256 "));
    let shown = client.stream(Chat::default()).into_request().await.unwrap();
    assert_eq!((&shown.method, &shown.url), (&sent.method, &sent.url));
}

fn over_http(server: &Server) -> Client {
    let http = HttpClient::builder().no_proxy();
    let client = Client::builder().access_key("testid", "testsecret").http(http).endpoint(server.endpoint());
    client.retry(Backoff::default().base(Duration::from_millis(1))).build().unwrap()
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// A chunk of the transfer encoding.
fn part(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

#[tokio::test]
async fn events_arrive_before_the_response_ends_and_dropping_closes_the_connection() {
    let first = format!("{HEAD}{}", part("data: {\"Content\":\"a\"}\n\ndata: {\"Content\""));
    let mut server = Server::start([Act::writes_and_holds(&first)]).await;
    let mut events = over_http(&server).stream(Ask).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.content.as_deref(), Some("a"));
    {
        // A `next` that is dropped loses nothing.
        let waiting = tokio::time::timeout(Duration::from_millis(20), events.next()).await;
        assert!(waiting.is_err());
    }
    assert_eq!(server.noticed.recv().await, Some(Noticed::Request));
    drop(events);
    assert_eq!(server.noticed.recv().await, Some(Noticed::Hangup));

    // Dropping the call before its first event, too.
    let mut server = Server::start([Act::writes_and_holds(HEAD)]).await;
    let client = over_http(&server);
    let call = tokio::spawn(async move { client.stream(Ask).await.map(drop) });
    assert_eq!(server.noticed.recv().await, Some(Noticed::Request));
    while !server.is_silent() {
        tokio::task::yield_now().await;
    }
    call.abort();
    assert_eq!(server.noticed.recv().await, Some(Noticed::Hangup));
}

#[tokio::test]
async fn what_http_says_about_the_end_is_heard() {
    let events = "data: {\"Content\":\"a\"}\n\n";
    let chunked = format!("{HEAD}{}", part(events));
    let plain = |length: usize| {
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {length}\r\n\r\n{events}")
    };
    let cases = [
        ("the last chunk", Act::writes_and_closes(&format!("{chunked}0\r\n\r\n")), true),
        ("no last chunk", Act::writes_and_closes(&chunked), false),
        ("a broken chunk", Act::writes_and_closes(&format!("{chunked}zz\r\n")), false),
        ("half a chunk", Act::writes_and_closes(&format!("{chunked}ff\r\ndata: ")), false),
        ("the announced length", Act::writes_and_holds(&plain(events.len())), true),
        ("less than the announced length", Act::writes_and_closes(&plain(events.len() + 1)), false),
        (
            "the end of the connection",
            Act::writes_and_closes(&format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n{events}")),
            true,
        ),
    ];
    for (name, act, is_whole) in cases {
        let server = Server::start([act]).await;
        let lines = shown(over_http(&server).stream(Ask).await).await;
        assert_eq!(lines[0], "|||a", "{name}");
        let broken = lines.get(1).is_some_and(|line| line.starts_with("Interrupted: GetChat: "));
        assert_eq!((lines.len(), broken), if is_whole { (1, false) } else { (2, true) }, "{name}: {lines:?}");
        assert_eq!(server.requests().len(), 1, "{name}");
        assert!(!server.requests()[0].to_ascii_lowercase().contains("accept-encoding"), "{name}");
    }
}

#[tokio::test]
async fn a_stream_is_recorded_and_replayed() {
    let secret = || Chat { prompt: Some(Secret::from("hidden-1")) };
    let whole = "id: 1\r\ndata: {\"Content\":\"hidden-1\",\r\ndata: \"Key\":\"hidden-2\"}\r\n\r\nevent: x\r\ndata: {\"Content\":\"b\"}\r\n\r\n";
    let (begin, end) = whole.split_at(20);
    let cases = [
        ("whole", Response::events([chunk(begin), chunk(end)]), "", vec!["|1||***", "x|1||b"]),
        (
            "the last event",
            Response::events([chunk("data: {\"Content\":\"a\"}\n\ndata: [DONE]\n\n"), chunk("data: {}\n\n")]),
            "stopped",
            vec!["|||a"],
        ),
        (
            "an error as an event",
            Response::events([chunk("data: {}\n\nevent: error\ndata: {\"Code\":\"X.Y\",\"Message\":\"no\"}\n\n")]),
            "stopped",
            vec!["|||", "Service: RunChat: X.Y: no (HTTP 200)"],
        ),
        (
            "broken",
            Response::events([chunk("data: {\"Content\":\"a\"}\n\ndata: {"), Step::Breaks]),
            "interrupted",
            vec!["|||a", "Interrupted: RunChat: the connection broke: as in the recording (rds.aliyuncs.com:443)"],
        ),
        (
            "no stream",
            Response::new(200, "application/json", [chunk("{\"RequestId\":\"r\",\"Key\":\"hidden-2\"}")]),
            "",
            vec!["|||"],
        ),
        (
            "an error",
            Response::new(403, "application/json", [chunk("{\"Code\":\"Forbidden\",\"Message\":\"hidden-1\"}")]),
            "",
            vec!["call: Service: RunChat: Forbidden: *** (HTTP 403)"],
        ),
    ];
    for (name, response, broke, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.jsonl");
        let recording = Recording::new(Streamed::new([response])).to_file(&path).unwrap();
        let client = |transport| {
            Client::builder()
                .transport(transport)
                .access_key("id", "s")
                .region("cn-hangzhou")
                .no_retry()
                .build()
                .unwrap()
        };
        shown(client(recording.clone()).stream(secret()).await).await;
        recording.finish().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("hidden"), "{name}: {text}");
        assert_eq!(text.contains("\"broke\""), !broke.is_empty(), "{name}: {text}");
        assert!(broke.is_empty() || text.contains(&format!("\"broke\":\"{broke}\"")), "{name}: {text}");
        assert!(
            text.starts_with(if broke.is_empty() { "{\"version\":2," } else { "{\"version\":3," }),
            "{name}: {text}"
        );
        let replaying = Replaying::from_file(&path).unwrap();
        let client = Client::builder()
            .transport(replaying.clone())
            .access_key("id", "s")
            .region("cn-hangzhou")
            .no_retry()
            .build()
            .unwrap();
        assert_eq!(shown(client.stream(secret()).await).await, expected, "{name}");
        assert_eq!(replaying.unused(), [], "{name}");
    }

    // A program that stops listening: what it has received is recorded, and replayed as a stream that ends there.
    let recording = Recording::new(Streamed::new([Response::events([
        chunk("data: {\"Content\":\"a\"}\n\n"),
        chunk("data: {}\n\n"),
    ])]));
    let client =
        Client::builder().transport(recording.clone()).access_key("id", "s").region("cn-hangzhou").build().unwrap();
    let mut events = client.stream(Ask).await.unwrap();
    assert!(events.next().await.unwrap().is_ok());
    drop(events);
    let client = Client::builder()
        .transport(Replaying::new(recording.exchanges()))
        .access_key("id", "s")
        .region("cn-hangzhou")
        .build()
        .unwrap();
    assert_eq!(shown(client.stream(Ask).await).await, ["|||a"]);
    // Received as a whole, it is an error, since the rest is unknown.
    let client = Client::builder()
        .transport(Replaying::new(recording.exchanges()))
        .access_key("id", "s")
        .region("cn-hangzhou")
        .no_retry()
        .build()
        .unwrap();
    assert_eq!(client.send(Ask).await.unwrap_err().kind(), ErrorKind::Interrupted);
}

#[test]
fn events_are_an_iterator_without_async() {
    let body = [chunk("data: {\"Content\":\"a\"}\n\n"), chunk("data: {\"Content\":\"b\"}\n\ndata: {"), Step::Breaks];
    let client = blocking::Client::new(Streamed::new([Response::events(body)]).client()).unwrap();
    let events: Vec<_> = client.stream(Ask).unwrap().map(|event| event.map(|event| event.data.content)).collect();
    let contents: Vec<_> = events.iter().map_while(|event| event.as_ref().ok()?.as_deref()).collect();
    assert_eq!((contents, events.len()), (vec!["a", "b"], 3));
    assert_eq!(events[2].as_ref().unwrap_err().kind(), ErrorKind::Interrupted);
    let call = client.client().stream(Ask).event_timeout(Duration::from_secs(5));
    assert_eq!(client.events(client.wait(call).unwrap()).filter_map(Result::ok).count(), 2);
}

#[tokio::test]
async fn an_untyped_call_has_the_data_as_it_was_received() {
    static INFO: OperationInfo =
        OperationInfo::new(&RDS, "RunChat").streaming(Streaming::Always).response(ResponseKind::Fields(&["Content"]));
    let operation = || {
        UntypedOperation::new(&INFO).parameter("Prompt", At::QUERY, Some(Value::from("x"))).response_fields(["Content"])
    };
    let body = "event: result\ndata: {\"Content\": 1}\n\ndata: {\"Other\":1}\n\ndata: {\"Code\":\"X.Y\",\"Message\":\"no\"}\n\n";
    let client = Streamed::new([Response::events([chunk(body)])]).client();
    let mut events =
        operation().send(&client).event_limit(100).event_timeout(Duration::from_secs(9)).events().await.unwrap();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!((first.name.as_str(), first.text.as_str()), ("result", "{\"Content\": 1}"));
    assert_eq!(events.next().await.unwrap().unwrap().text, "{\"Other\":1}");
    assert_eq!(events.next().await.unwrap().unwrap_err().code(), Some("X.Y"));
    assert!(events.next().await.is_none());

    // A response that is no stream is one event.
    let client = Streamed::new([Response::new(200, "application/json", [chunk("{\"Content\":1}")])]).client();
    let mut events = operation().send(&client).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().text, "{\"Content\":1}");
    assert!(events.next().await.is_none());
}

/// What an event shows of itself has no secret.
#[tokio::test]
async fn secrets_are_hidden() {
    let body = "data: {\"Content\":\"a\",\"Key\":\"hidden\"}\n\nevent: error\ndata: {\"Code\":\"X\",\"Message\":\"the prompt is hush-hush\"}\n\n";
    let client = Streamed::new([Response::events([chunk(body)])]).client();
    let mut events = client.stream(Chat { prompt: Some(Secret::from("hush-hush")) }).await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    let ChatResponse { key, .. } = &event.data;
    assert_eq!(key.as_ref().unwrap().expose(), "hidden");
    assert!(!format!("{event:?} {events:?}").contains("hidden"), "{event:?}");
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "RunChat: X: the prompt is *** (HTTP 200)");
}

/// The call has succeeded with the first event, so the end of a stream that breaks has an event of its own.
#[tokio::test]
async fn the_end_of_a_broken_stream_is_an_event_of_tracing() {
    let first = || chunk("data: {}\n\n");
    let cases = [
        ("whole", vec![first()], None),
        ("the last event", vec![first(), chunk("data: [DONE]\n\n")], None),
        ("broken", vec![first(), Step::Breaks], Some("error=RunChat: the connection broke")),
        ("cut off", vec![first(), chunk("da")], Some("ended in the middle of an event")),
        (
            "an error",
            vec![first(), chunk("event: error\ndata: {\"Code\":\"X\",\"Message\":\"on hush-hush\"}\n\n")],
            Some("error=RunChat: X: on ***"),
        ),
        ("no JSON", vec![first(), chunk("data: x\n\n")], Some("cannot be decoded")),
        ("broken before the first event", vec![Step::Breaks], None),
    ];
    for (name, steps, expected) in cases {
        let log = Events::default();
        let guard = tracing::subscriber::set_default(log.clone());
        let client = Streamed::new([Response::events(steps)]).builder().no_retry().build().unwrap();
        shown(client.stream(Chat { prompt: Some(Secret::from("hush-hush")) }).await).await;
        drop(guard);
        let lines = log.lines();
        let ends: Vec<_> = lines.iter().filter(|line| line.contains("message=stream failed")).collect();
        assert_eq!(ends.len(), usize::from(expected.is_some()), "{name}: {lines:?}");
        if let (Some(end), Some(expected)) = (ends.first(), expected) {
            assert!(end.starts_with("DEBUG") && end.contains("operation=\"RunChat\""), "{name}: {end}");
            assert!(end.contains(expected) && end.contains("attempts=1") && !end.contains("hush"), "{name}: {end}");
        }
    }
}
