//! How far one request came.

use std::sync::atomic::{AtomicU8, Ordering};

use tokio::time::Instant;

/// How far one request came, shared by the transport that sends it and the caller that may stop waiting for it.
#[derive(Debug, Default)]
pub struct Delivery {
    state: AtomicU8,
    deadline: Option<Instant>,
}

/// The transport reports nothing.
const UNKNOWN: u8 = 0;
/// No byte of the request has been written.
const UNSENT: u8 = 1;
/// Bytes of the request may have been written.
const SENT: u8 = 2;

impl Delivery {
    /// A request about which nothing is known yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same; at `deadline` the caller stops waiting because a time limit of its own passed.
    #[must_use]
    pub fn with_deadline(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }

    /// When the caller stops waiting. A connection on which this time passed without a response is not used again.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Whether bytes of the request may have reached the service. `false` only if the transport is sure that none did.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.state.load(Ordering::Relaxed) != UNSENT
    }

    /// For transports: no byte of the request has been written yet, for example because there is no connection.
    pub fn not_sent(&self) {
        self.state.store(UNSENT, Ordering::Relaxed);
    }

    /// For transports: from now on, bytes of the request may reach the service.
    pub fn sent(&self) {
        self.state.store(SENT, Ordering::Relaxed);
    }

    /// Whether the transport reports anything, rather than leaving the caller in the dark.
    #[must_use]
    pub fn is_reported(&self) -> bool {
        self.state.load(Ordering::Relaxed) != UNKNOWN
    }
}
