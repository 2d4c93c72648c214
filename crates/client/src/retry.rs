//! When a call is sent again.
//!
//! A change is never sent twice unless the service surely refused the first one, or the call carries an idempotency token. Which
//! failures pass, and how long to wait, is a policy that a client or a call can replace.

mod budget;

use std::fmt;
use std::time::Duration;

pub(crate) use budget::Budget;

use crate::error::{Error, ErrorKind};

/// Decides whether and when a failed attempt is followed by another one.
///
/// The client asks only where repeating is safe at all, and never beyond its time limit or its token bucket.
pub trait RetryPolicy: Send + Sync + fmt::Debug {
    /// How long to wait before the next attempt; `None` ends the call with the error.
    fn delay(&self, attempt: &FailedAttempt<'_>) -> Option<Duration>;

    /// Attempts at the most, the first one included. With one, nothing is ever repeated (not even after a corrected clock or renewed
    /// credentials), and no idempotency token is made up.
    fn max_attempts(&self) -> u32;
}

/// What a [`RetryPolicy`] sees.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// Number of the attempt that failed, from 1.
    pub number: u32,
    /// Why it failed.
    pub error: &'a Error,
    /// Time since the call began.
    pub elapsed: Duration,
}

/// Exponential backoff with full jitter: before attempt n + 1 a random time up to `base * 2^(n-1)`, bounded by `longest`; where
/// the service names a time, at least that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    attempts: u32,
    base: Duration,
    base_throttled: Duration,
    longest: Duration,
}

impl Default for Backoff {
    /// Three attempts; 100 ms, or 500 ms when throttled; 20 s at the most (the figures of the official Python core).
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(100),
            base_throttled: Duration::from_millis(500),
            longest: Duration::from_secs(20),
        }
    }
}

impl Backoff {
    /// Attempts at the most, the first one included; at least one.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts: attempts.max(1), ..self }
    }

    /// Bound of the first wait; five times as much when throttled.
    #[must_use]
    pub fn base(self, base: Duration) -> Self {
        Self { base, base_throttled: base.saturating_mul(5), ..self }
    }

    /// Bound of every wait. A time that the service names beyond it ends the call.
    #[must_use]
    pub fn longest(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }
}

impl RetryPolicy for Backoff {
    fn delay(&self, attempt: &FailedAttempt<'_>) -> Option<Duration> {
        if !is_transient(attempt.error) {
            return None;
        }
        let base = if attempt.error.is_throttled() { self.base_throttled } else { self.base };
        let doubled = 2_u32.saturating_pow(attempt.number.saturating_sub(1));
        let bound = base.saturating_mul(doubled).min(self.longest);
        let jittered = bound.mul_f64(fastrand::f64());
        match attempt.error.service().and_then(crate::ServiceError::retry_after) {
            Some(asked) if asked > self.longest => None,
            // A little later than asked, so that not everyone comes at the same moment.
            Some(asked) => Some(asked.saturating_add(bound.min(self.base_throttled).mul_f64(fastrand::f64()))),
            None => Some(jittered),
        }
    }

    fn max_attempts(&self) -> u32 {
        self.attempts
    }
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

/// Whether an error may be gone at the next attempt.
#[must_use]
pub fn is_transient(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Interrupted => true,
        ErrorKind::Service => {
            error.is_throttled() || error.is_server_fault() || matches!(error.status(), Some(408 | 425))
        }
        ErrorKind::Configuration
        | ErrorKind::Credentials
        | ErrorKind::InvalidInput
        | ErrorKind::Decode
        | ErrorKind::UnreachableState => false,
    }
}
