//! Runs a call: sends signed attempts until one succeeds, the error is final, or no time is left.

mod attempt;
mod destination;
mod progress;
mod streaming;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::display;

use self::progress::{CallProgress, Correctable};
use super::deadline::Deadline;
use super::{Client, Nonce, Settings};
use crate::answer::{Answer, Decoded, ReceivedResponse};
use crate::drivers::current_runtime;
use crate::error::{Error, ErrorKind, Stop};
use crate::event_source::DecodeEvent;
use crate::operation::{Operation, OperationInfo};
use crate::parameters::Parameters;
use crate::redact::{RequestSecrets, ResponseType};
use crate::request::{self, Unsigned};
use crate::retry::{FailedAttempt, Funds, Repeatability, Repetitions};
use crate::shown::{LONGEST_NAME, shown};
use crate::transport::BoxFuture;

/// The interval at which a spent retry budget is checked again.
const BUDGET_PAUSE: Duration = Duration::from_millis(100);

/// The request of a call and its settings.
pub(crate) struct Invocation {
    client: Client,
    info: &'static OperationInfo,
    request: Unsigned,
    settings: Arc<Settings>,
    repeatability: Repeatability,
    /// The type of the response, if it is known.
    response: Option<ResponseType>,
    /// Decodes the response into that type, and checks that it is a response of the service. If `None`, the response is
    /// only checked.
    decode: Option<DecodeResponse>,
    /// The documented fields of a response without a type.
    response_fields: Option<Vec<String>>,
    /// Whether the response may be a stream of events.
    is_streaming: bool,
    /// Decodes the data of an event. If `None`, it is only checked.
    decode_event: Option<DecodeEvent>,
}

type DecodeResponse = fn(&Answer) -> Result<Decoded, Error>;

impl Invocation {
    /// Builds the request of an operation. `offer` is
    /// [`Operation::parameters`](crate::operation::Operation::parameters).
    pub(crate) fn new(
        client: Client,
        info: &'static OperationInfo,
        settings: Arc<Settings>,
        offer: &dyn Fn(&mut Parameters<'_>),
    ) -> Result<Self, Error> {
        let request = request::build(info, settings.region.as_deref(), offer).map_err(|invalid| {
            let error = Error::invalid_input(&invalid);
            let error = if invalid.without_region { settings.explain_lack_of_region(error) } else { error };
            error.of(info, 0)
        })?;
        let repeatability = Repeatability::of(info, &request);
        Ok(Self {
            client,
            info,
            request,
            settings,
            repeatability,
            response: None,
            decode: None,
            response_fields: None,
            is_streaming: false,
            decode_event: None,
        })
    }

    /// Creates the invocation of a typed operation. An idempotency token is generated if the operation has a parameter
    /// for it that is not set.
    pub(crate) fn of<O: Operation>(client: Client, mut operation: O, settings: Arc<Settings>) -> Result<Self, Error> {
        // A call without retries needs no token.
        if O::INFO.idempotency_token.is_some() && settings.retry.max_attempts() > 1 {
            let token = Nonce::new().map_err(|error| error.of(O::INFO, 0))?;
            operation.fill_idempotency_token(token.as_str());
        }
        let invocation = Self::new(client, O::INFO, settings, &|parameters| operation.parameters(parameters))?;
        Ok(invocation.decoded_by(Answer::decode::<O>, ResponseType::of::<O::Response>(O::INFO)))
    }

    /// Sets the function that decodes the response, and the type of the response, which knows the secret fields.
    pub(crate) fn decoded_by(self, decode: DecodeResponse, response: ResponseType) -> Self {
        Self { response: Some(response), decode: Some(decode), ..self }
    }

    /// Expects a stream of events, whose data is decoded, or only checked.
    pub(crate) fn streaming(self, decode_event: Option<DecodeEvent>) -> Self {
        Self { is_streaming: true, decode_event, ..self }
    }

    /// Disables decoding; the response is only checked.
    pub(crate) fn undecoded(self) -> Self {
        Self { decode: None, ..self }
    }

    /// Sets the documented fields of the response.
    pub(crate) fn documenting(self, response_fields: Option<Vec<String>>) -> Self {
        Self { response_fields, ..self }
    }

    /// The secrets of the request, to which more can be added.
    pub(crate) fn secrets(&mut self) -> &mut RequestSecrets {
        Arc::make_mut(self.request.secrets.get_or_insert_default())
    }

    /// Whether the request may be sent a second time.
    pub(crate) fn repeatability(&self) -> Repeatability {
        self.repeatability
    }

    /// Boxes [`run`](Self::run), so that its code is compiled in this crate only, and not again in every crate that
    /// polls it.
    pub(crate) fn start(self) -> BoxFuture<'static, Result<ReceivedResponse, Error>> {
        Box::pin(self.run())
    }

