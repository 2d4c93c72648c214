//! Measures the cost of a signature against a lower bound in the same run: the HMAC of the same bytes, and the
//! percent-encoding of the same parameters. The goal is at most twice the lower bound.
//!
//! `cargo bench -p alicloud-signer`

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]

use alicloud_signer::AccessKey;

fn main() {
    divan::main();
}

const DATE: &str = "2026-01-02T03:04:05Z";
const NONCE: &str = "3156853299f313e23d1673dc12e1703d";

/// The parameters of one operation.
#[derive(Clone, Copy, Debug)]
enum Operation {
    ReleaseInstanceConnection,
    TagTwentyResources,
}

const OPERATIONS: [Operation; 2] = [Operation::ReleaseInstanceConnection, Operation::TagTwentyResources];

impl Operation {
    fn parameters(self) -> Vec<(String, String)> {
        let text = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        match self {
            Self::ReleaseInstanceConnection => [
                ("DBInstanceId", "rm-uf6wjk5xxxxxxx"),
                ("CurrentConnectionString", "rm-uf6wjk5xxxx.mysql.rds.aliyuncs.com"),
                ("InstanceNetworkType", "0"),
            ]
            .map(text)
            .to_vec(),
            Self::TagTwentyResources => (1..=20)
                .flat_map(|index| {
                    [
                        (format!("ResourceId.{index}"), format!("rm-uf6wjk5xxxxxx{index:02}")),
                        (format!("Tag.{index}.Key"), format!("cost center {index}")),
                        (format!("Tag.{index}.Value"), "prod/east 1*~+中文".to_owned()),
                    ]
                })
                .chain([text(("RegionId", "cn-hangzhou")), text(("ResourceType", "INSTANCE"))])
                .collect(),
        }
    }
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn access_key() -> AccessKey {
    AccessKey::new("testid", "testsecrettestsecrettestsecret")
}

/// Percent-encodes each pair into a buffer that is large enough, so that no allocation is measured.
fn percent_encode_all(pairs: &[(&str, &str)], buffer: &mut String) {
    buffer.clear();
    for (name, value) in pairs {
        alicloud_signer::percent_encode_into(name, buffer);
        alicloud_signer::percent_encode_into(value, buffer);
    }
}

mod signature_1_0 {
    use alicloud_signer::rpc;
    use divan::{Bencher, black_box};
    use hmac::{Hmac, KeyInit, Mac};
    use sha1::Sha1;

    use super::{DATE, NONCE, OPERATIONS, Operation, access_key, borrowed, percent_encode_all};

    #[divan::bench(args = OPERATIONS, sample_size = 50)]
    fn floor_hmac_and_percent_encoding(bencher: Bencher<'_, '_>, operation: Operation) {
        let (access_key, parameters) = (access_key(), operation.parameters());
        let mut pairs = borrowed(&parameters);
        pairs.extend(rpc::signing_parameters(&access_key, DATE, NONCE));
        let signed = rpc::sign("POST", &pairs, &access_key.secret);
        let (mut buffer, mut second_buffer) = (String::with_capacity(16_384), String::with_capacity(16_384));
        bencher.bench_local(|| {
            percent_encode_all(black_box(&pairs), &mut buffer);
            second_buffer.clear();
            alicloud_signer::percent_encode_into(black_box(signed.parameters()), &mut second_buffer);
            let mac = Hmac::<Sha1>::new_from_slice(black_box(access_key.secret.expose().as_bytes())).unwrap();
            mac.chain_update(black_box(signed.string_to_sign())).finalize().into_bytes()
        });
    }

    #[divan::bench(args = OPERATIONS, sample_size = 50)]
    fn sign(bencher: Bencher<'_, '_>, operation: Operation) {
        let (access_key, parameters) = (access_key(), operation.parameters());
        bencher.bench_local(|| {
            let mut pairs = borrowed(black_box(&parameters));
            pairs.extend(rpc::signing_parameters(&access_key, DATE, NONCE));
            rpc::sign("POST", &pairs, &access_key.secret).into_signed_parameters()
        });
    }

