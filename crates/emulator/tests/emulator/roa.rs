//! ROA operations, with both of their signatures.

use std::time::SystemTime;

use alicloud_catalog::Catalog;
use alicloud_emulator::Emulator;
use alicloud_signer::{AccessKey, roa};

use crate::client::{Client, Wire, nonce};

const PRODUCT: &str = r#"{"info": {"product": "CS", "version": "2015-12-15", "style": "ROA"}}"#;
const UPDATE: &str = r#"{
    "methods": ["put"], "path": "/clusters/{ClusterId}/nodes", "security": [{"AK": []}, {"BearerToken": []}],
    "parameters": [
        {"name": "ClusterId", "in": "path", "schema": {"type": "string", "required": true, "pattern": "^c"}},
        {"name": "force", "in": "query", "schema": {"type": "boolean"}},
        {"name": "body", "in": "body", "style": "json", "schema": {"type": "object", "required": true,
            "properties": {"name": {"type": "string", "required": true}, "n": {"type": "integer", "maximum": 3},
                "pools": {"type": "array", "items": {"type": "string", "maxLength": 3}},
                "owner": {"type": "object", "properties": {"id": {"type": "string", "required": true}}},
                "sizes": {"type": "object", "properties": {"all": {"type": "string"}}, "additionalProperties": {"type": "integer", "maximum": 3}},
                "owners": {"type": "object", "additionalProperties": {"type": "object", "properties": {
                    "name": {"type": "string", "required": true, "enum": ["ab", "cd"]}}}},
                "flags": {"type": "object", "additionalProperties": {"type": "array", "maxItems": 2, "items": {"type": "boolean"}}},
                "notes": {"type": "object", "additionalProperties": true}}}}
    ],
    "responses": {"200": {"schema": {"type": "object", "properties": {
        "id": {"type": "string", "example": "c1"}, "requestId": {"type": "string"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}}}}}},
    "responseDemo": [{"type": "json", "example": "{\"labels\": {\"1 a/b\": \"x\"}}"}]
}"#;

/// Another operation, with a path of its own.
const LABEL: &str = r#"{
    "methods": ["put"], "path": "/clusters/{ClusterId}/labels", "security": [{"AK": []}],
    "parameters": [
        {"name": "ClusterId", "in": "path", "schema": {"type": "string", "required": true}},
        {"name": "ratio", "in": "query", "schema": {"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1}},
        {"name": "weight", "in": "query", "schema": {"type": "number"}},
        {"name": "share", "in": "query", "schema": {"type": "number", "maximum": 1, "exclusiveMaximum": true}},
        {"name": "code", "in": "query", "schema": {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "[a-z]$"}},
        {"name": "since", "in": "query", "schema": {"type": "string", "format": "iso8601"}},
        {"name": "zones", "in": "query", "schema": {"type": "array", "minItems": 2, "maxItems": 3, "items": {"type": "string"}}},
        {"name": "tags", "in": "query", "schema": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}}},
        {"name": "kinds", "in": "query", "schema": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}},
        {"name": "mode", "in": "header", "schema": {"type": "string", "enum": ["on"]}},
        {"name": "name", "in": "query", "schema": {"type": "string", "maxLength": 2, "enum": ["ab", "中文"]}}
    ],
    "responses": {"200": {}}
}"#;

/// An operation whose path has secrets: one that is marked, and one whose name says so.
const UNLOCK: &str = r#"{
    "methods": ["put"], "path": "/clusters/{ClusterId}/pins/{Pin}/tokens/{AccessToken}", "security": [{"AK": []}],
    "parameters": [
        {"name": "ClusterId", "in": "path", "schema": {"type": "string", "required": true}},
        {"name": "Pin", "in": "path", "schema": {"type": "string", "required": true, "x-secret": true}},
        {"name": "AccessToken", "in": "path", "schema": {"type": "string", "required": true}}
    ],
    "responses": {"200": {}}
}"#;

async fn start() -> Emulator {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("Unlock.json"), UNLOCK).unwrap();
    std::fs::write(folder.path().join("product.json"), PRODUCT).unwrap();
    std::fs::write(folder.path().join("UpdateNodes.json"), UPDATE).unwrap();
    std::fs::write(folder.path().join("UpdateLabels.json"), LABEL).unwrap();
    let catalog = Catalog::load(folder.path()).unwrap();
    Emulator::builder().catalog(catalog).bearer_token("right").start().await.unwrap()
}

