//! Successful responses, before and after decoding.

use std::any::Any;
use std::ops::Deref;

use bytes::Bytes;
use http::HeaderMap;

use crate::decode::{Decode, DecodeContext, DecodeError, decode_body};
use crate::error::{Error, read_error_response};
use crate::evidence::Evidence;
use crate::gate::{self, BodyVerdict};
use crate::media_type::is_event_stream;
use crate::operation::{Operation, OperationInfo, ResponseKind};
use crate::redact::RequestFacts;
use crate::request_id::request_id;
use crate::transport::HttpResponse;

/// A successful response whose body has not been decoded.
#[derive(Debug, Clone)]
pub struct Answer {
    response: HttpResponse,
    attempts: u32,
    /// The secrets of the call, which errors about the body must not show.
    facts: RequestFacts,
    /// The largest response in bytes. The decoded values may take twice as much memory.
    limit: usize,
}

impl Answer {
    pub(crate) fn new(response: HttpResponse, facts: RequestFacts, limit: usize) -> Self {
        Self { response, attempts: 1, facts, limit }
    }

    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status.as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.response.body
    }

    /// The request ID in the header of the gateway (`x-acs-request-id` of most); empty if there is none.
    #[must_use]
    pub fn request_id(&self) -> &str {
        request_id(&self.response.headers).unwrap_or_default()
    }

    /// The number of attempts of the call.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn into_http(self) -> HttpResponse {
        self.response
    }

    /// Decodes the body. Fails if it is not a response of the operation.
    pub(crate) fn decode<O: Operation>(&self) -> Result<Decoded, Error> {
        let mut response = Box::<O::Response>::default();
        self.decode_into(O::INFO, &mut *response)?;
        Ok(response)
    }

    /// Decodes the data of an event. Fails if it is not that of the operation.
    pub(crate) fn decode_event<O: Operation>(&self) -> Result<Decoded, Error> {
        let mut response = Box::<O::Response>::default();
        self.decode_event_into(O::INFO, &mut *response)?;
        Ok(response)
    }

    fn decode_event_into(&self, info: &'static OperationInfo, target: &mut dyn Decode) -> Result<(), Error> {
        let mut context = DecodeContext::new(self.limit, Evidence::of(info));
        decode_body(self.body(), self.request_id(), target, &mut context)
            .map_err(|mismatch| self.unreadable(mismatch.into_message()))?;
        self.judge_event(info, &context.evidence, None)
    }

    /// Checks that this is the data of an event of the operation, without decoding it.
    pub(crate) fn check_event(&self, info: &OperationInfo, fields: Option<&[String]>) -> Result<(), Error> {
        let evidence = gate::inspect(info, self.body(), self.limit)
            .map_err(|mismatch: DecodeError| self.unreadable(mismatch.into_message()))?;
        self.judge_event(info, &evidence, fields)
    }

    fn decode_into(&self, info: &'static OperationInfo, target: &mut dyn Decode) -> Result<(), Error> {
        self.check_is_whole(info)?;
        let mut context = DecodeContext::new(self.limit, Evidence::of(info));
        decode_body(self.body(), self.request_id(), target, &mut context)
            .map_err(|mismatch| self.unreadable(mismatch.into_message()))?;
        self.judge(info, &context.evidence, None)
    }

    /// Checks that this is a response of the operation, without decoding it. `fields` are the fields that the response
    /// documents, if they are known.
    pub(crate) fn check(&self, info: &OperationInfo, fields: Option<&[String]>) -> Result<(), Error> {
        self.check_is_whole(info)?;
        let evidence = gate::inspect(info, self.body(), self.limit)
            .map_err(|mismatch: DecodeError| self.unreadable(mismatch.into_message()))?;
        self.judge(info, &evidence, fields)
    }

    fn judge(&self, info: &OperationInfo, evidence: &Evidence, fields: Option<&[String]>) -> Result<(), Error> {
        let documents = |name: &str| self.documents(name, fields);
        self.verdict(gate::judge(info, self.response.status, &self.response.headers, evidence, &documents))
    }

    fn judge_event(&self, info: &OperationInfo, evidence: &Evidence, fields: Option<&[String]>) -> Result<(), Error> {
        self.verdict(gate::judge_event(info, evidence, &|name| self.documents(name, fields)))
    }

    /// Fails if this is a stream of events, which is no single value. A string or bytes can be the whole stream.
    fn check_is_whole(&self, info: &OperationInfo) -> Result<(), Error> {
        if matches!(info.response, ResponseKind::Text | ResponseKind::Binary) || !is_event_stream(self.headers()) {
            return Ok(());
        }
        Err(self.unreadable("found a stream of events, which `Client::stream` receives".to_owned()))
    }

    /// Whether the response documents a field of this name, if that is known.
    fn documents(&self, name: &str, fields: Option<&[String]>) -> Option<bool> {
        match (self.facts.response, fields) {
            (Some(response), _) => Some(response.has_field(name)),
            (None, Some(fields)) => Some(fields.iter().any(|field| field.eq_ignore_ascii_case(name))),
            (None, None) => None,
        }
    }

    fn verdict(&self, verdict: Result<BodyVerdict, String>) -> Result<(), Error> {
        match verdict {
            Ok(BodyVerdict::Response) => Ok(()),
            Ok(BodyVerdict::Refused) => Err(self.refused()),
            Err(message) => Err(self.unreadable(message)),
        }
    }

    #[cold]
    fn refused(&self) -> Error {
        let mut service = read_error_response(self.response.status, &self.response.headers, self.body());
        service.hide(self.body(), &self.facts.text_redactor());
        Error::from_service(service)
    }

    #[cold]
    fn unreadable(&self, message: String) -> Error {
        let redactor = self.facts.text_redactor();
        let mut service = read_error_response(self.response.status, &self.response.headers, self.body());
        service.hide(self.body(), &redactor);
        // The path in the message may contain keys of maps, which come from the service.
        Error::decode(redactor.values(&message).into_owned(), service)
    }
}

