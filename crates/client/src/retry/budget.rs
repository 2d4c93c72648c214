//! A token bucket for the whole client: when a service struggles, the calls of all tasks together must not multiply the load.

use std::sync::atomic::{AtomicU32, Ordering};

/// Retries that are free to begin with, in units of [`RETRY`].
const CAPACITY: u32 = 500;
/// What one repetition takes out.
const RETRY: u32 = 5;
/// What a repetition after a time limit takes out: those are the dearest for a service that is overloaded.
const RETRY_AFTER_TIMEOUT: u32 = 10;
/// What a call that succeeds puts back.
const SUCCESS: u32 = 1;

#[derive(Debug)]
pub(crate) struct Budget {
    tokens: AtomicU32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { tokens: AtomicU32::new(CAPACITY) }
    }
}

impl Budget {
    /// Whether a repetition is allowed now; takes its cost if so.
    pub(crate) fn take(&self, after_timeout: bool) -> bool {
        let cost = if after_timeout { RETRY_AFTER_TIMEOUT } else { RETRY };
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| tokens.checked_sub(cost)).is_ok()
    }

    pub(crate) fn succeeded(&self) {
        let full = |tokens: u32| (tokens < CAPACITY).then(|| (tokens + SUCCESS).min(CAPACITY));
        // A full bucket stays as it is, and most calls find it so: no write, no contention.
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, full);
    }
}
