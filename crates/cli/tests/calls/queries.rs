//! `--query`: what an expression finds, with all digits, and what is said if it finds nothing.

use crate::server::{Server, alicloud, texts};

const BODY: &str = r#"{"RequestId":"R-1","TotalRecordCount":3,"Items":{"DBInstance":[
    {"DBInstanceId":"rm-1","DBInstanceStatus":"Running","Size":20,"Id":12345678901234567890123,"Time":"2026-01-02"},
    {"DBInstanceId":"rm-2","DBInstanceStatus":"Creating","Size":100,"Id":12345678901234567890124,"Time":"2026-02-01"},
    {"DBInstanceId":"rm-3","DBInstanceStatus":"Running","Size":3,"Id":1.50,"Nested":{"B":[[1],[2,[3]]]}}]}}"#;

fn query(expression: &str, format: &str) -> (i32, String, String, usize) {
    let server = Server::start("200 OK\r\ncontent-type: application/json", BODY.as_bytes());
    let words =
        ["--endpoint", &server.endpoint(), "rds", "DescribeDBInstances", "--query", expression, "--output", format];
    let (code, stdout, stderr) = texts(&alicloud().args(words).output().unwrap());
    (code, stdout, stderr, server.take().len())
}

#[test]
fn an_expression_finds_its_part_of_the_whole_response() {
    let cases = [
        ("TotalRecordCount", "text", "3\n"),
        ("Items.DBInstance[].DBInstanceId", "text", "rm-1\nrm-2\nrm-3\n"),
        ("Items.DBInstance[0].Id", "text", "12345678901234567890123\n"),
        ("Items.DBInstance[-1].Id", "text", "1.50\n"),
        // Numbers are compared by all their digits.
        ("Items.DBInstance[?Id>Id].DBInstanceId", "text", ""),
        ("Items.DBInstance[0].Id == Items.DBInstance[1].Id", "text", "false\n"),
        ("Items.DBInstance[?Id==`1.5`].DBInstanceId", "text", "rm-3\n"),
        ("sort_by(Items.DBInstance, &Size)[].Size", "text", "3\n20\n100\n"),
        ("max_by(Items.DBInstance, &Id).DBInstanceId", "text", "rm-2\n"),
        ("sum(Items.DBInstance[].Size)", "text", "123\n"),
        ("avg(Items.DBInstance[].Size)", "text", "41\n"),
        // The columns are in the order in which they are asked for.
        (
            "Items.DBInstance[?DBInstanceStatus=='Running'].{Status:DBInstanceStatus,Id:DBInstanceId}",
            "csv",
            "Status,Id\nRunning,rm-1\nRunning,rm-3\n",
        ),
        ("Items.DBInstance[:2].[DBInstanceId,Size]", "text", "rm-1\t20\nrm-2\t100\n"),
        ("Items.DBInstance[::-2].DBInstanceId", "text", "rm-3\nrm-1\n"),
        ("Items.DBInstance[1:0:-1].DBInstanceId", "text", "rm-2\n"),
        ("Items.DBInstance[?Time > '2026-01-15'].DBInstanceId", "text", "rm-2\n"),
        ("Items.DBInstance[?contains(DBInstanceId, '2') || !Time].DBInstanceId", "text", "rm-2\nrm-3\n"),
        ("Items.DBInstance[2].Nested.B[]", "jsonl", "1\n2\n[3]\n"),
        ("Items.*.DBInstanceId", "text", ""),
        ("Items.*[].DBInstanceId", "text", "rm-1\nrm-2\nrm-3\n"),
        ("length(Items.DBInstance) | to_string(@)", "json", "\"3\"\n"),
        ("Items.DBInstance[0] | keys(@) | join('+', @)", "text", "DBInstanceId+DBInstanceStatus+Size+Id+Time\n"),
        (
            "Items",
            "csv",
            "DBInstanceId,DBInstanceStatus,Size,Id,Time,Nested\nrm-1,Running,20,12345678901234567890123,2026-01-02,\nrm-2,Creating,100,12345678901234567890124,2026-02-01,\nrm-3,Running,3,1.50,,\"{\"\"B\"\":[[1],[2,[3]]]}\"\n",
        ),
        ("merge(Items.DBInstance[0], {Size: `1`}).Size", "text", "1\n"),
        ("map(&to_number(Time), Items.DBInstance)", "json", "[\n  null,\n  null,\n  null\n]\n"),
    ];
    for (expression, format, expected) in cases {
        let (code, stdout, stderr, _) = query(expression, format);
        assert_eq!((code, stdout.as_str()), (0, expected), "{expression}: {stderr}");
    }
}