/// A typed response behind a trait object, so that the code of an attempt is compiled only once for all operations.
pub(crate) type Decoded = Box<dyn Any + Send>;

/// The result of a successful call.
#[derive(Debug)]
pub(crate) struct ReceivedResponse {
    answer: Answer,
    /// `None` if the call does not decode its response.
    decoded: Option<Decoded>,
}

impl ReceivedResponse {
    pub(crate) fn new(answer: Answer, decoded: Option<Decoded>) -> Self {
        Self { answer, decoded }
    }

    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { answer: self.answer.after(attempts), ..self }
    }

    pub(crate) fn answer(&self) -> &Answer {
        &self.answer
    }

    pub(crate) fn into_parts(self) -> (Answer, Option<Decoded>) {
        (self.answer, self.decoded)
    }

    pub(crate) fn into_answer(self) -> Answer {
        self.answer
    }

    /// The response, which must be that of the operation `O`.
    pub(crate) fn into_response<O: Operation>(self) -> Result<O::Response, Error> {
        self.into_reply::<O>().map(Reply::into_response)
    }

    /// The response of the operation `O`, with its HTTP status, headers and number of attempts.
    pub(crate) fn into_reply<O: Operation>(self) -> Result<Reply<O::Response>, Error> {
        let Self { answer, decoded } = self;
        let decoded = match decoded.map(Box::<dyn Any + Send>::downcast) {
            Some(Ok(response)) => response,
            // The response was not decoded, or into another type.
            _ => {
                let mut response = Box::<O::Response>::default();
                answer.decode_into(O::INFO, &mut *response).map_err(|error| error.of(O::INFO, answer.attempts))?;
                response
            }
        };
        Ok(Reply { response: *decoded, answer })
    }
}

/// A response with its HTTP status, headers and number of attempts.
#[derive(Debug, Clone)]
pub struct Reply<R> {
    response: R,
    answer: Answer,
}

impl<R> Reply<R> {
    /// Returns the response alone.
    pub fn into_response(self) -> R {
        self.response
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The number of attempts of the call.
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
