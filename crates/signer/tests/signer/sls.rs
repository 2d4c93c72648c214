//! Tests of the signature of Simple Log Service.

use std::collections::BTreeMap;

use alicloud_signer::sls::{self, Authorization, Request, SignatureMethod};
use alicloud_signer::{AccessKey, Secret};
use serde::Deserialize;

use crate::{assert_mismatch, changes, forged, pairs, vectors};

#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    access_key_id: String,
    access_key_secret: String,
    algorithm: String,
    string_to_sign: String,
    signature: String,
}

#[test]
fn vectors_are_signed_verified_and_refused_when_changed() {
    for vector in vectors::<Vector>("sls.json", 3) {
        println!("{}", vector.name);
        check(&vector);
    }
}

#[track_caller]
fn check(vector: &Vector) {
    let access_key = AccessKey::new(vector.access_key_id.as_str(), vector.access_key_secret.as_str());
    let algorithm = SignatureMethod::parse(&vector.algorithm).unwrap();
    let (mut query, mut headers) = (pairs(&vector.query), pairs(&vector.headers));
    query.reverse(); // The order must not matter.
    headers.reverse();
    let request = Request { method: &vector.method, path: &vector.path, query: &query, headers: &headers };

    let signed = sls::sign(&request, algorithm, &access_key);
    assert_eq!(signed.string_to_sign(), vector.string_to_sign);
    assert_eq!(signed.signature(), vector.signature);

    let authorization = Authorization::parse(signed.authorization()).unwrap();
    assert_eq!(authorization.access_key_id, vector.access_key_id);
    let secret = &access_key.secret;
    assert_eq!(sls::verify(&request, &authorization, secret), Ok(()));

    for forged in forged(&vector.signature) {
        let mut with_forged = authorization;
        with_forged.signature = &forged;
        assert_mismatch(sls::verify(&request, &with_forged, secret), &vector.string_to_sign);
    }
    assert_mismatch(sls::verify(&request, &authorization, &Secret::from("other")), &vector.string_to_sign);

    let refuse = |changed: Request<'_>| {
        let expected = sls::sign(&changed, algorithm, &access_key);
        assert_mismatch(sls::verify(&changed, &authorization, secret), expected.string_to_sign());
    };
    refuse(Request { method: "PATCH", ..request });
    refuse(Request { path: "/changed", ..request });
    refuse(Request { query: &[&query[..], &[("Added", "")]].concat(), ..request });
    for changed in changes(&query) {
        refuse(Request { query: &changed, ..request });
    }
    for (index, (name, _)) in headers.iter().enumerate() {
        let mut changed = headers.clone();
        changed[index].1 = "changed";
        if matches!(*name, "host" | "user-agent" | "accept") {
            // The scheme does not sign these headers.
            assert_eq!(sls::verify(&Request { headers: &changed, ..request }, &authorization, secret), Ok(()));
        } else {
            refuse(Request { headers: &changed, ..request });
        }
    }
}

#[test]
fn white_space_in_headers_cannot_break_a_line() {
    let headers = [("X-Log-Note", " a\tb\r\nc\u{c}d "), ("Content-Type", " text/plain "), ("x-oss-date", "no")];
    let request = Request { method: "GET", path: "/", headers: &headers, ..Request::default() };
    let signed = sls::sign(&request, SignatureMethod::default(), &AccessKey::default());
    assert_eq!(signed.string_to_sign(), "GET\n\ntext/plain\n\nx-log-note:a b  c d\n/");
}

#[test]
fn signing_headers_have_the_token_only_if_there_is_one() {
    #[track_caller]
    fn check(access_key: &AccessKey, algorithm: SignatureMethod, expected: &[(&str, &str)]) {
        let headers: Vec<_> = sls::signing_headers(access_key, algorithm, "today", "hash", "2").collect();
        assert_eq!(headers, expected);
    }
    let plain = |algorithm| {
        [
            ("content-md5", "hash"),
            ("date", "today"),
            ("x-log-apiversion", "0.6.0"),
            ("x-log-bodyrawsize", "2"),
            ("x-log-signaturemethod", algorithm),
        ]
    };
    let access_key = AccessKey::new("testid", "testsecret");
    check(&access_key, SignatureMethod::HmacSha1, &plain("hmac-sha1"));
    let token = [("x-acs-security-token", "token")];
    let access_key = access_key.with_security_token("token");
    check(&access_key, SignatureMethod::default(), &[&plain("hmac-sha256")[..], &token].concat());
}

#[test]
fn authorizations_are_read_or_refused_with_a_reason() {
    #[track_caller]
    fn check(value: &str, expected: &str) {
        let result = match Authorization::parse(value) {
            Ok(authorization) => authorization.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(result, expected);
    }
    check(" LOG  id:c2ln+/= ", "LOG id:c2ln+/=");
    check("LOG id : c2ln", "LOG id:c2ln");
    check("LOG id", "the Authorization header has no signature, or an empty one: add it");
    check("LOG  :c2ln", "the Authorization header has no AccessKey ID, or an empty one: add it");
    check("LOGid:c2ln", "the Authorization header has an unknown scheme: expected LOG");
    check("acs id:c2ln", "the Authorization header has an unknown scheme: expected LOG");
}

#[test]
fn algorithms_are_found_by_their_names() {
    for algorithm in [SignatureMethod::HmacSha1, SignatureMethod::HmacSha256] {
        assert_eq!(SignatureMethod::parse(&algorithm.name().to_ascii_uppercase()), Some(algorithm));
    }
    assert_eq!(SignatureMethod::parse("hmac-md5"), None);
}

/// Requests of older libraries do not name the algorithm.
#[test]
fn an_algorithm_that_is_not_named_is_hmac_sha1() {
    for headers in [&[][..], &[("x-log-signaturemethod", "other")]] {
        let request = Request { method: "GET", path: "/", headers, ..Request::default() };
        let access_key = AccessKey::new("testid", "testsecret");
        for (algorithm, is_valid) in [(SignatureMethod::HmacSha1, true), (SignatureMethod::HmacSha256, false)] {
            let signed = sls::sign(&request, algorithm, &access_key);
            let authorization = Authorization::parse(signed.authorization()).unwrap();
            assert_eq!(sls::verify(&request, &authorization, &access_key.secret).is_ok(), is_valid, "{algorithm:?}");
        }
    }
}
