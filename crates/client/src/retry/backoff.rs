//! The default policy.

use std::time::Duration;

use super::{FailedAttempt, FailureClass, RetryPolicy, is_transient};

/// Exponential backoff: the bound of a pause doubles with each attempt that failed for the same kind of reason, up to `longest`.
///
/// Three kinds are distinguished:
///
/// - **Throttling.** The quotas of the service are per minute, so a throttled call waits until a minute has passed for certain: 11
///   attempts, pauses of two thirds to the whole of 0.5, 1, 2, 4, 8, 16, 20, 20, 20 and 20 seconds, which is 74 to 112 seconds in all
///   and less than the 120 seconds that a call has by default. A throttled request was not carried out, so this holds for changes too.
/// - **Unavailable** (502, 503 and 504, as a gateway returns them while one of the servers behind it is down, and the codes that say the
///   same): 12 attempts, random pauses of up to 100, 200 and then 400 milliseconds, which is 3.9 seconds at the most. Of a service that
///   refuses every third request, three attempts would lose one call of 27. Where all requests are refused, the
///   [retry budget](crate::retry#the-retry-budget) is soon spent and ends the attempts.
/// - **Everything else that may pass** (500, a broken connection, a time limit): 3 attempts, random pauses of up to 100 and 200
///   milliseconds. More would keep a caller waiting for a service that is down.
///
/// Where the service names a time (`x-acs-retry-after`, `Retry-After`, the rate limit headers), the pause is that time and a little more,
/// so that not all callers return at the same moment. If the time is longer than what is left of the call, the call ends with the error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    attempts: u32,
    base: Duration,
    throttled_attempts: u32,
    throttled_base: Duration,
    unavailable_attempts: u32,
    longest: Duration,
    longest_named: Duration,
}

/// The smallest part of its bound that a pause after throttling has. The sum of the pauses is more than a minute even then.
const THROTTLED_LEAST: f64 = 2.0 / 3.0;

/// How many times longer than the first one a pause may be while the service is unavailable: the attempts are many, and a caller waits.
const UNAVAILABLE_GROWTH: u32 = 4;

impl Default for Backoff {
    /// The figures above; 100 and 500 milliseconds, 3 attempts and 20 seconds are those of the official Python core.
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(100),
            throttled_attempts: 11,
            throttled_base: Duration::from_millis(500),
            unavailable_attempts: 12,
            longest: Duration::from_secs(20),
            longest_named: Duration::MAX,
        }
    }
}

impl Backoff {
    /// Attempts at the most, the first one included, whatever they fail for; at least one. Unless set: 3, 11 if throttled, and 12 if the
    /// service is unavailable.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        let attempts = attempts.max(1);
        Self { attempts, throttled_attempts: attempts, unavailable_attempts: attempts, ..self }
    }

    /// Attempts at the most that may be throttled; at least one. Call it after [`attempts`](Self::attempts), which sets
    /// all of them.
    #[must_use]
    pub fn throttled_attempts(self, attempts: u32) -> Self {
        Self { throttled_attempts: attempts.max(1), ..self }
    }

    /// Attempts at the most that may find the service unavailable; at least one. Call it after [`attempts`](Self::attempts), which sets
    /// all of them.
    #[must_use]
    pub fn unavailable_attempts(self, attempts: u32) -> Self {
        Self { unavailable_attempts: attempts.max(1), ..self }
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
        // `number` counts the attempts that failed for the same kind of reason, this one included.
        let class = match FailureClass::of(attempt.error) {
            FailureClass::Throttled => Class {
                number: attempt.throttled,
                attempts: self.throttled_attempts,
                base: self.throttled_base,
                longest: self.longest,
                least: THROTTLED_LEAST,
            },
            FailureClass::Unavailable => Class {
                number: attempt.unavailable,
                attempts: self.unavailable_attempts,
                base: self.base,
                longest: self.base.saturating_mul(UNAVAILABLE_GROWTH).min(self.longest),
                least: 0.0,
            },
            FailureClass::Other => Class {
                number: attempt.number.saturating_sub(attempt.throttled).saturating_sub(attempt.unavailable),
                attempts: self.attempts,
                base: self.base,
                longest: self.longest,
                least: 0.0,
            },
        };
        if class.number >= class.attempts {
            return None;
        }
        let doubled = 2_u32.saturating_pow(class.number.saturating_sub(1));
        let bound = class.base.saturating_mul(doubled).min(class.longest);
        match attempt.error.service().and_then(crate::ServiceError::retry_after).filter(|asked| !asked.is_zero()) {
            Some(asked) if asked > self.longest_named => None,
            Some(asked) => Some(asked.saturating_add(share(bound.min(self.throttled_base), 0.0))),
            None => Some(share(bound, class.least)),
        }
    }

    fn max_attempts(&self) -> u32 {
        self.attempts.max(self.throttled_attempts).max(self.unavailable_attempts)
    }
}

/// What holds for the attempts that failed for one kind of reason.
struct Class {
    number: u32,
    attempts: u32,
    base: Duration,
    longest: Duration,
    /// The smallest part of its bound that a pause has.
    least: f64,
}

/// A random part of `bound` that is at least the fraction `least` of it.
fn share(bound: Duration, least: f64) -> Duration {
    let seconds = bound.as_secs_f64() * (least + (1.0 - least) * fastrand::f64());
    Duration::try_from_secs_f64(seconds).unwrap_or(bound)
}
