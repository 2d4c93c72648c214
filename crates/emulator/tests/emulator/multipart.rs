//! Forms in parts.

use alicloud_catalog::Catalog;
use alicloud_emulator::Emulator;

use crate::client::Client;

const PRODUCT: &str = r#"{"info": {"product": "Files", "version": "2020-01-01", "style": "ROA"}}"#;
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
