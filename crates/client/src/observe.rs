//! A view of each attempt, for metrics and logs of your own. (`tracing` spans are there without it.)

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::operation::OperationInfo;

/// Is told of each attempt after it ended.
pub trait Observer: Send + Sync + fmt::Debug {
    /// An attempt ended. Called on the task of the call: return soon.
    fn attempt(&self, report: &AttemptReport<'_>);
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn attempt(&self, report: &AttemptReport<'_>) {
        (**self).attempt(report);
    }
}

/// What is known of an attempt. There is no parameter and no header in it, so nothing that could be secret.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct AttemptReport<'a> {
    /// The operation.
    pub operation: &'static OperationInfo,
    /// Where it was sent.
    pub endpoint: &'a Endpoint,
    /// Number of the attempt within its call, from 1.
    pub attempt: u32,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Request id, if there was an answer.
    pub request_id: Option<&'a str>,
    /// From the search for credentials to the last byte of the answer.
    pub latency: Duration,
    /// How it ended.
    pub outcome: AttemptOutcome<'a>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub enum AttemptOutcome<'a> {
    /// With a success.
    Answered,
    /// With an error; the call may go on with another attempt.
    Failed(&'a Error),
}
