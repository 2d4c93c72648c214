//! The error type of the crate: what failed, whether the call may have been carried out, and the response of the
//! service.

mod builder;
mod codes;
mod diagnosis;
mod display;
mod excerpt;
mod response;
mod service;
mod signature;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use builder::ErrorBuilder;
pub use diagnosis::SignatureDiagnosis;
pub use service::{AccessDenied, ServiceError};

use excerpt::excerpt;
pub(crate) use response::read_error_response;

use crate::operation::OperationInfo;
use crate::request::InvalidInput;
use crate::timestamp::NoCalendarDate;
use crate::transport::{TransportError, TransportErrorKind};

/// The reason why a call failed. Cloning is cheap, and clones are immutable. Tests create errors with
/// [`Error::builder`].
///
/// `Display` shows what failed, why and where: the operation, then the code, message, status and request ID of the
/// service (which a support ticket needs), or the host and port that did not respond, with the cause and the time limit
/// that was exceeded. It never shows secrets.
#[derive(Clone)]
pub struct Error {
    inner: Arc<ErrorParts>,
}

#[derive(Clone)]
struct ErrorParts {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    /// The host and port of the endpoint, and the proxy, if the service does not identify itself in the response.
    endpoint: Option<String>,
    /// Help for the caller, as a clause.
    help: Option<String>,
    may_have_been_applied: bool,
    attempts: u32,
    service: Option<ServiceError>,
    stop: Option<Stop>,
    /// The error of the previous attempt, if this error contains nothing about the service.
    before: Option<Error>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The reason why a request was not sent again although the error is transient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Too many retries to this host failed recently.
    RetryBudget,
    /// The pause before the next attempt would have exceeded this limit of the whole call.
    TotalTimeout(Duration),
}

