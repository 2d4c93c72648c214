//! The formats of a response: which rows and columns they have, and that nothing of it is changed.

#[cfg(target_os = "linux")]
use crate::server::on_a_terminal;
use crate::server::{Server, alicloud, texts};

/// A list beside other fields, with what is easily broken: long numbers, separators, line ends, wide characters and missing values.
const LIST: &str = r#"{"RequestId":"R-1","TotalRecordCount":2,"Items":{"DBInstance":[
    {"DBInstanceId":"rm-1","Cost":0.1000000000000000055,"Note":"a,\"b\"\nc\td","Tags":[1,2]},
    {"DBInstanceId":"rm-2","Cost":12345678901234567890123,"More":"数据库","Tags":null}]}}"#;

/// A value with characters that act on a terminal.
const ACTING: &str = r#"{"RequestId":"1","Items":{"DBInstance":[{"A":"\u001b[2J\u202e\n\r\t"}]}}"#;

fn call(body: &str, words: &[&str]) -> (i32, String, String) {
    let server = Server::start("200 OK\r\ncontent-type: application/json", body.as_bytes());
    let command = ["rds", "DescribeDBInstances"];
    texts(&alicloud().args(["--endpoint", &server.endpoint()]).args(command).args(words).output().unwrap())
}

/// `-o cols=`, as the official CLI has it.
#[test]
fn a_table_has_the_columns_that_are_named() {
    let cases: [(&[&str], &str); 5] = [
        (
            &["-o", "cols=DBInstanceId,Cost", "rows=Items.DBInstance[]"],
            "DBInstanceId | Cost\nrm-1 | 0.1000000000000000055\nrm-2 | 12345678901234567890123",
        ),
        // Without rows, those of the list that the description names.
        (&["-o", "cols=DBInstanceId"], "DBInstanceId\nrm-1\nrm-2"),
        (&["--output", "cols=More", "num=true"], "Num | More\n0 | null\n1 | 数据库"),
        (&["-o", "cols=Missing"], "Missing\nnull\nnull"),
        (&["-o", "cols=Tags[0],DBInstanceId", "rows=Items.DBInstance[?Tags]"], "Tags[0] | DBInstanceId\n1 | rm-1"),
    ];
    for (words, expected) in cases {
        let (code, stdout, stderr) = call(LIST, words);
        assert_eq!(code, 0, "{words:?}: {stderr}");
        let cells =
            |line: &str| line.split(['│', '┆']).map(str::trim).collect::<Vec<_>>().join(" | ").trim().to_owned();
        let is_line = |line: &&str| line.chars().any(char::is_alphanumeric);
        let rows: Vec<String> =
            stdout.lines().filter(is_line).map(|line| cells(line.trim_matches(['│', ' ']))).collect();
        assert_eq!(rows.join("\n"), expected, "{words:?}: {stdout}");
    }
}

