//! The time limit of a whole call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

/// The time by which the limit of the transport ends before the limit of the call. The transport knows whether the
/// request was sent, so it should report a timeout before the call is cancelled without that information.
const LEAD: Duration = Duration::from_millis(10);

/// The time at which a call ends, whatever it is waiting for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    pub(super) limit: Duration,
    /// `None` if the clock cannot represent the time.
    end: Option<Instant>,
}

impl Deadline {
    /// The deadline is `limit` after `begin`.
    pub(super) fn new(begin: Instant, limit: Duration) -> Self {
        Self { limit, end: begin.checked_add(limit) }
    }

    pub(super) fn remaining(&self) -> Duration {
        self.end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()))
    }

    /// The read timeout of an attempt that begins now. It is reduced to the remaining time of the call, so that the
    /// transport reports the timeout.
    pub(super) fn read_timeout(&self, limit: Duration) -> Duration {
        let remaining = self.remaining();
        limit.min(remaining.saturating_sub(LEAD).max(remaining / 2))
    }

    /// Whether no time is left. Because a transport reports a timeout slightly early, a very short remaining time
    /// counts as none.
    pub(super) fn is_over(&self) -> bool {
        self.remaining() <= LEAD.saturating_mul(2)
    }

    /// Awaits `future`. Returns `None` if the limit is exceeded first.
    pub(super) async fn within<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        match self.end {
            Some(end) => tokio::time::timeout_at(end, future).await.ok(),
            None => Some(future.await),
        }
    }

    /// Like [`within`](Self::within), for a transport. The timeout of the transport begins when it starts waiting; if
    /// it has work to do before that, such as loading root certificates, the limit is extended by that time, so that
    /// the transport still reports first.
    pub(super) async fn within_transport<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let Some(end) = self.end else { return Some(future.await) };
        let mut future = pin!(future);
        let mut timer = pin!(tokio::time::sleep_until(end));
        let mut begin = Some(Instant::now());
        poll_fn(|context| {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            let late = begin.take().map(|begin| begin.elapsed()).filter(|late| *late > LEAD / 10);
            if let Some(end) = late.and_then(|late| end.checked_add(late)) {
                timer.as_mut().reset(end);
            }
            timer.as_mut().poll(context).map(|()| None)
        })
        .await
    }
}
