//! Waiting for a state: an operation is polled until a condition holds.
//!
//! ```no_run
//! # use alicloud_client::{Client, Error, Operation};
//! # use alicloud_client::waiter::{Progress, Waiter};
//! # async fn run<O: Operation + Clone>(client: Client, describe: O, is_running: fn(&O::Response) -> bool) -> Result<(), Error> {
//! let running = Waiter::new(&client, describe)
//!     .until(|result| match result {
//!         Ok(response) if is_running(&response) => Progress::Done(response),
//!         Ok(_) => Progress::Pending,
//!         Err(error) => Progress::from_error(error),
//!     })
//!     .await?;
//! # Ok(()) }
//! ```

use std::time::Duration;

use tokio::time::Instant;

use crate::client::Client;
use crate::error::{Error, ErrorKind, ServiceError};
use crate::operation::Operation;
use crate::retry::is_transient;

/// The shortest time between two polls: whoever asks for less would send requests as fast as the service answers.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);

/// Time that is kept for the last poll before the deadline, unless an earlier one took longer.
const LAST_POLL: Duration = Duration::from_secs(1);

/// Polls an operation until a condition holds. Dropping the future of [`until`](Self::until) ends it.
#[derive(Debug, Clone)]
#[must_use = "a waiter does nothing until `until` is awaited"]
pub struct Waiter<O> {
    client: Client,
    operation: O,
    deadline: Duration,
    first_interval: Duration,
    longest_interval: Duration,
}

/// What a condition makes of a response.
#[derive(Debug)]
pub enum Progress<T> {
    /// Not yet: ask again.
    Pending,
    /// The condition holds.
    Done(T),
    /// The condition can no longer come to hold; [`Error::unreachable_state`] makes an error for that.
    Failed(Error),
}

impl<T> Progress<T> {
    /// What an error means unless the condition knows better: one that may pass is waited out, any other ends the wait.
    #[must_use]
    pub fn from_error(error: Error) -> Self {
        if is_transient(&error) { Self::Pending } else { Self::Failed(error) }
    }
}

impl<O: Operation + Clone> Waiter<O> {
    /// Polls `operation`: for 10 minutes at the most, every 2 seconds in the beginning and every 30 in the end.
    pub fn new(client: &Client, operation: O) -> Self {
        Self {
            client: client.clone(),
            operation,
            deadline: Duration::from_secs(600),
            first_interval: Duration::from_secs(2),
            longest_interval: Duration::from_secs(30),
        }
    }

    /// Time for the whole wait, the last poll included. It is used to its end: where the next poll would come too late, one is made
    /// shortly before, and the error comes when the time is over.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Time between two polls: it grows by half each time, from `first` to `longest`; a fifth of it is random, so that many waiters do
    /// not poll in step. Where the service asks to wait longer (`Retry-After`), the waiter does, but for its last poll.
    ///
    /// Intervals below 100 milliseconds are raised to that.
    pub fn interval(mut self, first: Duration, longest: Duration) -> Self {
        self.first_interval = first.max(SHORTEST_INTERVAL);
        self.longest_interval = longest.max(self.first_interval);
        self
    }

    /// Polls until `condition` is done or failed. The first poll is made at once.
    ///
    /// # Errors
    ///
    /// That of [`Progress::Failed`]; [`ErrorKind::Timeout`] after the deadline, with the last error of a poll as its source, if there
    /// was one.
    pub async fn until<T>(
        self,
        mut condition: impl FnMut(Result<O::Response, Error>) -> Progress<T>,
    ) -> Result<T, Error> {
        let begin = Instant::now();
        let mut interval = self.first_interval;
        let mut last_poll = LAST_POLL;
        let mut polls = 0_u32;
        let mut is_last = false;
        let last_error = loop {
            let sent = Instant::now();
            let limit = self.remaining(begin).min(self.client.shared.settings.total_timeout);
            let result = self.client.send(self.operation.clone()).total_timeout(limit).await;
            polls = polls.saturating_add(1);
            last_poll = last_poll.max(sent.elapsed());
            let error = result.as_ref().err().cloned();
            match condition(result) {
                Progress::Done(value) => return Ok(value),
                Progress::Failed(error) => return Err(error),
                Progress::Pending => {}
            }
            let asked = error.as_ref().and_then(Error::service).and_then(ServiceError::retry_after);
            let pause = jittered(interval).max(asked.unwrap_or_default());
            interval = interval.saturating_add(interval / 2).min(self.longest_interval);
            let remaining = self.remaining(begin);
            // So that the last poll has time to be answered.
            let latest = remaining.saturating_sub(last_poll.min(remaining / 2));
            if is_last || (pause > latest && latest < SHORTEST_INTERVAL) {
                tokio::time::sleep(remaining).await;
                break error;
            }
            is_last = pause > latest;
            tokio::time::sleep(pause.min(latest)).await;
        };
        let message = format!(
            "the state that is waited for did not come within {:?}, in which {polls} polls were made",
            self.deadline
        );
        let error = match last_error {
            Some(error) => Error::caused(ErrorKind::Timeout, message, error),
            None => Error::new(ErrorKind::Timeout, message),
        };
        Err(error.of(O::INFO, polls))
    }

    fn remaining(&self, begin: Instant) -> Duration {
        self.deadline.saturating_sub(begin.elapsed())
    }
}

/// The interval without up to a fifth of it. In milliseconds: a factor of a `Duration` panics where the product is too long.
fn jittered(interval: Duration) -> Duration {
    let milliseconds = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(milliseconds - fastrand::u64(0..=milliseconds / 5))
}