    #[divan::bench(args = OPERATIONS, sample_size = 50)]
    fn verify(bencher: Bencher<'_, '_>, operation: Operation) {
        let (access_key, parameters) = (access_key(), operation.parameters());
        let mut pairs = borrowed(&parameters);
        pairs.extend(rpc::signing_parameters(&access_key, DATE, NONCE));
        let signed = rpc::sign("POST", &pairs, &access_key.secret);
        pairs.push(("Signature", signed.signature()));
        bencher.bench_local(|| rpc::verify("POST", black_box(&pairs), &access_key.secret));
    }
}

mod acs3_hmac_sha256 {
    use alicloud_signer::acs3::{self, Algorithm, Authorization, Payload, Request, SigningKey};
    use alicloud_signer::{AccessKey, HexDigest};
    use divan::{Bencher, black_box};
    use hmac::{Hmac, KeyInit, Mac};
    use sha2::Sha256;

    use super::{DATE, NONCE, OPERATIONS, Operation, access_key, borrowed, percent_encode_all};

    const ALGORITHM: Algorithm = Algorithm::HmacSha256;

    fn headers<'a>(access_key: &'a AccessKey, payload_hash: &'a HexDigest) -> Vec<(&'a str, &'a str)> {
        let mut headers = Vec::with_capacity(12);
        headers.extend([
            ("host", "rds.aliyuncs.com"),
            ("user-agent", "AlibabaCloud (linux; x86_64) Rust/1.95 alicloud/0.1"),
            ("accept", "application/json"),
            ("x-acs-action", "ReleaseInstanceConnection"),
            ("x-acs-version", "2014-08-15"),
        ]);
        headers.extend(acs3::signing_headers(access_key, DATE, NONCE, payload_hash));
        headers
    }

    fn request<'a>(query: &'a [(&'a str, &'a str)], headers: &'a [(&'a str, &'a str)]) -> Request<'a> {
        Request { method: "POST", path: "/", query, headers, payload: Payload::Body(b"") }
    }

    #[divan::bench(args = OPERATIONS, sample_size = 50)]
    fn floor_hmac_and_percent_encoding(bencher: Bencher<'_, '_>, operation: Operation) {
        let (access_key, parameters, payload_hash) = (access_key(), operation.parameters(), ALGORITHM.hash(b""));
        let (query, headers) = (borrowed(&parameters), headers(&access_key, &payload_hash));
        let signed = acs3::sign(&request(&query, &headers), ALGORITHM, &access_key);
        let mut buffer = String::with_capacity(16_384);
        bencher.bench_local(|| {
            percent_encode_all(black_box(&query), &mut buffer);
            let mac = Hmac::<Sha256>::new_from_slice(black_box(access_key.secret.expose().as_bytes())).unwrap();
            mac.chain_update(black_box(signed.canonical_request())).finalize().into_bytes()
        });
    }

    #[divan::bench(args = OPERATIONS, sample_size = 50)]
    fn sign(bencher: Bencher<'_, '_>, operation: Operation) {
        let (access_key, parameters) = (access_key(), operation.parameters());
        bencher.bench_local(|| {
            let payload_hash = ALGORITHM.hash(black_box(b""));
            let (query, headers) = (borrowed(black_box(&parameters)), headers(&access_key, &payload_hash));
            let request = Request { payload: Payload::Hash(payload_hash.as_str()), ..request(&query, &headers) };
            acs3::sign(&request, ALGORITHM, &access_key)
        });
    }

    #[divan::bench(args = OPERATIONS, sample_size = 50)]
    fn sign_with_a_key_made_ready(bencher: Bencher<'_, '_>, operation: Operation) {
        let (access_key, parameters) = (access_key(), operation.parameters());
        let signing_key = SigningKey::new(ALGORITHM, &access_key);
        bencher.bench_local(|| {
            let payload_hash = ALGORITHM.hash(black_box(b""));
            let (query, headers) = (borrowed(black_box(&parameters)), headers(&access_key, &payload_hash));
            let request = Request { payload: Payload::Hash(payload_hash.as_str()), ..request(&query, &headers) };
            signing_key.sign(&request)
        });
    }

    #[divan::bench(args = OPERATIONS, sample_size = 50)]
    fn verify(bencher: Bencher<'_, '_>, operation: Operation) {
        let (access_key, parameters, payload_hash) = (access_key(), operation.parameters(), ALGORITHM.hash(b""));
        let (query, headers) = (borrowed(&parameters), headers(&access_key, &payload_hash));
        let request = request(&query, &headers);
        let signed = acs3::sign(&request, ALGORITHM, &access_key);
        bencher.bench_local(|| {
            let authorization = Authorization::parse(black_box(signed.authorization())).unwrap();
            acs3::verify(black_box(&request), &authorization, &access_key.secret)
        });
    }
}
