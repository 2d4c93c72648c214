//! Samples of operations of our own: what their types and samples become, and what a request selects of them. The vendor's products have
//! each of these somewhere, but not next to what it must not be mistaken for.

use alicloud_catalog::Catalog;
use alicloud_emulator::Emulator;
use serde_json::{Value, json};

use crate::client::{Client, Parameters};

/// `Node` is a type that contains itself.
const PRODUCT: &str = r##"{"info": {"product": "Own", "version": "2026-01-01", "style": "RPC"},
    "components": {"schemas": {"Node": {"type": "object", "properties": {
        "Next": {"$ref": "#/components/schemas/Node"}}}}}}"##;

/// The name of an operation, its parameters (all strings), the fields of its response, and its sample.
#[rustfmt::skip]
const OPERATIONS: &[(&str, &[&str], &str, &str)] = &[
    ("GetExamples", &[], r#"{
        "Whole": {"type": "integer", "example": "20000.0"}, "Fraction": {"type": "integer", "example": "1.5"},
        "Number": {"type": "number", "example": "1.5"}, "NoNumber": {"type": "number", "example": "NaN"},
        "Flag": {"type": "boolean", "example": "True"}, "Mode": {"type": "string", "enum": ["on", "off"]},
        "Default": {"type": "string", "default": "d"}, "Any": {"type": "any", "example": {"a": 1}}
    }"#, "{}"),
    ("GetNode", &[], r##"{"Node": {"$ref": "#/components/schemas/Node"}}"##, "{}"),
    ("GetInstance", &["DBInstanceId", "TargetDBInstanceId", "StartTime"], r#"{
        "DBInstanceName": {"type": "string"}, "TargetDBInstanceId": {"type": "string"}, "StartTime": {"type": "string"},
        "Tasks": {"type": "array", "items": {"type": "object", "properties": {
            "DBInstanceId": {"type": "string"}, "StartTime": {"type": "string"}}}}
    }"#, r#"{"DBInstanceName": "rm-1", "TargetDBInstanceId": "rm-2", "StartTime": "t1", "Tasks": [{"DBInstanceId": "rm-1", "StartTime": "t2"}]}"#),
    ("ListRules", &["RuleName", "NextToken", "MaxResults", "PageNumber", "PageSize"], r#"{
        "Rules": {"type": "array", "items": {"type": "object", "properties": {"RuleName": {"type": "string"}}}},
        "NextToken": {"type": "string"}, "TotalCount": {"type": "integer"}, "PageNumber": {"type": "integer"},
        "PageSize": {"type": "integer"}
    }"#, r#"{"Rules": [{"RuleName": "a"}, {"RuleName": "b"}, {"RuleName": "c"}], "NextToken": "of the document", "TotalCount": 30, "PageNumber": 9, "PageSize": 99}"#),
];

/// An operation, what is sent, and the fields of the response.
#[rustfmt::skip]
const CASES: &[(&str, Parameters<'_>, &str)] = &[
    ("GetExamples", &[], r#"{"Whole": 20000, "Fraction": 0, "Number": 1.5, "NoNumber": 0.0, "Flag": true, "Mode": "on", "Default": "d", "Any": {"a": 1}}"#),
    // What names an instance is in every field that does, but it is not the target of anything.
    ("GetInstance", &[("DBInstanceId", "rm-a")], r#"{"DBInstanceName": "rm-a", "TargetDBInstanceId": "rm-2", "StartTime": "t1", "Tasks": [{"DBInstanceId": "rm-a", "StartTime": "t2"}]}"#),
    ("GetInstance", &[("TargetDBInstanceId", "rm-a")], r#"{"DBInstanceName": "rm-1", "TargetDBInstanceId": "rm-a", "StartTime": "t1", "Tasks": [{"DBInstanceId": "rm-1", "StartTime": "t2"}]}"#),
    // No field has several names.
    ("GetInstance", &[("DBInstanceId", "rm-a,rm-b")], r#"{"DBInstanceName": "rm-1", "TargetDBInstanceId": "rm-2", "StartTime": "t1", "Tasks": [{"DBInstanceId": "rm-1", "StartTime": "t2"}]}"#),
    // A time identifies no item.
    ("GetInstance", &[("StartTime", "t3")], r#"{"DBInstanceName": "rm-1", "TargetDBInstanceId": "rm-2", "StartTime": "t3", "Tasks": [{"DBInstanceId": "rm-1", "StartTime": "t2"}]}"#),
    ("ListRules", &[("RuleName", "b")], r#"{"Rules": [{"RuleName": "b"}], "TotalCount": 1, "PageNumber": 1, "PageSize": 99}"#),
    ("ListRules", &[("MaxResults", "2")], r#"{"Rules": [{"RuleName": "a"}, {"RuleName": "b"}], "NextToken": "sample-2", "TotalCount": 3, "PageNumber": 1, "PageSize": 2}"#),
    ("ListRules", &[("MaxResults", "2"), ("NextToken", "sample-2")], r#"{"Rules": [{"RuleName": "c"}], "TotalCount": 3, "PageNumber": 2, "PageSize": 2}"#),
    ("ListRules", &[("PageSize", "2"), ("PageNumber", "2")], r#"{"Rules": [{"RuleName": "c"}], "TotalCount": 3, "PageNumber": 2, "PageSize": 2}"#),
    ("ListRules", &[("PageSize", "2"), ("PageNumber", "3")], r#"{"Rules": [], "TotalCount": 3, "PageNumber": 3, "PageSize": 2}"#),
    ("ListRules", &[("PageSize", "2"), ("PageNumber", "0")], r#"{"Rules": [{"RuleName": "a"}, {"RuleName": "b"}], "TotalCount": 3, "PageNumber": 1, "PageSize": 2}"#),
];

async fn start() -> Emulator {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("product.json"), PRODUCT).unwrap();
    for (name, parameters, fields, sample) in OPERATIONS {
        let fields: Value = serde_json::from_str(fields).unwrap();
        let parameters =
            parameters.iter().map(|name| json!({"name": name, "in": "query", "schema": {"type": "string"}}));
        let entry = json!({
            "methods": ["post"], "security": [{"AK": []}], "parameters": parameters.collect::<Vec<_>>(),
            "responses": {"200": {"schema": {"type": "object", "properties": fields}}},
            "responseDemo": [{"type": "json", "example": sample}]
        });
        std::fs::write(folder.path().join(format!("{name}.json")), entry.to_string()).unwrap();
    }
    Emulator::builder().catalog(Catalog::load(folder.path()).unwrap()).start().await.unwrap()
}

/// The fields of a response without the request ID, which each has.
async fn fields(emulator: &Emulator, operation: &str, parameters: Parameters<'_>) -> Value {
    let client = Client { version: "2026-01-01", ..Client::new(emulator) };
    let mut body = client.ok(operation, parameters).await.json();
    assert!(body.as_object_mut().unwrap().shift_remove("RequestId").is_some(), "{body}");
    body
}

#[tokio::test]
async fn what_a_request_names_is_selected() {
    let emulator = start().await;
    for (operation, parameters, expected) in CASES {
        let expected: Value = serde_json::from_str(expected).unwrap();
        assert_eq!(fields(&emulator, operation, parameters).await, expected, "{operation} {parameters:?}");
    }
    // A token that the emulator did not issue has nothing after it.
    let token = [("NextToken", "of the document")];
    let body = fields(&emulator, "ListRules", &token).await;
    assert_eq!((&body["Rules"], body.get("NextToken")), (&json!([]), None), "{body}");
    // A type that contains itself ends after 12 levels, the response included.
    let mut node = fields(&emulator, "GetNode", &[]).await["Node"].take();
    let mut levels = 1;
    while node.is_object() {
        node = node["Next"].take();
        levels += 1;
    }
    assert_eq!((levels, node), (12, Value::Null));
}
