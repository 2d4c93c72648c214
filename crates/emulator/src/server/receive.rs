//! Reading requests: no longer, no slower and with no more parts than a request of a client has.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::request::Parts;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::ApiError;
use crate::received::Received;

/// Reads the bodies of requests.
pub(super) struct Receiver {
    timeout: Duration,
    /// Of those that are large, a few at a time: what a body becomes when it is decoded is many times its own length.
    large: Arc<Semaphore>,
}

/// Held as long as a large request is in memory.
pub(super) type Permit = Option<OwnedSemaphorePermit>;

impl Receiver {
    pub(super) fn new(timeout: Duration) -> Self {
        Self { timeout, large: Arc::new(Semaphore::new(MOST_LARGE_BODIES)) }
    }

    /// How long a client may take to send the headers of a request, and its body.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The whole request.
    ///
    /// # Errors
    ///
    /// The body is too long, takes too long, or does not follow HTTP; or there are too many parameters.
    pub(super) async fn receive(&self, parts: &Parts, body: Incoming) -> Result<(Received, Permit), ApiError> {
        let read = timeout(self.timeout, self.read(body)).await;
        let (body, permit) = read.unwrap_or_else(|_| Err(self.too_slow()))?;
        let received = Received::new(parts, body).ok_or_else(|| {
            let message = format!("The request has more than {} parameters.", Received::MOST_PARAMETERS);
            ApiError::new(400, "TooManyParameters", message)
        })?;
        Ok((received, permit))
    }

    async fn read(&self, mut body: Incoming) -> Result<(Bytes, Permit), ApiError> {
        let (mut read, mut permit) = (BytesMut::new(), None);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| {
                let message = format!("The request body cannot be read: {error}.");
                ApiError::new(400, "InvalidRequestBody", message)
            })?;
            // Trailers are nothing to a service of this kind.
            let Ok(data) = frame.into_data() else { continue };
            if read.len() + data.len() > MOST_BODY_BYTES {
                drop(read);
                discard(body).await;
                let message = format!("The request body is longer than {MOST_BODY_BYTES} bytes.");
                return Err(ApiError::new(413, "RequestBodyTooLong", message));
            }
            if permit.is_none() && read.len() + data.len() > LARGE_BODY_BYTES {
                // The semaphore is never closed.
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

/// Reads what is left of a body, as far as it is not without end. A client that is still writing would otherwise see its
/// connection reset instead of the response.
async fn discard(mut body: Incoming) {
    let mut left = MOST_DISCARDED_BYTES;
    while let Some(Ok(frame)) = body.frame().await {
        let Some(rest) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) else { break };
        left = rest;
    }
}

const MOST_BODY_BYTES: usize = 16 << 20;

const MOST_DISCARDED_BYTES: usize = 256 << 20;

/// What a client sends in a call of RDS is a few hundred bytes.
const LARGE_BODY_BYTES: usize = 64 << 10;

/// Large bodies in memory at one time.
const MOST_LARGE_BODIES: usize = 4;
