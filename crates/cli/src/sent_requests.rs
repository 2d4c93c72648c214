//! Records what a call has sent, for a signal that ends the call before it has a result.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use alicloud_client::Secret;
use alicloud_client::observe::{AttemptOutcome, AttemptReport, Observer};
use alicloud_client::transport::{
    BoxFuture, HttpClient, HttpRequest, HttpResponse, StreamedResponse, Transport, TransportError,
};

/// The requests that have been sent so far; clones share them. As an [`Observer`], it receives the outcome of each attempt.
#[derive(Debug, Clone, Default)]
pub(crate) struct SentRequests(Arc<SentState>);

#[derive(Debug, Default)]
struct SentState {
    /// Requests without a response yet.
    open: AtomicUsize,
    may_have_been_applied: AtomicBool,
}

impl SentRequests {
    /// Whether the operation may have been carried out: a request is open, or an attempt failed without a clear refusal.
    pub(super) fn may_have_been_applied(&self) -> bool {
        self.0.open.load(Ordering::SeqCst) > 0 || self.0.may_have_been_applied.load(Ordering::SeqCst)
    }
}

impl Observer for SentRequests {
    fn attempt(&self, report: &AttemptReport<'_>) {
        let may_have_been_applied = match report.outcome {
            AttemptOutcome::Failed(error) => error.may_have_been_applied(),
            _ => true,
        };
        self.0.may_have_been_applied.fetch_or(may_have_been_applied, Ordering::SeqCst);
    }
}

/// Sends requests, and counts those that are open. Requests for credentials are among them: that is the cautious side.
#[derive(Debug, Clone)]
pub(crate) struct CountingTransport {
    inner: HttpClient,
    sent: SentRequests,
}

impl CountingTransport {
    pub(crate) fn new(inner: HttpClient, sent: SentRequests) -> Self {
        Self { inner, sent }
    }
}

impl Transport for CountingTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let _open = OpenRequest::new(&self.sent);
            self.inner.send(request).await
        })
    }

    /// The operation has begun when the head of its stream arrives, so a signal from then on leaves it unknown what was done.
    fn stream(&self, request: HttpRequest) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        Box::pin(async move {
            let _open = OpenRequest::new(&self.sent);
            let response = self.inner.stream(request).await?;
            self.sent.0.may_have_been_applied.fetch_or(response.status.is_success(), Ordering::SeqCst);
            Ok(response)
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
struct OpenRequest<'a>(&'a SentRequests);

impl<'a> OpenRequest<'a> {
    fn new(sent: &'a SentRequests) -> Self {
        sent.0.open.fetch_add(1, Ordering::SeqCst);
        Self(sent)
    }
}

impl Drop for OpenRequest<'_> {
    fn drop(&mut self) {
        self.0.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}
