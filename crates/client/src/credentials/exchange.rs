//! One HTTP exchange with a service that gives out credentials.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::CredentialsError;
use super::json::{self, Object, Slot};
use crate::transport::{HttpRequest, HttpResponse, Transport, TransportError};

/// Answers of these services are a few kilobytes.
const RESPONSE_LIMIT: usize = 256 * 1024;

/// How long the official libraries wait for these services; the metadata service has a limit of its own.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Characters of a service's own words that an error repeats at the most.
const EXCERPT: usize = 200;

/// A request that is being put together.
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

    pub(super) async fn send(self, transport: &dyn Transport) -> Result<HttpResponse, TransportError> {
        transport.send(self.request).await
    }

    /// Sends, and expects a good answer. `provider` and `what` (as in `the sign-in service`) are for the error.
    pub(super) async fn send_expecting_success(
        self,
        transport: &dyn Transport,
        provider: &str,
        what: &str,
    ) -> Result<HttpResponse, CredentialsError> {
        let answer = self.send(transport).await;
        let answer = answer
            .map_err(|error| CredentialsError::failed(provider, format!("{what} gave no answer")).with_source(error))?;
        if answer.status != StatusCode::OK {
            return Err(CredentialsError::failed(provider, format!("{what} answered {}", describe(&answer))));
        }
        Ok(answer)
    }
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
    text
}
