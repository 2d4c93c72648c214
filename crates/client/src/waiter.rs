//! Waits for a state by polling an operation until a condition holds.
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

use crate::call::{Call, CallSettings, call_settings};
use crate::client::Client;
use crate::error::{Error, ErrorKind, ServiceError};
use crate::operation::Operation;
use crate::retry::is_transient;

/// The shortest time between two polls. With shorter intervals, requests would be sent as fast as the service responds.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);

/// The time that is reserved for the last poll before the deadline, unless an earlier poll took longer.
const LAST_POLL: Duration = Duration::from_secs(1);

/// Polls an operation until a condition holds. Dropping the future of [`until`](Self::until) stops it.
#[derive(Debug, Clone)]
#[must_use = "a waiter does nothing until `until` is awaited"]
pub struct Waiter<O> {
    client: Client,
    operation: O,
    settings: CallSettings,
    deadline: Duration,
    first_interval: Duration,
    longest_interval: Duration,
}

/// The result of checking a condition.
#[derive(Debug)]
#[non_exhaustive]
pub enum Progress<T> {
    /// The condition does not hold yet; poll again.
    Pending,
    /// The condition holds.
    Done(T),
    /// The condition cannot hold any more; [`Error::unreachable_state`] creates an error for that.
    Failed(Error),
}

impl<T> Progress<T> {
    /// The default for errors: continues polling after a transient error, and fails after any other.
    #[must_use]
    pub fn from_error(error: Error) -> Self {
        if is_transient(&error) { Self::Pending } else { Self::Failed(error) }
    }
}

impl<O: Operation + Clone> Waiter<O> {
    /// Creates a waiter that polls `operation` for at most 10 minutes, first every 2 seconds and finally every 30.
    pub fn new(client: &Client, operation: O) -> Self {
        Self {
            client: client.clone(),
            operation,
            settings: CallSettings::of(client),
            deadline: Duration::from_secs(600),
            first_interval: Duration::from_secs(2),
            longest_interval: Duration::from_secs(30),
        }
    }

    /// Sets the time limit of the whole wait, including the last poll; the default is 10 minutes. It is always used in
    /// full: if the next poll would be too late, a last one is made shortly before the deadline, and the error is
    /// returned at the deadline.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Sets the time between two polls. It grows by half each time, from `first` to `longest`, and is reduced by a
    /// random part of up to a fifth, so that many waiters do not poll simultaneously. If the service asks for a longer
    /// pause (`Retry-After`), that is used, except before the last poll.
    ///
    /// Intervals below 100 milliseconds are raised to 100 milliseconds.
    pub fn interval(mut self, first: Duration, longest: Duration) -> Self {
        self.first_interval = first.max(SHORTEST_INTERVAL);
        self.longest_interval = longest.max(self.first_interval);
        self
    }

    call_settings!();

    fn change(mut self, change: impl FnOnce(&mut CallSettings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Polls until `condition` returns [`Progress::Done`] or [`Progress::Failed`]. The first poll is made at once.
    ///
    /// # Errors
    ///
    /// The error of [`Progress::Failed`]; after the deadline, [`ErrorKind::Timeout`], with the last error of a poll as
    /// its source, if there was one.
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
            let limit = self.remaining(begin).min(self.settings.total_timeout());
            let call = Call::with_settings(self.client.clone(), self.operation.clone(), self.settings.clone());
            let result = call.total_timeout(limit).await;
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
            // Leaves time for the response to the last poll.
            let latest = remaining.saturating_sub(last_poll.min(remaining / 2));
            if is_last || (pause > latest && latest < SHORTEST_INTERVAL) {
                tokio::time::sleep(remaining).await;
                break error;
            }
            is_last = pause > latest;
            tokio::time::sleep(pause.min(latest)).await;
        };
        let message =
            format!("the awaited state was not reached within {:?}, in which {polls} polls were made", self.deadline);
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

/// The interval minus a random part of up to a fifth. It is computed in milliseconds, because multiplying a `Duration`
/// by a factor panics on overflow.
fn jittered(interval: Duration) -> Duration {
    let milliseconds = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(milliseconds - fastrand::u64(0..=milliseconds / 5))
}
