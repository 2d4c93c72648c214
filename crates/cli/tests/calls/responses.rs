//! How responses are shown: with all digits, and with nothing that controls the terminal.

#[cfg(target_os = "linux")]
use crate::server::on_a_terminal;
use crate::server::{Server, alicloud, texts};

/// Sets the title of the window, moves the cursor, and reverses the order of the text.
const HOSTILE: &str =
    "\u{1b}]0;owned\u{7}\u{1b}[2Jrm\u{9b}31m\u{202e}\u{2067}\u{200f}\u{61c}\u{2028}\u{e0041}1\r\u{7f}";

fn call(head: &str, body: &[u8], words: &[&str]) -> (i32, String, String) {
    let server = Server::start(head, body);
    let command = ["rds", "DescribeDBInstances"];
    texts(&alicloud().args(["--endpoint", &server.endpoint()]).args(command).args(words).output().unwrap())
}

#[track_caller]
fn harmless(text: &str) {
    let acts = |character: char| {
        (character.is_control() && character != '\n')
            || matches!(
                character,
                '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
            )
    };
    assert!(!text.contains(acts), "{text:?}");
}

#[test]
fn json_keeps_its_digits_and_its_keys() {
    let cases = [
        (r#"{"RequestId":"1","Id":12345678901234567890123}"#, "\n  \"Id\": 12345678901234567890123\n"),
        (r#"{"RequestId":"1","Ratio":0.1000000000000000055511151231257827}"#, "0.1000000000000000055511151231257827"),
        (r#"{"RequestId":"1","Ratio":1.50,"Large":1E400,"Zero":-0.0}"#, "1.50,\n  \"Large\": 1E400,\n  \"Zero\": -0.0"),
        (r#"{"RequestId":"1","A":1,"A":2}"#, "\"A\": 1,\n  \"A\": 2"),
        (
            r#"{"RequestId":"1","Empty":{},"None":[],"List":[1,[2],{"a":"b"}]}"#,
            "\"Empty\": {},\n  \"None\": [],\n  \"List\": [\n    1,\n    [\n      2\n    ],\n    {\n      \"a\": \"b\"\n    }\n  ]",
        ),
        (r#"{"RequestId":"1","Text":"a\"b\\","Path":"\u00e9\ud83d\ude00,:[]"}"#, r#""Text": "a\"b\\","#),
        (" {\t\"RequestId\" :\r\n\"1\" , \"A\" : true } ", "{\n  \"RequestId\": \"1\",\n  \"A\": true\n}\n"),
    ];
    for (body, expected) in cases {
        let (code, stdout, stderr) = call("200 OK", body.as_bytes(), &[]);
        assert_eq!(code, 0, "{body}: {stderr}");
        assert!(stdout.contains(expected), "{body}: {stdout}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&stdout.replace("1E400", "1")).unwrap(),
            serde_json::from_str::<serde_json::Value>(&body.replace("1E400", "1")).unwrap(),
            "{stdout}"
        );
    }
}

/// As the client reads it: control characters in strings, and bytes that are not UTF-8.
#[test]
fn json_that_the_client_reads_is_shown_as_json() {
    let cases: [(&[u8], &str); 8] = [
        (b"{\"RequestId\":\"1\",\"A\":\"\x01\"}", r#""A": "\u0001""#),
        (b"{\"RequestId\":\"1\",\"A\":\"a\nb\tc\r\"}", r#""A": "a\u000ab\u0009c\u000d""#),
        (b"{\"RequestId\":\"1\",\"A\":\"\x1b[2J\"}", r#""A": "\u001b[2J""#),
        (b"{\"RequestId\":\"1\",\"A\x00\":\"\\\"\x02\\\\\",\n\"B\":1}", r#""A\u0000": "\"\u0002\\","#),
        (b"{\"RequestId\":\"1\",\"A\":\"\xff\xfe\xc3\"}", "\"A\": \"\u{fffd}\u{fffd}\u{fffd}\""),
        (b"{\"RequestId\":\"1\",\"A\":\"\xff\x1b\"}", "\"A\": \"\u{fffd}\\u001b\""),
        (b"{\"RequestId\":\"1\",\"\xe4\":[\"\xf0\x9f\"]}", "\"\u{fffd}\": ["),
        (b"\xef\xbb\xbf{\"RequestId\":\"1\",\"A\":\"\n\"}", r#""A": "\u000a""#),
    ];
    for (body, expected) in cases {
        let shown = String::from_utf8_lossy(body);
        for head in ["200 OK\r\ncontent-type: application/json", "200 OK"] {
            let (code, stdout, stderr) = call(head, body, &[]);
            assert_eq!(code, 0, "{shown:?}: {stderr}");
            assert!(stdout.contains(expected) && stdout.ends_with("}\n"), "{shown:?}: {stdout}");
            serde_json::from_str::<serde_json::Value>(&stdout).expect("it is JSON");
            harmless(&stdout);
            let (code, stdout, stderr) = call(head, body, &["--output", "table"]);
            assert!(code == 0 && stdout.contains('│'), "{shown:?}: {stdout} {stderr}");
            harmless(&stdout);
        }
    }
}

/// Every list under its name, then all other fields; lists and objects within a list are JSON in their cell.
#[test]
fn a_table_has_everything() {
    let cases = [
        (
            r#"{"RequestId":"1","Total":2,"Items":{"DBInstance":[
                {"Id":12345678901234567890123,"Ratio":1.50,"Sub":{"a":[1,null]}},{"Other":"x","Id":null}]},
                "Zones":["a","b"],"Page":{"Size":30,"Next":{}},"None":[]}"#,
            "\
Items.DBInstance
┌─────────────────────────┬───────┬────────────────┬───────┐
│ Id                      ┆ Ratio ┆ Sub            ┆ Other │
╞═════════════════════════╪═══════╪════════════════╪═══════╡
│ 12345678901234567890123 ┆ 1.50  ┆ {\"a\":[1,null]} ┆       │
│ null                    ┆       ┆                ┆ x     │
└─────────────────────────┴───────┴────────────────┴───────┘

Zones
┌───────┐
│ Value │
╞═══════╡
│ a     │
│ b     │
└───────┘

┌───────────┬───────┐
│ Field     ┆ Value │
╞═══════════╪═══════╡
│ RequestId ┆ 1     │
│ Total     ┆ 2     │
│ Page.Size ┆ 30    │
│ Page.Next ┆ {}    │
│ None      ┆ []    │
└───────────┴───────┘
",
        ),
        // Wide characters, marks without a width of their own, and a name that occurs twice.
        (
            "{\"RequestId\":\"1\",\"L\":[{\"说明\":\"数据库\",\"A\":1,\"A\":2},{\"说明\":\"e\u{301}ｱ가\"},{\"说明\":\"😀 x\"}]}",
            "\
L
┌────────┬───┬───┐
│ 说明   ┆ A ┆ A │
╞════════╪═══╪═══╡
│ 数据库 ┆ 1 ┆ 2 │
│ e\u{301}ｱ가   ┆   ┆   │
│ 😀 x   ┆   ┆   │
└────────┴───┴───┘

┌───────────┬───────┐
│ Field     ┆ Value │
╞═══════════╪═══════╡
│ RequestId ┆ 1     │
└───────────┴───────┘
",
        ),
        // Elements that are not all objects, and objects without fields.
        (
            r#"{"RequestId":"1","A":[{"x":1},2,[3]],"B":[{},{}]}"#,
            "\
A
┌─────────┐
│ Value   │
╞═════════╡
│ {\"x\":1} │
│ 2       │
│ [3]     │
└─────────┘

B
┌───────┐
│ Value │
╞═══════╡
│ {}    │
│ {}    │
└───────┘

┌───────────┬───────┐
│ Field     ┆ Value │
╞═══════════╪═══════╡
│ RequestId ┆ 1     │
└───────────┴───────┘
",
        ),
    ];
    for (body, expected) in cases {
        let (code, stdout, stderr) = call("200 OK", body.as_bytes(), &["--output", "table"]);
        assert_eq!((code, stdout.as_str()), (0, expected), "{stdout}{stderr}");
    }
}

#[test]
fn nothing_of_a_server_acts_on_the_terminal() {
    let quoted = serde_json::to_string(HOSTILE).unwrap();
    // As escapes, and as the characters themselves where JSON allows them.
    let raw: String =
        HOSTILE.chars().filter(|character| !character.is_ascii_control() || *character == '\u{7f}').collect();
    let listed = format!(r#"{{"RequestId":"1","Items":{{"DBInstance":[{{{quoted}:{quoted},"Raw":"{raw}"}}]}}}}"#);
    let flat = format!(r#"{{"RequestId":"1",{quoted}:{quoted},"Raw":"{raw}","Deep":[{quoted}]}}"#);
    let error = format!(r#"{{"Code":{quoted},"Message":{quoted},"RequestId":{quoted},"Recommend":{quoted}}}"#);
    let unread = format!(r#"{{"RequestId":"1","Raw":"{HOSTILE}"}}"#);
    let xml = format!("<Error><Code>{HOSTILE}</Code><Message>{HOSTILE}</Message><RequestId>1</RequestId></Error>");
    let page = format!("<html><title>{HOSTILE}</title></html>");
    let cases = [
        ("200 OK\r\ncontent-type: application/json", listed.as_bytes(), None),
        ("200 OK\r\ncontent-type: application/json", flat.as_bytes(), None),
        ("400 Bad Request", error.as_bytes(), Some(1)),
        ("400 Bad Request", xml.as_bytes(), Some(1)),
        ("403 Forbidden", page.as_bytes(), Some(4)),
        ("200 OK", unread.as_bytes(), None),
    ];
    for (head, body, expected) in cases {
        for output in ["json", "table"] {
            let (code, stdout, stderr) = call(head, body, &["--output", output]);
            assert!(expected.is_none_or(|expected| expected == code), "{head} {code} {stdout} {stderr}");
            harmless(&stdout);
            harmless(&stderr);
            if code == 0 && output == "json" && head.contains("json") {
                let shown: serde_json::Value = serde_json::from_str(&stdout).expect("JSON stays JSON");
                assert_eq!(shown, serde_json::from_slice::<serde_json::Value>(body).unwrap());
            }
        }
    }
    // The typed words may come from others, too.
    let (code, _, stderr) = call("200 OK", b"{}", &["--SearchKey", "a", HOSTILE]);
    assert_eq!(code, 2);
    harmless(&stderr);
}

/// What is no JSON goes unchanged to a file or another program; on a terminal, nothing of it acts.
#[test]
fn what_is_no_json_is_shown_as_it_is() {
    let page = format!("<html><title>{HOSTILE}</title>\r\n</html>");
    let latin: &[u8] = b"caf\xe9\x1b[2J\r\n";
    // The content type, the body, and how what a terminal gets of it ends.
    let cases: [(&str, &[u8], &str); 6] = [
        (
            "text/plain",
            HOSTILE.as_bytes(),
            "\\u{1b}]0;owned\\u{7}\\u{1b}[2Jrm\\u{9b}31m\\u{202e}\\u{2067}\\u{200f}\\u{61c}\\u{2028}\\u{e0041}1\\u{d}\\u{7f}\n",
        ),
        ("text/plain", b"a\tb\r\nc\n", "a\tb\\u{d}\nc\n\n"),
        ("text/plain", b"without a line end", "without a line end\n"),
        ("text/plain", latin, "caf\u{fffd}\\u{1b}[2J\\u{d}\n\n"),
        (
            "text/xml",
            page.as_bytes(),
            "&#x1b;[2Jrm&#x9b;31m&#x202e;&#x2067;&#x200f;&#x61c;&#x2028;&#xe0041;1\n&#x7f;</title>\n</html>\n",
        ),
        ("application/octet-stream", b"{\"a\":\"\xff\"}", "{\n  \"a\": \"\u{fffd}\"\n}\n"),
    ];
    for (kind, body, shown) in cases {
        let server = Server::start(&format!("200 OK\r\nx-acs-request-id: 1\r\ncontent-type: {kind}"), body);
        let endpoint = server.endpoint();
        let words = ["cs", "DescribeClusterAttachScripts", "--ClusterId", "c1", "--endpoint", &endpoint];
        let output = alicloud().args(words).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*output.stdout), (Some(0), body), "{kind}: {stderr}");
        #[cfg(target_os = "linux")]
        {
            let (code, text) = on_a_terminal(&words, 200, &[("NO_COLOR", "1")], "");
            assert!(code == 0 && text.ends_with(shown), "{kind}: {text:?}");
            harmless(&text.replace('\t', ""));
        }
    }
}

#[test]
fn a_table_is_bounded() {
    let fields =
        |row: u32, count: u32| (0..count).map(|field| format!(r#""f{row}-{field}":1"#)).collect::<Vec<_>>().join(",");
    let rows = |count: u32, each: u32| {
        (0..count).map(|row| format!("{{{}}}", fields(row, each))).collect::<Vec<_>>().join(",")
    };
    // Small in JSON, but not as a table: cells are as wide as the widest one of the column, and names include those of the objects around.
    let wide = format!(r#"{{"a":"{}"}}{}"#, "x".repeat(1 << 20), r#",{"a":1}"#.repeat(4_000));
    let deep = format!("{}{}1{}", r#"{"a":"#, format!(r#"{{"{}":"#, "n".repeat(600_000)).repeat(14), "}".repeat(15));
    // All cells of a row are as high as the highest one.
    let columns: Vec<String> = (0..50).map(|column| format!(r#""c{column}":"{}""#, "y".repeat(10_000))).collect();
    let high = format!(r#"{{{},"long":"{}"}}"#, columns.join(","), "x".repeat(1 << 20));
    for (rows, is_table) in [
        (rows(1, 20_000), false),
        (rows(60, 900), false),
        (rows(900, 1), false),
        (rows(30, 10), true),
        (wide, false),
        (high, false),
        (format!("1],\"Deep\":{deep},\"End\":[2"), false),
    ] {
        let body = format!(r#"{{"RequestId":"1","Items":[{rows}]}}"#);
        let (found, stdout, stderr) = call("200 OK", body.as_bytes(), &["--output", "table"]);
        assert_eq!((found, stdout.contains('│')), (0, is_table), "{stderr}");
        // The call has been made, so what is no table is JSON.
        assert_eq!(stderr.contains("too large for a table"), !is_table, "{stderr}");
        let (found, json, _) = call("200 OK", body.as_bytes(), &[]);
        assert!(found == 0 && json.lines().count() > 20);
        assert!(is_table || stdout == json);
    }
}

/// In lines, so that it takes no quadratic time.
#[test]
fn a_long_value_in_a_table_is_wrapped() {
    let (long, wide) = ("x".repeat(25_000), "数".repeat(10_001));
    let body = format!(
        r#"{{"RequestId":"1","{long}":"a","Long":"{long}","Wide":"{wide}","Items":[{{"{long}":["{long}"]}}]}}"#
    );
    let (code, stdout, stderr) = call("200 OK", body.as_bytes(), &["--output", "table"]);
    assert_eq!(code, 0, "{stderr}");
    let longest = |character: char| {
        stdout.split(|other: char| other != character).map(|run| run.chars().count()).max().unwrap_or_default()
    };
    assert_eq!((longest('x'), longest('数')), (10_000, 10_000));
    assert_eq!((stdout.matches('x').count(), stdout.matches('数').count()), (4 * 25_000, 10_001));
}

/// Keys of an error are data where the response documents one of them, and an error of the service where it documents none.
#[test]
fn an_error_with_a_status_of_success_is_told_by_the_documented_fields() {
    const ERROR: &str = r#"{"RequestId":"R-1","Code":"Refused.Odd","Message":"no"}"#;
    for (words, is_error) in [
        (&["DescribeDBInstances"][..], true),
        (&["DescribeDBInstanceAttribute", "--DBInstanceId", "rm-1"], true),
        // A change that answers with nothing but a request ID.
        (&["DeleteDBInstance", "--DBInstanceId", "rm-1"], true),
        // They document `Code` and `Message`.
        (&["GetDBInstanceTopology", "--DBInstanceId", "rm-1"], false),
        (&["DescribeSupportOnlineResizeDisk", "--DBInstanceId", "rm-1"], false),
    ] {
        let server = Server::start("200 OK\r\ncontent-type: application/json", ERROR.as_bytes());
        for output in ["yaml", "table"] {
            let mut command = alicloud();
            command.args(["--endpoint", &server.endpoint(), "--output", output, "rds"]).args(words);
            let (code, stdout, stderr) = texts(&command.output().unwrap());
            assert_eq!((code, stdout.contains("Refused.Odd")), (i32::from(is_error), !is_error), "{words:?}: {stderr}");
            let is_reported = stderr.starts_with(&format!("error: {}: Refused.Odd: no", words[0]));
            assert_eq!(is_reported && stderr.contains("R-1"), is_error, "{words:?}: {stderr}");
        }
    }
}

#[test]
fn what_is_no_response_of_the_service_is_a_failure() {
    let cases: [(&str, &[u8]); 15] = [
        ("200 OK", b""),
        ("200 OK", b" \r\n"),
        ("200 OK\r\ncontent-type: application/json", b"{}"),
        ("200 OK\r\ncontent-type: application/json", b"null"),
        ("200 OK\r\ncontent-type: application/json", b"[]"),
        ("200 OK\r\ncontent-type: application/json", br#"{"RequestId":""}"#),
        ("200 OK\r\ncontent-type: application/json", br#"{"RequestId":false}"#),
        ("200 OK\r\ncontent-type: application/json", br#"{"RequestId":"1","Success":false}"#),
        ("200 OK\r\ncontent-type: application/json", br#"{"RequestId":"1","error":{"message":"no"}}"#),
        ("200 OK\r\ncontent-type: application/json", br#"{"RequestId":"1","Items":"#),
        ("200 OK\r\ncontent-type: application/json", br#"{"Code":"X","Message":"no"}"#),
        ("200 OK\r\ncontent-type: text/html", b"<html><title>Sign in to the network</title></html>"),
        ("200 OK\r\ncontent-type: text/xml", b"<rss/>"),
        ("200 OK\r\ncontent-type: text/xml", b"<Error><Code>X</Code><Message>no</Message></Error>"),
        ("200 OK", &[0x1f, 0x8b, 0xff, 0x00]),
    ];
    for (head, body) in cases {
        for output in ["yaml", "table"] {
            let (code, stdout, stderr) = call(head, body, &["--output", output]);
            let shown = String::from_utf8_lossy(body);
            assert_eq!((code, stdout.as_str()), (4, ""), "{head} {shown}: {stderr}");
            // The operation and the status, so that a person knows where to look.
            assert!(stderr.starts_with("error: DescribeDBInstances: ") && stderr.contains("200"), "{shown}: {stderr}");
        }
    }
    // A real response, with its request ID in the header only.
    let (code, _, stderr) = call("200 OK\r\nx-acs-request-id: 1", b"{}", &[]);
    assert_eq!(code, 0, "{stderr}");
}
