//! Tests of forms that are sent in parts.

use alicloud_client::runtime::{At, BodyKind};
use alicloud_client::transport::{HttpRequest, Recording, Replaying};
use alicloud_client::{Client, Error, ErrorKind, FormFile, Secret, SignatureVersion, UntypedOperation};
use serde_json::json;

use crate::operations::{RDS, info};
use crate::script::{Script, header, ok};

fn operation() -> UntypedOperation {
    UntypedOperation::new(Box::leak(Box::new(info(&RDS, "PutFile", false, None).body(BodyKind::Multipart))))
}

async fn sent(operation: UntypedOperation) -> Result<HttpRequest, Error> {
    let script = Script::new([ok()]);
    operation.send(&script.client()).await?;
    Ok(script.requests().remove(0))
}

fn boundary(request: &HttpRequest) -> String {
    header(request, "content-type").strip_prefix("multipart/form-data; boundary=").unwrap().to_owned()
}

/// The body, with `=` for the boundary.
fn body(request: &HttpRequest) -> String {
    String::from_utf8_lossy(&request.body).replace(&boundary(request), "=")
}

#[tokio::test]
async fn fields_and_files_are_parts() {
    let field = |name, at, value| operation().parameter(name, at, Some(value));
    let file = |file: FormFile| operation().file("file", At::FORM, file);
    let cases = [
        (operation(), ""),
        (
            field("a", At::FORM, json!("b\r\n中")),
            "--=\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n中\r\n",
        ),
        (
            field("Tag", At::FORM, json!([{"Key": 1}, {}])),
            "--=\r\nContent-Disposition: form-data; name=\"Tag.1.Key\"\r\n\r\n1\r\n",
        ),
        (
            field("Tag", At::FORM.json(), json!([1])),
            "--=\r\nContent-Disposition: form-data; name=\"Tag\"\r\n\r\n[1]\r\n",
        ),
        (
            field("a\"\r\nb", At::FORM, json!("")),
            "--=\r\nContent-Disposition: form-data; name=\"a%22%0D%0Ab\"\r\n\r\n\r\n",
        ),
        (
            file(FormFile::from(b"\r\n--".as_slice())).parameter("after", At::FORM, Some(json!(true))),
            "--=\r\nContent-Disposition: form-data; name=\"after\"\r\n\r\ntrue\r\n--=\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--\r\n",
        ),
        (
            file(FormFile::new("中\"\n.png", "x").media_type("image/png; a=\"b\"")),
            "--=\r\nContent-Disposition: form-data; name=\"file\"; filename=\"中%22%0A.png\"\r\nContent-Type: image/png; \
             a=\"b\"\r\n\r\nx\r\n",
        ),
    ];
    let mut boundaries = std::collections::HashSet::new();
    for (operation, expected) in cases {
        let request = sent(operation).await.unwrap();
        assert_eq!(body(&request), format!("{expected}--=--\r\n"));
        let boundary = boundary(&request);
        assert!(boundary.len() == 32 && boundary.bytes().all(|byte| byte.is_ascii_hexdigit()), "{boundary}");
        assert!(boundaries.insert(boundary), "two calls have the same boundary");
    }
}

#[tokio::test]
async fn a_media_type_that_is_no_header_is_refused() {
    for media_type in ["", "a\r\nx: y", "a\u{7f}", "中"] {
        let file = FormFile::new("a", "b").media_type(media_type);
        let error = sent(operation().file("file", At::FORM, file)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("file has a media type that cannot be sent"), "{error}");
    }
}

/// Files and bytes that are not UTF-8 are sent as they are or not at all.
#[tokio::test]
async fn bytes_are_no_text() {
    let form = |kind| UntypedOperation::new(Box::leak(Box::new(info(&RDS, "PutFile", false, None).body(kind))));
    let cases = [
        (BodyKind::Multipart, At::FORM, true),
        (BodyKind::Form, At::FORM, false),
        (BodyKind::Form, At::FORM.json(), false),
        (BodyKind::Multipart, At::QUERY, false),
        (BodyKind::None, At::HEADER, false),
        (BodyKind::Json, At::BODY_FIELD, true),
        (BodyKind::Binary, At::WHOLE_BODY, true),
    ];
    for (kind, at, is_sent) in cases {
        let send = |content: &'static [u8]| form(kind).file("file", at, FormFile::new("a", content));
        assert!(sent(send(b"text")).await.is_ok(), "{at:?}");
        match sent(send(b"\xff\x00")).await {
            Ok(_) => assert!(is_sent, "{at:?}"),
            Err(error) => {
                assert!(!is_sent && error.kind() == ErrorKind::InvalidInput, "{at:?}: {error}");
                assert!(error.to_string().contains("file has bytes that are not UTF-8"), "{error}");
            }
        }
    }
}

