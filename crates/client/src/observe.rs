//! Notifies the program of each attempt, for its own metrics and logs. (`tracing` spans exist independently of it.)

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::operation::OperationInfo;

/// Is notified of each attempt after its end.
///
/// An attempt whose response is a stream of events ends with its first event. What happens to the stream later is in no
/// report: the program receives an error as the last item of [`EventStream`](crate::stream::EventStream), and `tracing` an
/// event `stream failed`.
pub trait Observer: Send + Sync + fmt::Debug {
    /// Called after an attempt has ended. It runs on the task of the call, so it should return quickly.
    fn attempt(&self, report: &AttemptReport<'_>);
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn attempt(&self, report: &AttemptReport<'_>) {
        (**self).attempt(report);
    }
}

/// A report about an attempt. It contains no parameters and headers, and therefore no secrets.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct AttemptReport<'a> {
    /// The operation.
    pub operation: &'static OperationInfo,
    /// The endpoint to which the request was sent.
    pub endpoint: &'a Endpoint,
    /// The number of the attempt within its call, from 1.
    pub attempt: u32,
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// The request ID, if there was a response.
    pub request_id: Option<&'a str>,
    /// The time from searching for credentials to the last byte of the response, or to the first event of a stream.
    pub latency: Duration,
    /// The outcome.
    pub outcome: AttemptOutcome<'a>,
}

/// The outcome of an attempt.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum AttemptOutcome<'a> {
    /// The attempt succeeded; with a stream of events, its first event was received.
    Succeeded,
    /// The attempt failed; the call may continue with another attempt.
    Failed(&'a Error),
}