/// Nothing is sent for an expression that is not valid, because its response could not be shown.
#[test]
fn an_expression_that_is_not_valid_is_refused_before_anything_is_sent() {
    let deep = format!("{}a{}", "(".repeat(100), ")".repeat(100));
    for (expression, part) in [
        ("Items[", "is not JMESPath"),
        ("Items.DBInstance[?Id==`12345678901234567890123`]", "more digits than an expression can compare"),
        ("lenght(Items)", "lenght() is not a function"),
        ("length()", "takes 1 arguments, and has 0"),
        ("sort_by(Items.DBInstance, Size)", "takes an expression, such as &Name"),
        ("length(&a)", "takes no expression"),
        (&deep, "nested more than"),
        (&"a.".repeat(2000), "more than 2048 bytes"),
        (&"a.".repeat(1000), "is not JMESPath"),
        (&format!("a{}", ".a".repeat(1000)), "nested more than 100 levels"),
    ] {
        let (code, stdout, stderr, sent) = query(expression, "yaml");
        assert_eq!((code, stdout.as_str(), sent), (2, "", 0), "{expression}: {stderr}");
        assert!(stderr.contains(part), "{expression}: no {part:?} in {stderr}");
    }
    let (code, _, stderr, _) = query(&format!("a{}", ".a".repeat(90)), "yaml");
    assert_eq!(code, 0, "a long path is no problem: {stderr}");
    // What a function takes is known only with the response.
    let (code, _, stderr, sent) = query("length(TotalRecordCount)", "yaml");
    assert_eq!((code, sent), (2, 1), "{stderr}");
    assert!(stderr.contains("length() takes a string, a list or an object, and got a number"), "{stderr}");
}

#[test]
fn a_name_that_finds_nothing_is_named_with_the_nearest_described_ones() {
    for (expression, parts) in [
        ("Items.DBInstance[].DBInstanceID", &["no field DBInstanceID", "did you mean DBInstanceId"][..]),
        ("Item.DBInstance[]", &["no field Item;", "Items"]),
        ("Items.DBInstance.DBInstanceId", &["DBInstanceId is asked of a list", "write []"]),
        ("Items.DBInstance[].{A:DBInstanceId,B:Engin}", &["no field Engin;", "Engine"]),
        ("Items.DBInstance[?DBInstanceState=='x']", &["no field DBInstanceState;", "DBInstanceStatus"]),
        ("sort_by(Items.DBInstance, &DBInstancId)[]", &["no field DBInstancId;"]),
        // It is in no description, but in the response.
        ("Items.DBInstance[].Nested", &[]),
        ("Items.DBInstance[].[Engine]", &[]),
        ("Items.DBInstance[].{A:DBInstanceId}[].A", &[]),
        ("Items.DBInstance[].{Abc:DBInstanceId}[].Abd", &["no field Abd;", "Abc"]),
    ] {
        let (code, _, stderr, _) = query(expression, "yaml");
        assert!(code == 0 || expression.starts_with("sort_by"), "{expression}: {stderr}");
        assert!(parts.iter().all(|part| stderr.contains(part)), "{expression}: {stderr}");
        assert_eq!(stderr.is_empty(), parts.is_empty(), "{expression}: {stderr}");
    }
}
