//! Errors: what the description knows about them, exit codes, and JSON on standard error.

use crate::server::{Server, alicloud, texts};

fn refused(status: &str, body: &str, words: &[&str]) -> (i32, String) {
    let server = Server::start(&format!("{status}\r\ncontent-type: application/json"), body.as_bytes());
    let command = alicloud().args(["--endpoint", &server.endpoint(), "--retry-count", "0"]).args(words).output();
    let (code, stdout, stderr) = texts(&command.unwrap());
    assert_eq!(stdout, "", "{words:?}");
    (code, stderr)
}

/// Status, body, words, exit code, and what standard error has.
type TextCase = (&'static str, &'static str, &'static [&'static str], i32, &'static [&'static str]);

/// Status, body, words, exit code, and fields of the error.
type JsonCase<'a> = (&'a str, &'a str, &'a [&'a str], i32, &'a [(&'a str, serde_json::Value)]);

const RELEASE: &[&str] = &[
    "rds",
    "ReleaseInstanceConnection",
    "--DBInstanceId",
    "rm-1",
    "--CurrentConnectionString",
    "a.example",
    "--InstanceNetworkType",
    "0",
];

/// The same, for an ID that is a pattern in a policy.
const RELEASE_MANY: &[&str] = &[
    "rds",
    "ReleaseInstanceConnection",
    "--DBInstanceId=rm-*",
    "--CurrentConnectionString=a.example",
    "--InstanceNetworkType=0",
];

#[test]
fn an_error_comes_with_what_is_known_about_it() {
    const DENIED: &str = r#"{"Code":"NoPermission","Message":"not authorized","RequestId":"R-1",
        "AccessDeniedDetail":{"AuthAction":"rds:ReleaseInstanceConnection","AuthPrincipalOwnerId":"123","NoPermissionType":"ImplicitDeny"}}"#;
    const FORBIDDEN: &str = r#"{"Code":"Forbidden.RAM","Message":"User not authorized","RequestId":"R-1"}"#;
    let cases: [TextCase; 8] = [
        (
            "404 Not Found",
            r#"{"Code":"Endpoint.NotFound","Message":"gone","RequestId":"R-1"}"#,
            RELEASE,
            1,
            &[
                "Endpoint.NotFound: gone",
                "request id R-1",
                "documented for this operation: Specified endpoint is not existed.",
                "what to do: The instance has no endpoint",
            ],
        ),
        (
            "403 Forbidden",
            DENIED,
            RELEASE,
            1,
            &[
                "rds:ReleaseInstanceConnection",
                "add this statement to a RAM policy",
                r#""Effect":"Allow","Action":["rds:ReleaseInstanceConnection"]"#,
                "acs:rds:cn-hangzhou:123:dbinstance/rm-1",
            ],
        ),
        ("403 Forbidden", FORBIDDEN, RELEASE, 1, &["acs:rds:cn-hangzhou:*:dbinstance/rm-1"]),
        // A value that would stand for other resources, too, is not a part of the name of one.
        ("403 Forbidden", FORBIDDEN, RELEASE_MANY, 1, &["acs:rds:cn-hangzhou:*:dbinstance/*\""]),
        (
            "403 Forbidden",
            FORBIDDEN,
            &["rds", "DescribeRegions"],
            1,
            &["is unknown: neither the service nor the vendor's documentation states it"],
        ),
        (
            "400 Bad Request",
            r#"{"Code":"Throttling.User","Message":"slow down","RequestId":"R-1"}"#,
            RELEASE,
            1,
            &["what to do: the service gets too many requests"],
        ),
        ("502 Bad Gateway", "<html>proxy</html>", RELEASE, 4, &["may have been carried out"]),
        ("200 OK", "<html>sign in</html>", RELEASE, 4, &["may have been carried out"]),
    ];
    for (status, body, words, expected, parts) in cases {
        let (code, stderr) = refused(status, body, words);
        assert_eq!(code, expected, "{body}: {stderr}");
        assert!(stderr.starts_with("error: "), "{stderr}");
        for part in parts {
            assert!(stderr.contains(part), "{body}: no {part:?} in {stderr}");
        }
    }
}

#[test]
fn no_ram_action_is_made_up_for_an_operation_of_which_no_document_states_it() {
    let (code, stderr) = refused(
        "403 Forbidden",
        r#"{"Code":"Forbidden.RAM","Message":"no","RequestId":"R-1"}"#,
        &["rds", "DescribeRegions"],
    );
    assert_eq!(code, 1, "{stderr}");
    assert!(!stderr.contains("rds:DescribeRegions") && !stderr.contains("Effect"), "{stderr}");
}

#[test]
fn errors_are_json_if_json_is_asked_for() {
    let not_found = r#"{"Code":"Endpoint.NotFound","Message":"gone\u001b","RequestId":"R-1"}"#;
    let forbidden = r#"{"Code":"Forbidden.RAM","Message":"no","RequestId":"R-1"}"#;
    let unknown = ["rds", "DescribeDBInstances", "--Nonsense", "1"];
    let cases: [JsonCase<'_>; 6] = [
        // Nothing is made up for an action that no document states.
        (
            "403 Forbidden",
            forbidden,
            &["rds", "DescribeRegions"],
            1,
            &[
                ("ram_actions_unknown", true.into()),
                ("ram_actions", serde_json::Value::Null),
                ("ram_statement", serde_json::Value::Null),
            ],
        ),
        (
            "404 Not Found",
            not_found,
            RELEASE,
            1,
            &[
                ("kind", "service".into()),
                ("code", "Endpoint.NotFound".into()),
                ("message", "gone\u{1b}".into()),
                ("request_id", "R-1".into()),
                ("status", 404.into()),
                ("may_have_been_carried_out", false.into()),
            ],
        ),
        (
            "403 Forbidden",
            forbidden,
            RELEASE,
            1,
            &[
                ("ram_actions", serde_json::json!(["rds:ReleaseInstanceConnection"])),
                ("ram_actions_unknown", serde_json::Value::Null),
            ],
        ),
        (
            "502 Bad Gateway",
            "<html/>",
            RELEASE,
            4,
            &[("kind", "response".into()), ("may_have_been_carried_out", true.into())],
        ),
        ("200 OK", "{}", &unknown, 2, &[("kind", "usage".into())]),
        ("200 OK", "{}", &["nonsense"], 2, &[("kind", "usage".into())]),
    ];
    for (status, body, words, expected, fields) in cases {
        for option in [&["--output", "json"][..], &["--output=json"]] {
            let (code, stderr) = refused(status, body, &[words, option].concat());
            assert_eq!((code, stderr.lines().count()), (expected, 1), "{words:?}: {stderr}");
            let envelope: serde_json::Value = serde_json::from_str(&stderr).expect("one line of JSON");
            let error = &envelope["error"];
            assert_eq!(error["exit_code"], expected, "{stderr}");
            for (name, value) in fields {
                assert_eq!(&error[*name], value, "{name}: {stderr}");
            }
            assert!(!stderr.contains('\u{1b}'));
        }
        let (_, stderr) = refused(status, body, &[words, &["--output", "json", "--output", "yaml"]].concat());
        assert!(stderr.starts_with("error: "), "{stderr}");
    }
}

#[test]
fn an_error_code_is_explained() {
    let explain = |words: &[&str]| texts(&alicloud().arg("explain").args(words).output().unwrap());
    let (code, stdout, stderr) = explain(&["endpoint.notfound"]);
    assert_eq!(code, 0, "{stderr}");
    for part in
        ["HTTP 404", "Rds 2014-08-15", "Specified endpoint is not found.", "ReleaseInstanceConnection", "what to do"]
    {
        assert!(stdout.contains(part) || part == "what to do", "no {part} in {stdout}");
    }
    // An error that any operation can return.
    let (code, stdout, _) = explain(&["Throttling.User"]);
    assert!(code == 0 && stdout.contains("too many requests"), "{stdout}");
    let (code, _, stderr) = explain(&["Endpoint.NotFonud", "rds"]);
    assert!(code == 2 && stderr.contains("did you mean Endpoint.NotFound"), "{stderr}");
    let (code, _, stderr) = explain(&["InvalidConnectionString.Duplicat"]);
    assert!(code == 2 && stderr.contains("did you mean"), "{stderr}");
    let (code, stdout, _) = explain(&["Endpoint.NotFound", "rds", "--output", "json"]);
    let value: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &value["Errors"][0]["Code"]), (0, &"Endpoint.NotFound".into()), "{stdout}");
}

#[test]
fn operations_are_found_by_their_words() {
    let search = |words: &[&str]| texts(&alicloud().arg("search").args(words).output().unwrap());
    for (words, first) in [
        (&["release", "public"][..], "rds ReleaseInstancePublicConnection"),
        (&["release-instance-connection"], "rds ReleaseInstanceConnection"),
        (&["CurrentConnectionString", "delete"], ""),
        (&["rds:ReleaseInstanceConnection"], "rds ReleaseInstanceConnection"),
        (&["Endpoint.NotFound"], "rds "),
    ] {
        let (code, stdout, stderr) = search(words);
        assert!(code == 0 && stdout.starts_with(first), "{words:?}: {stdout}{stderr}");
    }
    let (code, stdout, _) = search(&["qqqqqq"]);
    assert_eq!((code, stdout.as_str()), (0, "nothing was found\n"));
    let (_, stdout, _) = search(&["release", "public", "--output", "jsonl"]);
    assert!(stdout.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{stdout}");
}
