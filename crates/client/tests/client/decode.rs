//! Lenient in what is read, strict in what cannot be read.

use alicloud_client::{Error, ErrorKind};

use crate::operations::{Describe, Instance, Instances, Items, Tag};
use crate::script::{Script, answer};

async fn read(body: &str) -> Result<Instances, Error> {
    let reply = answer(200, body).header("x-acs-request-id", "header");
    Script::new([reply]).client().send(Describe::default()).await
}

fn instances(list: Vec<Instance>) -> Instances {
    Instances { request_id: "header".to_owned(), items: Items { list }, ..Instances::default() }
}

fn instance(id: &str, port: Option<i64>) -> Instance {
    Instance { id: Some(id.to_owned()), port, ..Instance::default() }
}

#[track_caller]
fn same(body: &str, found: Result<Instances, Error>, expected: &Instances) {
    let found = found.unwrap_or_else(|error| panic!("{body}: {error}"));
    assert_eq!(found, *expected, "{body}");
    assert_eq!(found.request_id, expected.request_id, "{body}");
}

#[tokio::test]
async fn accepts_what_the_service_sends() {
    let empty = || instances(vec![]);
    let one = |port| instances(vec![instance("a", port)]);
    let detail = |key: &str| Instances { detail: Some(Tag { key: Some(key.to_owned()), ..Tag::default() }), ..empty() };
    let cases = [
        ("", empty()),
        ("{}", empty()),
        ("  {\"RequestId\":\" 1 \"}\r\n", Instances { request_id: "1".to_owned(), ..Instances::default() }),
        ("\u{feff}{}", empty()),
        (
            r#"{"TotalRecordCount":"30","Big":"9223372036854775807"}"#,
            Instances { total: Some(30), big: Some(i64::MAX), ..empty() },
        ),
        (
            r#"{"TotalRecordCount":30.0,"Big":-9223372036854775808}"#,
            Instances { total: Some(30), big: Some(i64::MIN), ..empty() },
        ),
        (
            r#"{"TotalRecordCount":3e1,"Ratio":"1.5","On":"true"}"#,
            Instances { total: Some(30), ratio: Some(1.5), on: Some(true), ..empty() },
        ),
        (r#"{"TotalRecordCount":"","Big":null,"Ratio":" ","On":0}"#, Instances { on: Some(false), ..empty() }),
        (
            r#"{"totalrecordcount":1,"ITEMS":{"dbInstance":[{"dbinstanceid":"a"}]}}"#,
            Instances { total: Some(1), ..one(None) },
        ),
        (r#"{"On":1,"on":false}"#, Instances { on: Some(false), ..empty() }),
        (
            r#"{"NextToken":12345678901234567890123.10}"#,
            Instances { next: Some("12345678901234567890123.10".to_owned()), ..empty() },
        ),
        (r#"{"NextToken":true}"#, Instances { next: Some("true".to_owned()), ..empty() }),
        (r#"{"NextToken":{"a": [1]}}"#, Instances { next: Some(r#"{"a": [1]}"#.to_owned()), ..empty() }),
        (r#"{"NextToken":"\u4e2d\n"}"#, Instances { next: Some("中\n".to_owned()), ..empty() }),
        (r#"{"Items":{"DBInstance":[{"DBInstanceId":"a","Port":"3306"}]}}"#, one(Some(3306))),
        (r#"{"Items":{"DBInstance":{"DBInstanceId":"a","Port":3306}}}"#, one(Some(3306))),
        (r#"{"Items":{"DBInstance":[{"DBInstanceId":"a","New":{"x":[1,2,{}]}}]},"Other":[]}"#, one(None)),
        (r#"{"Items":"","Detail":"","Map":""}"#, empty()),
        (r#"{"Items":null,"Detail":null,"Map":null,"Any":null}"#, empty()),
        (r#"{"Items":{"DBInstance":null}}"#, empty()),
        (r#"{"Items":"{\"DBInstance\":[{\"DBInstanceId\":\"a\"}]}"}"#, one(None)),
        (r#"{"Detail":{}}"#, Instances { detail: Some(Tag::default()), ..empty() }),
        (r#"{"Detail":{"Key":1}}"#, detail("1")),
        (
            r#"{"Detail":{"Weight":5}}"#,
            Instances { detail: Some(Tag { weights: Some(vec![5]), ..Tag::default() }), ..empty() },
        ),
        (
            r#"{"Map":{"b":2,"a":"x"}}"#,
            Instances { map: [("a".to_owned(), "x".to_owned()), ("b".to_owned(), "2".to_owned())].into(), ..empty() },
        ),
        (r#"{"Any":[1,{"a":null}]}"#, Instances { any: Some(serde_json::json!([1, {"a": null}])), ..empty() }),
        ("<R><RequestId>1</RequestId></R>", Instances { request_id: "1".to_owned(), ..Instances::default() }),
        (
            "<?xml version='1.0'?><DescribeResponse><TotalRecordCount>2</TotalRecordCount><Items><DBInstance><DBInstanceId>a</DBInstanceId><Port>1</Port></DBInstance>\
             <DBInstance><DBInstanceId>b &lt;&#x4e2d;</DBInstanceId><New/></DBInstance></Items></DescribeResponse>",
            Instances { total: Some(2), ..instances(vec![instance("a", Some(1)), instance("b <中", None)]) },
        ),
    ];
    for (body, expected) in cases {
        same(body, read(body).await, &expected);
    }
}

#[tokio::test]
async fn names_the_place_of_what_cannot_be_read() {
    let cases = [
        (r#"{"TotalRecordCount":"many"}"#, "TotalRecordCount: found a text, expected a whole number of 64 bits"),
        (r#"{"TotalRecordCount":2147483648}"#, "TotalRecordCount: found a number, expected a whole number of 64 bits"),
        (r#"{"Big":1.5}"#, "Big: found a number, expected a whole number of 64 bits"),
        (r#"{"Big":9223372036854775808}"#, "Big: found a number, expected a whole number of 64 bits"),
        (r#"{"On":[]}"#, "On: found a list, expected true or false"),
        (r#"{"Items":{"DBInstance":[{"Port":1},{"Port":2},{"Port":"x"}]}}"#, "Items.DBInstance[2].Port: found a text"),
        (
            r#"{"Items":{"DBInstance":[{"Child":[{},{"Child":[{"Port":{}}]}]}]}}"#,
            "Items.DBInstance[0].Child[1].Child[0].Port: found an object",
        ),
        (r#"{"Items":[1]}"#, "Items: found a list, expected an object"),
        (r#"{"Detail":5}"#, "Detail: found a number, expected an object"),
        (r#"{"Map":{"a":{}},"Items":3}"#, "Items: found a number, expected an object"),
        (r#"{"RequestId":"1""#, "not valid JSON"),
        ("{} {}", "not valid JSON"),
        ("[]", "found a list, expected an object"),
        ("<html><body>login</body></html>", "found an HTML page"),
        ("<R><A></R>", "not valid XML"),
        (
            "<R><Items><DBInstance><Port>x</Port></DBInstance></Items></R>",
            "Items.DBInstance.Port: found a text, expected a whole number",
        ),
    ];
    for (body, expected) in cases {
        let error = read(body).await.expect_err(body);
        assert_eq!(
            (error.kind(), error.status(), error.request_id()),
            (ErrorKind::Decode, Some(200), error.request_id()),
            "{body}"
        );
        assert!(error.to_string().contains(expected), "{body}: {error}");
        // The operation changes nothing.
        assert!(!error.may_have_been_applied() && error.request_id().is_some(), "{body}: {error}");
    }
}

#[tokio::test]
async fn nests_deeply_but_not_without_end() {
    let nested = |depth: usize| {
        let (open, close) = (r#"{"Child":["#.repeat(depth), "]}".repeat(depth));
        format!(r#"{{"Items":{{"DBInstance":[{open}{close}]}}}}"#)
    };
    assert!(read(&nested(28)).await.is_ok());
    for body in
        [nested(10_000), "[".repeat(100_000), format!(r#"{{"Any":{}}}"#, "[".repeat(100_000)), "<a>".repeat(100_000)]
    {
        assert_eq!(read(&body).await.unwrap_err().kind(), ErrorKind::Decode);
    }
}
