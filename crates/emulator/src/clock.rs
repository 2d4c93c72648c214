//! The emulator's clock, and the time formats of requests and responses.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The source of the emulator's time.
#[derive(Clone)]
pub(crate) struct EmulatorClock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl EmulatorClock {
    pub(crate) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock that the user set can show any time; a time that the formats cannot represent becomes the nearest one that they can.
    pub(crate) fn now(&self) -> SystemTime {
        writable((self.0)())
    }
}

impl Default for EmulatorClock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

/// `2026-01-02T03:04:05Z`.
pub(crate) fn timestamp(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(writable(time)).to_string()
}

/// `Fri, 02 Jan 2026 03:04:05 GMT`, as in the header `date`.
pub(crate) fn http_date(time: SystemTime) -> String {
    httpdate::fmt_http_date(writable(time))
}

/// The nearest time from 1970 to 9999: both formats allow no other.
fn writable(time: SystemTime) -> SystemTime {
    const LAST: Duration = Duration::from_secs(253_402_300_799);
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH.checked_add(since.min(LAST)).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Parses exactly the form that [`timestamp`] writes: the gateway refuses fractions and offsets.
pub(crate) fn parse_timestamp(text: &str) -> Option<SystemTime> {
    const LENGTH: usize = "2026-01-02T03:04:05Z".len();
    (text.len() == LENGTH).then(|| humantime::parse_rfc3339(text).ok()).flatten()
}

/// Parses a time in the basic format of ISO 8601, such as `20260102T030405Z`.
pub(crate) fn parse_basic_timestamp(text: &str) -> Option<SystemTime> {
    let digits = |range: std::ops::Range<usize>| text.get(range);
    let (date, time) =
        ([digits(0..4)?, digits(4..6)?, digits(6..8)?], [digits(9..11)?, digits(11..13)?, digits(13..15)?]);
    let extended = format!("{}T{}Z", date.join("-"), time.join(":"));
    let is_basic = text.get(8..9) == Some("T") && text.get(15..) == Some("Z");
    is_basic.then(|| parse_timestamp(&extended)).flatten()
}
