//! Tests of signature V4 of gateways that sign as Object Storage Service.

use std::collections::BTreeMap;

use alicloud_signer::oss4::{self, Authorization, Request};
use alicloud_signer::{AccessKey, Secret, VerifyError};
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
    region: String,
    canonical_request: String,
    string_to_sign: String,
    signature: String,
}

#[test]
fn vectors_are_signed_verified_and_refused_when_changed() {
    for vector in vectors::<Vector>("oss4.json", 3) {
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

    let signed = oss4::sign(&request, &vector.region, &access_key);
    assert_eq!(signed.canonical_request(), vector.canonical_request);
    assert_eq!(signed.string_to_sign(), vector.string_to_sign);
    assert_eq!(signed.signature(), vector.signature);

    let authorization = Authorization::parse(signed.authorization()).unwrap();
    assert_eq!(authorization.access_key_id, vector.access_key_id);
    assert_eq!(authorization.region, vector.region);
    let secret = &access_key.secret;
    assert_eq!(oss4::verify(&request, &authorization, secret), Ok(()));

    for forged in forged(&vector.signature) {
        let mut with_forged = authorization;
        with_forged.signature = &forged;
        assert_mismatch(oss4::verify(&request, &with_forged, secret), &vector.string_to_sign);
    }
    assert_mismatch(oss4::verify(&request, &authorization, &Secret::from("other")), &vector.string_to_sign);

    let refuse = |changed: Request<'_>| {
        let expected = oss4::sign(&changed, &vector.region, &access_key);
        let error = oss4::verify(&changed, &authorization, secret).unwrap_err();
        assert_eq!(error.string_to_sign(), Some(expected.string_to_sign()));
        assert_eq!(error.canonical_request(), Some(expected.canonical_request()));
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
        if matches!(*name, "host" | "user-agent" | "date") {
            // The scheme does not sign these headers.
            assert_eq!(oss4::verify(&Request { headers: &changed, ..request }, &authorization, secret), Ok(()));
        } else {
            refuse(Request { headers: &changed, ..request });
        }
    }
    // A signature is valid for one region and one day.
    for (day, region) in [("20260103", authorization.region), (authorization.day, "cn-beijing")] {
        let mut other = authorization;
        (other.day, other.region) = (day, region);
        oss4::verify(&request, &other, secret).unwrap_err();
    }
}

#[test]
fn additional_headers_are_signed_and_have_to_be_there() {
    let access_key = AccessKey::new("testid", "testsecret");
    let headers = [("Host", "mgw.aliyuncs.com"), ("x-oss-date", "20260102T030405Z")];
    let request = Request { method: "GET", path: "/", headers: &headers, ..Request::default() };
    let authorization = |additional, signature| {
        let credential = "Credential=testid/20260102/cn-hangzhou/oss/aliyun_v4_request";
        format!("OSS4-HMAC-SHA256 {credential}, AdditionalHeaders={additional}, Signature={signature}")
    };
    let text = authorization("host", "0");
    let error = oss4::verify(&request, &Authorization::parse(&text).unwrap(), &access_key.secret).unwrap_err();
    let expected = "GET\n/\n\nhost:mgw.aliyuncs.com\nx-oss-date:20260102T030405Z\n\nhost\nUNSIGNED-PAYLOAD";
    assert_eq!(error.canonical_request(), Some(expected));

    let text = authorization("host;range", "0");
    let error = oss4::verify(&request, &Authorization::parse(&text).unwrap(), &access_key.secret).unwrap_err();
    assert_eq!(error, VerifyError::MissingHeader { name: "range".to_owned() });
}

#[test]
fn signing_headers_have_the_token_only_if_there_is_one() {
    #[track_caller]
    fn check(access_key: &AccessKey, expected: &[(&str, &str)]) {
        assert_eq!(oss4::signing_headers(access_key, "today").collect::<Vec<_>>(), expected);
    }
    let plain = [("x-oss-content-sha256", "UNSIGNED-PAYLOAD"), ("x-oss-date", "today")];
    let access_key = AccessKey::new("testid", "testsecret");
    check(&access_key, &plain);
    let token = [("x-oss-security-token", "token")];
    check(&access_key.with_security_token("token"), &[&plain[..], &token].concat());
}

#[test]
fn authorizations_are_read_or_refused_with_a_reason() {
    #[track_caller]
    fn check(value: &str, expected: &str) {
        let result = match Authorization::parse(value) {
            Ok(read) => {
                let scope = [read.day, read.region].join(" ");
                format!("{} {scope} {} {}", read.access_key_id, read.additional_headers, read.signature)
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(result, expected);
    }
    let scope = "20260102/cn-hangzhou/oss/aliyun_v4_request";
    let no_scope =
        "the Authorization header has no scope of the service oss in its Credential, or an empty one: add it";
    check(&format!(" OSS4-HMAC-SHA256 Credential=id/{scope}, Signature=0f "), "id 20260102 cn-hangzhou  0f");
    check(
        &format!("OSS4-HMAC-SHA256 Credential=a/b/{scope},AdditionalHeaders=host;range,Signature=0f"),
        "a/b 20260102 cn-hangzhou host;range 0f",
    );
    check(
        &format!("OSS4-HMAC-SHA256 Credential=id/{scope}"),
        "the Authorization header has no Signature, or an empty one: add it",
    );
    check("OSS4-HMAC-SHA256 Signature=0f", "the Authorization header has no Credential, or an empty one: add it");
    check(&format!("OSS4-HMAC-SHA256 Credential=/{scope}, Signature=0f"), no_scope);
    check("OSS4-HMAC-SHA256 Credential=id/20260102/cn-hangzhou/oss/aws4_request, Signature=0f", no_scope);
    check("OSS4-HMAC-SHA256 Credential=id/20260102/cn-hangzhou/sls/aliyun_v4_request, Signature=0f", no_scope);
    check("OSS4-HMAC-SHA256 Credential=id//cn-hangzhou/oss/aliyun_v4_request, Signature=0f", no_scope);
    check("OSS4-HMAC-SHA256 Credential=id/20260102//oss/aliyun_v4_request, Signature=0f", no_scope);
    check("OSS4-HMAC-SHA256 Credential=cn-hangzhou/oss/aliyun_v4_request, Signature=0f", no_scope);
    for other in ["OSS4-HMAC-SHA256Credential=id", "OSS id:c2ln"] {
        check(other, "the Authorization header has an unknown scheme: expected OSS4-HMAC-SHA256");
    }
}
