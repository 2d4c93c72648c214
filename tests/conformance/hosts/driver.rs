//! Prints, as JSON, the host that the client chooses for each product in each of the regions that are given as
//! arguments.
//!
//! `__main__.py` writes `products.rs` next to this file. No request leaves the process.

#![allow(dead_code, reason = "of each product one operation is called")]

mod products;

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use alicloud_client::Client;
use alicloud_client::runtime::Operation;
use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use serde_json::{Map, Value, json};

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let driver = Driver { regions: std::env::args().skip(1).collect(), runtime, hosts: RefCell::default() };
    products::all(&driver);
    println!("{}", Value::from(driver.hosts.into_inner()));
}

struct Driver {
    regions: Vec<String>,
    runtime: tokio::runtime::Runtime,
    hosts: RefCell<Map<String, Value>>,
}

impl Driver {
    fn probe<O: Operation>(&self, product: &str, operation: fn() -> O) {
        let hosts: Map<String, Value> =
            self.regions.iter().map(|region| (region.clone(), self.host(region, operation()))).collect();
        self.hosts.borrow_mut().insert(product.to_owned(), hosts.into());
    }

    fn host<O: Operation>(&self, region: &str, operation: O) -> Value {
        let wire = Wire::default();
        let builder = Client::builder().access_key("testid", "testsecret").region(region);
        let client = builder.no_retry().transport(wire.clone()).build().expect("a client");
        let outcome = self.runtime.block_on(async { client.send(operation).await });
        // The first request decides. If it goes to the location service, the client knows no host.
        match (wire.0.lock().expect("one thread").first(), outcome) {
            (Some(url), _) => json!(url.split('/').nth(2).unwrap_or_default()),
            (None, Err(_)) => json!("no host"),
            (None, Ok(_)) => json!("nothing was sent"),
        }
    }
}

/// A transport that records the URLs of requests and returns an empty JSON object.
#[derive(Debug, Clone, Default)]
struct Wire(Arc<Mutex<Vec<String>>>);

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.0.lock().expect("one thread").push(request.url.to_string());
        Box::pin(async {
            Ok(HttpResponse::new(http::StatusCode::OK, http::HeaderMap::new(), "{}"))
        })
    }
}