#[test]
fn each_format_has_all_values_with_all_digits() {
    let cases: [(&str, &str, &str); 17] = [
        (
            LIST,
            "jsonl",
            "{\"DBInstanceId\":\"rm-1\",\"Cost\":0.1000000000000000055,\"Note\":\"a,\\\"b\\\"\\nc\\td\",\"Tags\":[1,2]}\n\
             {\"DBInstanceId\":\"rm-2\",\"Cost\":12345678901234567890123,\"More\":\"数据库\",\"Tags\":null}\n",
        ),
        (
            LIST,
            "csv",
            "DBInstanceId,Cost,Note,Tags,More\nrm-1,0.1000000000000000055,\"a,\"\"b\"\"\nc\td\",\"[1,2]\",\nrm-2,12345678901234567890123,,,数据库\n",
        ),
        (
            LIST,
            "tsv",
            "DBInstanceId\tCost\tNote\tTags\tMore\nrm-1\t0.1000000000000000055\ta,\"b\"\\nc\\td\t[1,2]\t\nrm-2\t12345678901234567890123\t\t\t数据库\n",
        ),
        (
            LIST,
            "text",
            "rm-1\t0.1000000000000000055\ta,\"b\"\\nc\\td\t[1,2]\t\nrm-2\t12345678901234567890123\t\t\t数据库\n",
        ),
        (
            LIST,
            "yaml",
            "RequestId: R-1\nTotalRecordCount: 2\nItems:\n  DBInstance:\n  - DBInstanceId: rm-1\n    Cost: 0.1000000000000000055\n    \
             Note: \"a,\\\"b\\\"\\nc\\td\"\n    Tags:\n    - 1\n    - 2\n  - DBInstanceId: rm-2\n    Cost: 12345678901234567890123\n    \
             More: 数据库\n    Tags: null\n",
        ),
        // The rows of a list are known from the description, also if there are none.
        (r#"{"RequestId":"1","Items":{"DBInstance":[]}}"#, "csv", ""),
        (r#"{"RequestId":"1","Items":{"DBInstance":[]}}"#, "jsonl", ""),
        (r#"{"RequestId":"1","Items":{}}"#, "text", ""),
        (r#"{"RequestId":"1","Items":""}"#, "jsonl", ""),
        // Strings that YAML would read as something else.
        (
            r#"{"RequestId":"1","A":"true","B":"1e3","C":"","D":"a: b","E":{},"F":[],"G":"\u0085\udb40\udc01","H":[[1],[]],"I":"No","NULL":1}"#,
            "yaml",
            "RequestId: \"1\"\nA: \"true\"\nB: \"1e3\"\nC: \"\"\nD: \"a: b\"\nE: {}\nF: []\nG: \"\\u0085\\U000e0001\"\nH:\n-\n  - 1\n- []\nI: \"No\"\n\"NULL\": 1\n",
        ),
        (r#"{"RequestId":"1","Items":{"DBInstance":["a","b"]}}"#, "text", "a\nb\n"),
        (r#"{"RequestId":"1","Items":{"DBInstance":[["a",1],["b"]]}}"#, "tsv", "a\t1\nb\t\n"),
        (r#"{"RequestId":"1","Items":{"DBInstance":[["a",1],["b"]]}}"#, "csv", "a,1\nb,\n"),
        (r#"{"RequestId":"1","Items":{"DBInstance":[{"A":"\u001b[2J\u202e"}]}}"#, "csv", "A\n\u{1b}[2J\u{202e}\n"),
        (r#"{"RequestId":"1","Items":{"DBInstance":[{"A":"a\rb"}]}}"#, "csv", "A\n\"a\rb\"\n"),
        (ACTING, "tsv", "A\n\u{1b}[2J\u{202e}\\n\\r\\t\n"),
        (ACTING, "text", "\u{1b}[2J\u{202e}\\n\\r\\t\n"),
    ];
    for (body, format, expected) in cases {
        let (code, stdout, stderr) = call(body, &["--output", format]);
        assert_eq!((code, stdout.as_str()), (0, expected), "{format} {body}: {stderr}");
    }
}

/// A program reads what was written, and finds the same values.
#[test]
fn other_programs_read_what_is_written() {
    let (_, csv, _) = call(LIST, &["--output", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(rows[0][2], "a,\"b\"\nc\td");
    assert_eq!(rows[1][1], "12345678901234567890123");
    for line in call(LIST, &["--output", "jsonl"]).1.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object());
    }
}

/// Exit code and output of a call on a terminal of this width.
#[cfg(target_os = "linux")]
fn call_on_a_terminal(body: &str, format: &str, columns: usize, variable: &str) -> (i32, String) {
    let server = Server::start("200 OK\r\ncontent-type: application/json", body.as_bytes());
    let words = ["--endpoint", &server.endpoint(), "--output", format, "rds", "DescribeDBInstances"];
    on_a_terminal(&words, columns, &[(variable, "1")], "")
}

/// A file or another program gets the values as they are; the terminal gets none that act on it.
#[cfg(target_os = "linux")]
#[test]
fn values_do_not_act_on_a_terminal() {
    for (format, expected) in [
        ("csv", "\\u{1b}[2J\\u{202e}"),
        ("tsv", "\\u{1b}[2J\\u{202e}\\n\\r\\t"),
        ("text", "\\u{1b}[2J\\u{202e}\\n\\r\\t"),
        ("table", "\\u{1b}[2J\\u{202e}\\n\\r\\t"),
        ("json", "\\u001b[2J\\u202e\\n\\r\\t"),
        ("jsonl", "\\u001b[2J\\u202e\\n\\r\\t"),
        ("yaml", "\\u001b[2J\\u202e\\n\\r\\t"),
    ] {
        let (code, stdout) = call_on_a_terminal(ACTING, format, 80, "NO_COLOR");
        assert!(code == 0 && stdout.contains(expected) && !stdout.contains('\u{1b}'), "{format}: {stdout:?}");
    }
}

/// On a terminal, a table is as wide as that, names the columns that it leaves out, and only there has colours.
#[cfg(target_os = "linux")]
#[test]
fn a_table_fits_the_terminal() {
    let rows: Vec<String> = (0..3)
        .map(|row| format!(r#"{{"Engine":"MySQL","Json":{{"a":[1]}},"Empty":"","DBInstanceId":"rm-{row}","Zone":"数据库","Text":"{}"}}"#, "x".repeat(60)))
        .collect();
    let body = format!(r#"{{"RequestId":"1","Items":{{"DBInstance":[{}]}}}}"#, rows.join(","));
    for (columns, variable, is_coloured) in [(40, "A", true), (60, "NO_COLOR", false), (300, "NO_COLOR", false)] {
        let (code, stdout) = call_on_a_terminal(&body, "table", columns, variable);
        assert_eq!(code, 0, "{stdout}");
        let is_table = |line: &&str| line.starts_with(['┌', '│', '╞', '└']);
        let wide = |line: &str| line.trim_end().chars().map(|c| if c > '\u{2fff}' { 2 } else { 1 }).sum::<usize>();
        let widest = stdout.lines().filter(is_table).map(wide).max().unwrap();
        assert!(widest <= columns, "{columns}: {widest}\n{stdout}");
        assert_eq!(stdout.contains("\u{1b}["), is_coloured, "{stdout:?}");
        let leaves_out = columns < 300;
        assert_eq!(stdout.contains("the terminal has no room for"), leaves_out, "{stdout}");
        // Lists and objects go first, and what says which row it is stays.
        assert_eq!(stdout.contains("[1]"), columns > 40, "{stdout}");
        assert_eq!(stdout.contains("xxx"), columns == 300, "{stdout}");
        assert!(stdout.contains("rm-2"), "{stdout}");
    }
    let (_, stdout, _) = call(&body, &["--output", "table"]);
    assert!(!stdout.contains('\u{1b}') && stdout.contains("Text"), "{stdout}");
}
