//! Operations whose bodies and responses are XML.

use alicloud_catalog::Catalog;
use alicloud_emulator::Emulator;

use crate::client::Client;

/// `Loop` is a list of itself, so an element has that type at every depth.
const PRODUCT: &str = r##"{"info": {"product": "Migration", "version": "2024-06-26", "style": "ROA"},
    "components": {"schemas": {
        "Loop": {"type": "array", "items": {"$ref": "#/components/schemas/Loop"}},
        "Grid": {"type": "array", "items": {"type": "array", "items": {"type": "object", "properties": {
            "Size": {"type": "integer", "maximum": 3}}}}}}}}"##;
const CREATE: &str = r##"{
    "methods": ["post"], "path": "/job", "security": [{"AK": []}],
    "consumes": ["application/xml"], "produces": ["application/xml"],
    "parameters": [
        {"name": "body", "in": "body", "style": "xml", "schema": {"type": "object", "properties": {
            "ImportJob": {"type": "object", "required": true, "properties": {
                "Name": {"type": "string", "required": true, "pattern": "^[a-z中]"},
                "Count": {"type": "integer", "maximum": 3},
                "Loop": {"$ref": "#/components/schemas/Loop"},
                "Grid": {"$ref": "#/components/schemas/Grid"},
                "Rules": {"type": "array", "maxItems": 2, "items": {"type": "object", "properties": {
                    "Regex": {"type": "string", "required": true}}}},
                "Labels": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 2}}
            }}
        }}}
    ],
    "responses": {}
}"##;
const PUT: &str = r#"{
    "methods": ["put"], "path": "/reference", "security": [{"AK": []}], "consumes": ["application/xml"],
    "parameters": [
        {"name": "body", "in": "body", "style": "xml", "schema": {"type": "object", "required": true,
            "additionalProperties": {"type": "integer"}}}
    ],
    "responses": {"200": {"schema": {"type": "object", "properties": {"id": {"type": "string", "example": "c1"}}}}}
}"#;
const GET: &str = r#"{
    "methods": ["get"], "path": "/job", "security": [{"AK": []}], "produces": ["application/xml"],
    "responses": {"200": {"schema": {"type": "object", "properties": {"ImportJob": {"type": "object", "properties": {
        "Name": {"type": "string", "example": "a & b"}, "Count": {"type": "integer", "example": "1"},
        "Rule": {"type": "array", "items": {"type": "string"}}
    }}}}}},
    "responseDemo": [
        {"type": "xml", "example": "<ImportJob><Count>7</Count><Rule>x</Rule><Rule>y</Rule></ImportJob>"}
    ]
}"#;
const GET_LOOP: &str = r##"{
    "methods": ["get"], "path": "/loop", "security": [{"AK": []}], "produces": ["application/xml"],
    "responses": {"200": {"schema": {"type": "object", "properties": {
        "Loop": {"$ref": "#/components/schemas/Loop"}}}}},
    "responseDemo": [{"type": "xml", "example": "<Loop>x</Loop>"}]
}"##;

async fn start() -> Emulator {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("product.json"), PRODUCT).unwrap();
    for (name, entry) in [("CreateJob", CREATE), ("PutReference", PUT), ("GetJob", GET), ("GetLoop", GET_LOOP)] {
        std::fs::write(folder.path().join(format!("{name}.json")), entry).unwrap();
    }
    Emulator::builder().catalog(Catalog::load(folder.path()).unwrap()).start().await.unwrap()
}

/// The status and the text of the response.
async fn call(emulator: &Emulator, method: &'static str, path: &str, action: &str, body: &str) -> (u16, String) {
    let client = Client { version: "2024-06-26", ..Client::new(emulator) };
    let mut draft = client.draft(action, &[]);
    draft.method = method;
    draft.path = path.to_owned();
    draft.body = body.to_owned();
    draft.header("content-type", "application/xml");
    let answer = draft.sign().send().await.unwrap();
    (answer.status, answer.text)
}

