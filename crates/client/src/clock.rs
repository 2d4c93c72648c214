//! A clock that tests can set and services can correct.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// A larger difference is ignored, since a wrong (or malicious) `Date` header is more likely than a local clock that is
/// wrong by so much.
const LARGEST_CORRECTION: Duration = Duration::from_secs(24 * 60 * 60);

/// The source of the time for clients and providers; the system clock by default. Clones share the correction.
///
/// A client corrects its clock when a service refuses a request because of its timestamp. The default chain of
/// credentials, and the [`Cached`](crate::credentials::Cached) that the client puts around other providers, use the
/// same clock, so a fast local clock does not make every temporary key look expired.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// The milliseconds by which the clock of the service is ahead of `now`; 0 if unknown.
    correction: Arc<AtomicI64>,
}

impl Clock {
    /// Creates a clock that takes the time from `now`.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), correction: Arc::default() }
    }

    /// The current time, corrected by the difference to the clock of a service, if it is known.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let now = (self.now)();
        let correction = self.correction.load(Ordering::Relaxed);
        let difference = Duration::from_millis(correction.unsigned_abs());
        let corrected = if correction >= 0 { now.checked_add(difference) } else { now.checked_sub(difference) };
        corrected.unwrap_or(now)
    }

    /// Corrects the clock by the `Date` header of a service. A time that differs by more than a day is ignored. Returns
    /// whether the clock was corrected.
    pub(crate) fn learn(&self, service: SystemTime) -> bool {
        let (difference, sign) = self.difference(service);
        if difference > LARGEST_CORRECTION {
            tracing::warn!(
                seconds = difference.as_secs(),
                "the time of a service differs from the local clock by more than a day; it is ignored"
            );
            return false;
        }
        // The difference is at most one day, so it fits.
        let milliseconds = i64::try_from(difference.as_millis()).unwrap_or(0);
        self.correction.store(sign * milliseconds, Ordering::Relaxed);
        true
    }

    /// The difference between the clock of a service and the uncorrected local clock, and whether the service is ahead
    /// (1) or behind (-1).
    fn difference(&self, service: SystemTime) -> (Duration, i64) {
        match service.duration_since((self.now)()) {
            Ok(ahead) => (ahead, 1),
            Err(behind) => (behind.duration(), -1),
        }
    }

    /// Help for an error about a timestamp that `host` does not accept. `told` is the time in the `Date` header of its
    /// response.
    pub(crate) fn help(&self, host: &str, told: Option<SystemTime>) -> String {
        let Some(told) = told else {
            return "check the clock of this machine".to_owned();
        };
        let (difference, sign) = self.difference(told);
        let direction = if sign > 0 { "ahead of" } else { "behind" };
        format!(
            "{host} reported the time {}, which is {} seconds {direction} the clock of this machine: check that clock",
            httpdate::fmt_http_date(told),
            difference.as_secs()
        )
    }

    /// The current time in seconds since the Unix epoch.
    pub(crate) fn unix_seconds(&self) -> u64 {
        self.now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}
