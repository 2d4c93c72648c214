//! Sends every operation of a crate with sample values, and prints what went out and what came of the answer: one line of JSON each.
//!
//! Written beside this file by `driver.py`: `operations.rs`, which builds the operations.

#![allow(deprecated, reason = "every operation is sent")]

mod operations;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use alicloud_client::runtime::{Decode, Operation, Scalar, Sink, walk};
use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use alicloud_client::{Client, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

fn main() {
    let file = std::env::args().nth(1).expect("the file with the answers");
    let text = std::fs::read(file).expect("a file with answers");
    let wire = Wire::default();
    let client = Client::builder()
        .access_key("testid", "testsecret")
        .region("cn-hangzhou")
        .endpoint("http://wire.invalid")
        .no_retry()
        .transport(wire.clone())
        .build()
        .expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    operations::all(&Driver { client, wire, runtime, answers: serde_json::from_slice(&text).expect("answers by operation") });
}

struct Driver {
    client: Client,
    wire: Wire,
    runtime: tokio::runtime::Runtime,
    /// Bodies by the name of the operation and of the form.
    answers: HashMap<String, HashMap<String, String>>,
}

impl Driver {
    fn exchange<O: Operation>(&self, build: fn(full: bool) -> O) {
        let mut decoded = serde_json::Map::new();
        for (form, body) in &self.answers[O::INFO.name] {
            self.wire.answer_with(body);
            let outcome = self.runtime.block_on(async { self.client.send(build(true)).await });
            let result = match outcome {
                Ok(mut response) => json!({"value": tree(&mut response)}),
                Err(error) => json!({"error": error.to_string()}),
            };
            decoded.insert(form.clone(), result);
        }
        let full = self.wire.take();
        self.wire.answer_with("{}");
        let outcome = self.runtime.block_on(async { self.client.send(build(false)).await });
        let required = self.wire.take();
        let refused = outcome.err().map(|error| error.to_string());
        let name = O::INFO.name;
        println!("{}", json!({"operation": name, "full": full, "required": required, "refused": refused, "decoded": decoded}));
    }
}

/// Keeps the last request, and answers as it is told.
#[derive(Debug, Clone, Default)]
struct Wire(Arc<Mutex<(Option<Value>, String)>>);

impl Wire {
    fn answer_with(&self, body: &str) {
        self.0.lock().expect("one thread").1 = body.to_owned();
    }

    fn take(&self) -> Option<Value> {
        self.0.lock().expect("one thread").0.take()
    }
}

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let headers: HashMap<_, _> =
            request.headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()))).collect();
        let mut kept = self.0.lock().expect("one thread");
        kept.0 = Some(json!({
            "method": request.method.as_str(), "url": request.url, "headers": headers, "body": STANDARD.encode(&request.body),
        }));
        let body = kept.1.clone();
        Box::pin(async { Ok(HttpResponse { status: http::StatusCode::OK, headers: http::HeaderMap::new(), body: body.into() }) })
    }
}

/// A value that has no type of its own.
#[allow(dead_code, reason = "not every product needs it")]
fn any(json: &str) -> Value {
    serde_json::from_str(json).expect("JSON")
}

/// What a response holds, as JSON.
fn tree(response: &mut dyn Decode) -> Value {
    let mut sink = Tree { open: Vec::new(), done: Value::Null };
    sink.begin_object();
    walk(response, &mut sink);
    sink.end_object();
    sink.done
}

struct Tree {
    /// Lists and objects that are not complete, each with the name that its next member has.
    open: Vec<(Value, String)>,
    done: Value,
}

impl Tree {
    fn put(&mut self, value: Value) {
        match self.open.last_mut() {
            Some((Value::Object(members), name)) => drop(members.insert(std::mem::take(name), value)),
            Some((Value::Array(elements), _)) => elements.push(value),
            _ => self.done = value,
        }
    }

    fn close(&mut self) {
        let (value, _) = self.open.pop().expect("calls are well nested");
        self.put(value);
    }
}

impl Sink for Tree {
    fn begin_object(&mut self) {
        self.open.push((json!({}), String::new()));
    }

    fn member(&mut self, name: &str) {
        self.open.last_mut().expect("a member is in an object").1 = name.to_owned();
    }

    fn end_object(&mut self) {
        self.close();
    }

    fn begin_list(&mut self) {
        self.open.push((json!([]), String::new()));
    }

    fn element(&mut self) {}

    fn end_list(&mut self) {
        self.close();
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        self.put(match value {
            Scalar::Null => Value::Null,
            Scalar::Text(text) | Scalar::Undocumented(text) | Scalar::Secret(text) => json!(text),
            Scalar::Bytes(bytes) => json!(String::from_utf8_lossy(bytes)),
            Scalar::Integer(number) => json!(number),
            Scalar::Unsigned(number) => json!(number),
            Scalar::Double(number) => json!(number),
            Scalar::Boolean(value) => json!(value),
        });
    }
}
