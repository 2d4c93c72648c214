//! Bodies of responses, including faulty ones.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::channel::Channel;
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Body, Frame, SizeHint};

use super::progress::OpenResponse;

/// The body of a response. The response counts as being written until the body is dropped.
pub(super) struct ResponseBody {
    source: BodySource,
    _answering: OpenResponse,
}

impl ResponseBody {
    pub(super) fn new(source: BodySource, open_response: OpenResponse) -> Self {
        Self { source, _answering: open_response }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.source).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.source.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.source.size_hint()
    }
}

/// A body that is complete at once, or one that is written in parts.
pub(super) type BodySource =
    Either<http_body_util::combinators::MapErr<Full<Bytes>, fn(Infallible) -> io::Error>, Channel<Bytes, io::Error>>;

/// The correct body.
pub(super) fn whole(text: String) -> BodySource {
    let never: fn(Infallible) -> io::Error = |never| match never {};
    Either::Left(Full::new(text.into()).map_err(never))
}

/// The body, later.
pub(super) fn delayed(text: String, time: Duration) -> BodySource {
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        tokio::time::sleep(time).await;
        // This fails if the client has not waited for it.
        let _ = sender.send_data(text.into()).await;
    });
    Either::Right(body)
}

/// The first event of a stream, and the others later.
pub(super) fn silent(text: String, time: Duration) -> BodySource {
    let bytes = Bytes::from(text);
    let first = bytes.windows(2).position(|two| two == b"\n\n").map_or(bytes.len(), |end| end + 2);
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        if sender.send_data(bytes.slice(..first)).await.is_ok() {
            tokio::time::sleep(time).await;
            // This fails if the client has not waited for it.
            let _ = sender.send_data(bytes.slice(first..)).await;
        }
    });
    Either::Right(body)
}

/// The first half, and then the connection ends.
pub(super) fn truncated(text: String) -> BodySource {
    let bytes = Bytes::from(text);
    let half = bytes.len() / 2;
    broken_off(bytes.slice(..half))
}

/// These bytes, and then the connection ends.
pub(super) fn broken_off(bytes: Bytes) -> BodySource {
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        let _ = sender.send_data(bytes).await;
        sender.abort(io::Error::new(io::ErrorKind::ConnectionAborted, "the body ends early on purpose"));
    });
    Either::Right(body)
}
