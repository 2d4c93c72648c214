//! A transport whose responses are received step by step.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alicloud_client::stream::EventStream;
use alicloud_client::transport::{
    BodyStream, BoxFuture, HttpRequest, HttpResponse, StreamedResponse, Transport, TransportError, TransportErrorKind,
};
use alicloud_client::{Client, ClientBuilder, Error};
use futures_util::stream::unfold;

use crate::operations::ChatResponse;

/// What happens to a body.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Chunk(Vec<u8>),
    Wait(Duration),
    Breaks,
    /// All steps from the beginning again.
    Again,
}

pub(crate) fn chunk(text: &str) -> Step {
    Step::Chunk(text.as_bytes().to_vec())
}

/// Responds in order; at the end of the list it repeats the last response.
#[derive(Debug, Clone)]
pub(crate) struct Streamed {
    responses: Arc<Mutex<VecDeque<Response>>>,
    requests: Arc<Mutex<Vec<HttpRequest>>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Response {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    steps: Vec<Step>,
}

impl Response {
    /// A stream of events.
    pub(crate) fn events(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::new(200, "text/event-stream;charset=UTF-8", steps)
    }

    pub(crate) fn new(status: u16, content_type: &'static str, steps: impl IntoIterator<Item = Step>) -> Self {
        Self { status, headers: vec![("content-type", content_type)], steps: steps.into_iter().collect() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl Streamed {
    pub(crate) fn new(responses: impl IntoIterator<Item = Response>) -> Self {
        Self { responses: Arc::new(Mutex::new(responses.into_iter().collect())), requests: Arc::default() }
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder().transport(self.clone()).access_key("testid", "testsecret").region("cn-hangzhou")
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<HttpRequest> {
        self.requests.lock().unwrap().clone()
    }
}

impl Transport for Streamed {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        panic!("a stream is not received as a whole")
    }

    fn stream(&self, request: HttpRequest) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        self.requests.lock().unwrap().push(request);
        let response = {
            let mut responses = self.responses.lock().unwrap();
            if responses.len() == 1 { responses.front().cloned().unwrap() } else { responses.pop_front().unwrap() }
        };
        let mut headers = http::HeaderMap::new();
        for (name, value) in response.headers {
            headers.insert(name, value.parse().unwrap());
        }
        let steps = response.steps;
        let body = unfold((steps, 0), |(steps, mut next)| async move {
            loop {
                let step = steps.get(next).cloned();
                next += 1;
                match step? {
                    Step::Chunk(bytes) => return Some((Ok(bytes.into()), (steps, next))),
                    Step::Wait(time) => tokio::time::sleep(time).await,
                    Step::Again => next = 0,
                    Step::Breaks => {
                        let error = TransportError::new(TransportErrorKind::Interrupted, true);
                        return Some((Err(error), (Vec::new(), 0)));
                    }
                }
            }
        });
        let response = StreamedResponse::new(response.status.try_into().unwrap(), headers, BodyStream::new(body));
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// The events of a call on one line each, and the error that ends them.
pub(crate) async fn shown(called: Result<EventStream<ChatResponse>, Error>) -> Vec<String> {
    let mut events = match called {
        Ok(events) => events,
        Err(error) => return vec![format!("call: {:?}: {error}", error.kind())],
    };
    let mut lines = Vec::new();
    while let Some(event) = events.next().await {
        lines.push(match event {
            Ok(event) => {
                let retry = event.retry.map(|retry| retry.as_millis().to_string()).unwrap_or_default();
                let content = event.data.content.unwrap_or_default();
                format!("{}|{}|{retry}|{content}", event.name, event.id)
            }
            Err(error) => format!("{:?}: {error}", error.kind()),
        });
    }
    assert!(events.next().await.is_none(), "the end is the end");
    lines
}
