//! Checks that the samples in the documents are decoded unchanged.

use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use alicloud_client::{Client, OperationInfo};
use alicloud_rds::release_instance_connection::ReleaseInstanceConnection;
use alicloud_rds::release_instance_public_connection::ReleaseInstancePublicConnection;

/// A transport that answers every request with the same body.
#[derive(Debug)]
struct Sample(String);

impl Transport for Sample {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let response = HttpResponse::new(200.try_into().expect("a status"), Default::default(), self.0.clone());
        Box::pin(std::future::ready(Ok(response)))
    }
}

const REQUEST_ID: &str = "65BDA532-28AF-4122-AA39-B382721EEE64";

/// Returns the samples in the spec entry of an operation, each with its format.
fn samples(operation: &OperationInfo) -> Vec<(String, String)> {
    let path = format!("{}/../spec/rds/2014-08-15/{}.json", env!("CARGO_MANIFEST_DIR"), operation.name);
    let entry: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the entry is there")).expect("JSON");
    let text = |sample: &serde_json::Value, name: &str| sample[name].as_str().expect("a text").to_owned();
    entry["responseDemo"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|sample| (text(sample, "type"), text(sample, "example")))
        .collect()
}

fn client(sample: &str) -> Client {
    Client::builder()
        .endpoint("http://127.0.0.1:1")
        .access_key("id", "secret")
        .transport(Sample(sample.to_owned()))
        .build()
        .expect("valid")
}

/// The JSON sample of the older document has a space before the request ID, inside the quotes. That is a typographic
/// error: the XML sample of the same page has none, and nobody could look up an ID with a space. Therefore spaces
/// around a request ID, and only there, are ignored.
#[tokio::test]
async fn documented_samples() {
    let older = samples(<ReleaseInstancePublicConnection as alicloud_client::Operation>::INFO);
    assert_eq!(older.len(), 2, "a JSON and an XML sample");
    assert!(
        older.iter().any(|(_, sample)| sample.contains("\" 65BDA532")),
        "the sample stands in the entry as published"
    );
    for (kind, sample) in older {
        let release = ReleaseInstancePublicConnection::new().db_instance_id("a").current_connection_string("b");
        let response = release.send(&client(&sample)).await.unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(response.request_id, REQUEST_ID, "{kind}");
    }
    for (kind, sample) in samples(<ReleaseInstanceConnection as alicloud_client::Operation>::INFO) {
        let release = ReleaseInstanceConnection::new()
            .db_instance_id("a")
            .current_connection_string("b")
            .instance_network_type("0");
        let response = release.send(&client(&sample)).await.unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(response.request_id, REQUEST_ID, "{kind}");
    }
}
