//! Many operations of one kind, a few at a time.
//!
//! ```no_run
//! # use alicloud_client::{Client, Operation};
//! # async fn run<O: Operation + Clone + 'static>(client: Client, ids: Vec<String>, release: fn(String) -> O) {
//! let mut outcomes = client.bulk(ids.into_iter().map(release)).concurrency(32);
//! while let Some(outcome) = outcomes.next().await {
//!     if let Err(error) = outcome.result {
//!         println!("number {}: {error}", outcome.index);
//!     }
//! }
//! # }
//! ```
//!
//! A throttled answer slows the whole run, not one call: everything pauses as long as the service asks, fewer calls are sent at a time,
//! and the throttled one is sent again afterwards.

mod pace;

use std::fmt;
use std::future::{IntoFuture as _, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::time::Instant;

use crate::client::Client;
use crate::error::Error;
use crate::operation::Operation;
use crate::retry::{FailedAttempt, RetryPolicy};
use crate::transport::BoxFuture;
use pace::Pace;

/// A run of many operations; see [`Client::bulk`]. Dropping it ends the calls that are under way.
///
/// The iterator is asked for the next operation when there is room for it: memory does not depend on how many there are.
#[must_use = "nothing is sent until `next` is awaited"]
pub struct Bulk<I>
where
    I: Iterator,
    I::Item: Operation,
{
    client: Client,
    operations: I,
    next_index: usize,
    exhausted: bool,
    patience: Duration,
    pace: Arc<Pace>,
    under_way: FuturesUnordered<BoxFuture<'static, Outcome<I::Item>>>,
}

/// What became of one operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<O: Operation> {
    /// Position of the operation in the input, from 0.
    pub index: usize,
    /// The operation.
    pub operation: O,
    /// Its result.
    pub result: Result<O::Response, Error>,
}

impl<I> Bulk<I>
where
    I: Iterator,
    I::Item: Operation + Clone + 'static,
{
    pub(crate) fn new(client: &Client, operations: I) -> Self {
        Self {
            client: client.clone(),
            operations,
            next_index: 0,
            exhausted: false,
            patience: Duration::from_secs(600),
            pace: Arc::new(Pace::new(16)),
            under_way: FuturesUnordered::new(),
        }
    }

    /// Calls at a time, at the most; 16 unless set, at least 1. After a throttled answer it is fewer for a while.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.pace = Arc::new(Pace::new(calls));
        self
    }

    /// How long an operation is sent again while it is throttled; 10 minutes unless set. After that the throttling is its result.
    pub fn patience(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }

    /// The next operation that is done, in the order in which they are done; `None` after the last one. Calls go on only while this is
    /// awaited. If the future is dropped, nothing is lost.
    pub async fn next(&mut self) -> Option<Outcome<I::Item>> {
        poll_fn(|context| self.poll_outcome(context)).await
    }

    fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<I::Item>>> {
        while !self.exhausted && self.under_way.len() < self.pace.concurrency() {
            let Some(operation) = self.operations.next() else {
                self.exhausted = true;
                break;
            };
            let item = run(self.client.clone(), operation, self.next_index, Arc::clone(&self.pace), self.patience);
            self.next_index += 1;
            self.under_way.push(Box::pin(item));
        }
        self.under_way.poll_next_unpin(context)
    }
}

impl<I> Stream for Bulk<I>
where
    I: Iterator + Unpin,
    I::Item: Operation + Clone + 'static,
{
    type Item = Outcome<I::Item>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_outcome(context)
    }
}

impl<I> fmt::Debug for Bulk<I>
where
    I: Iterator,
    I::Item: Operation,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Bulk")
            .field("taken", &self.next_index)
            .field("under_way", &self.under_way.len())
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

async fn run<O: Operation + Clone + 'static>(
    client: Client,
    mut operation: O,
    index: usize,
    pace: Arc<Pace>,
    patience: Duration,
) -> Outcome<O> {
    let begin = Instant::now();
    // One token for all calls of this operation: even a throttled call can follow an attempt that was carried out.
    if O::INFO.idempotency_token.is_some() {
        operation.fill_idempotency_token(crate::client::Nonce::new().as_str());
    }
    let repeatable = O::INFO.read_only || O::INFO.idempotency_token.is_some();
    loop {
        pace.turn().await;
        let result = client
            .send(operation.clone())
            .retry(LeaveThrottling(Arc::clone(&client.shared.settings.retry)))
            .into_future()
            .await;
        let again = match &result {
            Err(error) if error.is_throttled() => {
                pace.throttled(error.service().and_then(crate::ServiceError::retry_after));
                (repeatable || !error.may_have_been_applied()) && begin.elapsed() < patience
            }
            Ok(_) => {
                pace.succeeded();
                false
            }
            Err(_) => false,
        };
        if !again {
            return Outcome { index, operation, result };
        }
    }
}

/// Retries as the client does, except for throttling: that is a matter of the whole run.
#[derive(Debug)]
struct LeaveThrottling(Arc<dyn RetryPolicy>);

impl RetryPolicy for LeaveThrottling {
    fn delay(&self, attempt: &FailedAttempt<'_>) -> Option<Duration> {
        if attempt.error.is_throttled() { None } else { self.0.delay(attempt) }
    }

    fn max_attempts(&self) -> u32 {
        self.0.max_attempts()
    }
}
