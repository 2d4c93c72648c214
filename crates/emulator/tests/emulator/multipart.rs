//! Forms in parts.

use alicloud_catalog::Catalog;
use alicloud_emulator::Emulator;

use crate::client::{Client, Scheme};

const PRODUCT: &str = r#"{"info": {"product": "Files", "version": "2020-01-01", "style": "ROA"}}"#;
/// Signature 1.0 is one of parameters, and it covers no parts.
#[tokio::test]
async fn parts_are_not_signed_and_determine_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("product.json"), PRODUCT.replace("ROA", "RPC")).unwrap();
    std::fs::write(
        folder.path().join("PutFile.json"),
        PUT.replace("\"name\": \"name\", \"in\": \"formData\"", "\"name\": \"name\", \"in\": \"query\""),
    )
    .unwrap();
    let emulator = Emulator::builder().catalog(Catalog::load(folder.path()).unwrap()).start().await.unwrap();
    let part =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let kind = "multipart/form-data; boundary=b";
    // What is taken from the query and sent in a part instead.
    for (moved, code) in [
        ("", ""),
        ("name", ""),
        ("Action", "MissingAction"),
        ("Version", "MissingVersion"),
        ("AccessKeyId", "MissingAccessKeyId"),
        ("Timestamp", "MissingTimestamp"),
        ("SignatureNonce", "MissingSignatureNonce"),
        ("SignatureMethod", "MissingSignatureMethod"),
    ] {
        let client = Client { version: "2020-01-01", scheme: Scheme::Rpc, ..Client::new(&emulator) };
        let mut draft = client.draft("PutFile", &[("name", "a")]);
        let value = draft.parameters.iter().find(|(name, _)| name == moved).map(|(_, value)| value.clone());
        draft.unset(moved);
        let mut wire = draft.sign();
        wire.header("content-type", kind);
        wire.body =
            format!("{}{}--b--\r\n", part("file", "x"), value.map(|value| part(moved, &value)).unwrap_or_default());
        let answer = wire.send().await.unwrap();
        assert_eq!(answer.status, if code.is_empty() { 200 } else { 400 }, "{moved}: {}", answer.text);
        assert!(code.is_empty() || answer.code() == code, "{moved}: {}", answer.text);
    }
}

const PUT: &str = r#"{
    "methods": ["post"], "path": "/file", "security": [{"AK": []}], "consumes": ["multipart/form-data"],
    "parameters": [
        {"name": "name", "in": "formData", "schema": {"type": "string", "required": true, "maxLength": 3}},
        {"name": "file", "in": "formData", "schema": {"type": "string", "format": "binary", "required": true}}
    ],
    "responses": {"200": {}}
}"#;

#[tokio::test]
async fn parts_are_parameters() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("product.json"), PRODUCT).unwrap();
    std::fs::write(folder.path().join("PutFile.json"), PUT).unwrap();
    let emulator = Emulator::builder().catalog(Catalog::load(folder.path()).unwrap()).start().await.unwrap();
    let name = "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na\r\n";
    let file = "--b\r\ncontent-disposition:form-data; name=\"file\"; filename=\"x\"\r\nContent-Type: a/b\r\n\r\n\r\n--\r\n\r\n";
    let many = name.repeat(10_001);
    let kind = "multipart/form-data; boundary=b";
    let cases: &[(&str, &str, u16, &str)] = &[
        (kind, &format!("{name}{file}--b--\r\n"), 200, ""),
        ("Multipart/Form-Data; charset=utf-8; boundary=\"b\"", &format!("{name}{file}--b--"), 200, ""),
        (kind, &format!("{name}--b--\r\n"), 400, "Missingfile"),
        (kind, &format!("{file}--b--\r\n"), 400, "Missingname"),
        (kind, &format!("{}{file}--b--", name.replace("\r\na\r\n", "\r\nabcd\r\n")), 400, "Invalidname"),
        // The form has no end, another boundary, or no boundary.
        (kind, &format!("{name}{file}"), 400, "Missingname"),
        ("multipart/form-data; boundary=c", &format!("{name}{file}--b--\r\n"), 400, "Missingname"),
        ("multipart/form-data", &format!("{name}{file}--b--\r\n"), 400, "Missingname"),
        ("application/json", &format!("{name}{file}--b--\r\n"), 400, "Missingname"),
        (kind, "", 400, "Missingname"),
        (kind, "--b\r\n\r\n--b--", 400, "Missingname"),
        (kind, &format!("{many}{file}--b--\r\n"), 400, ""),
    ];
    for (content_type, body, status, code) in cases {
        let client = Client { version: "2020-01-01", ..Client::new(&emulator) };
        let mut draft = client.draft("PutFile", &[]);
        draft.path = "/file".to_owned();
        draft.body = (*body).to_owned();
        draft.header("content-type", content_type);
        let answer = draft.sign().send().await.unwrap();
        let shown: String = body.chars().take(300).collect();
        assert_eq!(answer.status, *status, "{shown}: {}", answer.text);
        assert!(code.is_empty() || answer.code() == *code, "{shown}: {}", answer.text);
    }
}
