//! Reads requests, and limits their length, the time that a client takes to send them, and the number of their parameters.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::request::Parts;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::error::ApiError;
use crate::received_request::ReceivedRequest;

/// Reads the bodies of requests.
pub(super) struct Receiver {
    timeout: Duration,
    /// Permits for large bodies. Only a few are read at a time: a decoded body takes many times its length in memory.
    large: Arc<Semaphore>,
}

/// Held as long as a large request is in memory.
pub(super) type BodyPermit = Option<OwnedSemaphorePermit>;

impl Receiver {
    pub(super) fn new(timeout: Duration) -> Self {
        Self { timeout, large: Arc::new(Semaphore::new(MOST_LARGE_BODIES)) }
    }

    /// How long a client may take to send the headers of a request, and its body.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Reads the whole request.
    ///
    /// # Errors
    ///
    /// The body is too long, takes too long, or does not follow HTTP; or there are too many parameters.
    pub(super) async fn receive(
        &self,
        parts: &Parts,
        body: Incoming,
    ) -> Result<(ReceivedRequest, BodyPermit), ApiError> {
        let (body, permit) = self.read(body).await?;
        let received = ReceivedRequest::new(parts, body).ok_or_else(|| {
            let message = format!("The request has more than {} parameters.", ReceivedRequest::MOST_PARAMETERS);
            ApiError::new(400, "TooManyParameters", message)
        })?;
        Ok((received, permit))
    }

    async fn read(&self, body: Incoming) -> Result<(Bytes, BodyPermit), ApiError> {
        let mut body = TimedBody { body, left: self.timeout };
        let (mut read, mut permit) = (BytesMut::new(), None);
        while let Some(frame) = body.frame().await.map_err(|TooSlow| self.too_slow())? {
            let frame = frame.map_err(|error| {
                let message = format!("The request body cannot be read: {error}.");
                ApiError::new(400, "InvalidRequestBody", message)
            })?;
            // Trailers have no meaning for such a service.
            let Ok(data) = frame.into_data() else { continue };
            if read.len() + data.len() > MOST_BODY_BYTES {
                drop(read);
                discard(body).await.map_err(|TooSlow| self.too_slow())?;
                let message = format!("The request body is longer than {MOST_BODY_BYTES} bytes.");
                return Err(ApiError::new(413, "RequestBodyTooLong", message));
            }
            if permit.is_none() && read.len() + data.len() > LARGE_BODY_BYTES {
                // This can take long if other clients are slow. The semaphore is never closed.
                permit = Arc::clone(&self.large).acquire_owned().await.ok();
            }
            read.extend_from_slice(&data);
        }
        Ok((read.freeze(), permit))
    }

    fn too_slow(&self) -> ApiError {
        let message = format!("The request body did not arrive within {} seconds.", self.timeout.as_secs_f64());
        ApiError::new(408, "RequestTimeout", message)
    }
}

/// A body whose client has a limited time for it, of which only the time counts in which the next part of the body is waited for. While the
/// emulator waits for something else, the client cannot send.
struct TimedBody {
    body: Incoming,
    left: Duration,
}

/// The time of the client is over.
struct TooSlow;

impl TimedBody {
    /// The next part of the body, if there is one.
    async fn frame(&mut self) -> Result<Option<Result<Frame<Bytes>, hyper::Error>>, TooSlow> {
        let begin = Instant::now();
        let frame = timeout(self.left, self.body.frame()).await.map_err(|_| TooSlow)?;
        self.left = self.left.saturating_sub(begin.elapsed());
        Ok(frame)
    }
}

/// Reads and drops the rest of a body, up to a limit. Without this, a client that is still sending would see its connection reset instead
/// of the response.
async fn discard(mut body: TimedBody) -> Result<(), TooSlow> {
    let mut left = MOST_DISCARDED_BYTES;
    while let Some(Ok(frame)) = body.frame().await? {
        let Some(rest) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) else { break };
        left = rest;
    }
    Ok(())
}

const MOST_BODY_BYTES: usize = 16 << 20;

const MOST_DISCARDED_BYTES: usize = 256 << 20;

/// A call of RDS has a few hundred bytes.
const LARGE_BODY_BYTES: usize = 64 << 10;

/// Large bodies in memory at one time.
const MOST_LARGE_BODIES: usize = 4;
