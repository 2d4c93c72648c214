//! A response whose body is received chunk by chunk.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::unfold;
use http::Version;

use super::connections::{Connections, Pool};
use super::sender::Incomplete;
use super::waiting::Waiting;
use super::{at, classify, missing_driver};
use crate::drivers::current_runtime;
use crate::transport::{BodyStream, StreamedResponse, TransportError};

/// A body that is being received. Dropping it closes the connection.
struct OpenBody {
    response: Incomplete,
    connections: Arc<Connections>,
    pool: Arc<Pool>,
    silence: Duration,
    /// The bytes that follow, if nothing follows them. In HTTP/1, the end of the connection is not awaited then.
    left: Option<u64>,
}

/// The response whose head was received. Each chunk is awaited for `silence`.
pub(super) fn response(
    mut response: Incomplete,
    connections: Arc<Connections>,
    pool: Arc<Pool>,
    silence: Duration,
) -> StreamedResponse {
    let left = response.length().filter(|_| response.head.version <= Version::HTTP_11);
    let (status, headers) = (response.head.status, std::mem::take(&mut response.head.headers));
    let open = OpenBody { response, connections, pool, silence, left };
    let chunks = unfold(Some(open), |open| async {
        let mut open = open?;
        match open.chunk().await {
            Ok(Some(chunk)) => Some((Ok(chunk), Some(open))),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    });
    StreamedResponse::new(status, headers, BodyStream::new(chunks))
}

impl OpenBody {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        if self.left == Some(0) {
            return Ok(None);
        }
        // The body may be polled on another runtime than the one on which it was opened.
        current_runtime().map_err(missing_driver)?;
        let timer = pin!(tokio::time::sleep(self.silence));
        let mut waiting = Waiting::new(timer, self.silence, &self.connections, &self.pool).of_stream();
        let received = waiting.step(self.response.chunk()).await;
        let chunk = received.and_then(|received| received.map_err(classify::of_body));
        let chunk = chunk.map_err(|error| at(error, &self.pool))?;
        if let (Some(left), Some(chunk)) = (&mut self.left, &chunk) {
            *left = left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        }
        Ok(chunk)
    }
}
