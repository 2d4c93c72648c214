//! Streams of server-sent events, in chunks of every size, beside what another library reads.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use alicloud_client::runtime::{ProductInfo, ResponseKind, Streaming};
use alicloud_client::transport::{
    BodyStream, BoxFuture, HttpRequest, HttpResponse, StreamedResponse, Transport, TransportError,
};
use alicloud_client::{Client, Error, ErrorKind, OperationInfo, UntypedOperation};
use futures_util::{Stream as _, stream};
use sse_stream::SseByteStream;

use super::{bytes, wait};

pub(crate) fn streams() -> Vec<Vec<u8>> {
    bytes(&[
        "event: result\nid: 1\nretry: 250\ndata: {\"Content\":\"a\"}\n\n: still here\n\ndata: {\"Content\":\"中\"}\n\n",
        "\u{feff}data: one\rdata: two\r\rid: 7\0\r\ndata\r\n\r\ndata:  x\r\n\r\n",
        "id:1\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"InvalidParameter\",\"message\":\"no\"}\n\n",
        "id: 3\n\ndata: a\n\nid\nretry: x\ndata: b\n\ndata: [DONE]\n\ndata: c\n\n",
        "data: {\"Content\":\"a\"}\n\ndata: {\"Content\"",
    ])
}

/// A transport that responds by a stream in chunks of this size.
#[derive(Debug)]
struct InChunks {
    body: Vec<u8>,
    size: usize,
}

impl Transport for InChunks {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        unreachable!("a stream is not received as a whole")
    }

    fn stream(&self, _: HttpRequest) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        let chunks: Vec<_> = self.body.chunks(self.size).map(|chunk| Ok(chunk.to_vec().into())).collect();
        let headers = [(http::header::CONTENT_TYPE, http::HeaderValue::from_static("text/event-stream"))];
        let headers = http::HeaderMap::from_iter(headers);
        let response = StreamedResponse::new(http::StatusCode::OK, headers, BodyStream::new(stream::iter(chunks)));
        Box::pin(std::future::ready(Ok(response)))
    }
}

static PRODUCT: ProductInfo = ProductInfo::new("Chat", "2020-01-01");
/// The data is a string, so that whatever is an event is one here.
static INFO: OperationInfo =
    OperationInfo::new(&PRODUCT, "Chat").streaming(Streaming::Always).response(ResponseKind::Text);

/// Name, ID, time and data of an event.
type Found = (String, String, Option<u64>, String);

fn received(body: &[u8], size: usize) -> (Vec<Found>, Option<Error>) {
    let transport = InChunks { body: body.to_vec(), size };
    let builder =
        Client::builder().endpoint("http://127.0.0.1:1").region("cn-hangzhou").access_key("id", "hush-secret");
    let client = builder.no_retry().transport(transport).build().unwrap();
    wait(async {
        let mut found = Vec::new();
        let mut events = match UntypedOperation::new(&INFO).send(&client).event_limit(1000).events().await {
            Ok(events) => events,
            Err(error) => return (found, Some(error)),
        };
        while let Some(event) = events.next().await {
            match event {
                Ok(event) => {
                    let retry = event.retry.map(|retry| u64::try_from(retry.as_millis()).unwrap());
                    found.push((event.name, event.id, retry, event.text));
                }
                Err(error) => return (found, Some(error)),
            }
        }
        (found, None)
    })
}

/// What another library reads, with what it leaves to its caller: an ID holds until the next one. And whether it read all: it ends at
/// a line that is no UTF-8 and at a time that is no number, which the standard ignores.
fn read_by_another(body: &[u8]) -> (Vec<Found>, bool) {
    let mut events =
        pin!(SseByteStream::new(stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::copy_from_slice(body))])));
    let mut context = Context::from_waker(Waker::noop());
    let (mut found, mut id) = (Vec::new(), String::new());
    loop {
        let event = match events.as_mut().poll_next(&mut context) {
            Poll::Ready(Some(Ok(event))) => event,
            ended => return (found, matches!(ended, Poll::Ready(None))),
        };
        id = event.id.unwrap_or(id);
        let name = event.event.unwrap_or_default();
        // Without data, only an error is an event.
        let without_data = || name.eq_ignore_ascii_case("error").then(String::new);
        let Some(data) = event.data.or_else(without_data) else { continue };
        found.push((name, id.clone(), event.retry, data));
    }
}

/// The events are the same in chunks of every size, and begin with those that another library reads until one of them ends
/// the stream.
pub(crate) fn event_stream(input: &[u8]) {
    let (events, error) = received(input, input.len().max(1));
    for size in [1, 2, 7] {
        let (others, other) = received(input, size);
        assert_eq!(others, events, "in chunks of {size}");
        assert_eq!(
            other.map(|error| error.to_string()),
            error.as_ref().map(ToString::to_string),
            "in chunks of {size}"
        );
    }
    if let Some(error) = &error {
        assert!(!error.to_string().contains("hush"), "{error}");
        let kinds = [ErrorKind::Decode, ErrorKind::Service, ErrorKind::Interrupted];
        assert!(kinds.contains(&error.kind()), "{error}");
    }
    let is_too_large = error.as_ref().is_some_and(|error| error.to_string().contains("more than 1000 bytes"));
    let is_error = |event: &Found| event.0.eq_ignore_ascii_case("error");
    let says_status = String::from_utf8_lossy(input).contains("HTTP_STATUS/");
    let (read, is_whole) = read_by_another(input);
    let expected: Vec<Found> = read
        .into_iter()
        .take_while(|event| event.3.trim() != "[DONE]" && !is_error(event))
        .filter(|event| !event.3.trim().is_empty())
        .collect();
    if is_too_large || says_status {
        assert!(!is_whole || expected.starts_with(&events), "{events:?} {expected:?}");
    } else if !is_whole {
        assert!(events.starts_with(&expected), "{events:?} {expected:?}");
    } else {
        assert!(events.starts_with(&expected) && events.len() <= expected.len() + 1, "{events:?} {expected:?}");
    }
}
