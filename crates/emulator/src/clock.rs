//! Time as the emulator sees it and as the wire writes it.

use std::sync::Arc;
use std::time::SystemTime;

/// Where the emulator reads the time.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub(crate) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(crate) fn now(&self) -> SystemTime {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

/// `2026-01-02T03:04:05Z`.
pub(crate) fn timestamp(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}

/// Reads exactly the form that [`timestamp`] writes: the gateway refuses fractions and offsets.
pub(crate) fn parse_timestamp(text: &str) -> Option<SystemTime> {
    const LENGTH: usize = "2026-01-02T03:04:05Z".len();
    (text.len() == LENGTH).then(|| humantime::parse_rfc3339(text).ok()).flatten()
}
