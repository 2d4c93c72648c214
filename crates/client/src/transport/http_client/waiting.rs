//! Waits for the parts of a response, each for a limited time.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use super::connecting;
use super::connections::{Connections, Pool};
use super::missing_driver;
use crate::drivers::with_drivers;
use crate::transport::{STREAM_LEAD, TimeLimit, TransportError, TransportErrorKind};

/// Awaits the parts of a response. All steps of an exchange share one timer, and a step resets it only if it has to
/// wait, because most steps are ready at once.
pub(super) struct Waiting<'a> {
    timer: Pin<&'a mut Sleep>,
    /// Whether the timer already runs for the next step.
    is_timer_set: bool,
    silence: Duration,
    watch: Watch<'a>,
}

impl<'a> Waiting<'a> {
    /// `timer` already runs for the first step. `silence` is the read timeout.
    pub(super) fn new(
        timer: Pin<&'a mut Sleep>,
        silence: Duration,
        connections: &'a Connections,
        pool: &'a Arc<Pool>,
    ) -> Self {
        let watch = Watch { connections, pool, sent: false, waits_since: None, suspect_after: LONG_SILENCE };
        Self { timer, is_timer_set: true, silence, watch }
    }

    /// Awaits a part of a stream, in which silence is usual: only a caller that waited for its whole time limit has reason to
    /// distrust the connection.
    pub(super) fn of_stream(mut self) -> Self {
        let limit_of_caller = self.silence.saturating_sub(STREAM_LEAD);
        self.watch.suspect_after = limit_of_caller.max(LONG_SILENCE);
        self
    }

    /// Awaits one step, and fails if nothing was received for the read timeout.
    pub(super) async fn step<T>(&mut self, step: impl Future<Output = T>) -> Result<T, TransportError> {
        let mut step = pin!(step);
        let result = poll_fn(|context| {
            let polled = with_drivers(|| connecting::poll(|| step.as_mut().poll(context)));
            let (result, is_connecting) = match polled {
                Ok(polled) => polled,
                Err(missing) => return Poll::Ready(Err(missing_driver(missing))),
            };
            self.watch.sent = !is_connecting;
            if let Poll::Ready(result) = result {
                return Poll::Ready(Ok(result));
            }
            if self.watch.waits_since.is_none() {
                let now = Instant::now();
                self.watch.waits_since = Some(now);
                let is_set = std::mem::take(&mut self.is_timer_set);
                if let Some(end) = now.checked_add(self.silence).filter(|_| !is_set) {
                    self.timer.as_mut().reset(end);
                }
            }
            self.timer.as_mut().poll(context).map(|()| {
                self.watch.distrust();
                let error = TransportError::new(TransportErrorKind::Timeout, self.watch.sent);
                Err(error.with_limit(TimeLimit::Read, self.silence))
            })
        })
        .await;
        self.watch.waits_since = None;
        result
    }
}

/// If a caller stops waiting for a response after at least this time without received data, the connection is not reused.
const LONG_SILENCE: Duration = Duration::from_secs(1);

/// Prevents the reuse of a connection over which nothing is received any more. With HTTP/1 this is not necessary,
/// because a connection with a pending response is closed when the request is dropped. With HTTP/2, however, the next
/// request would be sent over the same connection.
struct Watch<'a> {
    connections: &'a Connections,
    pool: &'a Arc<Pool>,
    /// Whether bytes of the request may have reached the service.
    sent: bool,
    /// The time since which nothing has been received.
    waits_since: Option<Instant>,
    /// If a caller stops waiting after at least this time without received data, the connection is not reused.
    suspect_after: Duration,
}

impl Watch<'_> {
    /// Stops reusing the connections of the pool. If the request was not sent yet, no connection is at fault, so
    /// nothing changes.
    fn distrust(&self) {
        if self.pool.is_https && self.sent {
            self.connections.retire(self.pool);
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        // This is still set only if the caller dropped the future.
        if self.waits_since.is_some_and(|since| since.elapsed() >= self.suspect_after) {
            self.distrust();
        }
    }
}
