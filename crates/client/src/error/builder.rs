//! Errors that a program makes itself, to test how it handles those of a call.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use super::service::{AccessDenied, ServiceError};
use super::{Error, ErrorKind, Stop};
use crate::transport::TransportError;

/// Makes an [`Error`], so that a test of a program can have each one that a call returns. [`Error::builder`] begins one.
///
/// The parts of a response (status, code, request ID, …) are those of [`Error::service`], and predicates such as
/// [`Error::is_throttled`] follow from them as they do for a real response. Nothing else is checked: a test can also make an error that no
/// call returns.
///
/// ```
/// use alicloud_client::transport::{TransportError, TransportErrorKind};
/// use alicloud_client::{Error, ErrorKind};
///
/// // The service refused.
/// let error = Error::builder(ErrorKind::Service).status(404).code("InvalidDBInstanceId.NotFound").request_id("6EF60BEC").build();
/// assert!(error.is_not_found() && !error.may_have_been_applied());
/// assert_eq!(error.to_string(), "InvalidDBInstanceId.NotFound (HTTP 404, request id 6EF60BEC)");
///
/// // Too many requests.
/// assert!(Error::builder(ErrorKind::Service).status(400).code("Throttling.User").build().is_throttled());
///
/// // The time is over, and nobody knows whether the change was made.
/// let error = Error::builder(ErrorKind::Timeout).message("no response").may_have_been_applied(true).build();
/// assert!(error.is_timeout() && error.may_have_been_applied());
///
/// // No connection could be made.
/// let refused = TransportError::new(TransportErrorKind::Connect, false).with_target("rds.aliyuncs.com", 443);
/// let error = Error::builder(ErrorKind::Connect).source(refused).build();
/// assert_eq!(error.transport_error().and_then(TransportError::host), Some("rds.aliyuncs.com"));
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ErrorBuilder {
    error: Error,
    /// The parts of the response, if one was set.
    service: Option<ServiceError>,
    /// What follows from the other parts unless it is set.
    may_have_been_applied: Option<bool>,
}

impl Error {
    /// Begins an error of this kind, for a test; see [`ErrorBuilder`].
    pub fn builder(kind: ErrorKind) -> ErrorBuilder {
        let service = match kind {
            ErrorKind::Service => Some(ServiceError { status: 400, ..ServiceError::default() }),
            ErrorKind::Decode => Some(ServiceError { status: 200, ..ServiceError::default() }),
            _ => None,
        };
        ErrorBuilder { error: Self::new(kind, ""), service, may_have_been_applied: None }
    }
}

impl ErrorBuilder {
    /// The HTTP status of the response; unless set 400 for [`ErrorKind::Service`] and 200 for [`ErrorKind::Decode`].
    pub fn status(self, status: u16) -> Self {
        self.of_service(|service| service.status = status)
    }

    /// The error code of the service, as in `Throttling.User`.
    pub fn code(self, code: impl Into<String>) -> Self {
        self.of_service(|service| service.code = Some(code.into()))
    }

    /// The request ID.
    pub fn request_id(self, id: impl Into<String>) -> Self {
        self.of_service(|service| service.request_id = Some(id.into()))
    }

    /// How long the service asks to wait.
    pub fn retry_after(self, pause: Duration) -> Self {
        self.of_service(|service| service.retry_after = Some(pause))
    }

    /// The details of a denied access.
    pub fn access_denied(self, details: AccessDenied) -> Self {
        self.of_service(|service| service.access_denied = Some(details))
    }

    /// What the error says: the message of the service for [`ErrorKind::Service`], that of the client for any other kind, which names the kind and the source
    /// unless it is set.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        if self.error.kind() == ErrorKind::Service {
            return self.of_service(|service| service.message = Some(message.into()));
        }
        self.error = self.error.with_message(message.into());
        self
    }

    /// Name of the operation.
    pub fn operation(self, name: &'static str) -> Self {
        self.change(|error| error.operation = Some(name))
    }

    /// How often the request was sent, or tried to be.
    pub fn attempts(self, attempts: u32) -> Self {
        self.change(|error| error.attempts = attempts)
    }

    /// Whether the operation may have been carried out. Unless set it follows from status and code for [`ErrorKind::Service`], is true for
    /// [`ErrorKind::Decode`], what the [`TransportError`] says if that is the source, and false otherwise.
    pub fn may_have_been_applied(mut self, applied: bool) -> Self {
        self.may_have_been_applied = Some(applied);
        self
    }

    /// Makes it an error after which the retry budget kept the client from another attempt; see [`Error::is_retry_budget_spent`].
    pub fn retry_budget_spent(self) -> Self {
        self.change(|error| error.stop = Some(Stop::RetryBudget))
    }

    /// The error of the attempt before; see [`Error::previous_attempt`].
    pub fn previous_attempt(self, before: Error) -> Self {
        self.change(|error| error.before = Some(before))
    }

    /// What caused the error. A [`TransportError`] is then that of [`Error::transport_error`].
    pub fn source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source: Box<dyn StdError + Send + Sync> = source.into();
        self.change(|error| error.source = Some(Arc::from(source)))
    }

    /// The error.
    #[must_use]
    pub fn build(self) -> Error {
        let Self { error, service, may_have_been_applied } = self;
        let follows = || match (error.kind(), &service, &error.inner.source) {
            (ErrorKind::Service, Some(service), _) => service.may_have_been_applied(),
            (ErrorKind::Decode, ..) => true,
            (_, _, Some(source)) => {
                source.downcast_ref::<TransportError>().is_some_and(TransportError::may_have_been_sent)
            }
            _ => false,
        };
        let applied = may_have_been_applied.unwrap_or_else(follows);
        error.change(|error| {
            if error.message.is_empty() {
                error.message = match &error.source {
                    Some(source) => format!("{:?}: {source}", error.kind),
                    None => format!("{:?}", error.kind),
                };
            }
            error.may_have_been_applied = applied;
            error.service = service;
        })
    }

    fn of_service(mut self, change: impl FnOnce(&mut ServiceError)) -> Self {
        change(self.service.get_or_insert_default());
        self
    }

    fn change(mut self, change: impl FnOnce(&mut super::ErrorParts)) -> Self {
        self.error = self.error.change(change);
        self
    }
}
