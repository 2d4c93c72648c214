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
            "properties": {"name": {"type": "string", "required": true}, "n": {"type": "integer", "maximum": 3}}}}
    ],
    "responses": {"200": {"schema": {"type": "object", "properties": {"id": {"type": "string", "example": "c1"}}}}}
}"#;

/// Another operation, with a path of its own.
const LABEL: &str = r#"{
    "methods": ["put"], "path": "/clusters/{ClusterId}/labels", "security": [{"AK": []}],
    "parameters": [
        {"name": "ClusterId", "in": "path", "schema": {"type": "string", "required": true}},
        {"name": "ratio", "in": "query", "schema": {"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1}},
        {"name": "name", "in": "query", "schema": {"type": "string", "maxLength": 2, "enum": ["ab", "中文"]}}
    ],
    "responses": {"200": {}}
}"#;

async fn start() -> Emulator {
    let folder = tempfile::tempdir().unwrap();
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

/// Without an action: the path determines the operation.
fn signed(emulator: &Emulator, path: &str, query: &str, body: &str, secret: &str) -> Wire {
    signed_with(emulator, path, query, body, secret, &[])
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
    headers.extend([
        ("accept", "application/json"),
        ("content-type", "application/json; charset=utf-8"),
        ("x-acs-version", "2015-12-15"),
    ]);
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
    let wrong = signed_with(&emulator, path, "", body, "testsecret", &[md5]).send().await.unwrap();
    assert_eq!((wrong.status, wrong.code()), (400, "ContentMD5NotMatched".to_owned()), "{}", wrong.text);
    let md5 = ("content-md5", "RJdboEUV4SCY83xk6M3gKw==");
    let right = signed_with(&emulator, path, "", body, "testsecret", &[md5]).send().await.unwrap();
    assert_eq!(right.status, 200, "{}", right.text);
    let wire = signed(&emulator, path, "", body, "testsecret");
    assert_eq!(wire.clone().send().await.unwrap().json()["id"], "c1");
    assert_eq!(wire.send().await.unwrap().code(), "SignatureNonceUsed");
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
