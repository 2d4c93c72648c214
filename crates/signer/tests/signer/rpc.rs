//! Tests of RPC signatures of version 1.0.

use std::collections::BTreeMap;

use alicloud_signer::{AccessKey, Secret, VerifyError, rpc};
use proptest::prelude::*;
use serde::Deserialize;

use crate::{assert_mismatch, changes, forged, pairs, repeatable, vectors};

#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    access_key_secret: String,
    parameters: BTreeMap<String, String>,
    string_to_sign: String,
    signature: String,
}

#[test]
fn vectors_are_signed_verified_and_refused_when_changed() {
    for vector in vectors::<Vector>("rpc.json", 13) {
        println!("{}", vector.name);
        check(&vector);
    }
}

#[track_caller]
fn check(vector: &Vector) {
    let Vector { method, string_to_sign, signature, .. } = vector;
    let secret = Secret::from(vector.access_key_secret.as_str());
    let mut parameters = pairs(&vector.parameters);
    parameters.reverse(); // The order must not matter.

    let signed = rpc::sign(method, &parameters, &secret);
    assert_eq!(signed.string_to_sign(), string_to_sign);
    assert_eq!(signed.signature(), signature);

    let verify = |method: &str, parameters: &[(&str, &str)], signature: &str, secret: &Secret| {
        let mut parameters = parameters.to_vec();
        parameters.insert(parameters.len() / 2, ("Signature", signature));
        rpc::verify(method, &parameters, secret)
    };
    assert_eq!(verify(method, &parameters, signature, &secret), Ok(()));
    assert_eq!(rpc::verify(method, &parameters, &secret), Err(VerifyError::MissingSignature));

    for forged in forged(signature) {
        assert_mismatch(verify(method, &parameters, &forged, &secret), string_to_sign);
    }
    assert_mismatch(verify(method, &parameters, "", &secret), string_to_sign);
    assert_mismatch(verify(method, &parameters, signature, &Secret::from("other")), string_to_sign);
    assert_mismatch(
        verify("PUT", &parameters, signature, &secret),
        rpc::sign("PUT", &parameters, &secret).string_to_sign(),
    );
    for changed in changes(&parameters) {
        let expected = rpc::sign(method, &changed, &secret);
        assert_mismatch(verify(method, &changed, signature, &secret), expected.string_to_sign());
    }
}

#[test]
fn a_signed_url_is_accepted_by_the_verifier() {
    let access_key = AccessKey::new("testid", "testsecret").with_security_token("ststoken/+=");
    let url = rpc::signed_url(
        "http://127.0.0.1:18080/",
        &[("Action", "TagResources"), ("Tag.1.Value", "prod/east 1*~+中文"), ("Tag.2.Value", "")],
        &access_key,
        "2026-01-02T03:04:05Z",
        "3156853299f313e23d1673dc12e1703d",
    );
    let query = url.strip_prefix("http://127.0.0.1:18080/?").unwrap();
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let received: Vec<(String, String)> =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (decode(k), decode(v))).collect();
    let received: Vec<(&str, &str)> = received.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();

    assert_eq!(received.len(), 10);
    assert!(received.contains(&("SecurityToken", "ststoken/+=")));
    assert_eq!(rpc::verify("GET", &received, &access_key.secret), Ok(()));
}

#[test]
fn an_empty_security_token_is_not_sent() {
    let access_key = AccessKey::new("testid", "testsecret").with_security_token("");
    let names: Vec<_> = rpc::signing_parameters(&access_key, "", "").map(|(name, _)| name).collect();
    assert_eq!(names, ["AccessKeyId", "SignatureMethod", "SignatureNonce", "SignatureVersion", "Timestamp"]);
}

proptest! {
    #![proptest_config(repeatable())]

    #[test]
    fn any_request_is_accepted_as_signed(parameters: BTreeMap<String, String>, secret: String, method in "[A-Z]{3,6}") {
        let secret = Secret::from(secret);
        let mut parameters = pairs(&parameters);
        parameters.retain(|(name, _)| *name != "Signature");
        let signed = rpc::sign(&method, &parameters, &secret);
        parameters.insert(0, ("Signature", signed.signature()));
        prop_assert_eq!(rpc::verify(&method, &parameters, &secret), Ok(()));
    }
}