/// The kinds of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is not configured correctly: no region, no endpoint, a certificate that is not valid.
    Configuration,
    /// There are no credentials, or they could not be renewed.
    Credentials,
    /// The request is not complete or not valid; nothing was sent.
    InvalidInput,
    /// No connection could be made; nothing was sent.
    Connect,
    /// A time limit was exceeded.
    Timeout,
    /// The connection broke, or the response is not valid HTTP.
    Interrupted,
    /// The service returned an error; see [`Error::service`].
    Service,
    /// The response has a status of success, but cannot be decoded.
    Decode,
    /// The calls succeeded, but their purpose cannot be reached: a state that a waiter waits for cannot occur any more,
    /// or pages repeat.
    UnreachableState,
}

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            inner: Arc::new(ErrorParts {
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

    /// Creates an error for a condition of a [`Waiter`](crate::waiter::Waiter), if the awaited state cannot occur any
    /// more.
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
            let region = "; RegionId defaults to the region of the client, which is not set either: set it in ClientBuilder::region, in the variable \
                          ALIBABA_CLOUD_REGION_ID or as region_id of the profile";
            if invalid.without_region { missing + region } else { missing }
        });
        let problems: Vec<String> = missing.into_iter().chain(invalid.problems.iter().cloned()).collect();
        Self::new(ErrorKind::InvalidInput, problems.join("; "))
    }

    /// Creates the error for a request without a response from `host_and_port`.
    #[cold]
    pub(crate) fn transport(error: TransportError, host_and_port: &str) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Interrupted | TransportErrorKind::InvalidAnswer => ErrorKind::Interrupted,
            // A retry would get an equally large response, so this is not a transient kind.
            TransportErrorKind::TooLarge => ErrorKind::Decode,
            TransportErrorKind::InvalidRequest => ErrorKind::InvalidInput,
            TransportErrorKind::Configuration => ErrorKind::Configuration,
        };
        let sent = error.may_have_been_sent();
        let message = display::transport(&error, host_and_port);
        Self::caused(kind, message, error).change(|inner| inner.may_have_been_applied = sent)
    }

    /// Creates the error for an exceeded limit of the whole call. `waiting` is what the call was waiting for, `before`
    /// the error of the previous attempt.
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

    /// Adds the destination of the request, and the proxy if there is one.
    #[cold]
    pub(crate) fn sent_to(self, host_and_port: &str, proxy: Option<&str>) -> Self {
        self.change(|inner| inner.endpoint = Some(display::destination(host_and_port, proxy)))
    }

    /// Adds help for the caller.
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

    /// Adds the operation and the number of attempts. An operation that only reads cannot have been applied.
    #[must_use]
    pub(crate) fn of(self, info: &OperationInfo, attempts: u32) -> Self {
        self.change(|inner| {
            inner.operation = Some(info.name);
            inner.attempts = attempts;
            inner.may_have_been_applied &= !info.read_only;
        })
    }

    /// Adds an earlier call of the same operation: its attempts, and whether one of them may have been carried out.
    #[must_use]
    pub(crate) fn after(self, attempts: u32, may_have_been_applied: bool) -> Self {
        self.change(|inner| {
            inner.attempts = inner.attempts.saturating_add(attempts);
            inner.may_have_been_applied |= may_have_been_applied;
        })
    }

    /// Adds the reason why the request was not sent again.
    #[must_use]
    pub(crate) fn stopped_by(self, stop: Stop) -> Self {
        self.change(|inner| inner.stop = Some(stop))
    }

    /// Replaces the message.
    #[must_use]
    pub(crate) fn with_message(self, message: String) -> Self {
        self.change(|inner| inner.message = message)
    }

    /// Marks the error of a preparatory call: the call itself was not sent, so it cannot have been applied.
    #[must_use]
    pub(crate) fn while_preparing(self) -> Self {
        self.change(|inner| inner.may_have_been_applied = false)
    }

    /// Changes a copy if there are clones, so that the clones, for example of observers, do not change.
    fn change(mut self, change: impl FnOnce(&mut ErrorParts)) -> Self {
        change(Arc::make_mut(&mut self.inner));
        self
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The name of the operation.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.operation
    }

    /// The number of attempts, including those that failed before the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// The error response of the service, if there is one. For [`ErrorKind::Decode`] it has the status, request ID and
    /// excerpt of the response, but no code.
    #[must_use]
    pub fn service(&self) -> Option<&ServiceError> {
        self.inner.service.as_ref()
    }

    /// The error code of the service, such as `Endpoint.NotFound`. `alicloud_rds::ErrorCode::of(&error)` returns it as
    /// an enum.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.service().and_then(ServiceError::code)
    }

    /// The request ID, if the service responded.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.service().and_then(ServiceError::request_id)
    }

    /// The HTTP status, if the service responded.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.service().map(ServiceError::status)
    }

    /// Whether the service refused the request because it received too many; see [`ServiceError::is_throttled`].
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.service().is_some_and(ServiceError::is_throttled)
    }

    /// Whether a resource in the request does not exist (status 404, or an error code with that meaning, which services
    /// also return with status 400).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::Service && self.service().is_some_and(ServiceError::is_not_found)
    }

    /// Whether the caller lacks a permission.
    #[must_use]
    pub fn is_access_denied(&self) -> bool {
        self.kind() == ErrorKind::Service && self.service().is_some_and(ServiceError::is_access_denied)
    }

    /// Whether a time limit was exceeded.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether the error is caused by the service (status 5xx, or an error code with that meaning) and may be
    /// transient.
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

    /// Whether the service had received a request with this nonce before: the same request arrived twice, and what came
    /// of the first one is unknown.
    #[must_use]
    pub fn is_nonce_used(&self) -> bool {
        self.kind() == ErrorKind::Service && self.service().is_some_and(ServiceError::is_nonce_used)
    }

    /// Whether the service refused the timestamp of the request, because its clock and that of this machine differ.
    #[must_use]
    pub fn is_clock_skew(&self) -> bool {
        self.kind() == ErrorKind::Service && self.service().is_some_and(ServiceError::is_clock_skew)
    }

    /// Whether the client did not retry because its retry budget was spent: too many retries to this host failed
    /// recently. Until the budget recovers, calls to the host are sent only once; see
    /// [`retry`](crate::retry#the-retry-budget).
    #[must_use]
    pub fn is_retry_budget_spent(&self) -> bool {
        self.inner.stop == Some(Stop::RetryBudget)
    }

    /// The error of the transport for the request that got no response: host, port, proxy and time limit, as values.
    #[must_use]
    pub fn transport_error(&self) -> Option<&TransportError> {
        let of_source = || {
            let source = self.inner.source.as_deref()?;
            source.downcast_ref::<TransportError>().or_else(|| source.downcast_ref::<Self>()?.transport_error())
        };
        of_source().or_else(|| self.previous_attempt()?.transport_error())
    }

    /// The error of the previous attempt, if a later attempt was ended by the time limit of the whole call, so that
    /// this error contains nothing about the service. `Display` shows it.
    #[must_use]
    pub fn previous_attempt(&self) -> Option<&Self> {
        self.inner.before.as_ref()
    }

    /// Whether the operation may have been carried out although the call failed: an attempt was sent, and the service
    /// did not clearly refuse it. Before an operation that changes something is repeated, its effect must be checked.
    /// Always false for operations that only read.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        self.inner.may_have_been_applied
    }
}

/// Shows the same message as `Display`, because `unwrap` and a `main` that returns the error print the `Debug` form.
/// `{:#?}` shows all fields.
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
        // The message of a transport error is already contained in the message of this error, so it is skipped in the
        // chain of sources.
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
        Self::configuration(format!("the date of the request cannot be computed: {error}"))
    }
}
