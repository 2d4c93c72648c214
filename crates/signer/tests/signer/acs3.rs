//! Tests of ACS3 signatures (signature V3).

use std::collections::BTreeMap;

use alicloud_signer::acs3::{self, Algorithm, Authorization, Payload, Request, SigningKey};
use alicloud_signer::{AccessKey, Secret, VerifyError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::{assert_mismatch, changes, forged, pairs, vectors};

#[derive(Deserialize)]
struct Vector {
    name: String,
    algorithm: String,
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    also_sign: Vec<String>,
    body_base64: String,
    access_key_id: String,
    access_key_secret: String,
    canonical_request: String,
    canonical_request_hash: String,
    signature: String,
}

#[test]
fn vectors_are_signed_verified_and_refused_when_changed() {
    for vector in vectors::<Vector>("acs3.json", 17) {
        println!("{}", vector.name);
        check(&vector);
    }
}

#[track_caller]
fn check(vector: &Vector) {
    let algorithm: Algorithm = vector.algorithm.parse().unwrap();
    let access_key = AccessKey::new(vector.access_key_id.as_str(), vector.access_key_secret.as_str());
    let also: Vec<&str> = vector.also_sign.iter().map(String::as_str).collect();
    let body = STANDARD.decode(&vector.body_base64).unwrap();
    let (mut query, mut headers) = (pairs(&vector.query), pairs(&vector.headers));
    query.reverse(); // The order must not matter.
    headers.reverse();
    let request = Request {
        method: &vector.method,
        path: &vector.path,
        query: &query,
        headers: &headers,
        payload: Payload::Body(&body),
    };

    let signed = acs3::sign_also(&request, algorithm, &also, &access_key);
    assert_eq!(signed.canonical_request(), vector.canonical_request);
    let shouted: Vec<String> = also.iter().map(|name| name.to_ascii_uppercase()).collect();
    let shouted: Vec<&str> = shouted.iter().map(String::as_str).collect();
    let of_shouted = acs3::sign_also(&request, algorithm, &shouted, &access_key);
    assert_eq!(of_shouted.canonical_request(), vector.canonical_request);
    assert_eq!(signed.string_to_sign(), format!("{algorithm}\n{}", vector.canonical_request_hash));
    assert_eq!(signed.signature(), vector.signature);
    assert_eq!(Some(signed.canonical_query()), vector.canonical_request.lines().nth(2));
    let hash = algorithm.hash(&body);
    assert!(headers.contains(&(acs3::CONTENT_HASH_HEADER, hash.as_str())));
    let hashed = Request { payload: Payload::Hash(hash.as_str()), ..request };
    assert_eq!(acs3::sign_also(&hashed, algorithm, &also, &access_key).signature(), vector.signature);

    if also.is_empty() {
        let signing_key = SigningKey::new(algorithm, &access_key);
        for _ in 0..2 {
            assert_eq!(signing_key.sign(&request).authorization(), signed.authorization());
        }
    }

    let authorization = Authorization::parse(signed.authorization()).unwrap();
    assert_eq!(authorization.access_key_id, vector.access_key_id);
    assert_eq!(authorization.signed_headers, signed.signed_headers());
    assert_eq!(authorization.to_string(), signed.authorization());
    let secret = &access_key.secret;
    assert_eq!(acs3::verify(&request, &authorization, secret), Ok(()));
    let more = [&headers[..], &[("Via", "a proxy"), ("Accept-Encoding", "gzip")]].concat();
    assert_eq!(acs3::verify(&Request { headers: &more, ..request }, &authorization, secret), Ok(()));

    let string_to_sign = signed.string_to_sign();
    for forged in forged(&vector.signature) {
        let mut with_forged = authorization;
        with_forged.signature = &forged;
        assert_mismatch(acs3::verify(&request, &with_forged, secret), &string_to_sign);
    }
    assert_mismatch(acs3::verify(&request, &authorization, &Secret::from("other")), &string_to_sign);

    let refuse = |changed: Request<'_>| {
        let expected = acs3::sign_also(&changed, algorithm, &also, &access_key);
        let result = acs3::verify(&changed, &authorization, secret);
        assert_eq!(
            result.as_ref().err().and_then(VerifyError::canonical_request),
            Some(expected.canonical_request()),
            "{changed:?}"
        );
        assert_mismatch(result, &expected.string_to_sign());
    };
    refuse(Request { method: "PATCH", ..request });
    refuse(Request { path: "/changed", ..request });
    refuse(Request { payload: Payload::Body(b"changed"), ..request });
    refuse(Request { query: &[&query[..], &[("Added", "")]].concat(), ..request });
    for changed in changes(&query) {
        refuse(Request { query: &changed, ..request });
    }
    for (index, (name, _)) in headers.iter().enumerate().filter(|(_, (name, _))| is_listed(&authorization, name)) {
        let mut changed = headers.clone();
        changed[index].1 = "changed";
        refuse(Request { headers: &changed, ..request });
        changed.remove(index);
        assert_eq!(
            acs3::verify(&Request { headers: &changed, ..request }, &authorization, secret),
            Err(VerifyError::MissingHeader { name: (*name).to_owned() })
        );
    }
}

fn is_listed(authorization: &Authorization<'_>, name: &str) -> bool {
    authorization.signed_headers.split(';').any(|listed| listed == name)
}

