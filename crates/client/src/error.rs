//! The one error type: what failed, whether the call may have been carried out, and what the service said.

mod codes;
mod excerpt;
mod service;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

pub use service::{AccessDenied, ServiceError, SignatureDiagnosis};

use excerpt::excerpt;
pub(crate) use service::parse as parse_service_error;

use crate::request::InvalidInput;
use crate::transport::{TransportError, TransportErrorKind};

/// Why a call failed. Cloning is cheap.
///
/// `Display` shows the operation, the code, the message, the status and the request id: what a support ticket needs. Nothing in it is secret.
#[derive(Clone)]
pub struct Error {
    inner: Arc<Inner>,
}

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    sent: bool,
    attempts: u32,
    service: Option<ServiceError>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is not set up: no region, no endpoint, a certificate that is not valid.
    Configuration,
    /// There are no credentials, or they could not be refreshed.
    Credentials,
    /// The request is not complete or not valid; nothing was sent.
    InvalidInput,
    /// No connection could be made; nothing was sent.
    Connect,
    /// A time limit passed.
    Timeout,
    /// The connection broke, or what came back is not HTTP.
    Interrupted,
    /// The service answered with an error; see [`Error::service`].
    Service,
    /// The service answered with success, but the answer cannot be read.
    Decode,
    /// The calls went well, but what they were made for cannot happen: an instance that is waited for failed, pages that repeat.
    UnreachableState,
}

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            inner: Arc::new(Inner {
                kind,
                operation: None,
                message: message.into(),
                sent: false,
                attempts: 0,
                service: None,
                source: None,
            }),
        }
    }

    #[cold]
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// An error for a condition of a [`Waiter`](crate::waiter::Waiter): the state that is waited for cannot come any more.
    #[must_use]
    pub fn unreachable_state(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::UnreachableState, message)
    }

    #[cold]
    pub(crate) fn caused(
        kind: ErrorKind,
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::new(kind, message).change(|inner| inner.source = Some(source.into()))
    }

    #[cold]
    pub(crate) fn invalid_input(invalid: &InvalidInput) -> Self {
        let missing = match invalid.missing.as_slice() {
            [] => None,
            [one] => Some(format!("the required parameter {one} is not set")),
            several => Some(format!("the required parameters {} are not set", several.join(", "))),
        };
        let missing = missing.map(|missing| {
            let region = "; RegionId would be the region of the client, which has none: set it in ClientBuilder::region, in the variable \
                          ALIBABA_CLOUD_REGION_ID or as region_id of the profile";
            if invalid.without_region { missing + region } else { missing }
        });
        let problems: Vec<String> = missing.into_iter().chain(invalid.problems.iter().cloned()).collect();
        Self::new(ErrorKind::InvalidInput, problems.join("; "))
    }

    #[cold]
    pub(crate) fn transport(error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Interrupted | TransportErrorKind::InvalidAnswer => ErrorKind::Interrupted,
            // The next answer would be as large.
            TransportErrorKind::TooLarge => ErrorKind::Decode,
            TransportErrorKind::InvalidRequest => ErrorKind::InvalidInput,
            TransportErrorKind::Configuration => ErrorKind::Configuration,
        };
        let sent = error.may_have_been_sent();
        Self::caused(kind, error.to_string(), error).change(|inner| inner.sent = sent)
    }

    #[cold]
    pub(crate) fn from_service(service: ServiceError) -> Self {
        Self::new(ErrorKind::Service, "").change(|inner| {
            inner.sent = service.may_have_been_applied();
            inner.service = Some(service);
        })
    }

    #[cold]
    pub(crate) fn decode(message: String, service: ServiceError) -> Self {
        Self::new(ErrorKind::Decode, message).change(|inner| {
            inner.sent = true;
            inner.service = Some(service);
        })
    }

    #[must_use]
    pub(crate) fn of(self, operation: &'static str, attempts: u32) -> Self {
        self.change(|inner| {
            inner.operation = Some(operation);
            inner.attempts = attempts;
        })
    }

    /// An attempt before this one may have been carried out, even if this one was not.
    #[must_use]
    pub(crate) fn after_possible_effect(self) -> Self {
        self.change(|inner| inner.sent = true)
    }

    /// The same error from a call that only prepared this one, so that this one was not sent.
    #[must_use]
    pub(crate) fn while_preparing(self) -> Self {
        self.change(|inner| inner.sent = false)
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        // Only ever called while the error is being made, when there is one owner.
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            change(inner);
        }
        self
    }

    /// What failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Name of the operation.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.operation
    }

    /// How often the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// What the service answered, if it did. For [`ErrorKind::Decode`] it has status, request id and excerpt, but no code.
    #[must_use]
    pub fn service(&self) -> Option<&ServiceError> {
        self.inner.service.as_ref()
    }

    /// The error code of the service, as in `Endpoint.NotFound`. `alicloud_rds::ErrorCode::of(&error)` gives it as an enum.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.service().and_then(ServiceError::code)
    }

    /// The request id, if the service answered.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.service().and_then(ServiceError::request_id)
    }

    /// The HTTP status, if the service answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.service().map(ServiceError::status)
    }

    /// Whether the service refused because too many requests came; see [`ServiceError::is_throttled`].
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.service().is_some_and(ServiceError::is_throttled)
    }

    /// Whether what the request names does not exist (status 404, or a code that says so: this service also sends those with 400).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::Service && self.service().is_some_and(ServiceError::is_not_found)
    }

    /// Whether the caller lacks a permission.
    #[must_use]
    pub fn is_access_denied(&self) -> bool {
        self.kind() == ErrorKind::Service && self.service().is_some_and(ServiceError::is_access_denied)
    }

    /// Whether a time limit passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether the fault lies with the service (5xx, or one of its codes for that) and may pass.
    #[must_use]
    pub fn is_server_fault(&self) -> bool {
        self.kind() == ErrorKind::Service && self.service().is_some_and(ServiceError::is_server_fault)
    }

    /// Whether credentials are missing, wrong or expired.
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        self.kind() == ErrorKind::Credentials
            || (self.kind() == ErrorKind::Service && self.service().is_some_and(ServiceError::is_unauthenticated))
    }

    /// Whether the operation may have been carried out although the call failed: the request was sent, and the service did not
    /// clearly refuse it. Before a change is repeated, its effect has to be looked at.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        self.inner.sent
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.inner.operation {
            write!(formatter, "{operation}: ")?;
        }
        match (self.kind(), &self.inner.service) {
            (ErrorKind::Service, Some(service)) => write!(formatter, "{service}"),
            (ErrorKind::Decode, Some(service)) => {
                write!(formatter, "the answer cannot be read: {} (HTTP {}", self.inner.message, service.status())?;
                if let Some(id) = service.request_id() {
                    write!(formatter, ", request id {id}")?;
                }
                write!(formatter, "); it begins: {}", service.excerpt())
            }
            _ => formatter.write_str(&self.inner.message),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("kind", &self.inner.kind)
            .field("operation", &self.inner.operation)
            .field("message", &self.inner.message)
            .field("may_have_been_applied", &self.may_have_been_applied())
            .field("attempts", &self.inner.attempts)
            .field("service", &self.inner.service)
            .field("source", &self.inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message of a transport error is already the message of this one: the chain does not repeat itself.
        let source = self.inner.source.as_deref()?;
        match source.downcast_ref::<TransportError>() {
            Some(transport) => transport.source(),
            None => Some(source),
        }
    }
}
