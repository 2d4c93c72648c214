//! A transport that calls a function for each request, so that a test can simulate a service.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use alicloud_client::{Client, ClientBuilder};

use crate::script::Reply;

/// The request, as the function sees it.
pub(crate) struct Arrived<'a> {
    pub(crate) request: &'a HttpRequest,
    /// The number of the request, from 1.
    pub(crate) number: usize,
    /// The number of concurrent requests, including this one.
    pub(crate) at_a_time: usize,
}

type Behaviour = dyn FnMut(Arrived<'_>) -> Reply + Send;

#[derive(Clone)]
pub(crate) struct Service {
    behaviour: Arc<Mutex<Behaviour>>,
    counts: Arc<Mutex<Counts>>,
    latency: Duration,
}

#[derive(Debug, Default)]
struct Counts {
    requests: usize,
    under_way: usize,
    most: usize,
}

impl Service {
    pub(crate) fn new(behaviour: impl FnMut(Arrived<'_>) -> Reply + Send + 'static) -> Self {
        Self { behaviour: Arc::new(Mutex::new(behaviour)), counts: Arc::default(), latency: Duration::ZERO }
    }

    /// The time until the response, on the paused clock.
    pub(crate) fn latency(self, latency: Duration) -> Self {
        Self { latency, ..self }
    }

    pub(crate) fn requests(&self) -> usize {
        self.counts.lock().unwrap().requests
    }

    /// The largest number of concurrent requests since the last call of this function.
    pub(crate) fn take_most_at_a_time(&self) -> usize {
        std::mem::take(&mut self.counts.lock().unwrap().most)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder().transport(self.clone()).access_key("testid", "testsecret").region("cn-hangzhou")
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Service")
    }
}

/// Counts a request as in progress until it has its response or is dropped.
struct UnderWay(Arc<Mutex<Counts>>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.lock().unwrap().under_way -= 1;
    }
}

impl Transport for Service {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let (number, at_a_time) = {
            let mut counts = self.counts.lock().unwrap();
            counts.requests += 1;
            counts.under_way += 1;
            counts.most = counts.most.max(counts.under_way);
            (counts.requests, counts.under_way)
        };
        let under_way = UnderWay(Arc::clone(&self.counts));
        let reply = (self.behaviour.lock().unwrap())(Arrived { request: &request, number, at_a_time });
        Box::pin(async move {
            let _under_way = under_way;
            match self.latency {
                Duration::ZERO => tokio::task::yield_now().await,
                latency => tokio::time::sleep(latency).await,
            }
            reply.result().await
        })
    }
}
