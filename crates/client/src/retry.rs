//! When a call is sent again.
//!
//! A change is never sent twice unless the service surely refused the first one, or the request carries an idempotency token. Which
//! failures pass, and how long to wait, is a policy that a client or a call can replace; [`Backoff`] is the default.
//!
//! # The retry budget
//!
//! All calls of a client share a budget of a hundred repetitions for each host. A repetition takes its share when it is sent and gives it
//! back when the call succeeds, each success gives three fifths of one back besides, and one comes back each second. While a service is
//! down, the budget is spent: calls then fail at the first attempt, and [`Error::is_retry_budget_spent`] says why. A throttled call waits
//! for the budget instead, as long as it has time, and so does a call whose share others have taken and may yet give back.

mod backoff;
mod budget;
mod repeatability;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use backoff::Backoff;
pub(crate) use budget::{Budget, Funds, Repetitions};
pub(crate) use repeatability::Repeatability;

use crate::error::{Error, ErrorKind};
use crate::transport::TransportError;

/// Decides whether and when a failed attempt is followed by another one.
///
/// The client asks only where repeating is safe at all, and never beyond its time limit or its retry budget.
pub trait RetryPolicy: Send + Sync + fmt::Debug {
    /// How long to wait before the next attempt; `None` ends the call with the error.
    fn delay(&self, attempt: &FailedAttempt<'_>) -> Option<Duration>;

    /// Attempts at the most, the first one included. With one, nothing is ever repeated (not even after a corrected clock or renewed
    /// credentials), and no idempotency token is made up.
    fn max_attempts(&self) -> u32;
}

impl<P: RetryPolicy + ?Sized> RetryPolicy for Arc<P> {
    fn delay(&self, attempt: &FailedAttempt<'_>) -> Option<Duration> {
        (**self).delay(attempt)
    }

    fn max_attempts(&self) -> u32 {
        (**self).max_attempts()
    }
}

/// What a [`RetryPolicy`] sees.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// Number of the attempt that failed, from 1.
    pub number: u32,
    /// How many attempts of this call were throttled so far, this one included.
    pub throttled: u32,
    /// How many attempts of this call found the service unavailable so far, this one included: 502, 503 or 504, without throttling.
    pub unavailable: u32,
    /// Why it failed.
    pub error: &'a Error,
    /// Time since the call began.
    pub elapsed: Duration,
}

/// Sends once and reports whatever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoRetry;

impl RetryPolicy for NoRetry {
    fn delay(&self, _attempt: &FailedAttempt<'_>) -> Option<Duration> {
        None
    }

    fn max_attempts(&self) -> u32 {
        1
    }
}

/// Kinds of failures that are counted apart, since they pass after different times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureClass {
    /// Too many requests came.
    Throttled,
    /// A gateway has no server for the request at the moment.
    Unavailable,
    Other,
}

impl FailureClass {
    pub(crate) fn of(error: &Error) -> Self {
        match error.service().filter(|_| error.kind() == ErrorKind::Service) {
            Some(service) if service.is_throttled() => Self::Throttled,
            Some(service) if service.is_unavailable() => Self::Unavailable,
            _ => Self::Other,
        }
    }
}

/// Whether a status says that another attempt may do better.
fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..)
}

/// Whether an error may be gone at the next attempt.
#[must_use]
pub fn is_transient(error: &Error) -> bool {
    match error.kind() {
        // A proxy that does not let the program through will not do so in a moment.
        ErrorKind::Connect => error.transport_error().and_then(TransportError::proxy_status).is_none_or(may_pass),
        ErrorKind::Timeout | ErrorKind::Interrupted => true,
        ErrorKind::Service => {
            let is_nonce_used = error.service().is_some_and(crate::ServiceError::is_nonce_used);
            // The next attempt has another nonce.
            error.is_throttled() || error.is_server_fault() || is_nonce_used || error.status().is_some_and(may_pass)
        }
        ErrorKind::Configuration
        | ErrorKind::Credentials
        | ErrorKind::InvalidInput
        | ErrorKind::Decode
        | ErrorKind::UnreachableState => false,
    }
}
