//! Faults that tests inject.

use std::sync::Mutex;
use std::time::Duration;

use crate::lock::lock;

/// A failure that the emulator injects into the next calls.
///
/// ```
/// use std::time::Duration;
/// use alicloud_emulator::{FaultEffect, Fault};
///
/// // The next two calls of DescribeDBInstances are throttled.
/// let fault = Fault::new(FaultEffect::Throttle { retry_after: Some(Duration::from_millis(20)) }).on("DescribeDBInstances").times(2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    effect: FaultEffect,
    operation: Option<String>,
    /// `None`: always.
    times: Option<u32>,
}

impl Fault {
    /// A fault of the next call of any operation.
    #[must_use]
    pub fn new(effect: FaultEffect) -> Self {
        Self { effect, operation: None, times: Some(1) }
    }

    /// Applies only to calls of this operation (in any spelling).
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Applies to this many calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Applies to every call from now on.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }
}

/// What a [`Fault`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultEffect {
    /// 400 `Throttling.User` instead of carrying out the operation; with the header `x-acs-retry-after`
    /// (milliseconds) if a time is given.
    Throttle {
        /// When the client may try again.
        retry_after: Option<Duration>,
    },
    /// This error instead of carrying out the operation.
    Error {
        /// HTTP status.
        status: u16,
        /// `Code` of the response.
        code: String,
        /// `Message` of the response.
        message: String,
    },
    /// 500 `InternalError` instead of carrying out the operation.
    InternalError,
    /// 503 `ServiceUnavailable` instead of carrying out the operation.
    ServiceUnavailable,
    /// The operation is carried out; the response begins later.
    DelayHeaders(Duration),
    /// The operation is carried out; the headers are sent at once and the body later.
    DelayBody(Duration),
    /// The connection is reset, and the operation is not carried out.
    ResetBefore,
    /// The operation is carried out, and the connection is reset without a response.
    ResetAfter,
    /// The operation is carried out; the connection ends in the middle of the body. A stream of events ends after its first
    /// event.
    TruncateBody,
    /// The operation is carried out; after the first event of its stream, an event reports this error. The response of an
    /// operation that does not stream is not changed.
    ErrorEvent {
        /// HTTP status, which is that of the event: the response has status 200.
        status: u16,
        /// `code` of the event.
        code: String,
        /// `message` of the event.
        message: String,
    },
    /// The operation is carried out; the first event of its stream is sent, and then nothing more for this time. The response
    /// of an operation that does not stream is not changed.
    SilentStream(Duration),
    /// The operation is carried out; `Content-Length` is larger than the body.
    TooLongContentLength,
    /// The operation is carried out; the body is neither JSON nor XML.
    Garbage,
    /// A page of HTML, as a proxy writes it, instead of carrying out the operation.
    Html {
        /// HTTP status, as in 502.
        status: u16,
    },
    /// A redirect instead of carrying out the operation.
    Redirect {
        /// HTTP status, as in 307.
        status: u16,
        /// The target.
        location: String,
    },
}

/// The faults that are still to come, in the order of injection.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn inject(&self, fault: Fault) {
        lock(&self.0).push(fault);
    }

    /// The effect for a call of this operation, if there is one.
    pub(crate) fn take(&self, operation: Option<&str>) -> Option<FaultEffect> {
        let mut faults = lock(&self.0);
        faults.retain(|fault| fault.times != Some(0));
        let fault = faults.iter_mut().find(|fault| match &fault.operation {
            None => true,
            Some(wanted) => operation.is_some_and(|name| alicloud_catalog::same_name(wanted, name)),
        })?;
        fault.times = fault.times.map(|times| times.saturating_sub(1));
        Some(fault.effect.clone())
    }
}
