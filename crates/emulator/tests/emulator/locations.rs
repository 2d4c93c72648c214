//! Operations with a parameter in the host name, in the query of the path, or with a wildcard in the path.

use alicloud_catalog::Catalog;
use alicloud_emulator::Emulator;

use crate::client::Client;

const PRODUCT: &str = r#"{"info": {"product": "Logs", "version": "2020-12-30", "style": "ROA"},
    "endpoints": [{"regionId": "cn-hangzhou", "public": "logs.aliyuncs.com"}]}"#;

const READ: &str = r#"{
    "methods": ["get"], "path": "/stores/{store}?type=cursor&kind={kind}", "security": [{"AK": []}],
    "parameters": [
        {"name": "project", "in": "host", "schema": {"type": "string", "required": true, "maxLength": 9}},
        {"name": "store", "in": "path", "schema": {"type": "string", "required": true}},
        {"name": "kind", "in": "path", "schema": {"type": "string", "required": true}}
    ],
    "responses": {"200": {"schema": {"type": "object", "properties": {
        "project": {"type": "string"}, "store": {"type": "string"}, "kind": {"type": "string"}}}}}
}"#;

const OTHER: &str = r#"{
    "methods": ["get"], "path": "/stores/{store}", "security": [{"AK": []}],
    "parameters": [{"name": "store", "in": "path", "schema": {"type": "string", "required": true}}],
    "responses": {"200": {"schema": {"type": "object", "properties": {"store": {"type": "string"}}}}}
}"#;

const RESOURCE: &str = r#"{
    "methods": ["get"], "path": "/products/{product}/resources/*", "security": [{"AK": []}],
    "parameters": [{"name": "requestPath", "in": "path", "schema": {"type": "string", "required": true}}],
    "responses": {"200": {"schema": {"type": "object", "properties": {"requestPath": {"type": "string"}}}}}
}"#;

/// The action, the path, the query, the host (of the emulator if it is empty), the status, the code, and a field of the
/// response with its value.
type Case = (&'static str, &'static str, &'static str, &'static str, u16, &'static str, (&'static str, &'static str));

const CASES: &[Case] = &[
    ("Read", "/stores/s", "type=cursor&kind=a%20b", "one.localhost:80", 200, "", ("project", "one")),
    ("Read", "/stores/s", "type=cursor&kind=a%20b", "one.logs.aliyuncs.com", 200, "", ("project", "one")),
    ("Read", "/stores/s", "kind=a%20b&type=cursor", "one.localhost", 200, "", ("kind", "a b")),
    ("Read", "/stores/s%2F1", "type=cursor&kind=x", "one.localhost", 200, "", ("store", "s/1")),
    ("Read", "/stores/s", "type=cursor&kind=x", "", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", "localhost:80", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", "[::1]:80", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", "[::1]", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", "[::ffff:1.2.3.4]:80", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", "127.0.0.1:80", 400, "Missingproject", ("", "")),
    // A name of the emulator itself, and labels in front of it.
    ("Read", "/stores/s", "type=cursor&kind=x", "emulator.test:8080", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", "one.emulator.test:8080", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", ".localhost", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", "one.LOGS.aliyuncs.com:443", 200, "", ("project", "one")),
    // The host of the product, without a label in front.
    ("Read", "/stores/s", "type=cursor&kind=x", "LOGS.aliyuncs.com", 400, "Missingproject", ("", "")),
    ("Read", "/stores/s", "type=cursor&kind=x", "longer-than-9.localhost", 400, "Invalidproject", ("", "")),
    ("Read", "/stores/s", "type=log&kind=x", "one.localhost", 404, "InvalidApi.NotFound", ("", "")),
    ("Read", "/stores/s", "type=cursor", "one.localhost", 404, "InvalidApi.NotFound", ("", "")),
    ("Other", "/stores/s", "", "", 200, "", ("store", "s")),
    ("Other", "/stores/s", "type=log", "", 200, "", ("store", "s")),
    ("Other", "/stores/s", "type=cursor&kind=x", "", 404, "InvalidApi.NotFound", ("", "")),
    ("Resource", "/products/p/resources/a/b%2Fc", "", "", 200, "", ("requestPath", "/products/p/resources/a/b%2Fc")),
    ("Resource", "/products/p/resources", "", "", 404, "InvalidApi.NotFound", ("", "")),
    ("Resource", "/products/p/resources/a//b", "", "", 404, "InvalidApi.NotFound", ("", "")),
];

#[tokio::test]
async fn they_are_recognized() {
    let folder = tempfile::tempdir().unwrap();
    let files = [("product", PRODUCT), ("Read", READ), ("Other", OTHER), ("Resource", RESOURCE)];
    for (name, text) in files {
        std::fs::write(folder.path().join(format!("{name}.json")), text).unwrap();
    }
    let catalog = Catalog::load(folder.path()).unwrap();
    let emulator = Emulator::builder().catalog(catalog).start().await.unwrap();
    let client = Client { version: "2020-12-30", ..Client::new(&emulator) };
    for (action, path, query, host, status, code, (field, value)) in CASES {
        let mut draft = client.draft(action, &[]);
        draft.method = "GET";
        draft.path = (*path).to_owned();
        draft.parameters = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        if !host.is_empty() {
            draft.host = (*host).to_owned();
        }
        let answer = draft.sign().send().await.unwrap();
        let case = format!("{action} {host} {path}?{query}: {}", answer.text);
        assert_eq!((answer.status, answer.code()), (*status, (*code).to_owned()), "{case}");
        if !field.is_empty() {
            assert_eq!(answer.json()[field], *value, "{case}");
        }
    }
}
