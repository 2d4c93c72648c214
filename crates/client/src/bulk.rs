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
//! A throttled response slows the whole run, not one call: everything pauses as long as the service asks, fewer calls are sent at a time
//! (repetitions included), and the throttled one is sent again afterwards. A run begins with 16 calls at a time, if it may have more, and
//! grows with each success, so that a service that allows few is not overrun.

mod pace;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::time::Instant;

use crate::answer::Received;
use crate::boxed::BoxFuture;
use crate::call::{Call, call_settings};
use crate::client::{Client, Nonce, Settings};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::retry::{FailedAttempt, RetryPolicy};
use pace::Pace;

impl Client {
    /// Many operations of one kind, a few at a time; nothing is sent yet. The operations are taken from the iterator as they are sent.
    pub fn bulk<I>(&self, operations: I) -> Bulk<I::IntoIter>
    where
        I: IntoIterator,
        I::Item: Operation + Clone + 'static,
    {
        Bulk::new(self, operations.into_iter())
    }
}

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
    settings: Arc<Settings>,
    invalid: Option<Error>,
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
            settings: Arc::clone(&client.shared.settings),
            invalid: None,
            patience: Duration::from_secs(600),
            pace: Arc::new(Pace::new(16)),
            under_way: FuturesUnordered::new(),
        }
    }

    /// Calls at a time, at the most; 16 unless set, at least 1. After a throttled response it is fewer for a while.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.pace = Arc::new(Pace::new(calls));
        self
    }

    /// How long an operation is sent again while it is throttled, from its first response on; 10 minutes unless set. After that the
    /// throttling is its result, as it is at once if the service asks for a pause that ends later. With
    /// [`NoRetry`](crate::retry::NoRetry) nothing is sent again.
    pub fn patience(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }

    call_settings!();

    /// The next operation that is done, in the order in which they are done; `None` after the last one. Calls go on only while this is
    /// awaited. If the future is dropped, nothing is lost.
    pub async fn next(&mut self) -> Option<Outcome<I::Item>> {
        poll_fn(|context| self.poll_outcome(context)).await
    }

    fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<I::Item>>> {
        while !self.exhausted && self.under_way.len() < self.pace.limit() {
            let Some(operation) = self.operations.next() else {
                self.exhausted = true;
                break;
            };
            let run = Run {
                client: self.client.clone(),
                settings: Arc::clone(&self.settings),
                invalid: self.invalid.clone(),
                pace: Arc::clone(&self.pace),
                patience: self.patience,
            };
            self.under_way.push(Box::pin(run.outcome(operation, self.next_index)));
            self.next_index += 1;
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

/// What the operations of a run have in common.
struct Run {
    client: Client,
    settings: Arc<Settings>,
    invalid: Option<Error>,
    pace: Arc<Pace>,
    patience: Duration,
}

impl Run {
    async fn outcome<O: Operation + Clone + 'static>(mut self, mut operation: O, index: usize) -> Outcome<O> {
        let result = self.send(&mut operation).await;
        Outcome { index, operation, result }
    }

    async fn send<O: Operation + Clone + 'static>(&mut self, operation: &mut O) -> Result<O::Response, Error> {
        let retries = self.settings.retry.max_attempts() > 1;
        // One token for all calls of this operation: even a throttled call can follow an attempt that was carried out.
        if O::INFO.idempotency_token.is_some() && retries {
            operation.fill_idempotency_token(Nonce::new().map_err(|error| error.of(O::INFO, 0))?.as_str());
        }
        let settings = Arc::make_mut(&mut self.settings);
        settings.retry = Arc::new(LeaveThrottling(Arc::clone(&settings.retry)));
        let mut throttled: Option<(Error, Instant)> = None;
        loop {
            let patience = match &throttled {
                Some((_, since)) => self.patience.saturating_sub(since.elapsed()),
                None => self.patience,
            };
            let permit = match (self.pace.permit(patience).await, &throttled) {
                (Ok(permit), _) => permit,
                (Err(_), Some((error, _))) => return Err(error.clone()),
                (Err(error), None) => return Err(not_sent(error, self.patience).of(O::INFO, 0)),
            };
            let settings = Arc::clone(&self.settings);
            let call = Call::with_settings(self.client.clone(), operation.clone(), settings, self.invalid.clone());
            let exchange = call.exchange()?;
            let repeatability = exchange.repeatability();
            let error = match exchange.start().await.and_then(Received::into_response::<O>) {
                Ok(response) => {
                    permit.succeeded();
                    return Ok(response);
                }
                Err(error) => error,
            };
            // What became of the earlier calls is part of the result.
            let (error, since) = match throttled {
                Some((before, since)) => (error.after(before.attempts(), before.may_have_been_applied()), since),
                None => (error, Instant::now()),
            };
            if !error.is_throttled() {
                return Err(error);
            }
            permit.throttled(&error);
            if !retries || !repeatability.allows(error.may_have_been_applied()) || since.elapsed() >= self.patience {
                return Err(error);
            }
            throttled = Some((error, since));
        }
    }
}

/// The service asked the run to pause for longer than it may last: an operation that was not sent yet will not be.
#[cold]
fn not_sent(error: Error, patience: Duration) -> Error {
    let message = format!(
        "the operation was not sent: the service asked for a pause that is longer than {patience:?}, the patience of the run"
    );
    Error::caused(ErrorKind::Timeout, message, error)
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
