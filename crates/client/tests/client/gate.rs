//! Tests that only a response of the service is accepted as one.

use alicloud_client::runtime::{EndpointRule, Method, OperationInfo, ProductInfo, ResponseKind, Style};
use alicloud_client::{Error, ErrorKind, UntypedOperation};

use crate::operations::{Describe, Release, info, release};
use crate::script::{Reply, Script};

static RPC: ProductInfo = ProductInfo::new("Rpc", "2020-01-01").endpoints(EndpointRule::Central, &[]);
static ROA: ProductInfo = ProductInfo::new("Roa", "2020-01-01").style(Style::Roa).endpoints(EndpointRule::Central, &[]);

const fn of(product: &'static ProductInfo, response: ResponseKind) -> OperationInfo {
    info(product, "Operation", false, None).response(response)
}

static IDENTIFIED: OperationInfo = of(&RPC, ResponseKind::Identified);
static ACKNOWLEDGEMENT: OperationInfo = of(&RPC, ResponseKind::Acknowledgement);
static FIELDS: OperationInfo = of(&ROA, ResponseKind::Fields(&["clusters", "page_info"]));
static FIELDS_WITH_CODE: OperationInfo = of(&ROA, ResponseKind::Fields(&["clusters", "Code"]));
static EMPTY: OperationInfo = of(&ROA, ResponseKind::Empty);
static EMPTY_RPC: OperationInfo = of(&RPC, ResponseKind::Empty);
static UNKNOWN: OperationInfo = of(&ROA, ResponseKind::Unknown);
static LIST: OperationInfo = of(&ROA, ResponseKind::List);
static MAP: OperationInfo = of(&ROA, ResponseKind::Map);
static TEXT: OperationInfo = of(&ROA, ResponseKind::Text);
static BINARY: OperationInfo = of(&ROA, ResponseKind::Binary);
static HEAD: OperationInfo = of(&ROA, ResponseKind::Identified).methods(Method::Head, &[Method::Head]);

