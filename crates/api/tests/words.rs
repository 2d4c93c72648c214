//! `as_str` and `parse` are inverse to each other for every value.

use std::collections::BTreeSet;
use std::fmt::Debug;

use alicloud_api::{Auth, BodyKind, EndpointRule, GatewaySignature, ListStyle, Location, Method, Streaming, Style};

fn check<T: Debug + Copy + PartialEq>(
    all: &[T],
    as_str: fn(T) -> &'static str,
    parse: fn(&str) -> Option<T>,
    words: &[&str],
) {
    assert_eq!(all.iter().map(|value| as_str(*value)).collect::<Vec<_>>(), words);
    for value in all {
        assert_eq!(parse(as_str(*value)), Some(*value), "{value:?}");
        assert_eq!(parse(&format!("{} ", as_str(*value))), None, "{value:?}");
    }
    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len(), "{words:?}");
}

#[test]
fn a_word_leads_back_to_its_value() {
    let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
    check(Method::ALL, Method::as_str, Method::parse, &methods);
    check(BodyKind::ALL, BodyKind::as_str, BodyKind::parse, &["none", "form", "multipart", "json", "xml", "binary"]);
    check(Auth::ALL, Auth::as_str, Auth::parse, &["signed", "anonymous", "bearer"]);
    let locations = ["query", "form", "path", "whole-path", "host", "header", "body-field", "whole-body"];
    check(Location::ALL, Location::as_str, Location::parse, &locations);
    check(ListStyle::ALL, ListStyle::as_str, ListStyle::parse, &["flat", "json", "simple"]);
    check(EndpointRule::ALL, EndpointRule::as_str, EndpointRule::parse, &["regional", "central", "listed"]);
    check(Streaming::ALL, Streaming::as_str, Streaming::parse, &["never", "optional", "always"]);
    check(GatewaySignature::ALL, GatewaySignature::as_str, GatewaySignature::parse, &["ACS", "LOG", "OSS4"]);
    check(Style::ALL, Style::as_str, Style::parse, &["RPC", "ROA"]);
}

/// What follows from the signature of a gateway: the code of a product, its signature, where its request IDs are, and whether requests
/// have a nonce.
#[test]
fn a_gateway_is_known_by_its_product() {
    let cases = [
        ("Rds", GatewaySignature::Acs, "x-acs-request-id", true),
        ("Slss", GatewaySignature::Acs, "x-acs-request-id", true),
        ("", GatewaySignature::Acs, "x-acs-request-id", true),
        ("Sls", GatewaySignature::Log, "x-log-requestid", false),
        ("sls", GatewaySignature::Log, "x-log-requestid", false),
        ("HCS-MGW", GatewaySignature::Oss4, "x-oss-request-id", false),
    ];
    for (code, signature, header, has_nonce) in cases {
        assert_eq!(GatewaySignature::of_product(code), signature, "{code}");
        assert_eq!((signature.request_id_header(), signature.has_nonce()), (header, has_nonce), "{code}");
    }
}
