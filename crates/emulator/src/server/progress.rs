//! The progress of a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The progress of the current request of a connection.
#[derive(Default)]
pub(super) struct ConnectionProgress {
    /// A request has arrived, and its response is not written yet.
    responding: AtomicBool,
    /// Bytes have been written but not flushed.
    writing: AtomicBool,
    /// The connection is to end with a reset.
    reset: AtomicBool,
}

impl ConnectionProgress {
    /// A request has arrived. It counts as being processed until the guard is dropped.
    pub(super) fn start_response(self: &Arc<Self>) -> OpenResponse {
        self.responding.store(true, Ordering::Relaxed);
        OpenResponse(Arc::clone(self))
    }

    pub(super) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_reset(&self) -> bool {
        self.reset.load(Ordering::Relaxed)
    }

    pub(super) fn write(&self) {
        self.writing.store(true, Ordering::Relaxed);
    }

    pub(super) fn flush(&self) {
        self.writing.store(false, Ordering::Relaxed);
    }

    /// Nobody is waiting for a response: at most a part of a request has arrived.
    pub(super) fn is_idle(&self) -> bool {
        !self.responding.load(Ordering::Relaxed) && !self.writing.load(Ordering::Relaxed)
    }
}

/// As long as it exists, a request is being processed.
pub(super) struct OpenResponse(Arc<ConnectionProgress>);

impl Drop for OpenResponse {
    fn drop(&mut self) {
        self.0.responding.store(false, Ordering::Relaxed);
    }
}
