//! Tests of how parameters are encoded.

use std::collections::BTreeMap;

use alicloud_client::{Error, ErrorKind, Operation, Secret};

use crate::operations::{ConfirmNotify, ModifyCluster, Styles, Tag, release};
use crate::script::{Script, header, ok, parameters};

async fn sent<O: Operation>(operation: O) -> alicloud_client::transport::HttpRequest {
    let script = Script::new([ok()]);
    script.builder().endpoint("http://127.0.0.1:18080").build().unwrap().send(operation).await.unwrap();
    script.requests().remove(0)
}

fn tag(key: &str, value: &str) -> Tag {
    Tag { key: Some(key.to_owned()), value: Some(value.to_owned()), ..Tag::default() }
}

#[tokio::test]
async fn every_style_as_the_official_libraries_write_it() {
    let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    let map: BTreeMap<_, _> = [("a".to_owned(), "1".into()), ("b".to_owned(), serde_json::json!({"c": [true]}))].into();
    let cases: Vec<(Styles, &[(&str, &str)])> = vec![
        (Styles::default(), &[]),
        (Styles { text: Some(String::new()), ..Styles::default() }, &[("Text", "")]),
        (Styles { text: Some("a b+c*~/中文\n".to_owned()), ..Styles::default() }, &[("Text", "a b+c*~/中文\n")]),
        (Styles { int64: Some(i64::MIN), ..Styles::default() }, &[("Int64", "-9223372036854775808")]),
        (Styles { int64: Some(i64::MAX), ..Styles::default() }, &[("Int64", "9223372036854775807")]),
        (Styles { double: Some(0.1), ..Styles::default() }, &[("Double", "0.1")]),
        (Styles { double: Some(1e21), ..Styles::default() }, &[("Double", "1000000000000000000000")]),
        (Styles { boolean: Some(true), ..Styles::default() }, &[("Boolean", "true")]),
        (
            Styles { list: texts(&[]), json: Some(vec![]), simple: texts(&[]), ..Styles::default() },
            &[("Json", "[]"), ("Simple", "")],
        ),
        (
            Styles { list: texts(&["a", "", "c"]), ..Styles::default() },
            &[("List.1", "a"), ("List.2", ""), ("List.3", "c")],
        ),
        (
            Styles {
                tags: Some(vec![
                    tag("env", "prod/east 1*~+中文"),
                    Tag::default(),
                    Tag { weights: Some(vec![1, 2]), ..tag("empty", "") },
                ]),
                ..Styles::default()
            },
            &[
                ("Tag.1.Key", "env"),
                ("Tag.1.Value", "prod/east 1*~+中文"),
                ("Tag.3.Key", "empty"),
                ("Tag.3.Value", ""),
                ("Tag.3.Weight.1", "1"),
                ("Tag.3.Weight.2", "2"),
            ],
        ),
        (Styles { map: Some(map), ..Styles::default() }, &[("Map.a", "1"), ("Map.b.c.1", "true")]),
        (Styles { map: Some(BTreeMap::new()), ..Styles::default() }, &[]),
        (
            Styles {
                json: Some(vec![tag("中\"\\", "\u{1}"), Tag { weights: Some(vec![]), ..Tag::default() }]),
                ..Styles::default()
            },
            &[("Json", "[{\"Key\":\"中\\\"\\\\\",\"Value\":\"\\u0001\"},{\"Weight\":[]}]")],
        ),
        (
            Styles { json_any: Some(serde_json::json!({"n": u64::MAX, "x": null})), ..Styles::default() },
            &[("Any", "{\"n\":18446744073709551615,\"x\":null}")],
        ),
        (Styles { simple: texts(&["a", "b,c"]), ..Styles::default() }, &[("Simple", "a,b,c")]),
    ];
    for (operation, expected) in cases {
        let shown = format!("{operation:?}");
        let mut expected: Vec<_> =
            expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut found = parameters(&sent(operation).await);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{shown}");
    }
}

