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
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::retry::is_transient;

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

/// What a condition makes of an answer.
#[derive(Debug)]
pub enum Progress<T> {
    /// Not yet: ask again.
    Pending,
    /// The condition holds.
    Done(T),
    /// It cannot come to hold any more; [`Error::unreachable_state`] makes an error for that.
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

    /// Time for the whole wait.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Time between two polls: it grows by half each time, from `first` to `longest`; a fifth of it is random, so that many waiters do
    /// not poll in step.
    pub fn interval(mut self, first: Duration, longest: Duration) -> Self {
        self.first_interval = first;
        self.longest_interval = longest.max(first);
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
        let mut polls = 0_u32;
        let last_error = loop {
            let remaining = self.deadline.saturating_sub(begin.elapsed());
            let limit = remaining.min(self.client.shared.settings.total_timeout);
            let result = self.client.send(self.operation.clone()).total_timeout(limit).await;
            polls = polls.saturating_add(1);
            let error = result.as_ref().err().cloned();
            match condition(result) {
                Progress::Done(value) => return Ok(value),
                Progress::Failed(error) => return Err(error),
                Progress::Pending => {}
            }
            let pause = interval.mul_f64(0.8 + fastrand::f64() / 5.0);
            interval = interval.saturating_add(interval / 2).min(self.longest_interval);
            if pause >= self.deadline.saturating_sub(begin.elapsed()) {
                break error;
            }
            tokio::time::sleep(pause).await;
        };
        let message = format!("the state that is waited for did not come within {:?}", self.deadline);
        let error = match last_error {
            Some(error) => Error::caused(ErrorKind::Timeout, message, error),
            None => Error::new(ErrorKind::Timeout, message),
        };
        Err(error.of(O::INFO.name, polls))
    }
}
