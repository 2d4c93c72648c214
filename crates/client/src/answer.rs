//! What the service answered, before and after decoding.

use std::ops::Deref;

use bytes::Bytes;
use http::HeaderMap;

use crate::decode::{Decode, decode_body};
use crate::error::{Error, parse_service_error};
use crate::operation::Operation;
use crate::redact::Facts;
use crate::transport::HttpResponse;

/// A successful answer whose body has not been read.
#[derive(Debug, Clone)]
pub struct Answer {
    response: HttpResponse,
    attempts: u32,
    /// For errors about the body: what of it must not be shown.
    facts: Facts,
}

impl Answer {
    pub(crate) fn new(response: HttpResponse, facts: Facts) -> Self {
        Self { response, attempts: 1, facts }
    }

    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status.as_u16()
    }

    /// Headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// Body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.response.body
    }

    /// Request id of the header `x-acs-request-id`; empty if there is none.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.response.headers.get("x-acs-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default()
    }

    /// How often the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn decode<O: Operation>(&self) -> Result<O::Response, Error> {
        let mut response = O::Response::default();
        self.decode_into(&mut response).map_err(|error| error.of(O::INFO, self.attempts))?;
        Ok(response)
    }

    fn decode_into(&self, target: &mut dyn Decode) -> Result<(), Error> {
        decode_body(self.body(), self.request_id(), target).map_err(|mismatch| {
            let redactor = self.facts.text_redactor();
            let mut service = parse_service_error(self.response.status, &self.response.headers, self.body());
            service.hide(self.body(), &redactor);
            let message = if mismatch.path.is_empty() {
                mismatch.problem
            } else {
                format!("{}: {}", mismatch.path, mismatch.problem)
            };
            // Keys of maps are in the path, and they come from the service.
            Error::decode(redactor.values(&message).into_owned(), service)
        })
    }
}

/// A response with what came along.
#[derive(Debug, Clone)]
pub struct Reply<R> {
    response: R,
    answer: Answer,
}

impl<R> Reply<R> {
    pub(crate) fn new(response: R, answer: Answer) -> Self {
        Self { response, answer }
    }

    /// The response alone.
    pub fn into_response(self) -> R {
        self.response
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status()
    }

    /// Headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// How often the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.answer.attempts()
    }
}

impl<R> Deref for Reply<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.response
    }
}