/// Requests that mean the same but are written differently by encoders, clients and proxies must give the same
/// canonical request.
#[test]
fn spellings_of_one_request() {
    #[track_caller]
    fn check(path: &str, headers: &[(&str, &str)], expected: &str) {
        // Names that are equal, and values in the wrong order.
        let query = [("a", "2"), ("a", "1"), ("b&c", "")];
        let request = Request { method: "GET", path, query: &query, headers, payload: Payload::Hash("-") };
        let access_key = AccessKey::new("testid", "testsecret");
        let signed = acs3::sign(&request, Algorithm::default(), &access_key);
        assert_eq!(signed.canonical_request(), expected);
        let authorization = Authorization::parse(signed.authorization()).unwrap();
        assert_eq!(acs3::verify(&request, &authorization, &access_key.secret), Ok(()));
    }
    check("", &[("host", "h")], "GET\n/\na=1&a=2&b%26c=\nhost:h\n\nhost\n-");
    check("/a+b*%7E", &[("host", "h")], "GET\n/a%20b%2A~\na=1&a=2&b%26c=\nhost:h\n\nhost\n-");
    check("/a*", &[("host", "h")], "GET\n/a%2A\na=1&a=2&b%26c=\nhost:h\n\nhost\n-");
    check("/%7Ea", &[("host", "h")], "GET\n/~a\na=1&a=2&b%26c=\nhost:h\n\nhost\n-");
    // Sorted and in lower case already.
    check("/", &[("accept", "1"), ("host", "h")], "GET\n/\na=1&a=2&b%26c=\nhost:h\n\nhost\n-");
    check(
        "/",
        &[("content-type", "t\t"), ("host", "h ")],
        "GET\n/\na=1&a=2&b%26c=\ncontent-type:t\nhost:h\n\ncontent-type;host\n-",
    );
    check(
        "/",
        &[("X-Acs-B", " 1 "), ("HOST", "h"), ("x-acs-a", "2")],
        concat!("GET\n/\na=1&a=2&b%26c=\nhost:h\nx-acs-a:2\nx-acs-b:1\n\n", "host;x-acs-a;x-acs-b\n-"),
    );
    check(
        "/",
        &[("x-acs-a", " 2"), ("host", "h"), ("X-Acs-A", "1")],
        "GET\n/\na=1&a=2&b%26c=\nhost:h\nx-acs-a:1,2\n\nhost;x-acs-a\n-",
    );
    check(
        "/",
        &[("x-acsa", "1"), ("accept", "1"), ("Content-Type", "t")],
        "GET\n/\na=1&a=2&b%26c=\ncontent-type:t\n\ncontent-type\n-",
    );
}

#[test]
fn signing_headers_have_the_token_only_if_there_is_one() {
    #[track_caller]
    fn check(access_key: &AccessKey, expected: &[&str]) {
        let hash = Algorithm::default().hash(b"");
        let names: Vec<_> = acs3::signing_headers(access_key, "", "", &hash).map(|(name, _)| name).collect();
        assert_eq!(names, expected);
    }
    let access_key = AccessKey::new("testid", "testsecret");
    check(&access_key, &["x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"]);
    check(
        &access_key.with_security_token("token"),
        &["x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-accesskey-id", "x-acs-security-token"],
    );
}

#[test]
fn authorizations_are_read_leniently_and_refused_with_a_reason() {
    #[track_caller]
    fn check(value: &str, expected: &str) {
        let result = match Authorization::parse(value) {
            Ok(authorization) => authorization.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(result, expected);
    }
    let canonical = "ACS3-HMAC-SM3 Credential=id,SignedHeaders=a;b,Signature=0f";
    check(canonical, canonical);
    check("  ACS3-HMAC-SM3  Signature=0f , SignedHeaders=a;b, Credential=id ", canonical);
    check(
        "ACS3-HMAC-SM3 Credential=id,Signature=0f",
        "the Authorization header has no SignedHeaders, or an empty one: add it",
    );
    check(
        "ACS3-HMAC-SM3 Credential=,SignedHeaders=a,Signature=0f",
        "the Authorization header has no Credential, or an empty one: add it",
    );
    check("ACS3-HMAC-SM3", "the Authorization header has no Credential, or an empty one: add it");
    for other in [
        "",
        "Bearer token",
        "acs3-hmac-sm3 Credential=id,SignedHeaders=a,Signature=0f",
        "ACS3-RSA-SHA256 Credential=id",
        "acs id:signature",
    ] {
        check(other, "the Authorization header has an unknown scheme: expected ACS3-HMAC-SHA256 or ACS3-HMAC-SM3");
    }
}

#[derive(Deserialize)]
struct DigestVector {
    algorithm: String,
    key: Option<String>,
    text: String,
    hash: String,
}

#[test]
fn hashes() {
    for vector in vectors::<DigestVector>("digest.json", 4) {
        let algorithm: Algorithm = vector.algorithm.parse().unwrap();
        let hash = match vector.key {
            Some(key) => algorithm.hmac(&Secret::from(key), vector.text.as_bytes()),
            None => algorithm.hash(vector.text.as_bytes()),
        };
        assert_eq!(hash.as_str(), vector.hash, "{algorithm} of {:?}", vector.text);
        assert_eq!(format!("{hash} {hash:?} {}", AsRef::<str>::as_ref(&hash)), [vector.hash.as_str(); 3].join(" "));
        assert_eq!(algorithm.to_string(), vector.algorithm);
    }
}
