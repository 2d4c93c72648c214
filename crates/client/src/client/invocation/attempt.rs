//! Runs one attempt: signs and sends the request, and reads the response.

use http::header::DATE;
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::display;

use super::progress::{AttemptFailure, CallProgress, Correctable};
use super::streaming::Transmitted;
use super::{Invocation, milliseconds};
use crate::answer::{Answer, ReceivedResponse};
use crate::client::Nonce;
use crate::client::deadline::Deadline;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind, read_error_response};
use crate::event_source::{EventFailure, without_framing};
use crate::nonces;
use crate::observe::{AttemptOutcome, AttemptReport};
use crate::operation::{Auth, GatewaySignature, Method, http_method};
use crate::provider::{Credentials, CredentialsKind};
use crate::redact::RequestFacts;
use crate::shown::{LONGEST_NAME, shown};
use crate::sign::{Format, Signature, SignedRequest, SigningContext, sign};
use crate::transport::{HttpRequest, TransportErrorKind};

impl Invocation {
    pub(super) async fn attempt(
        &self,
        endpoint: &Endpoint,
        deadline: &Deadline,
        progress: &CallProgress,
    ) -> Result<ReceivedResponse, AttemptFailure> {
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
        let result = result.map_err(|(error, correctable)| (progress.on(error, self.info), correctable));
        let (status, request_id) = match &result {
            Ok(received) => (Some(received.answer().status()), Some(received.answer().request_id())),
            Err((error, _)) => (error.status(), error.request_id()),
        };
        span.record("status", status);
        span.record("request_id", request_id.map(|id| display(shown(id, LONGEST_NAME))));
        span.record("latency_ms", milliseconds(begin));
        if !shared.observers.is_empty() {
            let outcome = match &result {
                Ok(_) => AttemptOutcome::Succeeded,
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

    /// The credentials of an attempt. The provider is not asked for those of an operation that is not signed, because
    /// there may be none, or a role would be assumed for nothing.
    pub(super) async fn credentials(&self) -> Result<Credentials, Error> {
        match self.info.auth {
            Auth::Anonymous => Ok(Credentials::new(CredentialsKind::Anonymous, "anonymous")),
            Auth::Signed | Auth::Bearer => self.client.credentials().await,
        }
    }

    /// Signs the request of an attempt. Returns the request and the signature.
    fn sign(
        &self,
        endpoint: &Endpoint,
        credentials: &Credentials,
        nonce: &str,
    ) -> Result<(HttpRequest, Signature), Error> {
        let method = self.method();
        let context = SigningContext {
            info: self.info,
            method,
            endpoint,
            region: self.settings.region.as_deref(),
            credentials,
            version: self.settings.signature,
            format: match (self.is_streaming, self.info.xml_response) {
                // The data of events is JSON, and so is every body of Simple Log Service.
                (true, _) => Format::Json,
                (false, false) if self.info.product.signature == GatewaySignature::Log => Format::Json,
                (false, true) => Format::Xml,
                (false, false) => self.settings.format,
            },
            now: self.client.shared.clock.now(),
            nonce,
            user_agent: &self.settings.user_agent,
        };
        let SignedRequest { url, headers, body, signature } = sign(&self.request, &context)?;
        let request = HttpRequest {
            method: http_method(method),
            url,
            headers,
            body,
            read_timeout: if self.is_streaming { self.silence() } else { self.settings.read_timeout },
            response_limit: self.settings.response_limit,
            facts: self.facts(credentials),
        };
        Ok((request, signature))
    }

    /// The nonce of an attempt.
    async fn nonce(&self, endpoint: &Endpoint, credentials: &Credentials) -> Result<String, Error> {
        match &self.settings.nonces {
            None => Nonce::new().map(|nonce| nonce.as_str().to_owned()),
            Some(source) => {
                let nonce = source.nonce(credentials, endpoint).await?;
                nonces::check(&nonce)?;
                Ok(nonce)
            }
        }
    }

    /// Returns the request of the first attempt without sending it.
    pub(crate) async fn preview(self) -> Result<HttpRequest, Error> {
        let prepared = async {
            let endpoint = self.product_endpoint().await?;
            let endpoint = self.labelled(&endpoint)?;
            let credentials = self.credentials().await?;
            let nonce = self.nonce(&endpoint, &credentials).await?;
            self.sign(&endpoint, &credentials, &nonce)
        };
        let (request, _) = prepared.await.map_err(|error: Error| error.while_preparing().of(self.info, 0))?;
        Ok(request)
    }

    async fn signed_attempt(
        &self,
        endpoint: &Endpoint,
        deadline: &Deadline,
        progress: &CallProgress,
    ) -> Result<ReceivedResponse, AttemptFailure> {
        let shared = &self.client.shared;
        let cut_off =
            |waiting: &str, sent| (Error::total_timeout(deadline.limit, waiting, sent, progress.before.as_ref()), None);
        let credentials = match deadline.within(self.credentials()).await {
            Some(found) => found.map_err(|error| (error, None))?,
            None => return Err(cut_off("credentials", false)),
        };
        let nonce = self.nonce(endpoint, &credentials).await.map_err(|error| (error, None))?;
        let (mut request, signature) = self.sign(endpoint, &credentials, &nonce).map_err(|error| (error, None))?;
        // A stream may go on after the call has succeeded, so what is left of the call is no limit for it.
        if !self.is_streaming {
            request.read_timeout = deadline.read_timeout(request.read_timeout);
        }
        let waiting = || format!("the response of {}", endpoint.host_and_port());
        let mut is_refused = false;
        let response = match deadline.within_transport(self.transmit(request)).await {
            Some(Ok(Transmitted::Whole(response))) => response,
            Some(Ok(Transmitted::Events(response))) => {
                match self.begin(response, self.facts(&credentials), endpoint, deadline).await {
                    Some(Ok(events)) => {
                        let answer = Answer::new(events.head(), self.facts(&credentials), self.settings.response_limit);
                        return Ok(ReceivedResponse::new(answer, Some(Box::new(events))));
                    }
                    Some(Err(EventFailure::Refused(response))) => {
                        is_refused = true;
                        *response
                    }
                    // The service has responded, so it has received the request.
                    Some(Err(EventFailure::Failed(error))) => return Err((error.after(0, true), None)),
                    None => return Err(cut_off(&waiting(), true)),
                }
            }
            Some(Err(error)) if error.kind() == TransportErrorKind::Timeout && deadline.is_over() => {
                return Err(cut_off(&waiting(), error.may_have_been_sent()));
            }
            Some(Err(error)) => return Err((self.explain(Error::transport(error, &endpoint.host_and_port())), None)),
            // The transport did not report whether the request was sent, so it may have been.
            None => return Err(cut_off(&waiting(), true)),
        };
        let response = if response.status.is_success() && !is_refused {
            let answer = Answer::new(response, self.facts(&credentials), self.settings.response_limit);
            let decoded = match self.decode {
                Some(decode) => decode(&answer).map(Some),
                None => answer.check(self.info, self.response_fields.as_deref()).map(|()| None),
            };
            match decoded {
                Ok(decoded) => return Ok(ReceivedResponse::new(answer, decoded)),
                // An error with a status of success is handled like any other error of the service.
                Err(error) if error.kind() == ErrorKind::Service => answer.into_http(),
                Err(error) => return Err((self.through_proxy(error, endpoint), None)),
            }
        } else if self.is_streaming && !is_refused {
            without_framing(response, self.settings.event_limit)
        } else {
            response
        };
        let mut service = read_error_response(response.status, &response.headers, &response.body);
        // Secrets are hidden after parsing, because a secret may also occur in an error code or in a key.
        service.diagnose_signature(&signature.string_to_sign());
        let mut redactor = self.facts(&credentials).text_redactor();
        redactor.hide_value(signature.value());
        service.hide(&response.body, &redactor);
        let service = if is_refused { service.in_event() } else { service };
        let mut clock_help = None;
        let correctable = if service.is_clock_skew() {
            let date = response.headers.get(DATE).and_then(|date| date.to_str().ok());
            let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
            clock_help = Some(shared.clock.help(&endpoint.host_and_port(), date));
            date.filter(|date| shared.clock.learn(*date)).map(|_| Correctable::Clock)
        } else if self.info.auth != Auth::Anonymous && service.refuses_credentials() {
            shared.credentials.refused(&credentials);
            Some(Correctable::Credentials(credentials))
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
        if let Some(Correctable::Credentials(refused)) = &correctable
            && let Some(help) = refused.expired_help(shared.clock.now())
        {
            error = error.with_help(help);
        }
        Err((error, correctable))
    }

    /// The facts of this call that are needed to hide its secrets.
    fn facts(&self, credentials: &Credentials) -> RequestFacts {
        RequestFacts {
            info: Some(self.info),
            response: self.response,
            secrets: self.request.secrets.clone(),
            host_label: self.request.host_label.clone(),
            credentials: Some(credentials.clone()),
            of_transport: self.client.shared.transport_secrets.clone(),
        }
    }

    fn method(&self) -> Method {
        let get = self.settings.prefer_get && self.info.methods.contains(&Method::Get) && self.request.body.is_empty();
        if get { Method::Get } else { self.info.method }
    }
}
