//! Tests that neither `Debug` nor `Display` shows a secret.

use std::fmt::Debug;

use alicloud_signer::{AccessKey, Secret, acs3, roa, rpc};

const HIDDEN: &str = "hunter2";

#[track_caller]
fn check(shown: &str) {
    assert!(!shown.contains(HIDDEN), "{shown}");
}

#[track_caller]
fn check_debug(value: &impl Debug) {
    check(&format!("{value:?}"));
    check(&format!("{value:#?}"));
}

#[test]
fn nothing_secret_is_printed() {
    let secret = Secret::from(HIDDEN);
    check_debug(&secret);
    check(&secret.to_string());
    // Not even its length.
    assert_eq!(format!("{secret:?} {secret}"), format!("{0:?} {0}", Secret::default()));

    let access_key = AccessKey::new("testid", HIDDEN).with_security_token(HIDDEN);
    check_debug(&access_key);
    assert!(format!("{access_key:?}").contains("testid"));
    check_debug(&acs3::SigningKey::new(acs3::Algorithm::default(), &access_key));

    let pairs = [("AccountPassword", HIDDEN), ("x-acs-security-token", HIDDEN), ("Signature", "wrong")];
    check_debug(&rpc::sign("GET", &pairs, &secret));
    let error = rpc::verify("GET", &pairs, &secret).unwrap_err();
    assert_eq!(error.canonical_request(), None);
    assert!(error.string_to_sign().unwrap().contains(HIDDEN));
    check_debug(&error);
    check(&error.to_string());

    let payload = acs3::Payload::Body(HIDDEN.as_bytes());
    check_debug(&payload);
    let request = acs3::Request { method: "GET", path: "/", query: &pairs, headers: &pairs, payload };
    check_debug(&request);
    check_debug(&acs3::sign(&request, acs3::Algorithm::default(), &access_key));
    let authorization =
        acs3::Authorization::parse("ACS3-HMAC-SHA256 Credential=a,SignedHeaders=x-acs-security-token,Signature=0")
            .unwrap();
    let error = acs3::verify(&request, &authorization, &secret).unwrap_err();
    assert!(error.canonical_request().unwrap().contains(HIDDEN));
    check_debug(&error);
    check(&error.to_string());

    let request = roa::Request { method: "GET", path: "/", query: &pairs, headers: &pairs };
    check_debug(&request);
    check_debug(&roa::sign(&request, &access_key));
    let authorization = roa::Authorization::parse("acs testid:wrong").unwrap();
    let error = roa::verify(&request, &authorization, &secret).unwrap_err();
    assert_eq!(error.canonical_request(), None);
    assert!(error.string_to_sign().unwrap().contains(HIDDEN));
    check_debug(&error);
    check(&error.to_string());
}

#[test]
fn secrets_are_equal_if_their_texts_are() {
    assert_eq!(Secret::from("one"), Secret::from("one".to_owned()));
    assert_ne!(Secret::from("one"), Secret::from("two"));
    assert_ne!(Secret::from("one"), Secret::from("one more"));
    assert!(Secret::default().is_empty());
    assert_eq!(Secret::from(HIDDEN).clone().expose(), HIDDEN);
}
