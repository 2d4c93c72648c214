//! Tests of decoding: every value with a clear meaning is accepted, anything else is an error.

use alicloud_client::{Error, ErrorKind};

use crate::operations::{Describe, Instance, Instances, Items, Tag};
use crate::script::{Reply, Script, answer};

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
        ("{}", empty()),
        ("  {\"RequestId\":\" 1 \"}\r\n", Instances { request_id: "1".to_owned(), ..Instances::default() }),
        ("\u{feff}{}", empty()),
        (
            r#"{"totalrecordcount":1,"ITEMS":{"dbInstance":[{"dbinstanceid":"a"}]}}"#,
            Instances { total: Some(1), ..one(None) },
        ),
        (
            r#"{"NextToken":12345678901234567890123.10}"#,
            Instances { next: Some("12345678901234567890123.10".to_owned()), ..empty() },
        ),
        (
            r#"{"NextToken":true,"On":0,"Ratio":" "}"#,
            Instances { next: Some("true".to_owned()), on: Some(false), ..empty() },
        ),
        (r#"{"NextToken":{"a": [1]}}"#, Instances { next: Some(r#"{"a": [1]}"#.to_owned()), ..empty() }),
        (r#"{"NextToken":"\u4e2d\n\ud83d\ude00\/"}"#, Instances { next: Some("中\n😀/".to_owned()), ..empty() }),
        (r#"{"Items":{"DBInstance":[{"DBInstanceId":"a","Port":"3306"}]}}"#, one(Some(3306))),
        (r#"{"Items":{"DBInstance":{"DBInstanceId":"a","Port":3306}}}"#, one(Some(3306))),
        (r#"{"Items":{"DBInstance":[{"DBInstanceId":"a","New":{"x":[1,2,{}]}}]},"Other":[]}"#, one(None)),
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
        ("<R><Detail>{\"Key\":1}</Detail></R>", detail("1")),
    ];
    for (body, expected) in cases {
        same(body, read(body).await, &expected);
    }
}

/// Empty, repeated and differently spelled keys have the same meaning in JSON and XML.
#[tokio::test]
async fn what_is_empty_repeated_or_in_another_case() {
    let empty = || instances(vec![]);
    let ids = |ids: &[&str]| instances(ids.iter().map(|id| instance(id, None)).collect());
    let next = |next: &str| Instances { next: Some(next.to_owned()), ..empty() };
    let total = |total| Instances { total: Some(total), ..empty() };
    let weights = |weights: &[i64]| Instances {
        detail: Some(Tag { weights: Some(weights.to_vec()), ..Tag::default() }),
        ..empty()
    };
    let names = |names: &[&str]| Instances { names: names.iter().map(|name| (*name).to_owned()).collect(), ..empty() };
    let lists = |lists: &[(&str, &[&str])]| Instances {
        lists: lists
            .iter()
            .map(|(name, list)| ((*name).to_owned(), list.iter().map(|&element| element.to_owned()).collect()))
            .collect(),
        ..empty()
    };
    let map = |pairs: &[(&str, &str)]| Instances {
        map: pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..empty()
    };
    let cases = [
        // Empty values in place of an object, a list, a map, a number, a boolean, a string.
        (r#"{"Items":[],"Detail":[],"Map":[],"Big":[],"On":[],"NextToken":[],"Names":{}}"#, empty()),
        (
            r#"{"Items":null,"Detail":null,"Map":null,"Big":null,"On":null,"NextToken":null,"Names":null,"Any":null}"#,
            empty(),
        ),
        (r#"{"Items":"","Detail":"","Map":"","Big":"","On":"","Names":""}"#, empty()),
        (r#"{"Big":{},"On":{ },"NextToken":{},"Ratio":[ ]}"#, empty()),
        (r#"{"Items":{"DBInstance":null}}"#, empty()),
        (r#"{"Items":{"DBInstance":{}}}"#, empty()),
        (r#"{"NextToken":""}"#, next("")),
        // An object without fields is an element of a list, and so is an empty string in a list of strings.
        (r#"{"Items":{"DBInstance":[null,"",[],{"DBInstanceId":"a"},null]}}"#, ids(&["a"])),
        (r#"{"Items":{"DBInstance":[{}]}}"#, instances(vec![Instance::default()])),
        (r#"{"Names":["a",null,{},[],"","b"]}"#, names(&["a", "", "b"])),
        (r#"{"Names":8.0}"#, names(&["8.0"])),
        (r#"{"Names":12345678901234567890123}"#, names(&["12345678901234567890123"])),
        (r#"{"Names":"a"}"#, names(&["a"])),
        (r#"{"Names":[8.0,{"a":1}]}"#, names(&["8.0", r#"{"a":1}"#])),
        (r#"{"Detail":{"Weight":[1,null,"",{},[],"2"]}}"#, weights(&[1, 2])),
        (r#"{"Map":{"a":null,"b":"","c":{},"d":"x"}}"#, map(&[("b", ""), ("d", "x")])),
        // The exact name has priority in any order, then the first key counts.
        (r#"{"NextToken":"exact","nextToken":"other"}"#, next("exact")),
        (r#"{"nextToken":"other","NextToken":"exact"}"#, next("exact")),
        (r#"{"NEXTTOKEN":"first","nexttoken":"second"}"#, next("first")),
        (r#"{"NextToken":"first","NextToken":"second"}"#, next("first")),
        (r#"{"nextToken":null,"NextToken":"exact"}"#, next("exact")),
        (r#"{"On":1,"on":false}"#, Instances { on: Some(true), ..empty() }),
        (
            r#"{"items":{"DBInstance":[{"DBInstanceId":"x"}]},"Items":{"DBInstance":[{"DBInstanceId":"a"}]}}"#,
            ids(&["a"]),
        ),
        (r#"{"Items":{"DBInstance":[{"DBInstanceId":"a"}],"dbinstance":[{"DBInstanceId":"x"}]}}"#, ids(&["a"])),
        (r#"{"Items":{"DBInstance":[{"DBInstanceId":"a"}],"DBInstance":[{"DBInstanceId":"x"}]}}"#, ids(&["a"])),
        (r#"{"Items":{"dbinstance":[{"DBInstanceId":"a"}],"DBINSTANCE":[{"DBInstanceId":"x"}]}}"#, ids(&["a"])),
        (r#"{"Map":{"a":"1","a":"2"}}"#, map(&[("a", "1")])),
        (r#"{"Any":{"a":1,"a":2}}"#, Instances { any: Some(serde_json::json!({"a": 1})), ..empty() }),
        (r#"{"Lists":{"a":["1","2"],"b":"3"}}"#, lists(&[("a", &["1", "2"]), ("b", &["3"])])),
        // XML.
        ("<R><Lists><a>1</a><b>3</b><a>2</a></Lists></R>", lists(&[("a", &["1", "2"]), ("b", &["3"])])),
        ("<R><Map><a>1</a><a>2</a></Map></R>", map(&[("a", "1")])),
        ("<R><Items/><Big/><On></On><TotalRecordCount> </TotalRecordCount></R>", empty()),
        ("<R><Items><DBInstance/></Items></R>", instances(vec![Instance::default()])),
        ("<R><Names>a</Names><Names/><Names>8.0</Names></R>", names(&["a", "", "8.0"])),
        ("<R><Detail><Weight>1</Weight><Weight/><Weight>2</Weight></Detail></R>", weights(&[1, 2])),
        ("<R><NextToken>exact</NextToken><nextToken>other</nextToken></R>", next("exact")),
        ("<R><nextToken>other</nextToken><NextToken>exact</NextToken></R>", next("exact")),
        ("<R><NEXTTOKEN>first</NEXTTOKEN><nexttoken>second</nexttoken></R>", next("first")),
        ("<R><NextToken>first</NextToken><NextToken>second</NextToken></R>", next("first")),
        (
            "<R><items><DBInstance><DBInstanceId>x</DBInstanceId></DBInstance></items><Items><DBInstance><DBInstanceId>a</DBInstanceId></DBInstance></Items></R>",
            ids(&["a"]),
        ),
        (
            "<R><Items><dbinstance><DBInstanceId>a</DBInstanceId></dbinstance><dbinstance><DBInstanceId>b</DBInstanceId></dbinstance>\
             <DBINSTANCE><DBInstanceId>x</DBInstanceId></DBINSTANCE></Items></R>",
            ids(&["a", "b"]),
        ),
        ("<R><TotalRecordCount>7</TotalRecordCount><totalrecordcount>8</totalrecordcount></R>", total(7)),
    ];
    for (body, expected) in cases {
        same(body, read(body).await, &expected);
    }
}

/// The text of a number, and its value as an integer, as a number, and as any value.
#[tokio::test]
async fn numbers_keep_their_digits_or_leave_their_field_unset() {
    let cases: [(&str, Option<i64>, Option<f64>, &str); 22] = [
        ("30", Some(30), Some(30.0), "30"),
        ("30.0", Some(30), Some(30.0), "30.0"),
        ("3e1", Some(30), Some(30.0), "30.0"),
        ("1e3", Some(1000), Some(1000.0), "1000.0"),
        ("-0", Some(0), Some(-0.0), "-0.0"),
        ("0e5", Some(0), Some(0.0), "0.0"),
        ("1.5", None, Some(1.5), "1.5"),
        ("2380285630", Some(2_380_285_630), Some(2_380_285_630.0), "2380285630"),
        ("9223372036854775807", Some(i64::MAX), Some(9_223_372_036_854_775_807.0), "9223372036854775807"),
        ("-9223372036854775808", Some(i64::MIN), Some(-9_223_372_036_854_775_808.0), "-9223372036854775808"),
        ("9223372036854775808", None, Some(9_223_372_036_854_775_808.0), "9223372036854775808"),
        ("18446744073709551616", None, Some(18_446_744_073_709_551_616.0), "\"18446744073709551616\""),
        ("12345678901234567890123", None, Some(1.2345678901234568e22), "\"12345678901234567890123\""),
        ("0.1234567890123456789", None, Some(0.123_456_789_012_345_68), "\"0.1234567890123456789\""),
        (
            "9.007199254740993e15",
            Some(9_007_199_254_740_993),
            Some(9_007_199_254_740_992.0),
            "\"9.007199254740993e15\"",
        ),
        ("1e300", None, Some(1e300), "1e+300"),
        ("1e400", None, None, "\"1e400\""),
        ("1e-400", None, Some(0.0), "\"1e-400\""),
        ("\"NaN\"", None, None, "\"NaN\""),
        ("\"-Infinity\"", None, None, "\"-Infinity\""),
        ("\"1,000\"", None, None, "\"1,000\""),
        ("\" +12 \"", Some(12), Some(12.0), "\" +12 \""),
    ];
    for (written, integer, number, any) in cases {
        let body = format!(r#"{{"Big":{written},"Ratio":{written},"Any":{written},"NextToken":"after"}}"#);
        let found = read(&body).await.unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!((found.big, found.ratio), (integer, number), "{written}");
        assert_eq!(found.any.map(|any| any.to_string()), Some(any.to_owned()), "{written}");
        assert_eq!(found.next.as_deref(), Some("after"), "{written}");
        let text = written.trim_matches('"');
        let xml = format!("<R><Big>{text}</Big><Ratio>{text}</Ratio><NextToken>after</NextToken></R>");
        let found = read(&xml).await.unwrap_or_else(|error| panic!("{xml}: {error}"));
        assert_eq!((found.big, found.ratio, found.next.as_deref()), (integer, number, Some("after")), "{xml}");
    }
}

/// An invalid character does not affect the rest of the body.
#[tokio::test]
async fn text_that_is_cut_or_odd() {
    let cases: [(&[u8], &str); 14] = [
        (br#"{"NextToken":"a\ud800b"}"#, "a\u{fffd}b"),
        (br#"{"NextToken":"a\udc00\ud83d"}"#, "a\u{fffd}\u{fffd}"),
        (br#"{"NextToken":"\ud83d\ud83d\ude00"}"#, "\u{fffd}\u{1f600}"),
        (b"{\"NextToken\":\"a\xe4\xb8\"}", "a\u{fffd}"),
        (b"{\"Unknown\":\"\xff\xe4\xb8\",\"NextToken\":\"a\"}", "a"),
        (br#"{"Unk\ud800nown":"\udfff","NextToken":"a"}"#, "a"),
        (br#"{"NextToken":"a\u0000b"}"#, "a\0b"),
        (b"{\"NextToken\":\"a\0\nb\"}", "a\0\nb"),
        (b"<R><NextToken>a\xe4\xb8</NextToken></R>", "a\u{fffd}"),
        (b"<R><Unknown>\xff</Unknown><NextToken>a</NextToken></R>", "a"),
        (b"<R><NextToken>a&#xD800;&#0;&#x110000;b</NextToken></R>", "a\u{fffd}\u{fffd}\u{fffd}b"),
        (b"<R><NextToken>a&nbsp;b</NextToken></R>", "a&nbsp;b"),
        (b"<R><NextToken>a & b</NextToken></R>", "a & b"),
        (b"<R><NextToken><![CDATA[a<b]]></NextToken></R>", "a<b"),
    ];
    for (body, expected) in cases {
        let shown = String::from_utf8_lossy(body);
        let reply = Reply::Answer(200, Vec::new(), body.to_vec()).header("x-acs-request-id", "header");
        let found = Script::new([reply]).client().send(Describe::default()).await;
        let found = found.unwrap_or_else(|error| panic!("{shown}: {error}"));
        assert_eq!(found.next.as_deref(), Some(expected), "{shown}");
    }
}

/// The tokenizer accepts the same documents as `serde_json`, and reads the same numbers.
#[tokio::test]
async fn reads_the_json_that_others_read() {
    let cases = [
        "0",
        "-1",
        "1.5",
        "1e5",
        "1E+5",
        "0.5e-3",
        "01",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "0x1",
        "true",
        "tru",
        "nul",
        "null",
        "NaN",
        r#""""#,
        r#""a"#,
        r#""\x""#,
        r#""\u12""#,
        r#""\u00e9\t\"""#,
        "[]",
        "[",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,2 ]",
        "{}",
        "{",
        "{,}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{"a":1 "b":2}"#,
        r#"{a:1}"#,
        r#"{"a":{"b":[1,{"c":null}]}}"#,
        "[[[]]]",
        "[]]",
        "1 2",
        "'a'",
        "//",
        "{\"a\":1}\u{a0}",
        " [ 1 , 2 ] ",
        "[1]x",
        r#"{"a":[1,{]}"#,
    ];
    for json in cases {
        let expected = serde_json::from_str::<serde_json::Value>(json).ok();
        let body = format!(r#"{{"Any":{json}}}"#);
        let whole = serde_json::from_str::<serde_json::Value>(&body).ok().map(|_| expected.clone().unwrap_or_default());
        let found = read(&body).await.ok().map(|found| found.any.unwrap_or_default());
        assert_eq!(found, whole, "{json}");
        // The syntax of unknown fields is checked as well.
        let body = format!(r#"{{"Unknown":{json}}}"#);
        assert_eq!(read(&body).await.is_ok(), whole.is_some(), "{json}");
    }
}

#[tokio::test]
async fn names_the_place_of_what_cannot_be_read() {
    let cases = [
        (r#"{"TotalRecordCount":"many"}"#, "TotalRecordCount: found a string, expected an integer"),
        (r#"{"Big":true}"#, "Big: found a boolean, expected an integer"),
        (r#"{"On":[1]}"#, "On: found a list, expected true or false"),
        (
            r#"{"Items":{"DBInstance":[{"Port":1},{"Port":2},{"Port":"x"}]}}"#,
            "Items.DBInstance[2].Port: found a string",
        ),
        (
            r#"{"Items":{"DBInstance":[{"Child":[{},{"Child":[{"Port":{"a":1}}]}]}]}}"#,
            "Items.DBInstance[0].Child[1].Child[0].Port: found an object",
        ),
        (r#"{"Items":[1]}"#, "Items: found a list, expected an object"),
        (r#"{"Items":[{"DBInstance":[]}]}"#, "Items: found a list, expected an object"),
        (r#"{"Detail":5}"#, "Detail: found a number, expected an object"),
        (r#"{"Detail":"text"}"#, "Detail: found a string, expected an object"),
        (r#"{"Map":{"a":"b"},"Items":3}"#, "Items: found a number, expected an object"),
        (r#"{"RequestId":"1""#, "not valid JSON: it ends where `,` or `}` is expected"),
        ("{\n \"RequestId\": x}", "not valid JSON: expected a value at line 2 column 15"),
        ("{} {}", "not valid JSON: expected the end at line 1 column 4"),
        ("[]", "found a list, expected an object"),
        ("<html><body>login</body></html>", "found an HTML page"),
        ("<R><A></R>", "not valid XML"),
        ("<R/><R/>", "more than one element"),
        (
            "<R><Items><DBInstance><Port>x</Port></DBInstance></Items></R>",
            "Items.DBInstance.Port: found a string, expected an integer",
        ),
        ("<R><Detail>text</Detail></R>", "Detail: found a string, expected an object"),
    ];
    for (body, expected) in cases {
        let error = read(body).await.expect_err(body);
        assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)), "{body}");
        assert!(error.to_string().contains(expected), "{body}: {error}");
        // The operation only reads.
        assert!(!error.may_have_been_applied() && error.request_id().is_some(), "{body}: {error}");
    }
}

/// A small body must not need gigabytes of memory.
#[tokio::test]
async fn what_is_decoded_is_bounded() {
    const LIMIT: usize = 16 << 20;
    let many = |element: &str, count: usize| element.repeat(count);
    let within = |open: &str, element: &str, close: &str| {
        let elements = many(element, (LIMIT / 4) / element.len());
        format!("{open}{}{close}", elements.trim_end_matches(','))
    };
    let bodies = [
        within(r#"{"Items":{"DBInstance":["#, "{},", "]}}"),
        within(r#"{"Any":["#, "{},", "]}").replace("{}", r#"{"":0}"#),
        within(r#"{"Any":["#, "0,", "]}"),
        within(r#"{"Names":["#, r#""a","#, "]}"),
        within("<R><Items>", "<DBInstance/>", "</Items></R>"),
        within("<R>", "<a/>", "</R>"),
    ];
    for body in bodies {
        let reply = answer(200, &body).header("x-acs-request-id", "header");
        let client = Script::new([reply]).builder().response_limit(1).build().unwrap();
        let error = client.send(Describe::default()).await.expect_err("it is too much");
        assert_eq!(error.kind(), ErrorKind::Decode);
        let shown = error.to_string();
        assert!(shown.contains("16 MiB of memory") && shown.contains("response_limit"), "{shown}");
    }
}

#[tokio::test]
async fn nests_deeply_but_not_without_end() {
    let nested = |depth: usize| {
        let (open, close) = (r#"{"Child":["#.repeat(depth), "]}".repeat(depth));
        format!(r#"{{"Items":{{"DBInstance":[{open}{close}]}}}}"#)
    };
    assert!(read(&nested(28)).await.is_ok());
    let any = |depth: usize| format!(r#"{{"Any":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(read(&any(120)).await.is_ok());
    // JSON in a string continues the depth of its document: four times forty levels are too many, although each string
    // has few.
    let child = |inner: &str| format!("{}{inner}{}", r#"{"Child":"#.repeat(20), "}".repeat(20));
    let chained = |strings: usize| {
        let mut chained = child("{}");
        for _ in 0..strings {
            chained = child(&serde_json::Value::from(chained).to_string());
        }
        format!(r#"{{"Items":{{"DBInstance":{chained}}}}}"#)
    };
    assert!(read(&chained(1)).await.is_ok());
    for body in [
        nested(10_000),
        any(200),
        "[".repeat(100_000),
        format!(r#"{{"Any":{}}}"#, "[".repeat(100_000)),
        "<a>".repeat(100_000),
        chained(4),
    ] {
        assert_eq!(read(&body).await.unwrap_err().kind(), ErrorKind::Decode);
    }
}