    /// Runs the call. It is not generic, so it is compiled once for all operations.
    pub(crate) async fn run(self) -> Result<ReceivedResponse, Error> {
        if let Err(missing) = current_runtime() {
            let error = Error::caused(ErrorKind::Configuration, missing.to_string(), missing);
            return Err(error.of(self.info, 0));
        }
        let span = tracing::info_span!(
            "alicloud.call",
            product = self.info.product.code,
            operation = self.info.name,
            region = self.settings.region.as_deref(),
            attempts = tracing::field::Empty,
            status = tracing::field::Empty,
            request_id = tracing::field::Empty,
        );
        let begin = Instant::now();
        let mut progress = CallProgress::default();
        async {
            let result = self.attempts(begin, &mut progress).await;
            let result = result.map_err(|error| progress.on(error, self.info));
            let (status, request_id) = match &result {
                Ok(received) => (Some(received.answer().status()), Some(received.answer().request_id())),
                Err(error) => (error.status(), error.request_id()),
            };
            let request_id = request_id.map(|id| display(shown(id, LONGEST_NAME)));
            let attempts = progress.attempts;
            let span = tracing::Span::current();
            span.record("attempts", attempts);
            span.record("status", status);
            span.record("request_id", &request_id);
            let (operation, latency_ms) = (self.info.name, milliseconds(begin));
            match &result {
                Ok(_) => tracing::debug!(operation, status, request_id, attempts, latency_ms, "call succeeded"),
                Err(error) => {
                    tracing::debug!(operation, status, request_id, attempts, latency_ms, %error, "call failed");
                }
            }
            result
        }
        .instrument(span)
        .await
    }

    async fn attempts(&self, begin: Instant, progress: &mut CallProgress) -> Result<ReceivedResponse, Error> {
        let deadline = Deadline::new(begin, self.settings.total_timeout);
        let of_product = match deadline.within(self.product_endpoint()).await {
            Some(found) => found.map_err(Error::while_preparing)?,
            None => return Err(Error::total_timeout(deadline.limit, "the location service", false, None)),
        };
        let endpoint = self.labelled(&of_product).map_err(Error::while_preparing)?;
        // Hosts that differ only in the label are one service.
        let mut repetitions = self.client.shared.budget.begin(of_product.host());
        let policy = &self.settings.retry;
        let mut clock_corrected = false;
        let mut credentials_renewed = false;
        loop {
            progress.attempts = progress.attempts.saturating_add(1);
            let (error, correctable) = match self.attempt(&endpoint, &deadline, progress).await {
                Ok(received) => {
                    repetitions.succeeded();
                    return Ok(received.after(progress.attempts));
                }
                Err(failed) => failed,
            };
            repetitions.failed();
            progress.learn(&error);
            if progress.attempts >= policy.max_attempts()
                || !self.repeatability.allows(progress.sent)
                || deadline.is_over()
            {
                return Err(error);
            }
            // Two problems are fixed at once, each only one time and without a pause, because the service reports them
            // precisely and the next attempt is signed again: a wrong clock and refused credentials.
            match correctable {
                Some(Correctable::Clock) if !clock_corrected => {
                    clock_corrected = true;
                    continue;
                }
                Some(Correctable::Credentials(refused)) if !credentials_renewed => {
                    credentials_renewed = true;
                    let renewed = deadline.within(self.credentials()).await;
                    // The same credentials would only be refused again.
                    if renewed.is_some_and(|renewed| renewed.is_ok_and(|renewed| !renewed.is_same_as(&refused))) {
                        continue;
                    }
                }
                _ => {}
            }
            self.pause(error, begin, &deadline, progress, &mut repetitions).await?;
        }
    }

    /// Waits for the pause before the next attempt, and takes its cost from the retry budget. Returns the error if
    /// there is no further attempt.
    async fn pause(
        &self,
        error: Error,
        begin: Instant,
        deadline: &Deadline,
        progress: &CallProgress,
        repetitions: &mut Repetitions<'_>,
    ) -> Result<(), Error> {
        let mut refused = None;
        loop {
            let failed = FailedAttempt {
                number: progress.attempts,
                throttled: progress.throttled,
                unavailable: progress.unavailable,
                error: &error,
                elapsed: begin.elapsed(),
            };
            let Some(delay) = self.settings.retry.delay(&failed) else { return Err(error) };
            // After a refusal there is a minimum pause, whatever the policy says, so that the budget is not polled too
            // often.
            let delay = if refused.is_some() { delay.max(BUDGET_PAUSE) } else { delay };
            if delay >= deadline.remaining() {
                return Err(error.stopped_by(refused.unwrap_or(Stop::TotalTimeout(deadline.limit))));
            }
            // A call does not wait for a service that is down. A service that throttles is running, so both its quota
            // and the budget will recover.
            let can_wait = |funds| funds != Funds::Spent || error.is_throttled();
            if !can_wait(repetitions.funds(error.is_timeout())) {
                return Err(error.stopped_by(Stop::RetryBudget));
            }
            tracing::debug!(attempt = progress.attempts, ?delay, %error, "attempt failed, waiting before the next one");
            tokio::time::sleep(delay).await;
            // The cost is taken after the pause, so that a call that is dropped meanwhile costs nothing.
            match repetitions.take(error.is_timeout()) {
                Funds::Enough => return Ok(()),
                funds if can_wait(funds) => refused = Some(Stop::RetryBudget),
                _ => return Err(error.stopped_by(Stop::RetryBudget)),
            }
        }
    }
}

fn milliseconds(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}
