//! What has been sent of a call, for a signal that ends the call before it has a result.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use alicloud_client::Secret;
use alicloud_client::observe::{AttemptOutcome, AttemptReport, Observer};
use alicloud_client::transport::{BoxFuture, HttpClient, HttpRequest, HttpResponse, Transport, TransportError};

/// What has been sent so far; clones share it. As an [`Observer`], it is told how the attempts ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// Requests without a response yet.
    open: AtomicUsize,
    may_have_been_applied: AtomicBool,
}

impl Sent {
    /// Whether the operation may have been carried out: a request is open, or an attempt failed without a clear refusal.
    pub(super) fn may_have_been_applied(&self) -> bool {
        self.0.open.load(Ordering::SeqCst) > 0 || self.0.may_have_been_applied.load(Ordering::SeqCst)
    }
}

impl Observer for Sent {
    fn attempt(&self, report: &AttemptReport<'_>) {
        let may_have_been_applied = match report.outcome {
            AttemptOutcome::Answered => true,
            AttemptOutcome::Failed(error) => error.may_have_been_applied(),
        };
        self.0.may_have_been_applied.fetch_or(may_have_been_applied, Ordering::SeqCst);
    }
}

/// Sends requests, and counts those that are open. Requests for credentials are among them: that is the cautious side.
#[derive(Debug)]
pub(crate) struct Counting {
    inner: HttpClient,
    sent: Sent,
}

impl Counting {
    pub(crate) fn new(inner: HttpClient, sent: Sent) -> Self {
        Self { inner, sent }
    }
}

impl Transport for Counting {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let _open = Open::new(&self.sent);
            self.inner.send(request).await
        })
    }

    fn proxy_for(&self, url: &str) -> Option<String> {
        self.inner.proxy_for(url)
    }

    fn secrets(&self) -> Vec<Secret> {
        self.inner.secrets()
    }
}

/// A request that is open until this is dropped.
struct Open<'a>(&'a Sent);

impl<'a> Open<'a> {
    fn new(sent: &'a Sent) -> Self {
        sent.0.open.fetch_add(1, Ordering::SeqCst);
        Self(sent)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}
