//! One HTTP exchange with a service that gives out credentials.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::CredentialsError;
use super::json::{self, Object, Slot};
use crate::redact::{Facts, Redactor};
use crate::transport::{HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};

/// Answers of these services are a few kilobytes.
const RESPONSE_LIMIT: usize = 256 * 1024;

/// How long the official libraries wait for these services; the metadata service has a limit of its own.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for a whole exchange, however slowly the bytes of the response come.
const TOTAL_LIMIT: Duration = Duration::from_secs(20);

/// Pause before the second try of a request that may be sent twice.
const PAUSE: Duration = Duration::from_millis(100);

/// Characters of a service's own words that an error repeats at the most.
const EXCERPT: usize = 200;

/// A request that is being put together.
#[derive(Clone)]
pub(super) struct Exchange {
    request: HttpRequest,
}

impl Exchange {
    pub(super) fn new(method: Method, url: String) -> Self {
        let request = HttpRequest {
            method,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            read_timeout: READ_TIMEOUT,
            response_limit: RESPONSE_LIMIT,
            facts: Facts::default(),
        };
        Self { request }
    }

    /// Adds a header. Its value is not shown anywhere.
    ///
    /// A value that cannot stand in a header (a token with a line break) is left out; the service then says what it misses.
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

    /// Sends once.
    pub(super) async fn send(self, transport: &dyn Transport) -> Result<HttpResponse, TransportError> {
        match tokio::time::timeout(TOTAL_LIMIT, transport.send(self.request)).await {
            Ok(result) => result,
            Err(_) => Err(TransportError::new(TransportErrorKind::Timeout, true)
                .with_source(format!("the response was not complete within {TOTAL_LIMIT:?}"))),
        }
    }

    /// Sends, and once more if `is_worth_it` says so of the first result. For requests that change nothing.
    pub(super) async fn send_up_to_twice(
        self,
        transport: &dyn Transport,
        is_worth_it: impl Fn(&Result<HttpResponse, TransportError>) -> bool,
    ) -> Result<HttpResponse, TransportError> {
        let first = self.clone().send(transport).await;
        if !is_worth_it(&first) {
            return first;
        }
        tokio::time::sleep(PAUSE).await;
        self.send(transport).await
    }

    /// Sends once, and expects success. `provider` and `what` (as in `the sign-in service`) are for the error.
    pub(super) async fn send_expecting_success(
        self,
        transport: &dyn Transport,
        provider: &str,
        what: &str,
    ) -> Result<HttpResponse, CredentialsError> {
        let asked = self.clone();
        let result = self.send(transport).await;
        expect_success(result, provider, what).map_err(|error| error.without(&asked.request.redactor()))
    }
}

/// Whether a second try can do better: nothing arrived, or the service says that it has a problem for the moment.
pub(super) fn may_be_better_next_time(result: &Result<HttpResponse, TransportError>) -> bool {
    match result {
        Ok(response) => response.status.is_server_error() || response.status == StatusCode::TOO_MANY_REQUESTS,
        Err(error) => {
            error.kind() != TransportErrorKind::InvalidRequest && error.kind() != TransportErrorKind::TooLarge
        }
    }
}

/// The response, if there is one with the status 200.
pub(super) fn expect_success(
    result: Result<HttpResponse, TransportError>,
    provider: &str,
    what: &str,
) -> Result<HttpResponse, CredentialsError> {
    let response = result
        .map_err(|error| CredentialsError::failed(provider, format!("{what} gave no answer")).with_source(error))?;
    if response.status != StatusCode::OK {
        return Err(CredentialsError::failed(provider, format!("{what} answered {}", describe(&response))));
    }
    Ok(response)
}

/// What services call their reasons. The rest of a body can hold secrets.
#[derive(Default)]
struct Reason {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl<'json> Object<'json> for Reason {
    fn member(&mut self, name: &str) -> Option<Slot<'_, 'json>> {
        Some(match name {
            "code" | "Code" | "error" | "ErrorCode" => Slot::Text(&mut self.code),
            "message" | "Message" | "error_description" | "ErrorMessage" => Slot::Text(&mut self.message),
            "requestId" | "RequestId" | "request_id" => Slot::Text(&mut self.request_id),
            _ => return None,
        })
    }
}

/// The status, and the reason that the service gives in the usual members of a JSON body.
pub(super) fn describe(answer: &HttpResponse) -> String {
    let mut text = answer.status.to_string();
    let reason: Reason = json::read(&answer.body).unwrap_or_default();
    for part in [reason.code, reason.message, reason.request_id].into_iter().flatten() {
        text.push_str(", ");
        text.extend(part.chars().take(EXCERPT));
    }
    Redactor::new().text(&text).into_owned()
}