#[tokio::test]
async fn targets_and_bodies() {
    let request = sent(release()).await;
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.url,
        "http://127.0.0.1:18080/?CurrentConnectionString=rm-uf6wjk5xxxx.mysql.rds.aliyuncs.com&DBInstanceId=rm-uf6wjk5xxxxxxx&InstanceNetworkType=0"
    );
    assert!(request.body.is_empty() && !request.headers.contains_key("content-type"));

    let request = sent(ConfirmNotify { confirmor: Some(1), ids: Some(vec![1, 2]) }).await;
    assert_eq!(request.url, "http://127.0.0.1:18080/");
    assert_eq!(request.body, "Confirmor=1&NotifyIdList=%5B1%2C2%5D");
    assert_eq!(header(&request, "content-type"), "application/x-www-form-urlencoded");

    let request = sent(ModifyCluster { id: Some("a/b ü".to_owned()), name: Some("x".to_owned()), tags: None }).await;
    assert_eq!(request.method, "PUT");
    assert_eq!(request.url, "http://127.0.0.1:18080/api/v2/clusters/a%2Fb%20%C3%BC");
    assert_eq!(request.body, r#"{"cluster_name":"x"}"#);
    let request = sent(ModifyCluster { id: Some("a".to_owned()), ..ModifyCluster::default() }).await;
    assert_eq!(request.body, "{}");
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused() {
    let cluster = |id: &str| ModifyCluster { id: Some(id.to_owned()), ..ModifyCluster::default() };
    let refused = |result: Result<_, Error>| result.err().map(|error| (error.kind(), error.to_string()));
    let client = Script::new([ok()]).client();
    for (found, expected) in [
        (
            refused(client.send(Styles { double: Some(f64::NAN), ..Styles::default() }).await),
            "Double is or contains NaN",
        ),
        (
            refused(client.send(Styles { double: Some(f64::INFINITY), ..Styles::default() }).await),
            "Double is or contains inf",
        ),
        (
            refused(client.send(Styles { doubles: Some(vec![1.0, f64::NAN]), ..Styles::default() }).await),
            "Doubles is or contains NaN",
        ),
        (refused(client.send(Styles { header: Some("a\r\nb".to_owned()), ..Styles::default() }).await), "x-acs-header"),
        (refused(client.send(cluster("")).await), "ClusterId"),
        (refused(client.send(cluster("..")).await), "ClusterId"),
        (refused(client.send(ModifyCluster::default()).await), "ClusterId"),
    ] {
        let (kind, message) = found.unwrap();
        assert_eq!(kind, ErrorKind::InvalidInput);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn debug_shows_what_is_set_and_hides_secrets() {
    let operation = Styles {
        text: Some("a\"b".to_owned()),
        double: Some(1.5),
        json: Some(vec![Tag { secret: Some(Secret::from("hunter2")), ..tag("k", "v") }]),
        simple: Some(Vec::new()),
        ..Styles::default()
    };
    assert_eq!(
        format!("{operation:?}"),
        r#"Styles { Text: "a\"b", Double: 1.5, Json: [{ Key: "k", Value: "v", Secret: *** }], Simple: [] }"#
    );
    assert_eq!(format!("{:?}", Styles::default()), "Styles {}");
    assert_eq!(format!("{:#?}", tag("k", "v")), "Tag {\n    Key: \"k\",\n    Value: \"v\",\n}");
}

#[test]
fn equal_means_equal_on_the_wire() {
    let with = |list: Option<Vec<String>>| Styles { list, ..Styles::default() };
    assert_eq!(release(), release());
    assert_ne!(with(None), with(Some(vec![])));
    assert_ne!(with(Some(vec!["ab".to_owned()])), with(Some(vec!["a".to_owned(), "b".to_owned()])));
    assert_ne!(tag("a", "b"), tag("b", "a"));
}

/// Whatever handles the URL on its way would make another path of it.
#[tokio::test]
async fn a_path_that_would_arrive_as_another_one_is_not_sent() {
    let cases = [
        ("/clusters/%2E", Some("a segment '.' or '..'")),
        ("/x/../clusters", Some("a segment '.' or '..'")),
        ("/x/.%2e/clusters", Some("a segment '.' or '..'")),
        ("/./clusters", Some("a segment '.' or '..'")),
        ("/x\\..\\clusters", Some("a backslash")),
        ("/clus\tters", Some("a control character")),
        ("/clus\nters", Some("a control character")),
        ("/x#/clusters", Some("a '#'")),
        ("/clusters/..a/.b/%2e%2e%2e?c=/../", None),
    ];
    for (path, problem) in cases {
        let script = crate::script::Script::new([crate::script::ok()]);
        let info = crate::operations::info(&crate::operations::RDS, "Operation", true, None).path(path);
        let operation = alicloud_client::UntypedOperation::new(Box::leak(Box::new(info)));
        let result = operation.send(&script.client()).await;
        assert_eq!(script.requests().len(), usize::from(problem.is_none()), "{path:?}: {result:?}");
        if let Some(problem) = problem {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), alicloud_client::ErrorKind::InvalidInput, "{path:?}");
            assert!(error.to_string().contains(problem), "{path:?}: {error}");
        }
    }
}
