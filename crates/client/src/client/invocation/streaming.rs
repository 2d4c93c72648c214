//! The attempts of a call whose response may be a stream of events.

use std::time::Duration;

use super::Invocation;
use crate::client::deadline::Deadline;
use crate::endpoint::Endpoint;
use crate::event_source::{EventFailure, EventRules, EventSource};
use crate::media_type::is_event_stream;
use crate::redact::RequestFacts;
use crate::transport::{HttpRequest, HttpResponse, STREAM_LEAD, StreamedResponse, TransportError};

/// What an attempt has received.
pub(super) enum Transmitted {
    Whole(HttpResponse),
    /// The head of a stream of events.
    Events(StreamedResponse),
}

impl Invocation {
    /// Sends a request and receives its response, or only its head if the response is a stream of events.
    pub(super) async fn transmit(&self, request: HttpRequest) -> Result<Transmitted, TransportError> {
        let transport = &self.client.shared.transport;
        if !self.is_streaming {
            return transport.send(request).await.map(Transmitted::Whole);
        }
        let limit = request.response_limit;
        let response = transport.stream(request).await?;
        if response.status.is_success() && is_event_stream(&response.headers) {
            Ok(Transmitted::Events(response))
        } else {
            response.into_whole(limit).await.map(Transmitted::Whole)
        }
    }

    /// Receives the first event. `None` if the time limit of the call is exceeded first.
    pub(super) async fn begin(
        &self,
        response: StreamedResponse,
        facts: RequestFacts,
        endpoint: &Endpoint,
        deadline: &Deadline,
    ) -> Option<Result<EventSource, EventFailure>> {
        let rules = EventRules {
            info: self.info,
            facts,
            decode: self.decode_event,
            fields: self.response_fields.clone(),
            limit: self.settings.event_limit,
            timeout: self.settings.event_timeout,
            host_and_port: endpoint.host_and_port(),
        };
        deadline.within(EventSource::begin(response, rules)).await
    }

    /// The read timeout of a request whose response may be a stream: the limit for an event, which may take longer than
    /// other calls.
    pub(super) fn silence(&self) -> Duration {
        self.settings.event_timeout.saturating_add(STREAM_LEAD)
    }
}
