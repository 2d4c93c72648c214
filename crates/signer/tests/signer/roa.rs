//! Tests of the ROA header signature.

use std::collections::BTreeMap;

use alicloud_signer::roa::{self, Authorization, Request};
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
    string_to_sign: String,
    signature: String,
}

#[test]
fn vectors_are_signed_verified_and_refused_when_changed() {
    for vector in vectors::<Vector>("roa.json", 3) {
        println!("{}", vector.name);
        check(&vector);
    }
}

#[track_caller]
fn check(vector: &Vector) {
    let access_key = AccessKey::new(vector.access_key_id.as_str(), vector.access_key_secret.as_str());
    let (mut query, mut headers) = (pairs(&vector.query), pairs(&vector.headers));
    query.reverse(); // The order must not matter.
    headers.reverse();
    let request = Request { method: &vector.method, path: &vector.path, query: &query, headers: &headers };

    let signed = roa::sign(&request, &access_key);
    assert_eq!(signed.string_to_sign(), vector.string_to_sign);
    assert_eq!(signed.signature(), vector.signature);

    let authorization = Authorization::parse(signed.authorization()).unwrap();
    assert_eq!(authorization.access_key_id, vector.access_key_id);
    let secret = &access_key.secret;
    assert_eq!(roa::verify(&request, &authorization, secret), Ok(()));

    for forged in forged(&vector.signature) {
        let mut with_forged = authorization;
        with_forged.signature = &forged;
        assert_mismatch(roa::verify(&request, &with_forged, secret), &vector.string_to_sign);
    }
    assert_mismatch(roa::verify(&request, &authorization, &Secret::from("other")), &vector.string_to_sign);

    let refuse = |changed: Request<'_>| {
        let expected = roa::sign(&changed, &access_key);
        assert_mismatch(roa::verify(&changed, &authorization, secret), expected.string_to_sign());
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
        if matches!(*name, "host" | "user-agent") {
            // The scheme does not sign these two headers.
            assert_eq!(roa::verify(&Request { headers: &changed, ..request }, &authorization, secret), Ok(()));
        } else {
            refuse(Request { headers: &changed, ..request });
        }
    }
}

#[test]
fn white_space_in_headers_cannot_break_a_line() {
    let headers = [("X-Acs-Note", " a\tb\r\nc\u{c}d "), ("Accept", " */* ")];
    let request = Request { method: "GET", path: "/", headers: &headers, ..Request::default() };
    let signed = roa::sign(&request, &AccessKey::default());
    assert_eq!(signed.string_to_sign(), "GET\n*/*\n\n\n\nx-acs-note:a b  c d\n/");
}

#[test]
fn signing_headers_have_the_token_only_if_there_is_one() {
    #[track_caller]
    fn check(access_key: &AccessKey, expected: &[(&str, &str)]) {
        let headers: Vec<_> = roa::signing_headers(access_key, "today", "once").collect();
        assert_eq!(headers, expected);
    }
    let plain = [
        ("date", "today"),
        ("x-acs-signature-method", "HMAC-SHA1"),
        ("x-acs-signature-nonce", "once"),
        ("x-acs-signature-version", "1.0"),
    ];
    let access_key = AccessKey::new("testid", "testsecret");
    check(&access_key, &plain);
    let token = [("x-acs-accesskey-id", "testid"), ("x-acs-security-token", "token")];
    check(&access_key.with_security_token("token"), &[&plain[..], &token].concat());
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
    check(" acs  id:c2ln+/= ", "acs id:c2ln+/=");
    check("acs id : c2ln", "acs id:c2ln");
    check("acs id", "the Authorization header has no signature, or an empty one: add it");
    check("acs  :c2ln", "the Authorization header has no AccessKey ID, or an empty one: add it");
    check("acs :c2ln", "the Authorization header has no AccessKey ID, or an empty one: add it");
    check("ACS3-HMAC-SHA256 Credential=id", "the Authorization header has an unknown scheme: expected acs");
}
