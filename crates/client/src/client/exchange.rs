//! Runs a call: sends signed attempts until one succeeds, the error is final, or no time is left.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::header::DATE;
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::display;

use super::deadline::Deadline;
use super::{Client, Nonce, Settings};
use crate::answer::{Answer, Decoded, Received};
use crate::drivers::current_runtime;
use crate::endpoint::{Endpoint, Resolution, known_regions, resolve};
use crate::error::{Error, ErrorKind, Stop, parse_service_error};
use crate::observe::{AttemptOutcome, AttemptReport};
use crate::operation::{Method, Operation, OperationInfo, http_method};
use crate::parameters::Parameters;
use crate::provider::Credentials;
use crate::redact::{Facts, RequestSecrets, ResponseType};
use crate::request::{self, Unsigned};
use crate::retry::{FailedAttempt, FailureClass, Funds, Repeatability, Repetitions};
use crate::shown::{LONGEST_NAME, shown};
use crate::sign::{self, Context, Signature, sign};
use crate::transport::{BoxFuture, HttpRequest, TransportErrorKind};

/// The interval at which a spent retry budget is checked again.
const BUDGET_PAUSE: Duration = Duration::from_millis(100);

/// The request of a call and its settings.
pub(crate) struct Exchange {
    client: Client,
    info: &'static OperationInfo,
    request: Unsigned,
    settings: Arc<Settings>,
    repeatability: Repeatability,
    /// The type of the response, if it is known.
    response: Option<ResponseType>,
    /// Decodes the response into that type, and checks that it is a response of the service. If `None`, the response is
    /// only checked.
    decode: Option<Decode>,
    /// The documented fields of a response without a type.
    response_fields: Option<Vec<String>>,
}

type Decode = fn(&Answer) -> Result<Decoded, Error>;