#[tokio::test]
async fn bodies_are_checked() {
    let emulator = start().await;
    let deep = format!("<ImportJob>{}{}</ImportJob>", "<a>".repeat(200), "</a>".repeat(200));
    let deepest = format!("<ImportJob><Name>a</Name>{}{}</ImportJob>", "<a>".repeat(127), "</a>".repeat(127));
    let many = format!("<ImportJob><Name>a</Name>{}</ImportJob>", "<a/>".repeat(200_001));
    let cases: &[(&str, u16, &str)] = &[
        ("<?xml version=\"1.0\" encoding=\"utf-8\"?><ImportJob><Name>a</Name></ImportJob>", 200, ""),
        ("\u{feff}<ImportJob><Name>&#x4e2d;&lt;</Name><Count>3</Count></ImportJob>", 200, ""),
        ("<ImportJob><Name><![CDATA[a<]]></Name><Other><A/><A/></Other></ImportJob>", 200, ""),
        (
            "<ImportJob><Name>a</Name><Rules><Regex>x</Regex></Rules><Rules><Regex>y</Regex></Rules></ImportJob>",
            200,
            "",
        ),
        ("<ImportJob><Name>a</Name><Labels><b>1</b></Labels></ImportJob>", 200, ""),
        ("<ImportJob><Name>a</Name><Loop>x</Loop></ImportJob>", 200, ""),
        ("<ImportJob><Name>a</Name><Loop><Loop/><Loop>x</Loop></Loop><Loop/></ImportJob>", 200, ""),
        ("<ImportJob><Name>a</Name><Grid><Size>3</Size></Grid></ImportJob>", 200, ""),
        ("<ImportJob><Name>a</Name><Grid><Size>4</Size></Grid></ImportJob>", 400, "InvalidImportJob.Grid.1.1.Size"),
        ("", 400, "MissingImportJob"),
        ("<Other><Name>a</Name></Other>", 400, "MissingImportJob"),
        ("<ImportJob/>", 400, "MissingImportJob.Name"),
        ("<ImportJob><Name>A</Name></ImportJob>", 400, "InvalidImportJob.Name"),
        ("<ImportJob><Name>a</Name><Count>4</Count></ImportJob>", 400, "InvalidImportJob.Count"),
        ("<ImportJob><Name>a</Name><Rules/></ImportJob>", 400, "MissingImportJob.Rules.1.Regex"),
        ("<ImportJob><Name>a</Name><Rules/><Rules/><Rules/></ImportJob>", 400, "InvalidImportJob.Rules"),
        ("<ImportJob><Name>a</Name>", 400, "InvalidImportJob"),
        ("<ImportJob><Name>a</Name></ImportJob><ImportJob/>", 400, "InvalidImportJob"),
        ("<ImportJob><Name>a</Name></ImportJob>text", 400, "InvalidImportJob"),
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><ImportJob><Name>&b;</Name></ImportJob>", 400, "InvalidImportJob"),
        ("<ImportJob><Name>&unknown;</Name></ImportJob>", 400, "InvalidImportJob"),
        ("{\"ImportJob\":{\"Name\":\"a\"}}", 400, "InvalidImportJob"),
        (&deepest, 200, ""),
        (&deep, 400, "InvalidImportJob"),
        (&many, 400, "InvalidImportJob"),
    ];
    for (body, status, code) in cases {
        let (found, text) = call(&emulator, "POST", "/job", "CreateJob", body).await;
        let shown: String = body.chars().take(200).collect();
        assert_eq!(found, *status, "{shown}: {text}");
        assert!(text.contains("<RequestId>"), "{shown}: {text}");
        assert!(code.is_empty() || text.contains(&format!("<Code>{code}</Code>")), "{shown}: {text}");
    }
    for (body, status) in [("<A>1</A>", 200), ("<A>", 400), ("", 400)] {
        let (found, text) = call(&emulator, "PUT", "/reference", "PutReference", body).await;
        assert_eq!(found, status, "{body}: {text}");
        assert!(text.starts_with('{'), "this response is JSON: {text}");
    }
}

/// The documented sample, as XML, although the client asked for nothing.
#[tokio::test]
async fn a_response_is_a_document() {
    let emulator = start().await;
    let (status, text) = call(&emulator, "GET", "/job", "GetJob", "").await;
    let expected = "<?xml version='1.0' encoding='UTF-8'?><ImportJob><Name>a &amp; b</Name><Count>7</Count><Rule>x</Rule>\
                    <Rule>y</Rule></ImportJob>";
    assert_eq!((status, text.as_str()), (200, expected));
}

/// The sample of a type that is a list of itself ends, too.
#[tokio::test]
async fn a_sample_of_endless_lists_ends() {
    let emulator = start().await;
    let (status, text) = call(&emulator, "GET", "/loop", "GetLoop", "").await;
    assert_eq!(status, 200, "{text}");
    assert!(text.starts_with("<?xml version='1.0' encoding='UTF-8'?><GetLoopResponse"), "{text}");
}