/// What the question of a request has: no secret by its mark, its name or its value, and no idempotency token.
#[tokio::test]
async fn the_parts_of_a_question_are_treated_like_pairs() {
    let operation = || {
        let info = info(&RDS, "PutFile", false, None).body(BodyKind::Multipart).idempotency_token("Once");
        UntypedOperation::new(Box::leak(Box::new(info)))
    };
    let set = |name, value: serde_json::Value| operation().parameter(name, At::FORM, Some(value));
    let file = |name, content: &'static [u8]| operation().file(name, At::FORM, FormFile::new("a.txt", content));
    let text = "\r\nContent-Type: application/octet-stream\r\n\r\n";
    let cases: Vec<(UntypedOperation, &str, &str)> = vec![
        (set("Note", json!("open")), "open", ""),
        (set("Password", json!("hush")), "\r\n\r\n***\r\n", "hush"),
        (set("User", json!([{"Password": "hush"}])), "name=\"User.1.Password\"\r\n\r\n***\r\n", "hush"),
        (set("Options", json!("{\"password\":\"hush\"}")), "***", "hush"),
        (set("Password", json!("hush-1")).parameter("Note", At::FORM, Some(json!("is hush-1"))), "is ***", "hush"),
        (set("Once", json!("token-1")), "--boundary--", "token-1"),
        (set("ClientToken", json!("token-1")), "--boundary--", "token-1"),
        (file("File", b"open"), "open", "***"),
        (file("PrivateKey", b"hush"), "***", "hush"),
        (file("File", b"hush").hide("file"), "filename=\"a.txt\"", "hush"),
        (file("File", b"hush\xff").hide("File"), "***", "hush"),
        (file("File", b"hush-1").hide("File").parameter("Note", At::FORM, Some(json!("is hush-1"))), "is ***", "hush"),
    ];
    for (operation, shown, hidden) in cases {
        let request = sent(operation).await.unwrap();
        let question = alicloud_client::transport::Question::of(&request);
        let body = String::from_utf8_lossy(question.body.as_bytes()).into_owned();
        assert!(body.contains(shown) && body.ends_with("--boundary--\r\n"), "no {shown:?}: {body}");
        assert!(hidden.is_empty() || !format!("{body}{question:?}").contains(hidden), "{hidden}: {body}");
        assert!(!body.contains("filename") || body.contains(text), "{body}");
    }
}

/// Each call has a boundary of its own, and a recording has none. Secrets in fields are hidden.
#[tokio::test]
async fn a_recording_is_replayed() {
    let call = |password: &str| {
        // Each call has a token of its own, too.
        let token = Some(json!(password.replace("hush", "token")));
        operation()
            .parameter("ClientToken", At::FORM, token)
            .secret("Password", At::FORM, Some(Secret::from(password)))
            .file("file", At::FORM, FormFile::new("a.txt", "content"))
    };
    for signature in [SignatureVersion::Acs3, SignatureVersion::V1] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.jsonl");
        let recording = Recording::new(Script::new([ok()])).to_file(&path).unwrap();
        let builder = || Client::builder().access_key("id-1", "key-secret-1").region("cn-hangzhou").no_retry();
        let client = builder().signature(signature).transport(recording.clone()).build().unwrap();
        let shown = format!("{:?}", call("hush-1"));
        call("hush-1").send(&client).await.unwrap();
        recording.finish().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("content") && !format!("{text}{shown}").contains("hush-1"), "{text}{shown}");
        let client = builder().transport(Replaying::from_file(&path).unwrap()).build().unwrap();
        call("hush-2").send(&client).await.unwrap();
    }
}
