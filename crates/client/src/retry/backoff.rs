//! The default policy.

use std::time::Duration;

use super::{FailedAttempt, RetryPolicy, is_transient};

/// Exponential backoff: the bound of a pause doubles with each attempt that failed for the same kind of reason, up to `longest`.
///
/// Two kinds are told apart:
///
/// - **Throttling.** The quotas of the service are per minute, so a throttled call waits until a minute has passed for certain: 11
///   attempts, pauses of two thirds to the whole of 0.5, 1, 2, 4, 8, 16, 20, 20, 20 and 20 seconds, which is 74 to 112 seconds in all
///   and less than the 120 seconds that a call has by default. A throttled request was not carried out, so this holds for changes too.
/// - **Everything else that may pass** (5xx, a broken connection, a time limit): 3 attempts, pauses of up to 100 and 200 milliseconds,
///   all of them random. More would keep a caller waiting for a service that is down.
///
/// Where the service names a time (`x-acs-retry-after`, `Retry-After`, the rate limit headers), the pause is that time and a little more,
/// so that not all callers return at the same moment. If the time is longer than what is left of the call, the call ends with the error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    attempts: u32,
    base: Duration,
    throttled_attempts: u32,
    throttled_base: Duration,
    longest: Duration,
    longest_named: Duration,
}

/// The smallest part of its bound that a pause after throttling has. The sum of the pauses is more than a minute even then.
const THROTTLED_LEAST: f64 = 2.0 / 3.0;

impl Default for Backoff {
    /// The figures above; 100 and 500 milliseconds, 3 attempts and 20 seconds are those of the official Python core.
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(100),
            throttled_attempts: 11,
            throttled_base: Duration::from_millis(500),
            longest: Duration::from_secs(20),
            longest_named: Duration::MAX,
        }
    }
}

impl Backoff {
    /// Attempts at the most, the first one included, throttled or not; at least one. 3, and 11 if throttled, unless set.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        let attempts = attempts.max(1);
        Self { attempts, throttled_attempts: attempts, ..self }
    }

    /// Attempts at the most that may be throttled; at least one. Call it after [`attempts`](Self::attempts), which sets both.
    #[must_use]
    pub fn throttled_attempts(self, attempts: u32) -> Self {
        Self { throttled_attempts: attempts.max(1), ..self }
    }

    /// Bound of the first pause, 100 milliseconds unless set; it is five times as much when throttled.
    #[must_use]
    pub fn base(self, base: Duration) -> Self {
        Self { base, throttled_base: base.saturating_mul(5), ..self }
    }

    /// Bound of the first pause after throttling, 500 milliseconds unless set. Call it after [`base`](Self::base), which sets both.
    #[must_use]
    pub fn throttled_base(self, base: Duration) -> Self {
        Self { throttled_base: base, ..self }
    }

    /// Bound of every pause. A time that the service names beyond it ends the call. Unless set, it is 20 seconds for pauses that the
    /// client chooses, and a time that the service names is waited for as long as the call has time for it.
    #[must_use]
    pub fn longest(self, longest: Duration) -> Self {
        Self { longest, longest_named: longest, ..self }
    }
}

impl RetryPolicy for Backoff {
    fn delay(&self, attempt: &FailedAttempt<'_>) -> Option<Duration> {
        if !is_transient(attempt.error) {
            return None;
        }
        let is_throttled = attempt.error.is_throttled();
        // Attempts that failed for the same kind of reason, this one included.
        let (number, attempts, base, least) = if is_throttled {
            (attempt.throttled, self.throttled_attempts, self.throttled_base, THROTTLED_LEAST)
        } else {
            (attempt.number.saturating_sub(attempt.throttled), self.attempts, self.base, 0.0)
        };
        if number >= attempts {
            return None;
        }
        let doubled = 2_u32.saturating_pow(number.saturating_sub(1));
        let bound = base.saturating_mul(doubled).min(self.longest);
        match attempt.error.service().and_then(crate::ServiceError::retry_after).filter(|asked| !asked.is_zero()) {
            Some(asked) if asked > self.longest_named => None,
            Some(asked) => Some(asked.saturating_add(share(bound.min(self.throttled_base), 0.0))),
            None => Some(share(bound, least)),
        }
    }

    fn max_attempts(&self) -> u32 {
        self.attempts.max(self.throttled_attempts)
    }
}

/// A random part of `bound` that is at least the fraction `least` of it.
fn share(bound: Duration, least: f64) -> Duration {
    let seconds = bound.as_secs_f64() * (least + (1.0 - least) * fastrand::f64());
    Duration::try_from_secs_f64(seconds).unwrap_or(bound)
}
