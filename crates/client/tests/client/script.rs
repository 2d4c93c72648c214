//! A transport that responds from a list and keeps the requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use alicloud_client::{Client, ClientBuilder};

/// What happens to one request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    Fails(TransportErrorKind, bool),
    Never,
}

pub(crate) fn answer(status: u16, body: &str) -> Reply {
    Reply::Answer(status, Vec::new(), body.as_bytes().to_vec())
}

pub(crate) fn ok() -> Reply {
    answer(200, r#"{"RequestId":"ok"}"#)
}

/// An error of the service.
pub(crate) fn error(status: u16, code: &str) -> Reply {
    answer(status, &format!(r#"{{"Code":"{code}","Message":"no","RequestId":"failed"}}"#))
}

impl Reply {
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Answer(_, headers, _) = &mut self {
            headers.push((name, value.into()));
        }
        self
    }

    /// What the transport returns.
    pub(crate) async fn result(self) -> Result<HttpResponse, TransportError> {
        match self {
            Self::Answer(status, headers, body) => {
                let mut map = http::HeaderMap::new();
                for (name, value) in headers {
                    map.insert(name, value.parse().unwrap());
                }
                Ok(HttpResponse::new(status.try_into().unwrap(), map, body))
            }
            Self::Fails(kind, sent) => Err(TransportError::new(kind, sent)),
            Self::Never => std::future::pending().await,
        }
    }
}

/// Responds in order; at the end of the list it repeats the last response.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    requests: Vec<HttpRequest>,
    now: usize,
    most: usize,
}

impl Script {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let state = State { replies: replies.into_iter().collect(), ..State::default() };
        Self(Arc::new(Mutex::new(state)))
    }

    pub(crate) fn requests(&self) -> Vec<HttpRequest> {
        self.0.lock().unwrap().requests.clone()
    }

    /// The largest number of concurrent requests.
    pub(crate) fn most_at_a_time(&self) -> usize {
        self.0.lock().unwrap().most
    }

    /// A client with these responses and an access key, in a known region.
    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder().transport(self.clone()).access_key("testid", "testsecret").region("cn-hangzhou")
    }
}

impl Transport for Script {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let reply = {
            let mut state = self.0.lock().unwrap();
            state.requests.push(request);
            state.now += 1;
            state.most = state.most.max(state.now);
            let last = state.replies.len() == 1;
            if last { state.replies.front().cloned() } else { state.replies.pop_front() }
        };
        Box::pin(async move {
            // Yields to other tasks, so that requests of many tasks overlap.
            tokio::task::yield_now().await;
            self.0.lock().unwrap().now -= 1;
            reply.expect("the script has an answer").result().await
        })
    }
}

/// The parameters of the query and of a form body, decoded.
pub(crate) fn parameters(request: &HttpRequest) -> Vec<(String, String)> {
    let (_, query) = request.url.split_once('?').unwrap_or_default();
    let body = String::from_utf8_lossy(&request.body);
    let is_form = request.headers.get("content-type").is_some_and(|kind| kind.to_str().unwrap().contains("form"));
    let form = if is_form { body.as_ref() } else { "" };
    let pairs = [query, form].into_iter().flat_map(|pairs| pairs.split('&')).filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').map(|(name, value)| (decoded(name), decoded(value))).unwrap()).collect()
}

pub(crate) fn parameter(request: &HttpRequest, name: &str) -> Option<String> {
    parameters(request).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

pub(crate) fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}
