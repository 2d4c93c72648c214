//! Sends every operation of a crate with values that are read at run time. Prints what was sent and what was decoded,
//! with a line of JSON per operation.
//!
//! `driver.py` writes `operations.rs` next to this file, which creates each generated type from JSON with the names
//! that are sent.

#![allow(deprecated, reason = "every operation is sent")]
#![allow(dead_code, reason = "not every product has all kinds of types")]

#[macro_use]
mod sample;
mod operations;
mod tree;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use alicloud_client::credentials::Static;
use alicloud_client::runtime::Operation;
use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use alicloud_client::{Client, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use sample::{Given, Values};

fn main() {
    let file = std::env::args().nth(1).expect("the file with the samples");
    let json = std::fs::read(file).expect("a file with samples");
    let wire = Wire::default();
    let client = Client::builder()
        .credentials(Static::with_token("testid", "testsecret", "ststoken/+="))
        .region("cn-hangzhou")
        .endpoint("http://wire.invalid")
        .no_retry()
        .transport(wire.clone())
        .build()
        .expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    operations::all(&Driver {
        client,
        wire,
        runtime,
        samples: serde_json::from_slice(&json).expect("samples by operation"),
    });
}

/// Test data of one operation.
#[derive(serde::Deserialize)]
struct Samples {
    /// Values of the parameters, by variant.
    requests: BTreeMap<String, Vec<Given>>,
    /// Bodies of responses, by form.
    responses: BTreeMap<String, String>,
}

struct Driver {
    client: Client,
    wire: Wire,
    runtime: tokio::runtime::Runtime,
    samples: HashMap<String, Samples>,
}

impl Driver {
    fn exchange<O: Operation>(&self, build: fn(&mut Values<'_>) -> Result<O, String>) {
        let Some(samples) = self.samples.get(O::INFO.name) else { return };
        let mut requests = serde_json::Map::new();
        for (variant, given) in &samples.requests {
            self.wire.answer_with("{}");
            let outcome =
                Values::read(given, build).map(|operation| self.send(operation).err().map(|error| error.to_string()));
            let record = match (self.wire.take(), outcome) {
                (Some(sent), _) => json!({ "sent": sent }),
                (None, Ok(refused)) => json!({ "refused": refused }),
                (None, Err(mismatch)) => json!({ "mismatch": mismatch }),
            };
            requests.insert(variant.clone(), record);
        }
        let mut decoded = serde_json::Map::new();
        for (form, body) in &samples.responses {
            self.wire.answer_with(body);
            let outcome = Values::read(samples.requests.get("full").map_or(&[], Vec::as_slice), build)
                .map(|operation| self.send(operation));
            let record = match outcome {
                Ok(Ok(mut response)) => json!({ "value": tree::of(&mut response) }),
                Ok(Err(error)) => json!({ "error": error.to_string() }),
                Err(mismatch) => json!({ "error": mismatch }),
            };
            decoded.insert(form.clone(), record);
        }
        println!("{}", json!({"operation": O::INFO.name, "requests": requests, "decoded": decoded}));
    }

    fn send<O: Operation>(&self, operation: O) -> Result<O::Response, alicloud_client::Error> {
        self.runtime.block_on(async { self.client.send(operation).await })
    }
}

/// A transport that records the last request and returns a fixed response.
#[derive(Debug, Clone, Default)]
struct Wire(Arc<Mutex<(Option<Value>, String)>>);

impl Wire {
    fn answer_with(&self, body: &str) {
        *self.0.lock().expect("one thread") = (None, body.to_owned());
    }

    fn take(&self) -> Option<Value> {
        self.0.lock().expect("one thread").0.take()
    }
}

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        // A list, since a map would hide a header that is sent twice.
        let headers: Vec<_> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let mut kept = self.0.lock().expect("one thread");
        kept.0 = Some(json!({
            "method": request.method.as_str(), "url": request.url, "headers": headers, "body": STANDARD.encode(&request.body),
        }));
        let body = kept.1.clone();
        Box::pin(async {
            Ok(HttpResponse::new(http::StatusCode::OK, http::HeaderMap::new(), body))
        })
    }
}