const CASES: &[(&str, &str, &str, u16, &str)] = &[
    ("/clusters/c%201%2F2%2A~/nodes", "force=true&empty=", r#"{"name": "测试", "n": 1}"#, 200, ""),
    ("/clusters/c1/nodes", "", r#"{"n": 1}"#, 400, "Missingname"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "n": 4}"#, 400, "Invalidn"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "n": 1.5}"#, 400, "Invalidn"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "pools": ["one"]}"#, 200, ""),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "pools": "one"}"#, 400, "Invalidpools"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "pools": ["one", "three"]}"#, 400, "Invalidpools.2"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "owner": {"id": "o"}}"#, 200, ""),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "owner": {"name": "o"}}"#, 400, "Missingowner.id"),
    // The values of maps.
    ("/clusters/c1/nodes", "", r#"{"name": "a", "sizes": {"all": "x", "k": 3}, "flags": {"k": [true]}}"#, 200, ""),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "owners": {"k": {"name": "ab"}}, "notes": {"k": [1]}}"#, 200, ""),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "sizes": {"all": "x", "k": 4}}"#, 400, "Invalidsizes.k"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "sizes": {"j": 3, "k": "x"}}"#, 400, "Invalidsizes.k"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "sizes": {"a\n": 4}}"#, 400, r"Invalidsizes.a\n"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "owners": {"k": {}}}"#, 400, "Missingowners.k.name"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "owners": {"k": {"name": "x"}}}"#, 400, "Invalidowners.k.name"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "owners": {"k": "ab"}}"#, 400, "Invalidowners.k"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "flags": {"k": [true, "x"]}}"#, 400, "Invalidflags.k.2"),
    ("/clusters/c1/nodes", "", r#"{"name": "a", "flags": {"k": [true, true, true]}}"#, 400, "Invalidflags.k"),
    ("/clusters/c1/nodes", "", "", 400, "Missingname"),
    ("/clusters/c1/nodes", "", "{not json", 400, "Invalidname"),
    ("/clusters/c1/nodes", "force=perhaps", r#"{"name": "a"}"#, 400, "Invalidforce"),
    ("/clusters/x1/nodes", "", r#"{"name": "a"}"#, 400, "InvalidClusterId"),
    ("/clusters/c1/pods", "", r#"{"name": "a"}"#, 404, "InvalidApi.NotFound"),
    ("/clusters/x1/nodes", "ClusterId=c1", r#"{"name": "a"}"#, 400, "InvalidClusterId"),
];

/// Of the other operation.
const LABELS: &[(&str, &str, &str, u16, &str)] = &[
    ("/clusters/c1/labels", "ratio=0.5&name=%E4%B8%AD%E6%96%87", "", 200, ""),
    ("/clusters/c1/labels", "ratio=1", "", 200, ""),
    ("/clusters/c1/labels", "ratio=0", "", 400, "Invalidratio"),
    ("/clusters/c1/labels", "ratio=1.1", "", 400, "Invalidratio"),
    ("/clusters/c1/labels", "ratio=NaN", "", 400, "Invalidratio"),
    ("/clusters/c1/labels", "weight=-1e3", "", 200, ""),
    ("/clusters/c1/labels", "weight=NaN", "", 400, "Invalidweight"),
    ("/clusters/c1/labels", "weight=inf", "", 400, "Invalidweight"),
    ("/clusters/c1/labels", "weight=heavy", "", 400, "Invalidweight"),
    ("/clusters/c1/labels", "share=0.9", "", 200, ""),
    ("/clusters/c1/labels", "share=1", "", 400, "Invalidshare"),
    ("/clusters/c1/labels", "code=ab", "", 200, ""),
    ("/clusters/c1/labels", "code=abc", "", 200, ""),
    ("/clusters/c1/labels", "code=a", "", 400, "Invalidcode"),
    ("/clusters/c1/labels", "code=abcd", "", 400, "Invalidcode"),
    ("/clusters/c1/labels", "code=a1", "", 400, "Invalidcode"),
    ("/clusters/c1/labels", "since=2026-01-02T03:04:05Z", "", 200, ""),
    ("/clusters/c1/labels", "since=2026-01-02T03:04:05.5Z", "", 400, "Invalidsince"),
    ("/clusters/c1/labels", "since=yesterday", "", 400, "Invalidsince"),
    ("/clusters/c1/labels", r#"zones=["a","b"]"#, "", 200, ""),
    ("/clusters/c1/labels", "zones.1=a&zones.2=b", "", 200, ""),
    ("/clusters/c1/labels", "zones.1=a", "", 400, "Invalidzones"),
    ("/clusters/c1/labels", "zones.1=a&zones.2=b&zones.3=c&zones.4=d", "", 400, "Invalidzones"),
    ("/clusters/c1/labels", r#"tags={"k":[1]}"#, "", 200, ""),
    ("/clusters/c1/labels", r#"tags={"k":[1,"x"]}"#, "", 400, "Invalidtags.k.2"),
    ("/clusters/c1/labels", "tags.k.1=1&tags.k.2=2", "", 200, ""),
    ("/clusters/c1/labels", "tags.k.1=x", "", 400, "Invalidtags.k.1"),
    ("/clusters/c1/labels", "tags.k=1", "", 400, "Invalidtags.k"),
    ("/clusters/c1/labels", r#"kinds=["a","c"]"#, "", 400, "Invalidkinds.2"),
    ("/clusters/c1/labels", "kinds.1=a&kinds.2=c", "", 400, "Invalidkinds.2"),
    // In the order of their numbers, of which some may be left out.
    ("/clusters/c1/labels", "kinds.1=a&kinds.10=c&kinds.2=b", "", 400, "Invalidkinds.3"),
    // This is no header.
    ("/clusters/c1/labels", "mode=off", "", 200, ""),
    ("/clusters/c1/labels", "name=AB", "", 400, "Invalidname"),
    ("/clusters/c1/labels", "name=abc", "", 400, "Invalidname"),
];

#[tokio::test]
async fn acs3_with_action_and_version_in_headers() {
    let emulator = start().await;
    let elsewhere = ("/clusters/c1/labels", "", r#"{"name": "a"}"#, 404, "InvalidApi.NotFound");
    let of_labels = LABELS.iter().map(|case| ("UpdateLabels", case));
    let of_nodes = CASES.iter().chain([&elsewhere]).map(|case| ("UpdateNodes", case));
    for (action, (path, query, body, status, code)) in of_nodes.chain(of_labels) {
        let client = Client { version: "2015-12-15", ..Client::new(&emulator) };
        let mut draft = client.draft(action, &[]);
        draft.method = "PUT";
        draft.path = (*path).to_owned();
        draft.parameters = parameters(query);
        draft.body = (*body).to_owned();
        draft.header("content-type", "application/json; charset=utf-8");
        let answer = draft.sign().send().await.unwrap();
        assert_eq!(
            (answer.status, answer.code()),
            (*status, (*code).to_owned()),
            "{path}?{query} {body}: {}",
            answer.text
        );
    }
}

const VERSION: (&str, &str) = ("x-acs-version", "2015-12-15");

/// Without an action: the path determines the operation.
fn signed(emulator: &Emulator, path: &str, query: &str, body: &str, secret: &str) -> Wire {
    signed_with(emulator, path, query, body, secret, &[VERSION])
}

fn signed_with(
    emulator: &Emulator,
    path: &str,
    query: &str,
    body: &str,
    secret: &str,
    more: &[(&'static str, &'static str)],
) -> Wire {
    let access_key = AccessKey::new("testid", secret);
    let date = httpdate::fmt_http_date(SystemTime::now());
    let nonce = nonce();
    let mut headers: Vec<(&str, &str)> = roa::signing_headers(&access_key, &date, &nonce).collect();
    headers.extend([("accept", "application/json"), ("content-type", "application/json; charset=utf-8")]);
    headers.extend_from_slice(more);
    let query_pairs = parameters(query);
    let query_pairs: Vec<_> = query_pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let signed = roa::sign(&roa::Request { method: "PUT", path, query: &query_pairs, headers: &headers }, &access_key);
    let mut headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    headers.push(("authorization".to_owned(), signed.authorization().to_owned()));
    Wire { method: "PUT", url: format!("{}{path}?{query}", emulator.endpoint()), headers, body: body.to_owned() }
}

#[tokio::test]
async fn header_signature_by_path() {
    let emulator = start().await;
    for (path, query, body, status, code) in CASES.iter().chain(LABELS) {
        let answer = signed(&emulator, path, query, body, "testsecret").send().await.unwrap();
        assert_eq!(
            (answer.status, answer.code()),
            (*status, (*code).to_owned()),
            "{path}?{query} {body}: {}",
            answer.text
        );
    }
    let (path, body) = ("/clusters/c1/nodes", r#"{"name": "a"}"#);
    let answer = signed(&emulator, path, "", body, "wrong").send().await.unwrap();
    assert_eq!((answer.status, answer.code()), (400, "SignatureDoesNotMatch".to_owned()), "{}", answer.text);
    assert!(answer.member("Message").unwrap().contains("server string to sign is:PUT\napplication/json\n"));
    // The signature covers the body by this header only, and the header by its value.
    let md5 = ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==");
    let wrong = signed_with(&emulator, path, "", body, "testsecret", &[VERSION, md5]).send().await.unwrap();
    assert_eq!((wrong.status, wrong.code()), (400, "ContentMD5NotMatched".to_owned()), "{}", wrong.text);
    let md5 = ("content-md5", "RJdboEUV4SCY83xk6M3gKw==");
    let right = signed_with(&emulator, path, "", body, "testsecret", &[VERSION, md5]).send().await.unwrap();
    assert_eq!(right.status, 200, "{}", right.text);
    let wire = signed(&emulator, path, "", body, "testsecret");
    let answer = wire.clone().send().await.unwrap();
    let body = answer.json();
    assert_eq!(body["id"], "c1");
    // One, as it is spelled in the description.
    let ids = body.as_object().unwrap().iter().filter(|(name, _)| name.eq_ignore_ascii_case("RequestId"));
    let ids: Vec<_> = ids.map(|(name, id)| (name.as_str(), id.as_str())).collect();
    assert_eq!(ids, [("requestId", answer.header("x-acs-request-id"))]);
    // In XML, a key that is no name of an element becomes one.
    let mut draft = Client { version: "2015-12-15", format: "XML", ..Client::new(&emulator) }.draft("UpdateNodes", &[]);
    (draft.method, draft.path) = ("PUT", path.to_owned());
    draft.body = r#"{"name": "a"}"#.to_owned();
    draft.header("content-type", "application/json");
    let answer = draft.sign().send().await.unwrap();
    assert_eq!(answer.member("_1_a_b").as_deref(), Some("x"), "{}", answer.text);
    assert_eq!(wire.send().await.unwrap().code(), "SignatureNonceUsed");
}

#[tokio::test]
async fn the_log_hides_secrets_of_a_path() {
    let emulator = start().await;
    for (path, logged) in [
        ("/clusters/c1/nodes", "/clusters/c1/nodes"),
        ("/clusters/c1/pins/48151623/tokens/of%20t%2Fw%2Bo", "/clusters/c1/pins/***/tokens/***"),
        // Refused, since nothing is there.
        ("/clusters/c1/pods", "/clusters/c1/pods"),
    ] {
        signed(&emulator, path, "", r#"{"name": "a"}"#, "testsecret").send().await.unwrap();
        assert_eq!(emulator.requests().last().unwrap().path, logged);
    }
}

/// Headers beside those of the signature, a query, and what is changed after signing.
#[tokio::test]
async fn headers_of_a_path() {
    type Header = (&'static str, &'static str);
    type Case = (&'static [Header], &'static str, fn(&mut Wire), u16, &'static str);
    #[rustfmt::skip]
    let cases: &[Case] = &[
        (&[VERSION], "", |_| {}, 200, ""),
        (&[], "", |_| {}, 200, ""),
        (&[("x-acs-version", "2000-01-01")], "", |_| {}, 404, "InvalidApi.NotFound"),
        // With a path, all parameters belong to the operation.
        (&[], "Version=2000-01-01", |_| {}, 200, ""),
        (&[VERSION], "", |wire| wire.unset_header("x-acs-signature-nonce"), 400, "Missingx-acs-signature-nonce"),
        (&[VERSION], "", |wire| wire.header("x-acs-signature-method", "HMAC-SHA256"), 400, "InvalidSignatureMethod"),
        (&[VERSION], "", |wire| wire.unset_header("date"), 400, "Missingdate"),
        (&[VERSION], "", |wire| wire.header("date", "yesterday"), 400, "InvalidTimeStamp.Format"),
        (&[VERSION], "", |wire| wire.header("date", "Fri, 02 Jan 2026 03:04:05 GMT"), 400, "InvalidTimeStamp.Expired"),
    ];
    let emulator = start().await;
    for (headers, query, change, status, code) in cases {
        let body = r#"{"name": "a"}"#;
        let mut wire = signed_with(&emulator, "/clusters/c1/nodes", query, body, "testsecret", headers);
        change(&mut wire);
        let answer = wire.send().await.unwrap();
        assert_eq!(
            (answer.status, answer.code()),
            (*status, (*code).to_owned()),
            "{headers:?} {query}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn a_bearer_token_instead_of_a_signature() {
    let emulator = start().await;
    for (token, status, code) in [("right", 200, ""), ("wrong", 400, "InvalidBearerToken")] {
        let mut wire = signed(&emulator, "/clusters/c1/nodes", "", r#"{"name": "a"}"#, "testsecret");
        wire.unset_header("authorization");
        wire.header("x-acs-bearer-token", token);
        let answer = wire.send().await.unwrap();
        assert_eq!((answer.status, answer.code()), (status, code.to_owned()), "{}", answer.text);
    }
}

fn parameters(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}
