//! A response whose body is received while it is used.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use super::{HttpResponse, TransportError, TransportErrorKind};

/// The time by which the limit for an event ends before the read timeout of the transport, so that an error names the former.
pub(crate) const STREAM_LEAD: Duration = Duration::from_secs(1);

/// A response whose body has not been received yet. Dropping it closes the connection, or ends the stream of HTTP/2.
#[derive(Debug)]
#[non_exhaustive]
pub struct StreamedResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: BodyStream,
}

impl StreamedResponse {
    /// Creates a response.
    #[must_use]
    pub fn new(status: StatusCode, headers: HeaderMap, body: BodyStream) -> Self {
        Self { status, headers, body }
    }

    /// Receives the whole body. Fails if it has more than `limit` bytes.
    pub(crate) async fn into_whole(self, limit: usize) -> Result<HttpResponse, TransportError> {
        let Self { status, headers, mut body } = self;
        let mut whole = BytesMut::new();
        while let Some(chunk) = body.next().await {
            let chunk = chunk?;
            if whole.len().saturating_add(chunk.len()) > limit {
                return Err(too_large(limit));
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(HttpResponse { status, headers, body: whole.freeze() })
    }
}

impl From<HttpResponse> for StreamedResponse {
    /// The body is one chunk.
    fn from(response: HttpResponse) -> Self {
        let HttpResponse { status, headers, body } = response;
        Self { status, headers, body: BodyStream::new(OnceChunk(Some(body))) }
    }
}

/// The chunks of a body, as they are received. After an error or the last chunk it has nothing more.
pub struct BodyStream(Option<Chunks>);

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

impl BodyStream {
    /// Creates a body of chunks, which may have any size.
    #[must_use]
    pub fn new(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Some(Box::pin(chunks)))
    }

    /// A body that has ended.
    pub(crate) fn empty() -> Self {
        Self(None)
    }

    /// Waits for the next chunk; `None` at the end of the body. Dropping this future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for BodyStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(chunks) = &mut self.0 else { return Poll::Ready(None) };
        let polled = chunks.as_mut().poll_next(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.0 = None;
        }
        polled
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BodyStream").field("has_ended", &self.0.is_none()).finish()
    }
}

/// A body of one chunk.
struct OnceChunk(Option<Bytes>);

impl Stream for OnceChunk {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// The error for a body that is larger than the limit.
pub(super) fn too_large(limit: usize) -> TransportError {
    TransportError::new(TransportErrorKind::TooLarge, true)
        .with_source(format!("the body is larger than {limit} bytes"))
}
