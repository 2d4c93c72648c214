//! One call: attempts, each newly signed, until there is an answer or no more time.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::DATE;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{Client, Nonce, Settings};
use crate::answer::Answer;
use crate::credentials::Credentials;
use crate::drivers::current_runtime;
use crate::endpoint::{Endpoint, Resolution, known_regions, resolve};
use crate::error::{Error, ErrorKind, parse_service_error};
use crate::observe::{AttemptOutcome, AttemptReport};
use crate::operation::{Method, OperationInfo};
use crate::request::{self, Unsigned};
use crate::retry::FailedAttempt;
use crate::sign::{self, Context, Signature, sign};
use crate::transport::{BoxFuture, HttpRequest};

/// What is sent, and how.
pub(crate) struct Exchange {
    pub(crate) client: Client,
    pub(crate) info: &'static OperationInfo,
    pub(crate) request: Unsigned,
    pub(crate) settings: Arc<Settings>,
    /// Whether the call may be carried out twice without harm.
    pub(crate) repeatable: bool,
}

impl Exchange {
    /// [`run`](Self::run) behind a pointer: what is polled through it is compiled here, and not again in every crate with a call.
    pub(crate) fn start(self) -> BoxFuture<'static, Result<Answer, Error>> {
        Box::pin(self.run())
    }

    /// Sends until there is an answer. Not generic: compiled once, whatever the operation.
    pub(crate) async fn run(self) -> Result<Answer, Error> {
        if let Err(missing) = current_runtime() {
            let error = Error::caused(ErrorKind::Configuration, missing.to_string(), missing);
            return Err(error.of(self.info.name, 0));
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
        let limit = self.settings.total_timeout;
        let begin = Instant::now();
        let mut progress = Progress { attempts: 0, sent: false };
        async {
            let result = match tokio::time::timeout(limit, self.attempts(begin, &mut progress)).await {
                Ok(result) => result,
                Err(_) => {
                    let error = Error::new(
                        ErrorKind::Timeout,
                        format!("no answer within {limit:?}, the limit for the whole call"),
                    );
                    Err(if progress.sent { error.after_possible_effect() } else { error })
                }
            };
            let span = tracing::Span::current();
            span.record("attempts", progress.attempts);
            match &result {
                Ok(answer) => {
                    span.record("status", answer.status());
                    span.record("request_id", answer.request_id());
                }
                Err(error) => {
                    span.record("status", error.status());
                    span.record("request_id", error.request_id());
                    tracing::debug!(%error, "call failed");
                }
            }
            result.map_err(|error| error.of(self.info.name, progress.attempts))
        }
        .instrument(span)
        .await
    }

    async fn attempts(&self, begin: Instant, progress: &mut Progress) -> Result<Answer, Error> {
        let endpoint = self.endpoint().await.map_err(Error::while_preparing)?;
        let policy = &self.settings.retry;
        let mut clock_corrected = false;
        let mut credentials_renewed = false;
        loop {
            progress.attempts += 1;
            let (error, mendable) = match self.attempt(&endpoint, progress).await {
                Ok(answer) => {
                    self.client.shared.budget.succeeded();
                    return Ok(answer.after(progress.attempts));
                }
                Err(failed) => failed,
            };
            progress.sent |= error.may_have_been_applied();
            let error = if progress.sent { error.after_possible_effect() } else { error };
            if progress.attempts >= policy.max_attempts() || (progress.sent && !self.repeatable) {
                return Err(error);
            }
            // Two faults that the service names exactly are mended once, without a wait: the next attempt is signed anew.
            match mendable {
                Some(Mendable::Clock) if !clock_corrected => {
                    clock_corrected = true;
                    continue;
                }
                Some(Mendable::Credentials(refused)) if !credentials_renewed => {
                    credentials_renewed = true;
                    // Sending the same ones again would only be refused again.
                    if self
                        .client
                        .shared
                        .credentials
                        .credentials()
                        .await
                        .is_ok_and(|renewed| !renewed.is_same_as(&refused))
                    {
                        continue;
                    }
                }
                _ => {}
            }
            let failed = FailedAttempt { number: progress.attempts, error: &error, elapsed: begin.elapsed() };
            let Some(delay) = policy.delay(&failed) else { return Err(error) };
            let remaining = self.settings.total_timeout.saturating_sub(begin.elapsed());
            if delay >= remaining || !self.client.shared.budget.take(error.is_timeout()) {
                return Err(error);
            }
            tracing::debug!(attempt = progress.attempts, ?delay, %error, "attempt failed, sending again");
            tokio::time::sleep(delay).await;
        }
    }

    async fn attempt(&self, endpoint: &Endpoint, progress: &mut Progress) -> Result<Answer, Failure> {
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
        let result = async {
            let credentials = self.credentials().await.map_err(|error| (error, None))?;
            self.signed_attempt(endpoint, &credentials, progress).await
        }
        .instrument(span.clone())
        .await;
        let latency = begin.elapsed();
        let (status, request_id) = match &result {
            Ok(answer) => (Some(answer.status()), Some(answer.request_id())),
            Err((error, _)) => (error.status(), error.request_id()),
        };
        span.record("status", status);
        span.record("request_id", request_id);
        span.record("latency_ms", u64::try_from(latency.as_millis()).unwrap_or(u64::MAX));
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
                latency,
                outcome,
            };
            for observer in &shared.observers {
                observer.attempt(&report);
            }
        }
        result
    }

    /// The request of an attempt, with what was signed.
    fn sign(&self, endpoint: &Endpoint, credentials: &Credentials) -> Result<(HttpRequest, Signature), Error> {
        let method = self.method();
        let nonce = Nonce::new();
        let context = Context {
            info: self.info,
            method,
            endpoint,
            credentials,
            version: self.settings.signature,
            format: self.settings.format,
            now: self.client.now(),
            nonce: nonce.as_str(),
            user_agent: &self.settings.user_agent,
        };
        let sign::Signed { url, headers, body, signature } = sign(&self.request, &context)?;
        let request = HttpRequest {
            method: method.to_http(),
            url,
            headers,
            body,
            read_timeout: self.settings.read_timeout,
            response_limit: self.settings.response_limit,
        };
        Ok((request, signature))
    }

    /// The request of the first attempt, not sent.
    pub(crate) async fn preview(self) -> Result<HttpRequest, Error> {
        let prepared = async {
            let endpoint = self.endpoint().await?;
            let credentials = self.credentials().await?;
            self.sign(&endpoint, &credentials)
        };
        let (request, _) = prepared.await.map_err(|error: Error| error.while_preparing().of(self.info.name, 0))?;
        Ok(request)
    }

    async fn credentials(&self) -> Result<Credentials, Error> {
        let found = self.client.shared.credentials.credentials().await;
        found.map_err(|error| Error::caused(ErrorKind::Credentials, format!("no credentials: {error}"), error))
    }

    async fn signed_attempt(
        &self,
        endpoint: &Endpoint,
        credentials: &Credentials,
        progress: &mut Progress,
    ) -> Result<Answer, Failure> {
        let shared = &self.client.shared;
        let (request, signature) = self.sign(endpoint, credentials).map_err(|error| (error, None))?;
        // From here on the request may arrive even if the caller stops waiting, until the transport says that it did not.
        let sent_before = std::mem::replace(&mut progress.sent, true);
        let result = shared.transport.send(request).await;
        progress.sent = sent_before;
        let response = result.map_err(|error| (self.explain(Error::transport(error), endpoint), None))?;
        if response.status.is_success() {
            return Ok(Answer::new(response));
        }
        let body = request::hide_secrets(&response.body, &self.request.secrets);
        let mut service = parse_service_error(response.status, &response.headers, &body);
        service.diagnose_signature(&signature.string_to_sign());
        let mendable = if service.is_clock_skew() {
            let date = response.headers.get(DATE).and_then(|date| date.to_str().ok());
            let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
            date.map(|date| {
                self.client.learn_clock(date);
                Mendable::Clock
            })
        } else if service.refuses_credentials() {
            shared.credentials.refused(credentials);
            Some(Mendable::Credentials(credentials.clone()))
        } else {
            None
        };
        Err((Error::from_service(service), mendable))
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
        match resolve(product, self.settings.region.as_deref(), self.settings.network)? {
            Resolution::Known(endpoint) => Ok(Cow::Owned(endpoint)),
            Resolution::Unknown => {
                let region = self.settings.region.as_deref().unwrap_or_default();
                self.client.locate(product, region, self.settings.network).await.map(Cow::Owned)
            }
        }
    }

    /// A host that was made by the rule may not exist: then the region is the likely cause.
    fn explain(&self, error: Error, endpoint: &Endpoint) -> Error {
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
        let message = format!(
            "could not connect to {}; {} is not a known region: {}",
            endpoint.host(),
            region,
            known_regions(product)
        );
        Error::caused(ErrorKind::Connect, message, error)
    }
}

/// Why an attempt failed, and whether the next one can do better at once.
type Failure = (Error, Option<Mendable>);

/// A fault that signing anew mends.
enum Mendable {
    /// The clock was wrong; it is corrected now.
    Clock,
    /// These credentials were refused.
    Credentials(Credentials),
}

/// What is known if the call is cut off.
struct Progress {
    attempts: u32,
    /// Whether an attempt may have been carried out.
    sent: bool,
}
