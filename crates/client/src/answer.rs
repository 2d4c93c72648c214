//! What the service answered, before and after decoding.

use std::any::Any;
use std::ops::Deref;

use bytes::Bytes;
use http::HeaderMap;

use crate::decode::{Context, Decode, Mismatch, decode_body};
use crate::error::{Error, parse_service_error};
use crate::gate::{self, Evidence};
use crate::operation::{Operation, OperationInfo};
use crate::redact::Facts;
use crate::transport::HttpResponse;

/// A successful answer whose body has not been read.
#[derive(Debug, Clone)]
pub struct Answer {
    response: HttpResponse,
    attempts: u32,
    /// For errors about the body: what of it must not be shown.
    facts: Facts,
    /// Bytes that the response may have; what is made of it may take twice as much memory.
    limit: usize,
}

impl Answer {
    pub(crate) fn new(response: HttpResponse, facts: Facts, limit: usize) -> Self {
        Self { response, attempts: 1, facts, limit }
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

    /// The typed response, if this is one.
    pub(crate) fn decode<O: Operation>(&self) -> Result<Decoded, Error> {
        let mut response = Box::<O::Response>::default();
        self.decode_into(O::INFO, &mut *response)?;
        Ok(response)
    }

    fn decode_into(&self, info: &'static OperationInfo, target: &mut dyn Decode) -> Result<(), Error> {
        let mut context = Context::new(self.limit, Evidence::of(info));
        let decoded = decode_body(self.body(), self.request_id(), target, &mut context);
        let judged = decoded.map_err(Mismatch::into_message).and_then(|()| self.judge(info, &context.evidence));
        judged.map_err(|message| self.unreadable(message))
    }

    /// Checks that this is a response of the operation, whose body nobody decodes.
    pub(crate) fn check(&self, info: &OperationInfo) -> Result<(), Error> {
        let inspected = gate::inspect(info, self.body(), self.limit).map_err(Mismatch::into_message);
        let judged = inspected.and_then(|evidence| self.judge(info, &evidence));
        judged.map_err(|message| self.unreadable(message))
    }

    fn judge(&self, info: &OperationInfo, evidence: &Evidence) -> Result<(), String> {
        gate::judge(info, self.response.status, &self.response.headers, evidence)
    }

    #[cold]
    fn unreadable(&self, message: String) -> Error {
        let redactor = self.facts.text_redactor();
        let mut service = parse_service_error(self.response.status, &self.response.headers, self.body());
        service.hide(self.body(), &redactor);
        // Keys of maps are in the path, and they come from the service.
        Error::decode(redactor.values(&message).into_owned(), service)
    }
}

/// A typed response, whatever its type: the attempt that decodes it is compiled once for all operations.
pub(crate) type Decoded = Box<dyn Any + Send>;

/// What a call received.
#[derive(Debug)]
pub(crate) struct Received {
    answer: Answer,
    /// Not if nobody wants the response decoded.
    decoded: Option<Decoded>,
}

impl Received {
    pub(crate) fn new(answer: Answer, decoded: Option<Decoded>) -> Self {
        Self { answer, decoded }
    }

    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { answer: self.answer.after(attempts), ..self }
    }

    pub(crate) fn answer(&self) -> &Answer {
        &self.answer
    }

    pub(crate) fn into_answer(self) -> Answer {
        self.answer
    }

    /// The response of `O`, for which it was decoded.
    pub(crate) fn into_response<O: Operation>(self) -> Result<O::Response, Error> {
        self.into_reply::<O>().map(Reply::into_response)
    }

    /// The same, with what came along.
    pub(crate) fn into_reply<O: Operation>(self) -> Result<Reply<O::Response>, Error> {
        let Self { answer, decoded } = self;
        let decoded = match decoded.map(Box::<dyn Any + Send>::downcast) {
            Some(Ok(response)) => response,
            // Decoded for something else, or not at all.
            _ => {
                let mut response = Box::<O::Response>::default();
                answer.decode_into(O::INFO, &mut *response).map_err(|error| error.of(O::INFO, answer.attempts))?;
                response
            }
        };
        Ok(Reply { response: *decoded, answer })
    }
}

/// A response with what came along.
#[derive(Debug, Clone)]
pub struct Reply<R> {
    response: R,
    answer: Answer,
}

impl<R> Reply<R> {
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
