//! What the service answered, before and after decoding.

use std::any::Any;
use std::ops::Deref;

use bytes::Bytes;
use http::HeaderMap;

use crate::decode::{Context, Decode, Mismatch, decode_body};
use crate::error::{Error, parse_service_error};
use crate::evidence::Evidence;
use crate::gate::{self, Verdict};
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

    pub(crate) fn into_http(self) -> HttpResponse {
        self.response
    }

    /// The typed response, if this is one.
    pub(crate) fn decode<O: Operation>(&self) -> Result<Decoded, Error> {
        let mut response = Box::<O::Response>::default();
        self.decode_into(O::INFO, &mut *response)?;
        Ok(response)
    }

    fn decode_into(&self, info: &'static OperationInfo, target: &mut dyn Decode) -> Result<(), Error> {
        let mut context = Context::new(self.limit, Evidence::of(info));
        decode_body(self.body(), self.request_id(), target, &mut context)
            .map_err(|mismatch| self.unreadable(mismatch.into_message()))?;
        self.judge(info, &context.evidence, None)
    }

    /// Checks that this is a response of the operation, whose body nobody decodes. `fields` are those that it documents, if that is known.
    pub(crate) fn check(&self, info: &OperationInfo, fields: Option<&[String]>) -> Result<(), Error> {
        let evidence = gate::inspect(info, self.body(), self.limit)
            .map_err(|mismatch: Mismatch| self.unreadable(mismatch.into_message()))?;
        self.judge(info, &evidence, fields)
    }

    fn judge(&self, info: &OperationInfo, evidence: &Evidence, fields: Option<&[String]>) -> Result<(), Error> {
        let documents = |name: &str| match (self.facts.response, fields) {
            (Some(response), _) => Some(response.has_field(name)),
            (None, Some(fields)) => Some(fields.iter().any(|field| field.eq_ignore_ascii_case(name))),
            (None, None) => None,
        };
        match gate::judge(info, self.response.status, &self.response.headers, evidence, &documents) {
            Ok(Verdict::Response) => Ok(()),
            Ok(Verdict::Refused) => Err(self.refused()),
            Err(message) => Err(self.unreadable(message)),
        }
    }

    #[cold]
    fn refused(&self) -> Error {
        let mut service = parse_service_error(self.response.status, &self.response.headers, self.body());
        service.hide(self.body(), &self.facts.text_redactor());
        Error::from_service(service)
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
