//! Decides whether and when a call is sent again.
//!
//! An operation that changes something is sent again only if the earlier attempt certainly was not carried out, or if
//! the request has an idempotency token. Which errors are retried, and after which pause, is decided by a
//! [`RetryPolicy`], which can be set for a client or a call; [`Backoff`] is the default.
//!
//! # The retry budget
//!
//! All calls of a client share a budget of 100 retries for each host. A retry takes its cost from the budget when it is
//! sent and returns it when the call succeeds. In addition, each successful call returns three fifths of a retry, and
//! the budget is refilled by one retry per second on average. A retry after a timeout costs twice as much. While a
//! service is down, the budget is soon spent: calls then fail after their first attempt, and
//! [`Error::is_retry_budget_spent`] reports the reason. A throttled call waits for the budget instead, as long as its
//! time limit allows, and so does a call for which the retries in progress of other calls may return enough.

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

/// Decides whether and when a failed attempt is repeated.
///
/// The client asks the policy only if repeating is safe, and enforces its time limit and retry budget in any case.
pub trait RetryPolicy: Send + Sync + fmt::Debug {
    /// Returns the pause before the next attempt; `None` ends the call with the error.
    fn delay(&self, attempt: &FailedAttempt<'_>) -> Option<Duration>;

    /// Returns the largest number of attempts, including the first. If it is one, nothing is ever repeated (not even
    /// after the clock was corrected or credentials were renewed), and no idempotency token is generated.
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

/// The failed attempt about which a [`RetryPolicy`] decides.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// The number of the failed attempt, from 1.
    pub number: u32,
    /// The number of throttled attempts of this call, including this one.
    pub throttled: u32,
    /// The number of attempts of this call that found the service unavailable (502, 503 or 504 without throttling),
    /// including this one.
    pub unavailable: u32,
    /// The error of the attempt.
    pub error: &'a Error,
    /// The time since the call began.
    pub elapsed: Duration,
}

/// A policy that sends a request once and never repeats it.
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

/// The classes of failures, which are counted separately because they last differently long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureClass {
    /// The service received too many requests.
    Throttled,
    /// A gateway currently has no server for the request.
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

/// Whether an HTTP status suggests that another attempt may succeed.
fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..)
}

/// Whether another attempt may succeed after this error.
#[must_use]
pub fn is_transient(error: &Error) -> bool {
    match error.kind() {
        // A proxy that refuses the program permanently will not accept it a moment later.
        ErrorKind::Connect => error.transport_error().and_then(TransportError::proxy_status).is_none_or(may_pass),
        ErrorKind::Timeout | ErrorKind::Interrupted => true,
        ErrorKind::Service => {
            // A nonce that was used before is no problem, since the next attempt has a new one.
            error.is_throttled()
                || error.is_server_fault()
                || error.is_nonce_used()
                || error.status().is_some_and(may_pass)
        }
        ErrorKind::Configuration
        | ErrorKind::Credentials
        | ErrorKind::InvalidInput
        | ErrorKind::Decode
        | ErrorKind::UnreachableState => false,
    }
}
