//! Measures building and signing a request, and decoding a response, each against a baseline: `cargo bench --bench
//! micro`.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that fails has no result")]

#[path = "shapes.rs"]
mod shapes;

use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use alicloud_client::{Client, Operation as _, SignatureVersion};
use divan::{Bencher, black_box};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use shapes::{DescribeInstances, ReleaseInstanceConnection, large_answer};

fn main() {
    divan::main();
}

/// A transport that responds at once, so that only the work of the client is measured.
#[derive(Debug)]
struct Immediate(bytes::Bytes);

impl Transport for Immediate {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let response = HttpResponse::new(http::StatusCode::OK, http::HeaderMap::new(), self.0.clone());
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn client(version: SignatureVersion, answer: bytes::Bytes) -> Client {
    Client::builder()
        .transport(Immediate(answer))
        .access_key("testid", "testsecret")
        .region("cn-hangzhou")
        .signature(version)
        .build()
        .unwrap()
}

/// Polls a future that never waits, so that no runtime is measured.
fn ready<T>(future: impl Future<Output = Result<T, alicloud_client::Error>>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(result) => result.unwrap(),
        std::task::Poll::Pending => unreachable!("nothing is waited for"),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

mod sign {
    use super::*;

    #[divan::bench(args = [SignatureVersion::Acs3, SignatureVersion::V1])]
    fn build_and_sign(bencher: Bencher<'_, '_>, version: SignatureVersion) {
        let client = client(version, bytes::Bytes::new());
        // Dropped in the loop, as a program drops each request. Otherwise the benchmark would keep hundreds of them.
        bencher.with_inputs(ReleaseInstanceConnection::example).bench_local_values(|operation| {
            drop(black_box(ready(client.send(operation).into_request())));
        });
    }

    /// The baseline: the hash and the HMAC of ACS3 over the same bytes, and the encoding of the parameters.
    #[divan::bench]
    fn bare_hmac_and_encoding(bencher: Bencher<'_, '_>) {
        let operation = ReleaseInstanceConnection::example();
        let pairs = operation.pairs();
        let canonical_request = canonical_request();
        bencher.bench_local(|| {
            let mut query = String::new();
            for (name, value) in black_box(&pairs) {
                query.push('&');
                alicloud_signer::percent_encode_into(name, &mut query);
                query.push('=');
                alicloud_signer::percent_encode_into(value, &mut query);
            }
            black_box(Sha256::digest(black_box(&canonical_request)));
            let mut mac = Hmac::<Sha256>::new_from_slice(b"testsecret").unwrap();
            mac.update(black_box(STRING_TO_SIGN));
            drop(black_box((query, mac.finalize().into_bytes())));
        });
    }

    /// It has the length of a real hash; its value makes no difference.
    const STRING_TO_SIGN: &[u8] = b"ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259";

    /// The string that the client signs for the example, as the service would compute it.
    fn canonical_request() -> Vec<u8> {
        let client = client(SignatureVersion::Acs3, bytes::Bytes::new());
        let request = runtime().block_on(client.send(ReleaseInstanceConnection::example()).into_request()).unwrap();
        let mut headers: Vec<_> =
            request.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        headers.push(("host", "rds.aliyuncs.com"));
        let pairs = ReleaseInstanceConnection::example().pairs();
        let query: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let payload = alicloud_signer::acs3::Payload::Body(b"");
        let signed = alicloud_signer::acs3::sign(
            &alicloud_signer::acs3::Request { method: "POST", path: "/", query: &query, headers: &headers, payload },
            alicloud_signer::acs3::Algorithm::HmacSha256,
            &alicloud_signer::AccessKey::new("testid", "testsecret"),
        );
        signed.canonical_request().as_bytes().to_vec()
    }

    /// A whole call without the network.
    #[divan::bench]
    fn call(bencher: Bencher<'_, '_>) {
        let runtime = runtime();
        let client = client(SignatureVersion::Acs3, bytes::Bytes::from_static(br#"{"RequestId":"1"}"#));
        bencher.bench_local(|| {
            runtime.block_on(client.send(black_box(ReleaseInstanceConnection::example())).into_future()).unwrap()
        });
    }
}

mod decode {
    use super::*;

    #[divan::bench]
    fn typed(bencher: Bencher<'_, '_>) {
        let runtime = runtime();
        let client = client(SignatureVersion::Acs3, large_answer());
        bencher.bench_local(|| runtime.block_on(client.send(DescribeInstances).into_future()).unwrap());
    }

    #[divan::bench]
    fn serde_json_value(bencher: Bencher<'_, '_>) {
        let body = large_answer();
        bencher.bench_local(|| serde_json::from_slice::<serde_json::Value>(black_box(&body)).unwrap());
    }
}

const _: &str = DescribeInstances::INFO.name;
