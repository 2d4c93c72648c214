//! A network in memory that responds to requests in the order that a test expects.

use std::collections::VecDeque;
use std::sync::Mutex;

use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use serde::Deserialize;
use serde_json::Value;

/// An expected request and its response.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Route {
    /// The method and the URL without its query.
    request: String,
    /// Strings that the query, the headers or the body must contain.
    #[serde(default)]
    holds: Vec<String>,
    /// Strings that they must not contain.
    #[serde(default)]
    lacks: Vec<String>,
    #[serde(default = "ok")]
    status: u16,
    /// The response body: an object is sent as JSON, a string unchanged.
    #[serde(default)]
    body: Value,
    /// An error instead of a response: `connect` or `timeout`.
    fails: Option<String>,
}

fn ok() -> u16 {
    200
}

/// The largest response that a request for credentials needs, except from STS.
const LARGEST: usize = 1 << 20;

fn is_secret(header: &str) -> bool {
    header == "authorization" || header.ends_with("-token")
}

/// Responds to expected requests. Any other request fails to connect and is recorded as a mistake.
#[derive(Debug)]
pub(crate) struct Network {
    routes: Mutex<VecDeque<Route>>,
    mistakes: Mutex<Vec<String>>,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.request)
    }
}

impl Network {
    pub(crate) fn expecting(routes: &[Route]) -> Self {
        Self { routes: Mutex::new(routes.iter().cloned().collect()), mistakes: Mutex::default() }
    }

    /// The requests that were not expected, and the expected ones that were not sent.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let missing =
            self.routes.lock().unwrap().iter().map(|route| format!("not asked: {}", route.request)).collect::<Vec<_>>();
        self.mistakes.lock().unwrap().iter().cloned().chain(missing).collect()
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let (address, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let line = format!("{} {address}", request.method);
        let mut routes = self.routes.lock().unwrap();
        let is_next = routes.front().is_some_and(|route| route.request == line);
        let route = if is_next { routes.pop_front() } else { None };
        drop(routes);
        let Some(route) = route else {
            // The end of the chain always tries the metadata service, so that is not a mistake.
            if address != "http://100.100.100.200/latest/api/token" {
                self.mistakes.lock().unwrap().push(format!("not expected: {line}"));
            }
            return Err(TransportError::new(TransportErrorKind::Connect, false));
        };
        let mut text = format!("{query}\n{}\n", String::from_utf8_lossy(&request.body));
        for (name, value) in &request.headers {
            text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
        }
        let lower = text.to_lowercase();
        let has = |wanted: &String| lower.contains(&wanted.to_lowercase());
        let missing = route.holds.iter().filter(|wanted| !has(wanted)).map(|wanted| format!("{line} lacks {wanted}"));
        let unwanted =
            route.lacks.iter().filter(|unwanted| has(unwanted)).map(|unwanted| format!("{line} has {unwanted}"));
        let shown = request.headers.iter().filter(|(name, value)| is_secret(name.as_str()) && !value.is_sensitive());
        let shown = shown.map(|(name, _)| format!("{line}: an HTTP library may log {name}"));
        let is_large = request.response_limit > LARGEST && !request.headers.contains_key("x-acs-action");
        let large = is_large.then(|| format!("{line} accepts a response of {} bytes", request.response_limit));
        let mistakes: Vec<String> =
            missing.chain(unwanted).chain(shown).chain(large).map(|mistake| format!("{mistake}:\n{text}")).collect();
        self.mistakes.lock().unwrap().extend(mistakes);
        match route.fails.as_deref() {
            None => {}
            Some("timeout") => return Err(TransportError::new(TransportErrorKind::Timeout, true)),
            Some(_) => return Err(TransportError::new(TransportErrorKind::Connect, false)),
        }
        let body = match &route.body {
            Value::String(text) => text.clone(),
            body => body.to_string(),
        };
        Ok(HttpResponse::new(route.status.try_into().unwrap(), Default::default(), body))
    }
}

impl Transport for Network {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move { self.answer(&request) })
    }
}
