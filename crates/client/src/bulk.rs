//! Sends many operations of one kind with limited concurrency.
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
//! A throttled response slows down the whole run instead of one call: all calls pause for as long as the service asks,
//! the concurrency is reduced (retries included), and the throttled call is sent again afterwards. A run begins with at
//! most 16 concurrent calls, and each success raises the concurrency up to the configured limit, so that a service that
//! allows few calls is not overloaded.

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

use crate::answer::ReceivedResponse;
use crate::boxed::BoxFuture;
use crate::call::{Call, CallSettings, call_settings};
use crate::client::{Client, Nonce};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::retry::{FailedAttempt, RetryPolicy};
use pace::Pace;

impl Client {
    /// Prepares a run of many operations; nothing is sent yet. The operations are taken from the iterator as they are
    /// sent.
    pub fn bulk<I>(&self, operations: I) -> Bulk<I::IntoIter>
    where
        I: IntoIterator,
        I::Item: Operation + Clone + 'static,
    {
        Bulk::new(self, operations.into_iter())
    }
}

/// A run of many operations; see [`Client::bulk`]. Dropping it cancels the calls in progress.
///
/// The iterator is asked for the next operation only when it can be sent, so memory does not depend on the number of
/// operations.
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
    settings: CallSettings,
    patience: Duration,
    pace: Arc<Pace>,
    under_way: FuturesUnordered<BoxFuture<'static, Outcome<I::Item>>>,
}

/// An operation of a run, with its result.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<O: Operation> {
    /// The position of the operation in the input, counted from 0.
    pub index: usize,
    /// The operation.
    pub operation: O,
    /// The response, or the error.
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
            settings: CallSettings::of(client),
            patience: Duration::from_secs(600),
            pace: Arc::new(Pace::new(16)),
            under_way: FuturesUnordered::new(),
        }
    }

    /// Sets the largest number of concurrent calls; the default is 16, the minimum 1. After a throttled response, it is
    /// lower for a while.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.pace = Arc::new(Pace::new(calls));
        self
    }

    /// Sets how long an operation is sent again while it is throttled, measured from its first response; the default is
    /// 10 minutes. After that, the throttling error is the result of the operation. The error is returned at once if
    /// the service asks for a pause that ends later. With [`NoRetry`](crate::retry::NoRetry) nothing is sent again.
    pub fn patience(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }

    call_settings!();

    fn change(mut self, change: impl FnOnce(&mut CallSettings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Waits until the next operation has finished, and returns it; `None` after the last one. Operations are returned
    /// in the order in which they finish. Calls make progress only while this is awaited. Dropping the future loses
    /// nothing.
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
                settings: self.settings.clone(),
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

/// The state that the operations of a run share, copied for one operation.
struct Run {
    client: Client,
    settings: CallSettings,
    pace: Arc<Pace>,
    patience: Duration,
}

impl Run {
    async fn outcome<O: Operation + Clone + 'static>(mut self, mut operation: O, index: usize) -> Outcome<O> {
        let result = self.send(&mut operation).await;
        Outcome { index, operation, result }
    }

    async fn send<O: Operation + Clone + 'static>(&mut self, operation: &mut O) -> Result<O::Response, Error> {
        let retries = self.settings.retry().max_attempts() > 1;
        // All calls of one operation use the same token, because even a throttled call can follow an attempt that was
        // carried out.
        if O::INFO.idempotency_token.is_some() && retries {
            operation.fill_idempotency_token(Nonce::new().map_err(|error| error.of(O::INFO, 0))?.as_str());
        }
        let policy = LeaveThrottling(Arc::clone(self.settings.retry()));
        self.settings.set_retry(Arc::new(policy));
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
            let call = Call::with_settings(self.client.clone(), operation.clone(), self.settings.clone());
            let invocation = call.invocation()?;
            let repeatability = invocation.repeatability();
            let error = match invocation.start().await.and_then(ReceivedResponse::into_response::<O>) {
                Ok(response) => {
                    permit.succeeded();
                    return Ok(response);
                }
                Err(error) => error,
            };
            // The error also reports the attempts of earlier calls.
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

/// The error of an operation that was never sent, because the service asked for a pause that is longer than the
/// patience.
#[cold]
fn not_sent(error: Error, patience: Duration) -> Error {
    let message = format!(
        "the operation was not sent: the service asked for a pause that is longer than {patience:?}, the patience of the run"
    );
    Error::caused(ErrorKind::Timeout, message, error)
}

/// Wraps the retry policy of the client. Throttled calls are not retried, because the run repeats them.
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
