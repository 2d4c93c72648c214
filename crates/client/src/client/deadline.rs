//! The limit for a whole call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

/// The time before the limit of the call at which the limit of the transport ends: it knows whether the request was sent, so it is asked
/// to report before the call is cut off without that knowledge.
const LEAD: Duration = Duration::from_millis(10);

/// When a call ends, whatever it waits for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    pub(super) limit: Duration,
    /// `None` if that is beyond what the clock can represent.
    end: Option<Instant>,
}

impl Deadline {
    /// `limit` from `begin` on.
    pub(super) fn new(begin: Instant, limit: Duration) -> Self {
        Self { limit, end: begin.checked_add(limit) }
    }

    pub(super) fn remaining(&self) -> Duration {
        self.end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()))
    }

    /// The read timeout of an attempt that begins now: until the first byte of the response, the limit of the call is one to a transport.
    pub(super) fn read_timeout(&self, limit: Duration) -> Duration {
        let remaining = self.remaining();
        limit.min(remaining.saturating_sub(LEAD).max(remaining / 2))
    }

    /// Whether there is no time left. As little as a transport reports its limit ahead of time counts as none.
    pub(super) fn is_over(&self) -> bool {
        self.remaining() <= LEAD.saturating_mul(2)
    }

    /// The output of `future`, unless the limit passes first.
    pub(super) async fn within<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        match self.end {
            Some(end) => tokio::time::timeout_at(end, future).await.ok(),
            None => Some(future.await),
        }
    }

    /// The same for a transport, whose own limit begins when it begins to wait: until then it may have work to do, such as to load root
    /// certificates, and for as long as that takes its report is late.
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
