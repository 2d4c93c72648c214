//! The default retry policy.

use std::time::Duration;

use super::{FailedAttempt, FailureClass, RetryPolicy, is_transient};

/// Exponential backoff: the upper bound of the pause doubles with each failed attempt of the same class, up to
/// `longest`.
///
/// There are three classes of failures:
///
/// - **Throttling.** The quotas of the services count per minute, so the pauses of a throttled call add up to more than
///   a minute: 11 attempts, with random pauses between two thirds and the whole of 0.5, 1, 2, 4, 8, 16, 20, 20, 20 and
///   20 seconds. This is 74 to 112 seconds in total, less than the default limit of a call, 120 seconds. A throttled
///   request was not carried out, so operations that change something are repeated as well.
/// - **Unavailable** (502, 503 and 504, which a gateway returns while a server behind it is down, and error codes of
///   the same meaning): 12 attempts, with random pauses of at most 100, 200 and then 400 milliseconds, at most 3.9
///   seconds in total. If a service refuses one third of all requests, three attempts would fail for one call in 27. If
///   it refuses all requests, the [retry budget](crate::retry#the-retry-budget) is soon spent and ends the attempts.
/// - **Other transient errors** (500, a broken connection, a timeout): 3 attempts, with random pauses of at most 100
///   and 200 milliseconds. With more, a caller would wait too long for a service that is down.
///
/// If the service asks for a pause (`x-acs-retry-after`, `Retry-After`, or the rate limit headers), that pause is used,
/// with a small random addition that spreads the callers. If it is longer than the remaining time of the call, the call
/// ends with the error.
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

/// The smallest pause after throttling, as a fraction of its upper bound. Even with it, the pauses add up to more than
/// a minute.
const THROTTLED_LEAST: f64 = 2.0 / 3.0;

/// The limit of the upper bound while the service is unavailable, as a multiple of the first one. It is low, because
/// there are many attempts and a caller waits.
const UNAVAILABLE_GROWTH: u32 = 4;

impl Default for Backoff {
    /// The values described above. The values 100 and 500 milliseconds, 3 attempts and 20 seconds are those of the
    /// official Python library.
    fn default() -> Self {
        Self {
            attempts: Self::ATTEMPTS,
            base: Duration::from_millis(100),
            throttled_attempts: Self::THROTTLED_ATTEMPTS,
            throttled_base: Duration::from_millis(500),
            unavailable_attempts: Self::UNAVAILABLE_ATTEMPTS,
            longest: Self::LONGEST,
            longest_named: Duration::MAX,
        }
    }
}

impl Backoff {
    /// The default number of attempts, including the first attempt.
    pub const ATTEMPTS: u32 = 3;

    /// The default number of attempts if the call is throttled, including the first attempt.
    pub const THROTTLED_ATTEMPTS: u32 = 11;

    /// The default number of attempts if the service is unavailable, including the first attempt.
    pub const UNAVAILABLE_ATTEMPTS: u32 = 12;

    /// The default for the longest pause that the client chooses.
    pub const LONGEST: Duration = Duration::from_secs(20);

    /// Sets the largest number of attempts for all classes of failures, including the first attempt; at least one. The
    /// defaults are 3, 11 if throttled, and 12 if the service is unavailable.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        let attempts = attempts.max(1);
        Self { attempts, throttled_attempts: attempts, unavailable_attempts: attempts, ..self }
    }

    /// Sets the largest number of throttled attempts; at least one. Call this after [`attempts`](Self::attempts), which
    /// sets all classes.
    #[must_use]
    pub fn throttled_attempts(self, attempts: u32) -> Self {
        Self { throttled_attempts: attempts.max(1), ..self }
    }

    /// Sets the largest number of attempts while the service is unavailable; at least one. Call this after
    /// [`attempts`](Self::attempts), which sets all classes.
    #[must_use]
    pub fn unavailable_attempts(self, attempts: u32) -> Self {
        Self { unavailable_attempts: attempts.max(1), ..self }
    }

    /// Sets the upper bound of the first pause; the default is 100 milliseconds. After throttling it is five times as
    /// long.
    #[must_use]
    pub fn base(self, base: Duration) -> Self {
        Self { base, throttled_base: base.saturating_mul(5), ..self }
    }

    /// Sets the upper bound of the first pause after throttling; the default is 500 milliseconds. Call this after
    /// [`base`](Self::base), which sets both.
    #[must_use]
    pub fn throttled_base(self, base: Duration) -> Self {
        Self { throttled_base: base, ..self }
    }

    /// Sets the upper bound of every pause. If the service asks for a longer pause, the call ends. By default, pauses
    /// that the client chooses are at most 20 seconds, and a pause that the service asks for is limited only by the
    /// time of the call.
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
        // `number` is the number of failed attempts of the same class, including this one.
        let class = match FailureClass::of(attempt.error) {
            FailureClass::Throttled => AttemptLimits {
                number: attempt.throttled,
                attempts: self.throttled_attempts,
                base: self.throttled_base,
                longest: self.longest,
                least: THROTTLED_LEAST,
            },
            FailureClass::Unavailable => AttemptLimits {
                number: attempt.unavailable,
                attempts: self.unavailable_attempts,
                base: self.base,
                longest: self.base.saturating_mul(UNAVAILABLE_GROWTH).min(self.longest),
                least: 0.0,
            },
            FailureClass::Other => AttemptLimits {
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

/// The settings for one class of failures.
struct AttemptLimits {
    number: u32,
    attempts: u32,
    base: Duration,
    longest: Duration,
    /// The smallest pause, as a fraction of its upper bound.
    least: f64,
}

/// A random duration between the fraction `least` of `bound` and `bound`.
fn share(bound: Duration, least: f64) -> Duration {
    let seconds = bound.as_secs_f64() * (least + (1.0 - least) * fastrand::f64());
    Duration::try_from_secs_f64(seconds).unwrap_or(bound)
}