impl Exchange {
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
        Ok(Self { client, info, request, settings, repeatability, response: None, decode: None, response_fields: None })
    }

    /// Creates the exchange of a typed operation. An idempotency token is generated if the operation has a parameter
    /// for it that is not set.
    pub(crate) fn of<O: Operation>(client: Client, mut operation: O, settings: Arc<Settings>) -> Result<Self, Error> {
        // A call without retries needs no token.
        if O::INFO.idempotency_token.is_some() && settings.retry.max_attempts() > 1 {
            let token = Nonce::new().map_err(|error| error.of(O::INFO, 0))?;
            operation.fill_idempotency_token(token.as_str());
        }
        let exchange = Self::new(client, O::INFO, settings, &|parameters| operation.parameters(parameters))?;
        Ok(exchange.decoded_by(Answer::decode::<O>, ResponseType::of::<O::Response>()))
    }

    /// Sets the function that decodes the response, and the type of the response, which knows the secret fields.
    pub(crate) fn decoded_by(self, decode: Decode, response: ResponseType) -> Self {
        Self { response: Some(response), decode: Some(decode), ..self }
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
    pub(crate) fn start(self) -> BoxFuture<'static, Result<Received, Error>> {
        Box::pin(self.run())
    }

    /// Runs the call. It is not generic, so it is compiled once for all operations.
    pub(crate) async fn run(self) -> Result<Received, Error> {
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
        let mut progress = Progress::default();
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

    async fn attempts(&self, begin: Instant, progress: &mut Progress) -> Result<Received, Error> {
        let deadline = Deadline::new(begin, self.settings.total_timeout);
        let endpoint = match deadline.within(self.endpoint()).await {
            Some(found) => found.map_err(Error::while_preparing)?,
            None => return Err(Error::total_timeout(deadline.limit, "the location service", false, None)),
        };
        let mut repetitions = self.client.shared.budget.begin(endpoint.host());
        let policy = &self.settings.retry;
        let mut clock_corrected = false;
        let mut credentials_renewed = false;
        loop {
            progress.attempts = progress.attempts.saturating_add(1);
            let (error, mendable) = match self.attempt(&endpoint, &deadline, progress).await {
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
            match mendable {
                Some(Mendable::Clock) if !clock_corrected => {
                    clock_corrected = true;
                    continue;
                }
                Some(Mendable::Credentials(refused)) if !credentials_renewed => {
                    credentials_renewed = true;
                    let renewed = deadline.within(self.client.shared.credentials.credentials()).await;
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
        progress: &Progress,
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

    async fn attempt(
        &self,
        endpoint: &Endpoint,
        deadline: &Deadline,
        progress: &Progress,
    ) -> Result<Received, Failure> {
        let shared = &self.client.shared;
        let begin = Instant::now();
        let span = tracing::debug_span!(
            "alicloud.attempt",
            attempt = progress.attempts,
            endpoint = %endpoint,
            status = tracing::field::Empty,
            request_id = tracing::field::Empty,
            latency_ms = tracing::field::Empty,
        );
        let result = self.signed_attempt(endpoint, deadline, progress).instrument(span.clone()).await;
        // The error is completed before observers see it, because they may keep it.
        let result = result.map_err(|(error, mendable)| (progress.on(error, self.info), mendable));
        let (status, request_id) = match &result {
            Ok(received) => (Some(received.answer().status()), Some(received.answer().request_id())),
            Err((error, _)) => (error.status(), error.request_id()),
        };
        span.record("status", status);
        span.record("request_id", request_id.map(|id| display(shown(id, LONGEST_NAME))));
        span.record("latency_ms", milliseconds(begin));
        if !shared.observers.is_empty() {
            let outcome = match &result {
                Ok(_) => AttemptOutcome::Answered,
                Err((error, _)) => AttemptOutcome::Failed(error),
            };
            let report = AttemptReport {
                operation: self.info,
                endpoint,
                attempt: progress.attempts,
                status,
                request_id,
                latency: begin.elapsed(),
                outcome,
            };
            for observer in &shared.observers {
                observer.attempt(&report);
            }
        }
        result
    }

    /// Signs the request of an attempt. Returns the request and the signature.
    fn sign(&self, endpoint: &Endpoint, credentials: &Credentials) -> Result<(HttpRequest, Signature), Error> {
        let method = self.method();
        let nonce = Nonce::new()?;
        let context = Context {
            info: self.info,
            method,
            endpoint,
            credentials,
            version: self.settings.signature,
            format: self.settings.format,
            now: self.client.shared.clock.now(),
            nonce: nonce.as_str(),
            user_agent: &self.settings.user_agent,
        };
        let sign::Signed { url, headers, body, signature } = sign(&self.request, &context)?;
        let request = HttpRequest {
            method: http_method(method),
            url,
            headers,
            body,
            read_timeout: self.settings.read_timeout,
            response_limit: self.settings.response_limit,
            facts: self.facts(credentials),
        };
        Ok((request, signature))
    }

    /// Returns the request of the first attempt without sending it.
    pub(crate) async fn preview(self) -> Result<HttpRequest, Error> {
        let prepared = async {
            let endpoint = self.endpoint().await?;
            let credentials = self.credentials().await?;
            self.sign(&endpoint, &credentials)
        };
        let (request, _) = prepared.await.map_err(|error: Error| error.while_preparing().of(self.info, 0))?;
        Ok(request)
    }

    async fn credentials(&self) -> Result<Credentials, Error> {
        let found = self.client.shared.credentials.credentials().await;
        found.map_err(|error| Error::caused(ErrorKind::Credentials, format!("no credentials: {error}"), error))
    }

    async fn signed_attempt(
        &self,
        endpoint: &Endpoint,
        deadline: &Deadline,
        progress: &Progress,
    ) -> Result<Received, Failure> {
        let shared = &self.client.shared;
        let cut_off =
            |waiting: &str, sent| (Error::total_timeout(deadline.limit, waiting, sent, progress.before.as_ref()), None);
        let credentials = match deadline.within(self.credentials()).await {
            Some(found) => found.map_err(|error| (error, None))?,
            None => return Err(cut_off("credentials", false)),
        };
        let (mut request, signature) = self.sign(endpoint, &credentials).map_err(|error| (error, None))?;
        request.read_timeout = deadline.read_timeout(request.read_timeout);
        let waiting = || format!("the response of {}", endpoint.host_and_port());
        let response = match deadline.within_transport(shared.transport.send(request)).await {
            Some(Ok(response)) => response,
            Some(Err(error)) if error.kind() == TransportErrorKind::Timeout && deadline.is_over() => {
                return Err(cut_off(&waiting(), error.may_have_been_sent()));
            }
            Some(Err(error)) => return Err((self.explain(Error::transport(error, &endpoint.host_and_port())), None)),
            // The transport did not report whether the request was sent, so it may have been.
            None => return Err(cut_off(&waiting(), true)),
        };
        let response = if response.status.is_success() {
            let answer = Answer::new(response, self.facts(&credentials), self.settings.response_limit);
            let decoded = match self.decode {
                Some(decode) => decode(&answer).map(Some),
                None => answer.check(self.info, self.response_fields.as_deref()).map(|()| None),
            };
            match decoded {
                Ok(decoded) => return Ok(Received::new(answer, decoded)),
                // An error with a status of success is handled like any other error of the service.
                Err(error) if error.kind() == ErrorKind::Service => answer.into_http(),
                Err(error) => return Err((self.through_proxy(error, endpoint), None)),
            }
        } else {
            response
        };
        let mut service = parse_service_error(response.status, &response.headers, &response.body);
        // Secrets are hidden after parsing, because a secret may also occur in an error code or in a key.
        service.diagnose_signature(&signature.string_to_sign());
        let mut redactor = self.facts(&credentials).text_redactor();
        redactor.hide_value(signature.value());
        service.hide(&response.body, &redactor);
        let mut clock_help = None;
        let mendable = if service.is_clock_skew() {
            let date = response.headers.get(DATE).and_then(|date| date.to_str().ok());
            let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
            clock_help = Some(shared.clock.help(&endpoint.host_and_port(), date));
            date.filter(|date| shared.clock.learn(*date)).map(|_| Mendable::Clock)
        } else if service.refuses_credentials() {
            shared.credentials.refused(&credentials);
            Some(Mendable::Credentials(credentials))
        } else {
            None
        };
        let is_coded = service.code().is_some();
        let mut error = Error::from_service(service);
        if !is_coded {
            let proxy = shared.transport.proxy_for(&endpoint.to_string());
            error = error.sent_to(&endpoint.host_and_port(), proxy.as_deref());
        }
        if let Some(help) = clock_help {
            error = error.with_help(help);
        }
        if let Some(Mendable::Credentials(refused)) = &mendable
            && let Some(help) = refused.expired_help(shared.clock.now())
        {
            error = error.with_help(help);
        }
        Err((error, mendable))
    }

    /// Adds the endpoint and the proxy to the error of a response that is not from the service, because the proxy may
    /// have sent it.
    #[cold]
    fn through_proxy(&self, error: Error, endpoint: &Endpoint) -> Error {
        match self.client.shared.transport.proxy_for(&endpoint.to_string()) {
            Some(proxy) => error.sent_to(&endpoint.host_and_port(), Some(&proxy)),
            None => error,
        }
    }

    /// The facts of this call that are needed to hide its secrets.
    fn facts(&self, credentials: &Credentials) -> Facts {
        Facts {
            info: Some(self.info),
            response: self.response,
            secrets: self.request.secrets.clone(),
            credentials: Some(credentials.clone()),
            of_transport: self.client.shared.transport_secrets.clone(),
        }
    }

    fn method(&self) -> Method {
        let get = self.settings.prefer_get && self.info.methods.contains(&Method::Get) && self.request.body.is_empty();
        if get { Method::Get } else { self.info.method }
    }

    async fn endpoint(&self) -> Result<Cow<'_, Endpoint>, Error> {
        if let Some(endpoint) = &self.settings.endpoint {
            return Ok(Cow::Borrowed(endpoint));
        }
        let product = self.info.product;
        let resolved = resolve(product, self.settings.region.as_deref(), self.settings.network);
        match resolved.map_err(|error| self.settings.explain_lack_of_region(error))? {
            Resolution::Known(endpoint) => Ok(Cow::Owned(endpoint)),
            Resolution::Unknown => {
                let region = self.settings.region.as_deref().unwrap_or_default();
                self.client.locate(product, region, self.settings.network).await.map(Cow::Owned)
            }
        }
    }

    /// Extends the error if the host does not exist because it was derived by a rule: the region is then probably
    /// wrong.
    fn explain(&self, error: Error) -> Error {
        let Some(region) = self.settings.region.as_deref() else { return error };
        let product = self.info.product;
        let listed = product.endpoints.iter().any(|known| known.region == region);
        if error.kind() != ErrorKind::Connect
            || self.settings.endpoint.is_some()
            || listed
            || product.endpoints.is_empty()
        {
            return error;
        }
        let message = format!("{error}; {region} is not a known region: {}", known_regions(product));
        error.with_message(message)
    }
}

/// The error of an attempt, and the problem that the next attempt can fix at once, if there is one.
type Failure = (Error, Option<Mendable>);

/// A problem that signing again can fix.
enum Mendable {
    /// The clock was wrong and has been corrected.
    Clock,
    /// The service refused these credentials.
    Credentials(Credentials),
}

/// The state of a call in progress.
#[derive(Default)]
struct Progress {
    attempts: u32,
    /// The number of throttled attempts.
    throttled: u32,
    /// The number of attempts that found the service unavailable.
    unavailable: u32,
    /// Whether an attempt may have been carried out.
    sent: bool,
    /// The error of the last attempt.
    before: Option<Error>,
}

impl Progress {
    /// Records a failed attempt.
    fn learn(&mut self, error: &Error) {
        match FailureClass::of(error) {
            FailureClass::Throttled => self.throttled = self.throttled.saturating_add(1),
            FailureClass::Unavailable => self.unavailable = self.unavailable.saturating_add(1),
            FailureClass::Other => {}
        }
        self.sent |= error.may_have_been_applied();
        self.before = Some(error.clone());
    }

    /// Adds the state of the call to an error.
    fn on(&self, error: Error, info: &OperationInfo) -> Error {
        error.of(info, self.attempts).after(0, self.sent)
    }
}

fn milliseconds(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}
