//! HTTP requests to services that issue credentials.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use percent_encoding::percent_decode_str;

use super::json::{self, KeyTarget, Object};
use super::{CredentialsError, Sources};
use crate::redact::{Redactor, RequestFacts};
use crate::transport::{HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};

/// Responses of these services are a few kilobytes.
const RESPONSE_LIMIT: usize = 256 * 1024;

/// The timeout of the official libraries for these services. The metadata service has its own.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// The limit of a whole exchange, also if the response arrives slowly.
const TOTAL_LIMIT: Duration = Duration::from_secs(20);

/// The pause before the second attempt of a request that may be repeated.
const PAUSE: Duration = Duration::from_millis(100);

/// The largest number of characters of a code or message of a service in an error.
const EXCERPT: usize = 200;

/// A request to such a service, built step by step.
#[derive(Clone)]
pub(super) struct CredentialsRequest {
    request: HttpRequest,
}

impl CredentialsRequest {
    pub(super) fn new(method: Method, url: String) -> Self {
        let request = HttpRequest {
            method,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            read_timeout: READ_TIMEOUT,
            response_limit: RESPONSE_LIMIT,
            facts: RequestFacts::default(),
        };
        Self { request }
    }

    /// Adds a header, marked as sensitive.
    ///
    /// A value that is not valid in a header, such as a token with a line break, is omitted; the service then reports
    /// that it is missing.
    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(true);
            self.request.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    pub(super) fn body(mut self, content_type: &'static str, body: String) -> Self {
        self.request.body = body.into();
        self.request.headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        self
    }

    pub(super) fn read_timeout(mut self, limit: Duration) -> Self {
        self.request.read_timeout = limit;
        self
    }

    /// Returns a redactor that hides the secrets of this request and of `transport` in what the service returns.
    ///
    /// Every value of the query and the user information of the URL count as secrets, because the URL was configured by
    /// a user and the names of its parameters are unknown.
    pub(super) fn redactor(&self, transport: &dyn Transport) -> Redactor {
        let mut redactor = self.request.redactor();
        transport.secrets().iter().for_each(|secret| redactor.hide_value(secret.expose()));
        let (address, query) = self.request.url.split_once('?').unwrap_or((&self.request.url, ""));
        let user = address.split('/').nth(2).and_then(|authority| authority.rsplit_once('@')).map(|(user, _)| user);
        let password = user.and_then(|user| user.split_once(':')).map(|(_, password)| password);
        let values = query.split('&').map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
        for value in values.chain(user).chain(password) {
            redactor.hide_value(&percent_decode_str(value).decode_utf8_lossy());
        }
        redactor
    }

    /// Sends the request once.
    pub(super) async fn send(self, transport: &dyn Transport) -> Result<HttpResponse, TransportError> {
        match tokio::time::timeout(TOTAL_LIMIT, transport.send(self.request)).await {
            Ok(result) => result,
            Err(_) => Err(TransportError::new(TransportErrorKind::Timeout, true)
                .with_source(format!("the response was not complete within {TOTAL_LIMIT:?}"))),
        }
    }

    /// Sends the request, and a second time if `is_worth_it` returns true for the first result and the retry policy
    /// allows more than one attempt. Only for requests that change nothing.
    pub(super) async fn send_up_to_twice(
        self,
        sources: &Sources,
        is_worth_it: impl Fn(&Result<HttpResponse, TransportError>) -> bool,
    ) -> Result<HttpResponse, TransportError> {
        let transport = sources.transport().as_ref();
        let first = self.clone().send(transport).await;
        if sources.retry().max_attempts() <= 1 || !is_worth_it(&first) {
            return first;
        }
        tokio::time::sleep(PAUSE).await;
        self.send(transport).await
    }

    /// Sends the request once and fails unless the status is 200. `provider` and `what` (such as `the sign-in service`)
    /// are for the error.
    pub(super) async fn send_expecting_success(
        self,
        transport: &dyn Transport,
        provider: &str,
        what: &str,
    ) -> Result<HttpResponse, CredentialsError> {
        let redactor = self.redactor(transport);
        expect_success(self.send(transport).await, provider, what, &redactor)
    }
}

/// Whether a second attempt can succeed: there was no response, or the service reports a temporary problem.
pub(super) fn may_be_better_next_time(result: &Result<HttpResponse, TransportError>) -> bool {
    match result {
        Ok(response) => response.status.is_server_error() || response.status == StatusCode::TOO_MANY_REQUESTS,
        Err(error) => {
            error.kind() != TransportErrorKind::InvalidRequest && error.kind() != TransportErrorKind::TooLarge
        }
    }
}

/// Returns the response if its status is 200. `redactor` hides the secrets of the request in the error.
pub(super) fn expect_success(
    result: Result<HttpResponse, TransportError>,
    provider: &str,
    what: &str,
    redactor: &Redactor,
) -> Result<HttpResponse, CredentialsError> {
    let response = result
        .map_err(|error| CredentialsError::failed(provider, format!("{what} did not respond")).with_source(error))?;
    if response.status != StatusCode::OK {
        return Err(CredentialsError::failed(provider, format!("{what} returned {}", describe(&response, redactor))));
    }
    Ok(response)
}

/// The fields in which services report a reason. Other parts of the body are not shown, because they can hold secrets.
#[derive(Default)]
struct Reason {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl<'json> Object<'json> for Reason {
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>> {
        Some(match name {
            "code" | "Code" | "error" | "ErrorCode" => KeyTarget::Text(&mut self.code),
            "message" | "Message" | "error_description" | "ErrorMessage" => KeyTarget::Text(&mut self.message),
            "requestId" | "RequestId" | "request_id" => KeyTarget::Text(&mut self.request_id),
            _ => return None,
        })
    }
}

/// Formats the status and the reason in the usual fields of a JSON body. `redactor` hides secrets.
pub(super) fn describe(response: &HttpResponse, redactor: &Redactor) -> String {
    describe_reason(response, json::read(&response.body).unwrap_or_default(), redactor)
}

/// Like [`describe`], for a response with a status of success: `None` if the body gives no reason for a failure.
pub(super) fn reason(response: &HttpResponse, redactor: &Redactor) -> Option<String> {
    let reason: Reason = json::read(&response.body).unwrap_or_default();
    let is_given = reason.code.is_some() || reason.message.is_some();
    is_given.then(|| describe_reason(response, reason, redactor))
}

fn describe_reason(response: &HttpResponse, reason: Reason, redactor: &Redactor) -> String {
    let mut text = response.status.to_string();
    for part in [reason.code, reason.message, reason.request_id].into_iter().flatten() {
        text.push_str(", ");
        // Secrets are hidden before the string is cut, because the beginning of a secret would not be recognized.
        let shown = redactor.text(&part);
        text.extend(shown.chars().map(|character| if character.is_control() { ' ' } else { character }).take(EXCERPT));
    }
    text
}
