//! The state of a running call.

use crate::error::Error;
use crate::operation::OperationInfo;
use crate::provider::Credentials;
use crate::retry::FailureClass;

/// The state of a call in progress.
#[derive(Default)]
pub(super) struct CallProgress {
    pub(super) attempts: u32,
    /// The number of throttled attempts.
    pub(super) throttled: u32,
    /// The number of attempts that found the service unavailable.
    pub(super) unavailable: u32,
    /// Whether an attempt may have been carried out.
    pub(super) sent: bool,
    /// The error of the last attempt.
    pub(super) before: Option<Error>,
}

impl CallProgress {
    /// Records a failed attempt.
    pub(super) fn learn(&mut self, error: &Error) {
        match FailureClass::of(error) {
            FailureClass::Throttled => self.throttled = self.throttled.saturating_add(1),
            FailureClass::Unavailable => self.unavailable = self.unavailable.saturating_add(1),
            FailureClass::Other => {}
        }
        self.sent |= error.may_have_been_applied();
        self.before = Some(error.clone());
    }

    /// Adds the state of the call to an error.
    pub(super) fn on(&self, error: Error, info: &OperationInfo) -> Error {
        error.of(info, self.attempts).after(0, self.sent)
    }
}

/// The error of an attempt, and the problem that the next attempt can fix at once, if there is one.
pub(super) type AttemptFailure = (Error, Option<Correctable>);

/// A problem that signing again can fix.
pub(super) enum Correctable {
    /// The clock was wrong and has been corrected.
    Clock,
    /// The service refused these credentials.
    Credentials(Credentials),
}
