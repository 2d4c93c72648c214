//! Tests that neither `Debug` nor `Display` shows a secret.

use std::fmt::Debug;

use alicloud_signer::redact::Redactor;
use alicloud_signer::{AccessKey, Secret, VerifyError, acs3, oss4, roa, rpc, sls};

const HIDDEN: &str = "hunter2";

#[track_caller]
fn check(shown: &str) {
    assert!(!shown.contains(HIDDEN), "{shown}");
}

/// Checks that a secret is not shown, and that the rest is.
#[track_caller]
fn check_debug(value: &impl Debug, shows: &str) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        check(&shown);
        assert!(shown.contains(shows), "{shown}");
    }
}

#[track_caller]
fn check_mismatch(error: &VerifyError) {
    assert!(error.string_to_sign().is_some(), "{error}");
    check_debug(error, "Mismatch { .. }");
    check(&error.to_string());
    assert!(error.to_string().starts_with("the signature does not match the request"), "{error}");
}

#[test]
fn nothing_secret_is_printed() {
    let secret = Secret::from(HIDDEN);
    check_debug(&secret, "***");
    check(&secret.to_string());
    // Not even its length.
    assert_eq!(format!("{secret:?} {secret}"), "*** ***");

    let mut redactor = Redactor::new();
    redactor.hide_value(HIDDEN);
    redactor.hide_name("Answer");
    check_debug(&redactor, "Answer");
    for (error, says) in [
        (VerifyError::MissingSignature, "the request is not signed"),
        (VerifyError::MissingHeader { name: "x-acs-date".to_owned() }, "the header `x-acs-date` is listed"),
    ] {
        assert!(error.to_string().starts_with(says) && error.string_to_sign().is_none(), "{error}");
        assert_eq!(error.canonical_request(), None);
    }

    let access_key = AccessKey::new("testid", HIDDEN).with_security_token(HIDDEN);
    check_debug(&access_key, "testid");
    check_debug(&acs3::SigningKey::new(acs3::Algorithm::default(), &access_key), "testid");

    let pairs = [("AccountPassword", HIDDEN), ("x-acs-security-token", HIDDEN), ("Signature", "wrong")];
    check_debug(&rpc::sign("GET", &pairs, &secret), "signature: ");
    let error = rpc::verify("GET", &pairs, &secret).unwrap_err();
    assert_eq!(error.canonical_request(), None);
    assert!(error.string_to_sign().unwrap().contains(HIDDEN));
    check_mismatch(&error);

    let payload = acs3::Payload::Body(HIDDEN.as_bytes());
    check_debug(&payload, "Body(7 bytes)");
    check_debug(&acs3::Payload::Hash("00"), "Hash(00)");
    let request = acs3::Request { method: "GET", path: "/", query: &pairs, headers: &pairs, payload };
    check_debug(&request, "GET");
    check_debug(&acs3::sign(&request, acs3::Algorithm::default(), &access_key), "signature: ");
    let authorization =
        acs3::Authorization::parse("ACS3-HMAC-SHA256 Credential=a,SignedHeaders=x-acs-security-token,Signature=0")
            .unwrap();
    let error = acs3::verify(&request, &authorization, &secret).unwrap_err();
    assert!(error.canonical_request().unwrap().contains(HIDDEN));
    check_mismatch(&error);

    let request = roa::Request { method: "GET", path: "/", query: &pairs, headers: &pairs };
    check_debug(&request, "GET");
    check_debug(&roa::sign(&request, &access_key), "signature: ");
    let authorization = roa::Authorization::parse("acs testid:wrong").unwrap();
    let error = roa::verify(&request, &authorization, &secret).unwrap_err();
    assert_eq!(error.canonical_request(), None);
    assert!(error.string_to_sign().unwrap().contains(HIDDEN));
    check_mismatch(&error);

    check_debug(&sls::sign(&request, sls::SignatureMethod::default(), &access_key), "signature: ");
    let authorization = sls::Authorization::parse("LOG testid:wrong").unwrap();
    let error = sls::verify(&request, &authorization, &secret).unwrap_err();
    assert!(error.string_to_sign().unwrap().contains(HIDDEN));
    check_mismatch(&error);

    check_debug(&oss4::sign(&request, "cn-hangzhou", &access_key), "signature: ");
    let authorization = "OSS4-HMAC-SHA256 Credential=testid/day/cn-hangzhou/oss/aliyun_v4_request, Signature=wrong";
    let authorization = oss4::Authorization::parse(authorization).unwrap();
    let error = oss4::verify(&request, &authorization, &secret).unwrap_err();
    assert!(error.canonical_request().unwrap().contains(HIDDEN));
    check_mismatch(&error);
}

#[test]
fn secrets_are_equal_if_their_texts_are() {
    assert_eq!(Secret::from("one"), Secret::from("one".to_owned()));
    assert_ne!(Secret::from("one"), Secret::from("two"));
    assert_ne!(Secret::from("one"), Secret::from("one more"));
    assert!(Secret::default().is_empty());
    assert_eq!(Secret::from(HIDDEN).clone().expose(), HIDDEN);
}