/// Bodies, and the documented responses for which each is accepted: without and with the header `x-acs-request-id`.
const BODIES: &[(&str, &str, &str)] = &[
    ("", "empty unknown head", "empty empty-rpc unknown acknowledgement head text binary"),
    (" \r\n", "empty unknown head", "empty empty-rpc unknown acknowledgement head text binary"),
    ("{}", "empty unknown text binary", ALL),
    ("null", "text binary", "empty empty-rpc unknown text binary"),
    ("[]", "text binary", "empty empty-rpc unknown list text binary"),
    (r#"[{"a":1}]"#, "list text binary", "empty empty-rpc unknown list text binary"),
    (r#""x""#, "text binary", "empty empty-rpc unknown text binary"),
    ("5", "text binary", "empty empty-rpc unknown text binary"),
    ("<rss/>", "text binary", ALL),
    ("<rss><channel/></rss>", "text binary", ALL),
    ("<?xml version=\"1.0\"?><root><device/></root>", "text binary", ALL),
    ("<html><body>Please log in</body></html>", "", "text binary"),
    ("<!DOCTYPE html><html></html>", "", "text binary"),
    ("<HTML>", "", "text binary"),
    ("<Error><Code>X</Code><RequestId>1</RequestId></Error>", "", "text binary"),
    ("<error/>", "", "text binary"),
    (REFUSED, "", KEYS_ARE_DATA),
    (r#"{"code":"X","requestId":"1"}"#, "unknown", KEYS_ARE_DATA),
    (r#"{"Code":403,"Message":"no","HostId":"h","Recommend":"u","RequestId":"1"}"#, "unknown", KEYS_ARE_DATA),
    (r#"{"Code":"200","Message":"OK","RequestId":"1"}"#, ANY_ID, ALL),
    (r#"{"Code":0,"RequestId":"1"}"#, ANY_ID, ALL),
    (r#"{"Code":"Success","RequestId":"1"}"#, ANY_ID, ALL),
    (r#"{"Code":"X","Success":true,"RequestId":"1"}"#, ANY_ID, ALL),
    (r#"{"Message":"no","RequestId":"1"}"#, ANY_ID, ALL),
    (r#"{"Code":"","Message":null,"RequestId":"1"}"#, ANY_ID, ALL),
    (
        r#"{"Code":"X","RequestId":"1","Other":2}"#,
        "identified acknowledgement empty empty-rpc unknown fields map text binary",
        ALL,
    ),
    ("<R><Code>X</Code><RequestId>1</RequestId></R>", "unknown text binary", KEYS_ARE_DATA),
    (r#"{"error":"upstream"}"#, "", KEYS_ARE_DATA),
    (r#"{"error":{"code":"X"},"RequestId":"1"}"#, "unknown", KEYS_ARE_DATA),
    (r#"{"Errors":["X"],"RequestId":"1"}"#, "unknown", KEYS_ARE_DATA),
    (r#"{"Errors":[],"RequestId":"1"}"#, ANY_ID, ALL),
    (r#"{"Success":false,"RequestId":"1"}"#, "unknown", KEYS_ARE_DATA),
    (
        r#"{"Success":false,"RequestId":"1","Other":2}"#,
        "identified acknowledgement empty empty-rpc unknown fields map text binary",
        ALL,
    ),
    (r#"{"Success":true,"RequestId":"1"}"#, ANY_ID, ALL),
    (r#"{"RequestId":false}"#, "", ALL),
    (r#"{"RequestId":true}"#, "", ALL),
    (r#"{"RequestId":""}"#, "", ALL),
    (r#"{"RequestId":null}"#, "", ALL),
    (r#"{"RequestId":{"a":1}}"#, "", ALL),
    (r#"{"Data":{"RequestId":"1"}}"#, "empty unknown map text binary", ALL),
    (r#"{"clusters":[]}"#, "empty unknown fields map text binary", ALL),
    (r#"{"RequestId":"1"}"#, ANY_ID, ALL),
    (r#"{"requestid":"1"}"#, ANY_ID, ALL),
    (
        r#"{"request_id":"1","other":2}"#,
        "identified acknowledgement empty empty-rpc unknown fields map text binary",
        ALL,
    ),
    ("\u{feff}{\"RequestId\":1}", ANY_ID, ALL),
    (
        "<R><RequestId>1</RequestId></R>",
        "identified acknowledgement empty empty-rpc unknown fields list text binary",
        ALL,
    ),
    (
        "<R><requestId>1</requestId><Items/></R>",
        "identified acknowledgement empty empty-rpc unknown fields list map text binary",
        ALL,
    ),
    (r#"{"RequestId":"1""#, "text binary", "text binary"),
    (r#"{"RequestId":"1"} x"#, "text binary", "text binary"),
    (r#"{"RequestId":"1"}{}"#, "text binary", "text binary"),
    (r#"{"RequestId":"1",}"#, "text binary", "text binary"),
    ("<R><RequestId>1</RequestId>", "text binary", "text binary"),
    ("Bad Gateway", "text binary", "text binary"),
];
const REFUSED: &str = r#"{"Code":"X","Message":"no"}"#;
const KEYS_ARE_DATA: &str = "unknown map text binary head";
const ANY_ID: &str = "identified acknowledgement empty empty-rpc unknown fields";
const ALL: &str = "identified acknowledgement empty empty-rpc unknown fields list map text binary head";

fn reply(status: u16, body: &str, has_header: bool) -> Reply {
    let reply = Reply::Answer(status, vec![("content-type", "text/x-odd".to_owned())], body.as_bytes().to_vec());
    if has_header { reply.header("x-acs-request-id", "header") } else { reply }
}

#[track_caller]
fn check(what: &str, result: Option<Error>, expected: bool) -> Option<String> {
    match result {
        None => (!expected).then(|| format!("{what}: taken for a response")),
        Some(error) if expected => Some(format!("{what}: {error}")),
        Some(error) => {
            let shown = error.to_string();
            // An operation that only reads changes nothing, whatever the response is, and a refused one was not carried
            // out.
            let changes = error.operation() != Some("DescribeDBInstances") && error.kind() != ErrorKind::Service;
            // An error code, and nothing that contradicts it.
            let is_refused = matches!(error.code(), Some("X" | "403")) && error.request_id().is_some();
            let is_refused = is_refused && !["<Error>", "Success", "Other"].iter().any(|other| what.contains(other));
            let expected = if is_refused { ErrorKind::Service } else { ErrorKind::Decode };
            assert_eq!((error.kind(), error.may_have_been_applied()), (expected, changes), "{what}: {shown}");
            assert!(
                error.status().is_some() && error.operation().is_some() && error.attempts() == 1,
                "{what}: {shown}"
            );
            None
        }
    }
}

#[tokio::test]
async fn a_body_is_a_response_of_some_operations_and_not_of_others() {
    let operations: [(&str, &'static OperationInfo); 11] = [
        ("identified", &IDENTIFIED),
        ("acknowledgement", &ACKNOWLEDGEMENT),
        ("fields", &FIELDS),
        ("empty", &EMPTY),
        ("empty-rpc", &EMPTY_RPC),
        ("unknown", &UNKNOWN),
        ("list", &LIST),
        ("map", &MAP),
        ("text", &TEXT),
        ("binary", &BINARY),
        ("head", &HEAD),
    ];
    let mut wrong = Vec::new();
    for (body, without, with) in BODIES {
        for (name, info) in operations {
            for (expected, has_header) in [(without, false), (with, true)] {
                // If the response to HEAD has a body, the body decides.
                if name == "head" && !body.trim().is_empty() {
                    continue;
                }
                let expected = expected.split(' ').any(|known| known == name);
                let script = Script::new([reply(200, body, has_header)]);
                let client = script.builder().endpoint("example.com").build().unwrap();
                let operation = UntypedOperation::new(info).response_fields(["RequestId", "Items"]);
                wrong.extend(check(
                    &format!("{name} {has_header} {body}"),
                    operation.send(&client).await.err(),
                    expected,
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Typed calls, and everything that is built on them, follow the same rule.
#[tokio::test]
async fn typed_calls_follow_the_same_rule() {
    let mut wrong = Vec::new();
    for (body, without, with) in BODIES {
        for (expected, has_header) in [(without, false), (with, true)] {
            let what = format!("{has_header} {body}");
            let client = Script::new([reply(200, body, has_header)]).client();
            let identified = expected.split(' ').any(|known| known == "identified");
            let bodies_without_fields = ["null", "[]"];
            let typed = identified && !bodies_without_fields.contains(body);
            wrong.extend(check(&format!("typed {what}"), client.send(Describe::default()).await.err(), typed));
            wrong.extend(check(&format!("change {what}"), client.send(release()).await.err(), typed));
            wrong.extend(check(
                &format!("raw {what}"),
                client.send(Describe::default()).answer().await.err(),
                identified,
            ));
            let page = client.pages(Describe::default()).next().await.unwrap();
            wrong.extend(check(&format!("page {what}"), page.err(), typed));
            let outcome = client.bulk([release()]).next().await.unwrap();
            wrong.extend(check(&format!("bulk {what}"), outcome.result.err(), typed));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The keys of an error are data if one of them is documented, or if the documented fields are unknown.
#[tokio::test]
async fn an_error_with_a_status_of_success_is_told_by_what_is_documented() {
    let cases: [(&'static OperationInfo, Option<&[&str]>, bool); 8] = [
        (&IDENTIFIED, Some(&["RequestId", "Items"]), false),
        (&IDENTIFIED, Some(&["RequestId", "Status", "Description"]), false),
        (&IDENTIFIED, Some(&["RequestId", "code"]), true),
        (&IDENTIFIED, Some(&["RequestId", "Success"]), true),
        (&IDENTIFIED, None, true),
        (&ACKNOWLEDGEMENT, None, false),
        (&FIELDS, None, false),
        (&FIELDS_WITH_CODE, None, true),
    ];
    for (info, fields, expected) in cases {
        let script = Script::new([reply(200, REFUSED, true)]);
        let client = script.builder().endpoint("example.com").build().unwrap();
        let mut operation = UntypedOperation::new(info);
        if let Some(fields) = fields {
            operation = operation.response_fields(fields.iter().copied());
        }
        let result = operation.send(&client).await;
        assert_eq!(result.is_ok(), expected, "{info:?} {fields:?}");
        let Err(error) = result else { continue };
        let service = error.service().unwrap();
        assert_eq!((service.code(), service.message(), service.status()), (Some("X"), Some("no"), 200), "{error:?}");
        assert_eq!((service.request_id(), service.excerpt()), (Some("header"), REFUSED), "{error:?}");
        assert_eq!(error.to_string(), "Operation: X: no (HTTP 200, request id header)");
    }
    // A throttled call waits, whatever the status is.
    let throttled = r#"{"Code":"Throttling.User","Message":"slow down","RequestId":"1"}"#;
    let script = Script::new([reply(200, throttled, true), crate::script::ok()]);
    script.client().send(release()).await.unwrap();
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn a_status_without_a_body_is_a_response_where_nothing_is_lost() {
    let cases: [(&'static OperationInfo, u16, bool, bool); 8] = [
        (&ACKNOWLEDGEMENT, 204, false, true),
        (&EMPTY, 204, false, true),
        (&EMPTY_RPC, 204, false, true),
        (&UNKNOWN, 205, false, true),
        (&HEAD, 200, false, true),
        (&IDENTIFIED, 204, true, false),
        (&LIST, 204, true, false),
        (&ACKNOWLEDGEMENT, 202, false, false),
    ];
    for (info, status, has_header, expected) in cases {
        let script = Script::new([reply(status, "", has_header)]);
        let client = script.builder().endpoint("example.com").build().unwrap();
        let wrong =
            check(&format!("{status} {info:?}"), UntypedOperation::new(info).send(&client).await.err(), expected);
        assert_eq!(wrong, None);
    }
}

#[tokio::test]
async fn the_error_says_what_was_found() {
    let cases = [
        (r#"{"Code":"X","Message":"no"}"#, "found an error of the type"),
        (r#"{"RequestId":{"a":1}}"#, "found an object without a request id of the type"),
        (r#"{"RequestId":null}"#, "found an object without a request id of the type"),
        ("{}", "found an empty object of the type"),
    ];
    for (body, expected) in cases {
        let operation = UntypedOperation::new(&IDENTIFIED);
        let client = Script::new([reply(200, body, false)]).builder().endpoint("example.com").build().unwrap();
        let shown = operation.send(&client).await.unwrap_err().to_string();
        assert!(shown.contains(expected) && shown.ends_with(&format!("; it begins: {body}")), "{shown}");
    }
    let client = Script::new([reply(200, "", false)]).client();
    let shown = client.send(release()).await.unwrap_err().to_string();
    assert!(shown.ends_with("(HTTP 200)"), "{shown}");
}

#[tokio::test]
async fn the_error_says_what_was_found_and_what_was_expected() {
    let client = Script::new([reply(200, "<html>Please log in</html>", false)]).client();
    let error = client.send(Release { ..release() }).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "ReleaseInstanceConnection: the response cannot be decoded: found an HTML page of the type text/x-odd, expected an object with \
         `RequestId` or the header x-acs-request-id; this is not a response of the service (HTTP 200); it begins: <html>Please log in</html>"
    );
}
