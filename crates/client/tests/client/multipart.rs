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

/// Each call has a boundary of its own, and a recording has none. Secrets in fields are hidden.
#[tokio::test]
async fn a_recording_is_replayed() {
    let call = |password: &str| {
        operation().secret("Password", At::FORM, Some(Secret::from(password))).file(
            "file",
            At::FORM,
            FormFile::new("a.txt", "content"),
        )
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
