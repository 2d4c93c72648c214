//! The one error type: what failed, whether the call may have been carried out, and what the service said.

mod codes;
mod diagnosis;
mod display;
mod excerpt;
mod service;
mod signature;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use diagnosis::SignatureDiagnosis;
pub use service::{AccessDenied, ServiceError};

use excerpt::excerpt;
pub(crate) use service::parse as parse_service_error;

use crate::operation::OperationInfo;
use crate::request::InvalidInput;
use crate::timestamp::NoCalendarDate;
use crate::transport::{TransportError, TransportErrorKind};

/// Why a call failed. Cloning is cheap, and a clone never changes.
///
/// `Display` shows what failed, why and where: the operation, then code, message, status and request id of the service (what a support
/// ticket needs), or the host and port that did not respond, with the cause and the limit that passed. Nothing in it is secret.
#[derive(Clone)]
pub struct Error {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    /// Host and port of the endpoint, and the proxy before it, where the service itself does not say who it is.
    endpoint: Option<String>,
    /// What the caller can do about it, or should know; a clause.
    help: Option<String>,
    may_have_been_applied: bool,
    attempts: u32,
    service: Option<ServiceError>,
    stop: Option<Stop>,
    /// The error of the attempt before, where this one says nothing of the service.
    before: Option<Error>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What kept the client from sending a request again, although the failure may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Too many repetitions to this host failed lately.
    RetryBudget,
    /// The pause before the next attempt would have ended after this limit for the whole call.
    TotalTimeout(Duration),
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
                endpoint: None,
                help: None,
                may_have_been_applied: false,
                attempts: 0,
                service: None,
                stop: None,
                before: None,
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
        Self::new(kind, message).change(|inner| inner.source = Some(Arc::from(source.into())))
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

    /// No response came from `host_and_port`.
    #[cold]
    pub(crate) fn transport(error: TransportError, host_and_port: &str) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Interrupted | TransportErrorKind::InvalidAnswer => ErrorKind::Interrupted,
            // The next response would be as large.
            TransportErrorKind::TooLarge => ErrorKind::Decode,
            TransportErrorKind::InvalidRequest => ErrorKind::InvalidInput,
            TransportErrorKind::Configuration => ErrorKind::Configuration,
        };
        let sent = error.may_have_been_sent();
        let message = display::transport(&error, host_and_port);
        Self::caused(kind, message, error).change(|inner| inner.may_have_been_applied = sent)
    }

    /// The limit for the whole call passed. `waiting` says for what, `before` is the error of the attempt before.
    #[cold]
    pub(crate) fn total_timeout(limit: Duration, waiting: &str, sent: bool, before: Option<&Self>) -> Self {
        let message = display::total_timeout(limit, waiting);
        Self::new(ErrorKind::Timeout, message).change(|inner| {
            inner.may_have_been_applied = sent;
            inner.before = before.cloned();
        })
    }

    #[cold]
    pub(crate) fn from_service(service: ServiceError) -> Self {
        Self::new(ErrorKind::Service, "").change(|inner| {
            inner.may_have_been_applied = service.may_have_been_applied();
            inner.service = Some(service);
        })
    }

    /// The same error, with where the request was sent: `proxy` is the one in between.
    #[cold]
    pub(crate) fn sent_to(self, host_and_port: &str, proxy: Option<&str>) -> Self {
        self.change(|inner| inner.endpoint = Some(display::destination(host_and_port, proxy)))
    }

    /// The same error, with what the caller can do about it, or should know.
    #[cold]
    pub(crate) fn with_help(self, help: String) -> Self {
        self.change(|inner| inner.help = Some(help))
    }

    #[cold]
    pub(crate) fn decode(message: String, service: ServiceError) -> Self {
        Self::new(ErrorKind::Decode, message).change(|inner| {
            inner.may_have_been_applied = true;
            inner.service = Some(service);
        })
    }

    /// Adds what is known of the call. An operation that changes nothing has nothing to be applied.
    #[must_use]
    pub(crate) fn of(self, info: &OperationInfo, attempts: u32) -> Self {
        self.change(|inner| {
            inner.operation = Some(info.name);
            inner.attempts = attempts;
            inner.may_have_been_applied &= !info.read_only;
        })
    }

    /// Adds what is known of an earlier call for the same operation: its attempts, and whether one of them may have been carried out.
    #[must_use]
    pub(crate) fn after(self, attempts: u32, may_have_been_applied: bool) -> Self {
        self.change(|inner| {
            inner.attempts = inner.attempts.saturating_add(attempts);
            inner.may_have_been_applied |= may_have_been_applied;
        })
    }

    /// The same error, with the reason for which the request was not sent again.
    #[must_use]
    pub(crate) fn stopped_by(self, stop: Stop) -> Self {
        self.change(|inner| inner.stop = Some(stop))
    }

    /// The same error with another message.
    #[must_use]
    pub(crate) fn with_message(self, message: String) -> Self {
        self.change(|inner| inner.message = message)
    }

    /// The same error from a call that only prepared this one, so that this one was not sent.
    #[must_use]
    pub(crate) fn while_preparing(self) -> Self {
        self.change(|inner| inner.may_have_been_applied = false)
    }

    /// Changes the error. Whoever keeps a clone, such as an observer, keeps it as it was.
    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.inner));
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

    /// Whether the client would have sent the request again, but for its retry budget: too many repetitions to this host failed lately.
    /// Calls to it are sent once until it recovers; see [`retry`](crate::retry#the-retry-budget).
    #[must_use]
    pub fn is_retry_budget_spent(&self) -> bool {
        self.inner.stop == Some(Stop::RetryBudget)
    }

    /// What the transport said of the request to which no response came: host, port, proxy and time limit, as values.
    #[must_use]
    pub fn transport_error(&self) -> Option<&TransportError> {
        let of_source = || {
            let source = self.inner.source.as_deref()?;
            source.downcast_ref::<TransportError>().or_else(|| source.downcast_ref::<Self>()?.transport_error())
        };
        of_source().or_else(|| self.previous_attempt()?.transport_error())
    }

    /// The error of the attempt before, if the time for the whole call ended a later one, which says nothing of the service itself.
    /// It is part of what `Display` shows.
    #[must_use]
    pub fn previous_attempt(&self) -> Option<&Self> {
        self.inner.before.as_ref()
    }

    /// Whether the operation may have been carried out although the call failed: an attempt was sent, and the service did not clearly
    /// refuse it. Before a change is repeated, its effect has to be inspected. Never true of an operation that changes nothing.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        self.inner.may_have_been_applied
    }
}

/// The same sentence as `Display`, since this is what a `main` that returns the error prints, and what `unwrap` does. `{:#?}` shows every
/// part.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !formatter.alternate() {
            return fmt::Display::fmt(self, formatter);
        }
        formatter
            .debug_struct("Error")
            .field("kind", &self.inner.kind)
            .field("operation", &self.inner.operation)
            .field("message", &self.inner.message)
            .field("may_have_been_applied", &self.may_have_been_applied())
            .field("attempts", &self.inner.attempts)
            .field("endpoint", &self.inner.endpoint)
            .field("service", &self.inner.service)
            .field("help", &self.inner.help)
            .field("stop", &self.inner.stop)
            .field("before", &self.inner.before)
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

impl From<NoCalendarDate> for Error {
    #[cold]
    fn from(error: NoCalendarDate) -> Self {
        Self::configuration(format!("the request cannot be dated: {error}"))
    }
}
