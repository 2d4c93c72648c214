//! Tests of operations whose bodies and responses are XML.

use alicloud_client::runtime::{At, BodyKind, Value};
use alicloud_client::transport::Recording;
use alicloud_client::{Client, Error, ErrorKind, SignatureVersion, UntypedOperation};
use serde_json::json;

use crate::operations::{Import, Imported, RDS, Tag, Vault, info};
use crate::script::{Script, answer, header, ok};

fn operation() -> UntypedOperation {
    UntypedOperation::new(Box::leak(Box::new(info(&RDS, "Import", false, None).body(BodyKind::Xml))))
}

async fn sent(operation: UntypedOperation) -> Result<String, Error> {
    let script = Script::new([ok()]);
    operation.send(&script.client()).await?;
    let request = script.requests().remove(0);
    assert_eq!(header(&request, "content-type"), "application/xml");
    Ok(String::from_utf8(request.body.to_vec()).unwrap())
}

async fn field(value: Value) -> Result<String, Error> {
    sent(operation().parameter("Root", At::BODY_FIELD, Some(value))).await
}

async fn whole(value: Value) -> Result<String, Error> {
    sent(operation().parameter("body", At::WHOLE_BODY, Some(value))).await
}

#[tokio::test]
async fn a_body_is_a_document() {
    let cases = [
        (json!("a"), "<Root>a</Root>"),
        (json!({}), "<Root></Root>"),
        (json!({"B": "1", "A": 2, "C": true, "D": 1.5}), "<Root><B>1</B><A>2</A><C>true</C><D>1.5</D></Root>"),
        (
            json!({"A": [1, 2], "B": {"C": [{"D": "x"}, {}]}}),
            "<Root><A>1</A><A>2</A><B><C><D>x</D></C><C></C></B></Root>",
        ),
        (json!({"A": [], "B": null, "C": ""}), "<Root><B></B><C></C></Root>"),
        (json!({"A": "<a href=\"b\">&amp;]]>'"}), "<Root><A>&lt;a href=\"b\"&gt;&amp;amp;]]&gt;'</A></Root>"),
        (json!({"A": " a\t\r\n中\u{10ffff} "}), "<Root><A> a\t&#13;\n中\u{10ffff} </A></Root>"),
        (json!({"中_-.1": "a", "_": "b"}), "<Root><中_-.1>a</中_-.1><_>b</_></Root>"),
        (json!(["a"]), "<Root>a</Root>"),
    ];
    for (value, expected) in cases {
        let expected = format!(r#"<?xml version="1.0" encoding="utf-8"?>{expected}"#);
        assert_eq!(field(value.clone()).await.unwrap(), expected, "{value}");
        assert_eq!(whole(json!({"Root": value})).await.unwrap(), expected, "{value}");
    }
    // Without an element there is no document.
    assert_eq!(field(json!([])).await.unwrap(), "");
    assert_eq!(sent(operation().parameter("Root", At::BODY_FIELD, None)).await.unwrap(), "");
    assert_eq!(whole(json!({})).await.unwrap(), "");
    assert_eq!(whole(json!("<any text")).await.unwrap(), "<any text");
}

#[tokio::test]
async fn what_xml_cannot_represent_is_refused() {
    let cases = [
        (json!({"A": {"B": ["x", "a\u{1}b"]}}), "Root.A.B has the character U+0001, which XML 1.0 cannot contain"),
        (json!({"A": "\u{fffe}"}), "Root.A has the character U+FFFE"),
        (json!({"A": "\u{b}"}), "Root.A has the character U+000B"),
        (json!({"A": {"b c": 1}}), "Root.A.b c is not a name that an XML element can have"),
        (json!({"1a": 1}), "Root.1a is not a name"),
        (json!({"a:b": 1}), "Root.a:b is not a name"),
        (json!({"": {}}), "Root. is not a name"),
        (json!({"A": [[1]]}), "Root.A has a list within a list"),
        (json!(["a", "b"]), "the body has 2 root elements (Root, Root)"),
    ];
    for (value, expected) in cases {
        let error = field(value.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{value}");
        assert!(error.to_string().contains(expected), "{value}: {error}");
    }
    let cases = [
        (json!({"A": 1, "B": 2}), "the body has 2 root elements (A, B), and an XML document has one"),
        (json!(1), "the body is a value without a name"),
        (json!(["a"]), "the body is a list"),
    ];
    for (value, expected) in cases {
        let error = whole(value.clone()).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{value}: {error}");
    }
}

fn tag(key: &str, secret: Option<&str>) -> Tag {
    Tag { key: Some(key.to_owned()), secret: secret.map(Into::into), ..Tag::default() }
}

/// The service has only XML, so the client asks for it, and the root element is a field.
#[tokio::test]
async fn a_response_is_a_document() {
    let job = |job: Tag| Imported { job: Some(job), ..Imported::default() };
    let tags = |tags: Vec<Tag>| Imported { tags, ..Imported::default() };
    let cases = [
        ("<?xml version='1.0'?><ImportJob><Key>a</Key></ImportJob>", job(tag("a", None))),
        ("<importjob><Key>a</Key></importjob>", job(tag("a", None))),
        ("<Tags><Key>a</Key></Tags>", tags(vec![tag("a", None)])),
        ("<R><Tags><Key>a</Key></Tags><Tags><Key>b</Key></Tags></R>", tags(vec![tag("a", None), tag("b", None)])),
        ("<R><ImportJob><Key>a</Key></ImportJob></R>", job(tag("a", None))),
        // These are fields of the job, although errors have such fields.
        ("<ImportJob><Key>a</Key><Code>X</Code><Message>b</Message></ImportJob>", job(tag("a", None))),
    ];
    for (body, expected) in cases {
        let script = Script::new([answer(200, body)]);
        let found = script.client().send(Import::default()).await.unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(found, expected, "{body}");
        assert_eq!(header(&script.requests().remove(0), "accept"), "application/xml");
    }
    for (body, expected) in [
        ("<Other><A>1</A></Other>", "this is not a response of the service"),
        ("<ImportJob><Key>a</Key>", "not valid XML"),
        ("", "an empty body"),
    ] {
        let error = Script::new([answer(200, body)]).client().send(Import::default()).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{body}: {error}");
    }
    let refused = "<Error><Code>NoSuchJob</Code><Message>no</Message><RequestId>r</RequestId></Error>";
    let error = Script::new([answer(404, refused)]).client().send(Import::default()).await.unwrap_err();
    assert_eq!((error.code(), error.request_id()), (Some("NoSuchJob"), Some("r")));
}

/// Other operations are asked for XML only by a client that wants it, and their root element is no field.
#[tokio::test]
async fn the_root_of_other_responses_is_no_field() {
    let body = "<Detail><RequestId>r</RequestId><Detail><Key>a</Key></Detail></Detail>";
    let script = Script::new([answer(200, body)]);
    let found = script.client().send(crate::operations::Describe::default()).await.unwrap();
    assert_eq!(found.detail, Some(tag("a", None)));
    assert_eq!(header(&script.requests().remove(0), "accept"), "application/json");
}

/// Secrets in both documents are hidden, those of the response by their type.
#[tokio::test]
async fn secrets_are_hidden() {
    let job = Imported { job: Some(tag("k", Some("from-service"))), ..Imported::default() };
    let vault = Imported { vault: Some(Vault { mark: Some("from-service".into()) }), ..Imported::default() };
    let cases = [
        ("<ImportJob><Key>k</Key><Secret>from-service</Secret></ImportJob>", "<Key>k</Key><Secret>***</Secret>", job),
        // Only the type of the root says that this is a secret.
        ("<Vault><Mark>from-service</Mark></Vault>", "<Vault><Mark>***</Mark></Vault>", vault),
    ];
    for signature in [SignatureVersion::Acs3, SignatureVersion::V1] {
        for (body, hidden, expected) in &cases {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("calls.jsonl");
            let recording = Recording::new(Script::new([answer(200, body)])).to_file(&path).unwrap();
            let client = Client::builder().transport(recording.clone()).access_key("id-1", "key-secret-1");
            let client = client.signature(signature).region("cn-hangzhou").no_retry().build().unwrap();
            let operation = Import { job: Some(tag("name", Some("from-caller"))) };
            let shown = format!("{operation:?}");
            let response = client.send(operation).await.unwrap();
            assert_eq!(response, *expected);
            recording.finish().unwrap();
            let shown = format!("{shown} {response:?} {}", std::fs::read_to_string(&path).unwrap());
            assert!(shown.contains("name") && shown.contains(hidden), "{shown}");
            assert!(!shown.contains("from-"), "{shown}");
        }
    }
}
