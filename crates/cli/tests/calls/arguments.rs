//! What was typed is sent exactly, or nothing is sent.

use alicloud_client::Client;
use alicloud_client::retry::Backoff;

use crate::server::{Server, alicloud, texts};

/// The expected result.
enum Then<'a> {
    /// These parameters are sent, in the order of their names, and no others.
    Sends(&'a [&'a str]),
    /// Nothing is sent, the exit code is 2, and standard error has these parts.
    Refuses(&'a [&'a str]),
}

use Then::{Refuses, Sends};

/// The parameters of a request, sorted.
fn parameters(request: &str) -> Vec<String> {
    let (_, query) = request.lines().next().unwrap().split(' ').nth(1).unwrap().split_once('?').unwrap_or_default();
    let body = request.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let pairs = query.split('&').chain(body.split('&')).filter(|pair| !pair.is_empty());
    let mut pairs: Vec<String> = pairs.map(decoded).filter(|pair| !pair.starts_with("ClientToken=")).collect();
    pairs.sort();
    pairs
}

pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next().unwrap().as_bytes());
    for part in parts {
        let (code, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}

#[track_caller]
fn check(server: &Server, words: &[&str], then: &Then<'_>) {
    let output = alicloud().args(["--endpoint", &server.endpoint()]).args(words).output().unwrap();
    let (code, _, stderr) = texts(&output);
    let requests = server.take();
    match then {
        Sends(expected) => {
            assert_eq!(code, 0, "{words:?}: {stderr}");
            assert_eq!(requests.len(), 1, "{words:?}");
            assert_eq!(parameters(&requests[0]), *expected, "{words:?}");
        }
        Refuses(parts) => {
            assert_eq!((code, requests.len()), (2, 0), "{words:?}: {stderr} {requests:?}");
            assert!(stderr.starts_with("error: ") && stderr.ends_with("try '--help'.\n"), "{words:?}: {stderr}");
            for part in *parts {
                assert!(stderr.contains(part), "{words:?}: no {part:?} in {stderr}");
            }
        }
    }
}

/// Checks cases that call one operation; they omit the words before its parameters.
fn check_all(operation: &[&str], cases: &[(&[&str], Then<'_>)]) {
    let server = Server::ok();
    for (words, then) in cases {
        check(&server, &[operation, words].concat(), then);
    }
}

#[test]
fn a_parameter_has_one_value() {
    check_all(
        &["rds", "DeleteDBInstance"],
        &[
            (&["--DBInstanceId", "rm-1"], Sends(&["DBInstanceId=rm-1"])),
            (
                &["--DBInstanceId", "rm-1", "--DBInstanceId", "rm-2"],
                Refuses(&["given 2 times", "--DBInstanceId rm-1", "--DBInstanceId rm-2"]),
            ),
            (&["--DBInstanceId", "rm-1", "--DBInstanceId", "rm-1"], Refuses(&["given 2 times"])),
            (
                &["--DBInstanceId", "rm-1", "--db-instance-id=rm-2"],
                Refuses(&["--DBInstanceId rm-1", "--db-instance-id rm-2"]),
            ),
            (&["--DBInstanceId=rm-1", "--dbinstanceid", "rm-2"], Refuses(&["--dbinstanceid rm-2"])),
            (&["--DBInstanceId=rm-1", "--db_instance_id", "rm-2"], Refuses(&["--db_instance_id rm-2"])),
            (&["--DBInstanceId.1", "rm-1"], Refuses(&["unexpected argument", "--DBInstanceId.1"])),
            (&["--DBInstanceId", "rm-1", "rm-2"], Refuses(&["unexpected argument '***' found after --DBInstanceId:"])),
            (&["--DBInstanceId", "rm-1", ""], Refuses(&["unexpected argument ''"])),
            (&["rm-1"], Refuses(&["unexpected argument '***' found:"])),
            (&["DBInstanceId", "rm-1"], Refuses(&["unexpected argument 'DBInstanceId' found", "'--DBInstanceId'"])),
            (&["--DBInstanceId", ""], Refuses(&["--DBInstanceId: the value is empty, but it is required"])),
            (&["--db-instance-id="], Refuses(&["--DBInstanceId: the value is empty"])),
            (&["-x", "rm-1"], Refuses(&["unexpected argument", "-x"])),
            (&["--DBInstanceID", "rm-1", "--Nonsense", "1"], Refuses(&["unexpected argument", "--Nonsense"])),
            (&["--DBInstanceIdd", "rm-1"], Refuses(&["unexpected argument", "--DBInstanceIdd", "--DBInstanceId"])),
            (&[], Refuses(&["DBInstanceId", "not set"])),
        ],
    );
    // A secret is not repeated in the error.
    let server = Server::ok();
    let cases = [
        (
            ["rds", "CreateAccount", "--AccountPassword", "hush-1", "--account-password", "hush-2"],
            "--account-password ***",
        ),
        (
            ["rds", "TagResources", "--Tag", r#"[{"Password":"hush-1"}]"#, "--Tag", r#"[{"Password":"hush-2"}]"#],
            r#"--Tag [{"Password":"***"}]"#,
        ),
        (
            [
                "rds",
                "DescribeRegions",
                "--AcceptLanguage",
                "a=1&Token=hush-1",
                "--AcceptLanguage",
                "http://u:hush-2@h/",
            ],
            "--AcceptLanguage http://u:***@h/",
        ),
    ];
    for (words, expected) in cases {
        let output = alicloud().args(["--endpoint", &server.endpoint()]).args(words).output().unwrap();
        let (code, _, stderr) = texts(&output);
        assert!(code == 2 && stderr.contains(expected) && !stderr.contains("hush"), "{stderr}");
    }
}

#[test]
fn lists_and_objects_are_given_in_one_way() {
    const REGION: &str = "RegionId=cn-hangzhou";
    check_all(
        &["rds", "TagResources", "--ResourceType", "INSTANCE"],
        &[
            (
                &["--ResourceId", "a", "--resource-id", "b", "--Tag.1.Key", "k", "--Tag.1.Value", "v"],
                Sends(&[
                    REGION,
                    "ResourceId.1=a",
                    "ResourceId.2=b",
                    "ResourceType=INSTANCE",
                    "Tag.1.Key=k",
                    "Tag.1.Value=v",
                ]),
            ),
            (
                &["--ResourceId", r#"["a","b"]"#, "--Tag", r#"[{"Key":"k","Value":"v"},{"Key":"l"}]"#],
                Sends(&[
                    REGION,
                    "ResourceId.1=a",
                    "ResourceId.2=b",
                    "ResourceType=INSTANCE",
                    "Tag.1.Key=k",
                    "Tag.1.Value=v",
                    "Tag.2.Key=l",
                ]),
            ),
            (
                &["--ResourceId.2", "b", "--ResourceId.1", "a", "--tag.1.key", "k"],
                Sends(&[REGION, "ResourceId.1=a", "ResourceId.2=b", "ResourceType=INSTANCE", "Tag.1.Key=k"]),
            ),
            (
                &["--ResourceId", "{a}", "--Tag", r#"{"Key":"k"}"#, "--Tag", r#"{"Key":"l"}"#],
                Sends(&[REGION, "ResourceId.1={a}", "ResourceType=INSTANCE", "Tag.1.Key=k", "Tag.2.Key=l"]),
            ),
            (
                &["--ResourceId", r#"["a"]"#, "--ResourceId", "b"],
                Refuses(&["--ResourceId", r#"(--ResourceId ["a"])"#, "(--ResourceId b)"]),
            ),
            (&["--ResourceId", "b", "--ResourceId", r#" ["a"]"#], Refuses(&["(--ResourceId b)"])),
            (&["--ResourceId", r#"["a"]"#, "--ResourceId", r#"["b"]"#], Refuses(&[r#"["a"]"#, r#"["b"]"#])),
            (
                &["--Tag.1.Key", "c", "--Tag", r#"[{"Key":"k"}]"#],
                Refuses(&["(--Tag)", "(--Tag.1.Key)", "one of the two"]),
            ),
            (&["--Tag", r#"[{"Key":"k"}]"#, "--tag.1.value", "c"], Refuses(&["(--Tag)", "(--tag.1.value)"])),
            (&["--ResourceId", "a", "--ResourceId.1", "b"], Refuses(&["(--ResourceId)", "(--ResourceId.1)"])),
            (&["--Tag.1.Key", "c", "--Tag.1.key", "d"], Refuses(&["given twice", "--Tag.1.Key", "--Tag.1.key"])),
            (&["--Tag.1.Key", "c", "--Tag.1", r#"{"Key":"k"}"#], Refuses(&["as a whole and in parts"])),
            (&["--Tag.1", r#"{"Key":"k"}"#, "--Tag.1.Key", "c"], Refuses(&["as a whole and in parts"])),
            (&["--Tag.1.Key", "c", "--Tag.3.Key", "d"], Refuses(&["element 2 of the list is missing"])),
            (&["--Tag.0.Key", "c"], Refuses(&["\"0\" is not the number of an element"])),
            (&["--Tag.01.Key", "c"], Refuses(&["\"01\" is not the number of an element"])),
            (&["--Tag.Key", "c"], Refuses(&["\"Key\" is not the number of an element"])),
            (&["--Tag.1.Kee", "c"], Refuses(&["\"Kee\" is not one of its fields", "Key, Value"])),
            (&["--Tag.99999999999999999999.Key", "c"], Refuses(&["is not the number of an element"])),
            (&["--Tag", r#"[{"Key":"k","Key":"l"}]"#], Refuses(&["\"Key\" twice"])),
            (&["--Tag", "{oops"], Refuses(&["--Tag", "not valid JSON"])),
            (&["--Tag", "null"], Refuses(&["--Tag", "not an object in JSON"])),
            (&["--Tag", "7"], Refuses(&["--Tag", "not an object in JSON"])),
            (&["--ResourceId", r#"["a""#], Refuses(&["--ResourceId", "not valid JSON"])),
            // JSON is checked as the parts are.
            (
                &["--ResourceId", "a", "--Tag", r#"[{"key":"k","VALUE":"v"}]"#],
                Sends(&[REGION, "ResourceId.1=a", "ResourceType=INSTANCE", "Tag.1.Key=k", "Tag.1.Value=v"]),
            ),
            (
                &["--Tag", r#"[{"Key":"env","Valeu":"prod"}]"#],
                Refuses(&[
                    "--Tag: Tag.1: \"Valeu\" is not one of its fields, which are Key, Value; did you mean Value?",
                ]),
            ),
            (&["--Tag.1.Valeu", "v"], Refuses(&["\"Valeu\" is not one of its fields", "did you mean Value?"])),
            (&["--Tag.1", r#"{"Valeu":"v"}"#], Refuses(&["\"Valeu\" is not one of its fields"])),
            (&["--Tag", r#"{"":"v"}"#], Refuses(&["\"\" is not one of its fields"])),
            (&["--Tag", r#"{"Key":"k","key":"l"}"#], Refuses(&["Tag.1.Key is given twice"])),
            (&["--Tag", "[5]"], Refuses(&["Tag.1 is a number, where an object is expected"])),
            (&["--Tag", r#"["k"]"#], Refuses(&["Tag.1 is a string, where an object is expected"])),
            (&["--Tag", "[true]"], Refuses(&["Tag.1 is a boolean, where an object is expected"])),
            (&["--Tag", r#"{"Key":{"a":1}}"#], Refuses(&["Tag.1.Key is an object, where a string is expected"])),
            (&["--Tag.1.Key.a", "1"], Refuses(&["Tag.1.Key is an object, where a string is expected"])),
            (&["--ResourceId", r#"[{"x":1}]"#], Refuses(&["ResourceId.1 is an object, where a string is expected"])),
            (&["--ResourceId.1.x", "1"], Refuses(&["ResourceId.1 is an object, where a string is expected"])),
            (
                &["--ResourceId", r#"["a",5,true]"#],
                Sends(&[REGION, "ResourceId.1=a", "ResourceId.2=5", "ResourceId.3=true", "ResourceType=INSTANCE"]),
            ),
            // A value of which nothing, or something else, would be sent.
            (&["--ResourceId", "a", "--Tag", "[{}]"], Refuses(&["--Tag: no part of it has a value"])),
            (&["--ResourceId", "a", "--Tag", "{}"], Refuses(&["--Tag: no part of it has a value"])),
            (&["--ResourceId", "a", "--Tag", r#"{"Key":null}"#], Refuses(&["--Tag: no part of it has a value"])),
            (&["--ResourceId", "a", "--Tag", r#"{"Key":"\ud800"}"#], Refuses(&["--Tag", "half of a surrogate pair"])),
            (&["--ResourceId", r#"["\udc00"]"#], Refuses(&["--ResourceId", "half of a surrogate pair"])),
            (
                &["--ResourceId", r#"["\ud83d\ude00"]"#],
                Sends(&[REGION, "ResourceId.1=\u{1f600}", "ResourceType=INSTANCE"]),
            ),
            // A required list of which nothing would be sent.
            (&["--ResourceId", "[]"], Refuses(&["--ResourceId", "the list is empty"])),
            (&["--ResourceId", ""], Refuses(&["--ResourceId", "the list is empty"])),
            (&["--ResourceId.1="], Refuses(&["--ResourceId", "the list is empty"])),
            (&["--ResourceId", r#"["",""]"#], Refuses(&["--ResourceId", "the list is empty"])),
            (&["--ResourceId", "a", "--Tag", "[]"], Sends(&[REGION, "ResourceId.1=a", "ResourceType=INSTANCE"])),
            // Values that cannot be elements of a list.
            (&["--ResourceId", r#"["a",null]"#], Refuses(&["--ResourceId", "ResourceId.2 is null"])),
            (&["--ResourceId", "[null]"], Refuses(&["ResourceId.1 is null"])),
            (&["--ResourceId", r#"["a",["b"]]"#], Refuses(&["ResourceId.2 is a list, where a string is expected"])),
            (&["--ResourceId", "[[]]"], Refuses(&["ResourceId.1 is a list"])),
            (&["--ResourceId", "a", "--Tag", r#"[{"Key":"k"},null]"#], Refuses(&["--Tag", "Tag.2 is null"])),
            (&["--ResourceId", "a", "--Tag", r#"[[{"Key":"k"}]]"#], Refuses(&["Tag.1 is a list, where an object"])),
            (&["--ResourceId", "a", "--Tag", r#"[{"Key":["k"]}]"#], Refuses(&["Tag.1.Key is a list"])),
            (&["--ResourceId", "a", "--Tag", r#"{"key":["k"]}"#], Refuses(&["Tag.1.key is a list"])),
            (
                &["--ResourceId", "a", "--Tag.2", r#"{"Key":["k"]}"#, "--Tag.1.Key", "k"],
                Refuses(&["Tag.2.Key is a list"]),
            ),
            (
                &["--ResourceId", "a", "--Tag", r#"[{"Key":"k","Value":null}]"#],
                Sends(&[REGION, "ResourceId.1=a", "ResourceType=INSTANCE", "Tag.1.Key=k"]),
            ),
        ],
    );
    // Lists that are sent as JSON.
    check_all(
        &["rds", "ConfirmNotify", "--Confirmor", "1"],
        &[
            (&["--NotifyIdList", "[1,2]"], Sends(&["Confirmor=1", "NotifyIdList=[1,2]"])),
            (&["--NotifyIdList", "[]"], Refuses(&["--NotifyIdList", "the list is empty"])),
            (&["--NotifyIdList", "[1,null]"], Refuses(&["NotifyIdList.2 is null"])),
            (&["--NotifyIdList", "[1,[2]]"], Refuses(&["NotifyIdList.2 is a list, where an integer is expected"])),
        ],
    );
}

#[test]
fn keys_of_maps_are_free() {
    check_all(
        &["rds", "ModifyDBInstance", "--DBInstanceId", "rm-1"],
        &[
            (
                &["--Parameters", r#"{"a-b":"c","A_B":"d","n":5}"#],
                Sends(&["DBInstanceId=rm-1", r#"Parameters={"a-b":"c","A_B":"d","n":5}"#]),
            ),
            (&["--Parameters.a-b", "c"], Sends(&["DBInstanceId=rm-1", r#"Parameters={"a-b":"c"}"#])),
            (
                &["--Parameters", r#"{"a":{"b":1}}"#],
                Refuses(&["Parameters.a is an object, where a string is expected"]),
            ),
        ],
    );
    check_all(
        &["rds", "RunRCCommand", "--CommandContent", "c", "--Type", "RunShellScript"],
        &[(
            &["--Parameters", r#"{"a":{"b":[1,null,"x"]},"A":[{}],"z":true}"#],
            Sends(&[
                "CommandContent=c",
                r#"Parameters={"a":{"b":[1,null,"x"]},"A":[{}],"z":true}"#,
                "RegionId=cn-hangzhou",
                "Type=RunShellScript",
            ]),
        )],
    );
}

#[test]
fn a_word_that_is_not_understood_is_shown_without_its_value() {
    let server = Server::ok();
    let operation = ["rds", "CreateAccount", "--AccountName", "a"];
    for (words, shown) in [
        (&["-AccountPassword=hush"][..], "'-AccountPassword' found"),
        (&["-account-password", "hush"], "'-account-password' found"),
        (&["AccountPassword=hush"], "'AccountPassword' found"),
        (&["--AccountPassword", "a", "hush"], "'***' found"),
        (&["--AccountPassword=a", "--", "hush"], "'***' found"),
        (&["--AccountPasswordhush"], "'--AccountPassword…' found"),
        (&["-account-passwordhush"], "'-account-password…' found"),
        (&["--AccountPassword:hush"], "'--AccountPassword' found"),
        (&["--AccountPasword=hush"], "'--AccountPasword' found"),
        (&["---AccountPassword=hush"], "'---AccountPassword' found"),
        (&["-phush"], "'-p…' found"),
        (&["http://u:hush@h/"], "'***' found after --AccountName:"),
        // The name of its option was forgotten.
        (&["hush"], "'***' found after --AccountName:"),
        (&["--AccountDescription=a", "hush"], "'***' found after --AccountDescription:"),
        (&["--vpc", "hush"], "'***' found after --vpc:"),
        (&["--", "hush"], "'***' found after --AccountName:"),
        (&["hush=hush"], "'***' found after --AccountName:"),
    ] {
        check(&server, &[&operation, words].concat(), &Refuses(&["unexpected argument", shown]));
        let output = alicloud().args(operation).args(words).output().unwrap();
        assert!(!texts(&output).2.contains("hush"), "{words:?}: {output:?}");
    }
    for words in [
        &["rds", "-AccountPassword=hush", "CreateAccount"][..],
        &["rds", "AccountPassword=hush"],
        &["AccountPassword=hush", "rds"],
        &["-AccountPassword=hush", "rds"],
        &["rds", "--AccountPassword=hush", "CreateAccount"],
        &["--AccountPassword=hush", "rds", "CreateAccount"],
        &["--endpoint", "http://u:hush@h", "rds", "DescribeRegions"],
        &["emulator", "--acces-key=id:hush"],
        &["emulator", "--access-key", ":hush"],
    ] {
        let (code, _, stderr) = texts(&alicloud().args(words).output().unwrap());
        assert!(code == 2 && !stderr.contains("hush"), "{words:?}: {stderr}");
    }
}

/// A wrong value of an option is an error of the command line, one of a variable is not.
#[test]
fn an_endpoint_or_region_that_is_not_valid() {
    for (words, variable, code, shown) in [
        (&["--endpoint", "ftp://x"][..], None, 2, "neither https nor http"),
        (&["--endpoint", "a b"], None, 2, "only a host and a port"),
        (&["--endpoint="], None, 2, "empty host"),
        (&["--endpoint", "http://h/path?Token=x"], None, 2, "only a host and a port"),
        (&["--region", "cn hangzhou"], None, 2, "\"cn hangzhou\" is not the ID of a region"),
        (&["--region", "CN-HANGZHOU"], None, 2, "not the ID of a region"),
        (&["--region", "x.example.com/"], None, 2, "not the ID of a region"),
        (&["--region="], None, 2, "not the ID of a region"),
        (&["--RegionId", "no region"], None, 2, "--RegionId: \"no region\" is not the ID of a region"),
        (&[], Some(("ALIBABA_CLOUD_ENDPOINT", "ftp://x")), 3, "neither https nor http"),
        (
            &[],
            Some(("ALIBABA_CLOUD_REGION_ID", "no region")),
            3,
            "the variable ALIBABA_CLOUD_REGION_ID: \"no region\" is not",
        ),
        (&[], Some(("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou.evil.example")), 3, "is not the ID of a region"),
    ] {
        let output = alicloud().args(["rds", "DescribeDBInstances"]).args(words).envs(variable).output().unwrap();
        let (found, _, stderr) = texts(&output);
        assert_eq!(found, code, "{words:?} {variable:?}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(shown), "{words:?} {variable:?}: {stderr}");
    }
}

#[test]
fn an_option_is_no_value() {
    check_all(
        &["rds", "DescribeDBInstances"],
        &[
            (&["--SearchKey", "a"], Sends(&["RegionId=cn-hangzhou", "SearchKey=a"])),
            (&["--SearchKey", "--Expired=True"], Refuses(&["--SearchKey has no value", "--SearchKey=--Expired"])),
            (&["--SearchKey", "--expired", "True"], Refuses(&["--SearchKey has no value"])),
            (&["--SearchKey", "--timeout"], Refuses(&["--SearchKey has no value", "--timeout is an option itself"])),
            (&["--SearchKey", "--vpc"], Refuses(&["--SearchKey has no value"])),
            (&["--SearchKey", "--help"], Refuses(&["--SearchKey has no value"])),
            (&["--SearchKey", "-h"], Refuses(&["--SearchKey has no value"])),
            (&["--SearchKey", "--"], Refuses(&["--SearchKey has no value"])),
            (&["--SearchKey", "--region-id", "x"], Refuses(&["--SearchKey has no value"])),
            (&["--SearchKey"], Refuses(&["--SearchKey has no value"])),
            (&["--timeout", "--SearchKey", "a"], Refuses(&["--timeout has no value"])),
            (&["--region", "--SearchKey", "a"], Refuses(&["--region has no value"])),
            (&["--SearchKey=--Expired=True"], Sends(&["RegionId=cn-hangzhou", "SearchKey=--Expired=True"])),
            (&["--SearchKey=--db-instance-id"], Sends(&["RegionId=cn-hangzhou", "SearchKey=--db-instance-id"])),
            (&["--SearchKey=--vpc"], Sends(&["RegionId=cn-hangzhou", "SearchKey=--vpc"])),
            (&["---SearchKey", "a"], Refuses(&["unexpected argument", "---SearchKey"])),
            (&["----SearchKey=a"], Refuses(&["unexpected argument", "----SearchKey"])),
            (&["--_SearchKey", "a"], Refuses(&["unexpected argument", "--_SearchKey"])),
            (&["--SearchKey-", "a"], Refuses(&["unexpected argument", "--SearchKey-"])),
            (&["--Search--Key", "a"], Refuses(&["unexpected argument", "--Search--Key"])),
            (&["-SearchKey", "a"], Refuses(&["unexpected argument", "'-SearchKey'", "--SearchKey"])),
            // Options of other operations, and words that only look like options, are values.
            (&["--SearchKey", "--account-name"], Sends(&["RegionId=cn-hangzhou", "SearchKey=--account-name"])),
            (&["--SearchKey", "-5"], Sends(&["RegionId=cn-hangzhou", "SearchKey=-5"])),
            (&["--SearchKey", "-"], Sends(&["RegionId=cn-hangzhou", "SearchKey=-"])),
            (&["--SearchKey", "---"], Sends(&["RegionId=cn-hangzhou", "SearchKey=---"])),
            (&["--SearchKey", "a=b"], Sends(&["RegionId=cn-hangzhou", "SearchKey=a=b"])),
            (&["--SearchKey", ""], Sends(&["RegionId=cn-hangzhou", "SearchKey="])),
            (&["--SearchKey="], Sends(&["RegionId=cn-hangzhou", "SearchKey="])),
            (&["--SearchKey", "a", "--"], Sends(&["RegionId=cn-hangzhou", "SearchKey=a"])),
            (&["--", "--SearchKey", "a"], Refuses(&["unexpected argument", "--SearchKey"])),
            // Numbers.
            (&["--PageSize", "30"], Sends(&["PageSize=30", "RegionId=cn-hangzhou"])),
            (&["--PageSize", "-5"], Sends(&["PageSize=-5", "RegionId=cn-hangzhou"])),
            (
                &["--PageSize", "12345678901234567890123"],
                Sends(&["PageSize=12345678901234567890123", "RegionId=cn-hangzhou"]),
            ),
            (&["--PageSize", "007"], Sends(&["PageSize=007", "RegionId=cn-hangzhou"])),
            (&["--PageSize", "many"], Refuses(&["--PageSize", "whole number"])),
            (&["--PageSize", ""], Refuses(&["--PageSize", "whole number"])),
            (&["--PageSize", "+5"], Refuses(&["--PageSize", "whole number"])),
            (&["--PageSize", "1.5"], Refuses(&["--PageSize", "whole number"])),
            (&["--PageSize=$N"], Refuses(&["--PageSize", "whole number"])),
        ],
    );
}

#[test]
fn the_region_is_sent_where_it_is_a_parameter() {
    let server = Server::ok();
    for (words, then) in [
        (&["rds", "DescribeDBInstances"][..], Sends(&["RegionId=cn-hangzhou"])),
        (&["--region", "cn-beijing", "rds", "DescribeDBInstances"], Sends(&["RegionId=cn-beijing"])),
        (&["rds", "DescribeDBInstances", "--region", "cn-beijing"], Sends(&["RegionId=cn-beijing"])),
        (&["rds", "--region", "cn-beijing", "DescribeDBInstances"], Sends(&["RegionId=cn-beijing"])),
        (
            &["rds", "DescribeDBInstances", "--region", "cn-beijing", "--RegionId", "cn-qingdao"],
            Sends(&["RegionId=cn-qingdao"]),
        ),
        (&["sts", "GetCallerIdentity"], Sends(&[])),
    ] {
        check(&server, words, &then);
    }
}

#[test]
fn a_missing_region_says_how_to_give_one() {
    let server = Server::ok();
    let endpoint = server.endpoint();
    for (words, code) in [
        // As a required parameter.
        (&["DescribeDBInstances", "--endpoint", &endpoint][..], 2),
        (&["TagResources", "--endpoint", &endpoint, "--ResourceType", "INSTANCE"], 2),
        // For the endpoint.
        (&["DescribeDBInstanceAttribute", "--DBInstanceId", "rm-1"], 2),
        (&["DescribeDBInstances", "--endpoint", &endpoint, "--region=cn-hangzhou"], 0),
    ] {
        let mut command = alicloud();
        command.env_remove("ALIBABA_CLOUD_REGION_ID").arg("rds").args(words);
        let (found, _, stderr) = texts(&command.output().unwrap());
        assert_eq!((found, server.take().len()), (code, usize::from(code == 0)), "{words:?}: {stderr}");
        let ways = ["--region cn-hangzhou", "ALIBABA_CLOUD_REGION_ID", "region_id of the profile"];
        let is_complete = ways.iter().all(|way| stderr.contains(way)) && !stderr.contains("Builder");
        assert!(code == 0 || is_complete && stderr.contains("no region is known"), "{words:?}: {stderr}");
        assert!(!words.contains(&"TagResources") || stderr.contains("RegionId, ResourceId"), "{stderr}");
    }
}

#[test]
fn the_help_of_an_operation_is_its_own() {
    let output = alicloud().args(["rds", "ReleaseInstanceConnection", "--help"]).output().unwrap();
    let (code, stdout, _) = texts(&output);
    let summary = stdout.lines().next().unwrap();
    assert!(code == 0 && summary.starts_with("Releases "), "{stdout}");
    assert!(!stdout.contains("Global::") && stdout.contains("--db-instance-id"), "{stdout}");
}

#[test]
fn the_defaults_of_options_are_in_the_help() {
    for words in [&["--help"][..], &["rds", "DescribeRegions", "--help"]] {
        let (code, stdout, stderr) = texts(&alicloud().args(words).output().unwrap());
        assert_eq!(code, 0, "{stderr}");
        let stdout = stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let [throttled, unavailable, other] =
            [Backoff::THROTTLED_ATTEMPTS, Backoff::UNAVAILABLE_ATTEMPTS, Backoff::ATTEMPTS]
                .map(|attempts| attempts - 1);
        for part in [
            format!("including retries [default: {}]", Client::TOTAL_TIMEOUT.as_secs()),
            format!(
                "[default: {throttled} if it is throttled, {unavailable} if the service is unavailable, {other} for other reasons]"
            ),
            format!("[default: {}, or as long as the service asks]", Backoff::LONGEST.as_secs()),
            "Signature of the requests [default: acs3]".to_owned(),
            "Format in which the response is shown [default: json]".to_owned(),
        ] {
            assert!(stdout.contains(&part), "{words:?}: no {part:?} in {stdout}");
        }
    }
}

#[test]
fn an_unknown_product_or_operation_says_where_the_known_ones_are() {
    let server = Server::ok();
    for (words, parts) in [
        (&["rds", "NoSuchOp"][..], &["'NoSuchOp'", "run 'alicloud list rds'"][..]),
        (&["RDS", "DescribeDBInstance"], &["'DescribeDBInstances'", "run 'alicloud list rds'"]),
        (&["nosuch", "DescribeRegions"], &["'nosuch'", "run 'alicloud list'"]),
    ] {
        check(&server, words, &Refuses(parts));
    }
}

#[test]
fn of_a_global_option_the_last_counts() {
    let server = Server::ok();
    let endpoint = server.endpoint();
    const V1: &str = "SignatureVersion=1.0";
    for (words, is_v1) in [
        (&["rds", "DescribeRegions"][..], false),
        (&["--signature", "v1", "rds", "DescribeRegions"], true),
        (&["rds", "DescribeRegions", "--signature", "v1"], true),
        (&["--signature", "v1", "rds", "DescribeRegions", "--signature", "acs3"], false),
        (&["--signature", "acs3", "rds", "DescribeRegions", "--signature=v1"], true),
        (&["--signature", "v1", "--signature", "acs3", "rds", "DescribeRegions"], false),
        (&["rds", "DescribeRegions", "--signature", "v1", "--signature", "acs3"], false),
        (&["--signature", "v1", "rds", "--signature", "acs3", "DescribeRegions"], false),
        (&["rds", "--signature", "acs3", "DescribeRegions", "--signature", "v1"], true),
    ] {
        let output = alicloud()
            .args(["--endpoint", "http://127.0.0.1:1", "--endpoint", &endpoint])
            .args(words)
            .output()
            .unwrap();
        let (code, stdout, stderr) = texts(&output);
        assert_eq!(code, 0, "{words:?}: {stderr}");
        assert!(stdout.starts_with('{'), "{stdout}");
        let request = server.take().remove(0);
        assert_eq!(request.contains(V1), is_v1, "{words:?}: {request}");
    }
    for (words, is_table) in [
        (&["--output", "table", "rds", "DescribeRegions"][..], true),
        (&["--output", "table", "rds", "DescribeRegions", "--output", "json"], false),
        (&["--output", "json", "rds", "DescribeRegions", "--output", "table", "--vpc", "--vpc"], true),
    ] {
        let output = alicloud().args(words).args(["--endpoint", &endpoint]).output().unwrap();
        let (code, stdout, stderr) = texts(&output);
        assert_eq!((code, stdout.contains('│')), (0, is_table), "{words:?}: {stdout} {stderr}");
    }
    assert_eq!(server.take().len(), 3);
    for words in [
        &["rds", "DescribeRegions", "--signature", "v3"][..],
        &["rds", "DescribeRegions", "--signature="],
        &["rds", "DescribeRegions", "--timeout", "0"],
        &["rds", "DescribeRegions", "--timeout", "-1"],
        &["rds", "DescribeRegions", "--vpc=true"],
        &["--signature", "--output", "yaml", "rds", "DescribeRegions"],
        &["rds", "--signature", "--output", "yaml", "DescribeRegions"],
        &["--nonsense", "rds", "DescribeRegions"],
        &["rds", "--nonsense", "DescribeRegions"],
    ] {
        check(&server, words, &Refuses(&["error:"]));
    }
    // A very long time limit has no effect.
    check(&server, &["rds", "DescribeRegions", "--timeout", "18446744073709551615"], &Sends(&[]));
}

#[test]
fn repetitions_can_be_set() {
    const THROTTLED: &[u8] = br#"{"Code":"Throttling.User","Message":"no","RequestId":"1"}"#;
    let throttled = Server::start("400 Bad Request", THROTTLED);
    let later = Server::start("400 Bad Request\r\nretry-after: 600", THROTTLED);
    for (server, options, requests) in [
        (&throttled, &["--retry-count", "0"][..], 1),
        (&throttled, &["--retry-count", "4", "--retry-longest", "0"], 5),
        (&throttled, &["--retry-count", "1", "--retry-longest", "1"], 2),
        (&later, &["--retry-longest", "1"], 1),
        (&later, &["--retry-longest", "0", "--retry-count", "4294967295"], 1),
    ] {
        let mut command = alicloud();
        command.args(["rds", "DescribeRegions", "--endpoint", &server.endpoint()]).args(options);
        let (code, _, stderr) = texts(&command.output().unwrap());
        assert_eq!((code, server.take().len()), (1, requests), "{options:?}: {stderr}");
        assert!(stderr.contains("Throttling.User"), "{stderr}");
    }
    // The options also apply to the calls that fetch the credentials.
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let profile = r#"{"name":"me","mode":"RamRoleArn","access_key_id":"id","access_key_secret":"hush","ram_role_arn":"acs:ram::1:role/r",
                      "ram_session_name":"s"}"#;
    std::fs::write(&file, format!(r#"{{"current":"me","profiles":[{profile}]}}"#)).unwrap();
    let unavailable =
        Server::start("503 Service Unavailable", br#"{"Code":"ServiceUnavailable","Message":"no","RequestId":"1"}"#);
    for (options, requests) in [(&["--retry-count", "0"][..], 1), (&["--retry-count", "3", "--retry-longest", "0"], 4)]
    {
        for source in [
            ("ALIBABA_CLOUD_CONFIG_FILE", file.to_str().unwrap()),
            ("ALIBABA_CLOUD_CREDENTIALS_URI", &unavailable.endpoint()),
        ] {
            let mut command = alicloud();
            command.env_remove("ALIBABA_CLOUD_ACCESS_KEY_ID").env_remove("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
            command.env("ALIBABA_CLOUD_STS_ENDPOINT", unavailable.endpoint()).env(source.0, source.1);
            command.args(["rds", "DescribeRegions", "--endpoint", &throttled.endpoint()]).args(options);
            let (code, _, stderr) = texts(&command.output().unwrap());
            // A credentials URI is asked twice at most.
            let requests = if source.0.ends_with("URI") { requests.min(2) } else { requests };
            assert_eq!(
                (code, unavailable.take().len(), throttled.take().len()),
                (3, requests, 0),
                "{options:?}: {stderr}"
            );
        }
    }
    for option in ["--retry-count=-1", "--retry-count=many", "--retry-count=4294967296", "--retry-longest=-1"] {
        check(&throttled, &["rds", "DescribeRegions", option], &Refuses(&["invalid value"]));
    }
}

#[test]
fn files_are_regular_and_there_is_one_body() {
    let server = Server::ok();
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_str().unwrap();
    let irregular = Refuses(&["it is not a regular file"]);
    for words in [
        &["rds", "DescribeRegions", "--input", pipe][..],
        &["rds", "DescribeRegions", "--body-file", pipe],
        &["rds", "DescribeRegions", "--AcceptLanguage-FILE", pipe],
    ] {
        check(&server, words, &irregular);
    }
    let both = Refuses(&["--body and --body-file cannot be used together"]);
    check(&server, &["rds", "DescribeRegions", "--body", "{}", "--body-file", "/dev/null"], &both);
    check(&server, &["rds", "DescribeRegions", "--body-file=/dev/null", "--body={}"], &both);
}

#[test]
fn a_very_long_word_is_compared_with_nothing() {
    let server = Server::ok();
    let long = "a".repeat(20_000);
    let (option, value) = (format!("--{long}"), format!("--DBInstanceType={long}"));
    let endings = format!("--a{}", "-FILE".repeat(20_000));
    let begin = std::time::Instant::now();
    for words in [
        &["rds", &long][..],
        &[&long],
        &[&option, "rds"],
        &["rds", "DescribeDBInstances", &option, "1"],
        &["rds", "DescribeDBInstances", &endings, "1"],
        &["rds", "DescribeDBInstances", &value],
        &["rds", "DescribeRegions", "--profile", &long],
    ] {
        let output = alicloud().args(["--endpoint", &server.endpoint()]).args(words).output().unwrap();
        let (code, _, stderr) = texts(&output);
        assert!(matches!(code, 2 | 3) && stderr.len() < 3000, "{code} {} {stderr}", stderr.len());
    }
    // It took 10 seconds for one word.
    assert!(begin.elapsed() < std::time::Duration::from_secs(30), "{:?}", begin.elapsed());
}

#[test]
fn messages_say_what_to_do_next() {
    let server = Server::ok();
    for (words, parts) in [
        (
            &["edas", "ListCluster"][..],
            &["'edas'", "has no description here", "alicloud edas OPERATION", "--force --api-version"][..],
        ),
        (
            &["rds", "DescribeDBInstances", "--", "--PageSize", "1"],
            &["unexpected argument '--PageSize' found after '--'", "write it before '--'"],
        ),
        (
            &["rds", "DescribeDBInstances", "--pager", "foo=bar"],
            &["--pager takes only path=…, PageNumber=…, PageSize=…, TotalCount=…, NextToken=…"],
        ),
        (&["rds", "DescribeDBInstances", "--all", "path=Items", "foo=bar"], &["--all takes only path=…"]),
        (&["rds", "DescribeDBInstances", "--dry-run", "curl"], &["--dry-run takes a value only after '='"]),
        (&["rds", "DescribeDBInstances", "--vpc", "curl"], &["--vpc is an option of the program and takes no value"]),
        (
            &["explain", "rds", "DeleteDBInstance"],
            &["DeleteDBInstance is an operation of Rds", "'alicloud help rds DeleteDBInstance' describes it"],
        ),
        (&["explain", "rds", "Endpoint.NotFound"], &["'alicloud explain Endpoint.NotFound rds'"]),
        (&["explain", "DeleteDBInstance"], &["DeleteDBInstance is an operation of", "describes it"]),
        (&["DeleteDBInstance"], &["DeleteDBInstance is an operation of Dds, Rds; its product comes first"]),
        (&["describe-regions"], &["DescribeRegions is an operation of", " and others; ", "DescribeRegions'"]),
        (&["rds", "DeleteDBInstance"], &["'alicloud help rds DeleteDBInstance' describes the parameters"]),
        (
            &["rds", "CreateDBInstance"],
            &["'alicloud help rds CreateDBInstance'", "'alicloud rds CreateDBInstance --skeleton' prints a file"],
        ),
    ] {
        check(&server, words, &Refuses(parts));
    }
    for words in [&["explain", "rds", "DeleteDBInstance"][..], &["DeleteDBInstance"]] {
        let (_, _, stderr) = texts(&alicloud().args(words).output().unwrap());
        assert!(!stderr.contains("product fetch"), "{words:?}: {stderr}");
    }
    let refuses = Server::start("400 Bad Request", br#"{"Code":"InvalidVersion","Message":"no","RequestId":"1"}"#);
    let mut command = alicloud();
    command.args(["edas", "GET", "/clusters", "--force", "--version", "2017-08-01", "--endpoint", &refuses.endpoint()]);
    let (_, _, stderr) = texts(&command.output().unwrap());
    assert!(stderr.starts_with("error: InvalidVersion"), "{stderr}");
}
