//! The time, so that a test can set it and a service can correct it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// A difference that is larger than this is not believed: it is more likely that the `Date` of a response is wrong (or hostile) than
/// that the local clock is.
const LARGEST_CORRECTION: Duration = Duration::from_secs(24 * 60 * 60);

/// Where providers take the time from; the system unless set. Cloning shares it, and with it what was learned of its error.
///
/// A client corrects its clock when a service refuses a request for its timestamp. The clock of its default chain, and of the
/// [`Cached`](crate::credentials::Cached) that it puts around other providers, is the same one: a local clock that is ahead does not make every
/// temporary key look expired.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// Milliseconds that the clock of the service is ahead of `now`, as far as it is known.
    correction: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that shows what `now` returns.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), correction: Arc::default() }
    }

    /// The time, corrected by what was learned from services.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        let now = (self.now)();
        let correction = self.correction.load(Ordering::Relaxed);
        let difference = Duration::from_millis(correction.unsigned_abs());
        let corrected = if correction >= 0 { now.checked_add(difference) } else { now.checked_sub(difference) };
        corrected.unwrap_or(now)
    }

    /// Learns the time of a service, as its `Date` header tells it. Returns whether it is believed: one that is more than a day away is
    /// not, and changes nothing.
    pub(crate) fn learn(&self, service: SystemTime) -> bool {
        let (difference, sign) = self.difference(service);
        if difference > LARGEST_CORRECTION {
            tracing::warn!(
                seconds = difference.as_secs(),
                "a service tells a time that is more than a day away from the local clock; it is not believed"
            );
            return false;
        }
        // A day in milliseconds fits.
        let milliseconds = i64::try_from(difference.as_millis()).unwrap_or(0);
        self.correction.store(sign * milliseconds, Ordering::Relaxed);
        true
    }

    /// How far the clock of a service is from the uncorrected one of this machine, and whether it is ahead (1) or behind (-1).
    fn difference(&self, service: SystemTime) -> (Duration, i64) {
        match service.duration_since((self.now)()) {
            Ok(ahead) => (ahead, 1),
            Err(behind) => (behind.duration(), -1),
        }
    }

    /// What to do about a clock that `host` does not accept; `told` is the time that it tells, if it does.
    pub(crate) fn help(&self, host: &str, told: Option<SystemTime>) -> String {
        let Some(told) = told else {
            return "check the clock of this machine".to_owned();
        };
        let (difference, sign) = self.difference(told);
        let direction = if sign > 0 { "ahead of" } else { "behind" };
        format!(
            "{host} told the time {}, which is {} seconds {direction} the clock of this machine: check that clock",
            httpdate::fmt_http_date(told),
            difference.as_secs()
        )
    }

    /// The time in seconds since 1970, as configuration files have it.
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
