//! Determines whether a request is still waiting for its connection, so that certainly no byte of it was sent.
//!
//! The HTTP library does not report this. However, a request that waits for a connection polls the connector, and a
//! request that was written does not. The connector therefore records in a thread-local variable that it was polled,
//! and the last poll of the request decides.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

thread_local! {
    /// Whether a connector was polled on this thread and is not ready yet.
    static IS_CONNECTING: Cell<bool> = const { Cell::new(false) };
}

/// Polls the future of a request. The second value is whether it waits for a connection.
pub(super) fn poll<T>(poll: impl FnOnce() -> Poll<T>) -> (Poll<T>, bool) {
    IS_CONNECTING.set(false);
    let result = poll();
    let is_connecting = result.is_pending() && IS_CONNECTING.get();
    (result, is_connecting)
}

/// A layer that makes the connector record its polls.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marking;

impl<S> Layer<S> for Marking {
    type Service = Marked<S>;

    fn layer(&self, inner: S) -> Marked<S> {
        Marked(inner)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Marked<T>(T);

impl<S, R> Service<R> for Marked<S>
where
    S: Service<R>,
    S::Future: Unpin,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Marked<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        let ready = self.0.poll_ready(context);
        IS_CONNECTING.set(ready.is_pending());
        ready
    }

    fn call(&mut self, target: R) -> Self::Future {
        Marked(self.0.call(target))
    }
}

impl<F: Future + Unpin> Future for Marked<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let result = Pin::new(&mut self.0).poll(context);
        IS_CONNECTING.set(result.is_pending());
        result
    }
}
