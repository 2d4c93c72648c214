//! `--all` and `--max-items`: what is requested, and that no item is lost.

use crate::server::{Server, alicloud, texts};

fn page(ids: &[u32], more: &str) -> (&'static str, String) {
    let items: Vec<String> = ids.iter().map(|id| format!(r#"{{"DBInstanceId":"rm-{id}","N":{id}.50}}"#)).collect();
    ("200 OK", format!(r#"{{"RequestId":"R","Items":{{"DBInstance":[{}]}}{more}}}"#, items.join(",")))
}

fn body(text: &str) -> (&'static str, String) {
    ("200 OK", text.to_owned())
}

/// The parameters of a request that lead to a page.
fn asked(request: &str) -> String {
    let line = request.lines().next().unwrap();
    let query = line.split(' ').nth(1).unwrap().split_once('?').unwrap_or_default().1;
    let body = request.split_once("\r\n\r\n").unwrap().1;
    let is_position = |pair: &&str| pair.starts_with("PageNumber=") || pair.starts_with("NextToken=");
    query.split('&').chain(body.split('&')).filter(is_position).collect::<Vec<_>>().join("&")
}

struct Case {
    pages: Vec<(&'static str, String)>,
    words: &'static [&'static str],
    code: i32,
    /// The IDs that are shown.
    shown: &'static [u32],
    asked: &'static [&'static str],
    stderr: &'static [&'static str],
}

#[test]
fn all_pages_are_one_list() {
    let counted = || {
        let more = r#","TotalRecordCount":5,"PageRecordCount":2"#;
        vec![page(&[1, 2], more), page(&[3, 4], more), page(&[5], more)]
    };
    let tokens =
        || vec![page(&[1], r#","NextToken":"a""#), page(&[2], r#","NextToken":"b""#), page(&[3], r#","NextToken":"""#)];
    let cases = [
        Case {
            pages: counted(),
            words: &["--all"],
            code: 0,
            shown: &[1, 2, 3, 4, 5],
            asked: &["", "PageNumber=2", "PageNumber=3"],
            stderr: &[],
        },
        Case {
            pages: tokens(),
            words: &["--all"],
            code: 0,
            shown: &[1, 2, 3],
            asked: &["", "NextToken=a", "NextToken=b"],
            stderr: &[],
        },
        Case {
            pages: tokens(),
            words: &["--pager"],
            code: 0,
            shown: &[1, 2, 3],
            asked: &["", "NextToken=a", "NextToken=b"],
            stderr: &[],
        },
        Case {
            pages: counted(),
            words: &["--max-items", "3"],
            code: 0,
            shown: &[1, 2, 3],
            asked: &["", "PageNumber=2"],
            stderr: &[],
        },
        Case { pages: counted(), words: &["--max-items", "2"], code: 0, shown: &[1, 2], asked: &[""], stderr: &[] },
        // From the middle of the list.
        Case {
            pages: counted().split_off(1),
            words: &["--all", "--PageNumber", "2", "--PageSize", "2"],
            code: 0,
            shown: &[3, 4, 5],
            asked: &["PageNumber=2", "PageNumber=3"],
            stderr: &[],
        },
        // A list that has more says so, unless its pages are asked for one by one.
        Case {
            pages: counted(),
            words: &[],
            code: 0,
            shown: &[1, 2],
            asked: &[""],
            stderr: &["note: the list has more: 2 of 5 items", "--all"],
        },
        Case {
            pages: tokens(),
            words: &[],
            code: 0,
            shown: &[1],
            asked: &[""],
            stderr: &["the list has more: 1 items"],
        },
        Case {
            pages: counted(),
            words: &["--PageNumber", "1"],
            code: 0,
            shown: &[1, 2],
            asked: &["PageNumber=1"],
            stderr: &[],
        },
        Case {
            pages: vec![page(&[1], r#","TotalRecordCount":1"#)],
            words: &[],
            code: 0,
            shown: &[1],
            asked: &[""],
            stderr: &[],
        },
        // A page that fails, one that repeats another one, and an operation without pages.
        Case {
            pages: vec![
                counted().swap_remove(0),
                ("403 Forbidden", r#"{"Code":"Forbidden","Message":"no","RequestId":"R"}"#.to_owned()),
            ],
            words: &["--all"],
            code: 1,
            shown: &[],
            asked: &["", "PageNumber=2"],
            stderr: &["Forbidden"],
        },
        Case {
            pages: vec![counted().swap_remove(0)],
            words: &["--all"],
            code: 4,
            shown: &[],
            asked: &["", "PageNumber=2"],
            stderr: &["returned before"],
        },
        // What is not a list is not taken for one without items, and a later page neither.
        Case {
            pages: vec![body(r#"{"RequestId":"R","Items":"none"}"#)],
            words: &["--all"],
            code: 4,
            shown: &[],
            asked: &[""],
            stderr: &["Items is a string in the response"],
        },
        Case {
            pages: vec![body(r#"{"RequestId":"R","Items":{"DBInstance":{"DBInstanceId":"rm-1"}}}"#)],
            words: &["--all"],
            code: 4,
            shown: &[],
            asked: &[""],
            stderr: &["Items.DBInstance is an object in the response"],
        },
        Case {
            pages: vec![page(&[1], r#","NextToken":"a""#), body(r#"{"RequestId":"R","Items":{"DBInstance":7}}"#)],
            words: &["--all"],
            code: 4,
            shown: &[],
            asked: &["", "NextToken=a"],
            stderr: &["Items.DBInstance is a number in the response"],
        },
        Case {
            pages: vec![body("no JSON")],
            words: &["--all"],
            code: 4,
            shown: &[],
            asked: &[""],
            stderr: &["not valid JSON"],
        },
    ];
    for Case { pages, words, code, shown, asked: positions, stderr: parts } in cases {
        let server = Server::sequence(&pages);
        let command = ["--endpoint", &server.endpoint(), "rds", "DescribeDBInstances"];
        let (found, stdout, stderr) = texts(&alicloud().args(command).args(words).output().unwrap());
        assert_eq!(found, code, "{words:?}: {stderr}");
        let requests: Vec<String> = server.take().iter().map(|request| asked(request)).collect();
        assert_eq!(requests, positions, "{words:?}: {stderr}");
        assert_eq!(stderr.is_empty(), parts.is_empty(), "{words:?}: {stderr}");
        assert!(parts.iter().all(|part| stderr.contains(part)), "{words:?}: {stderr}");
        if code == 0 {
            let value: serde_json::Value = serde_json::from_str(&stdout).unwrap();
            let ids: Vec<&str> = value["Items"]["DBInstance"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["DBInstanceId"].as_str().unwrap())
                .collect();
            // All pages together lead to no other one.
            let is_first_only = words.is_empty() || words.contains(&"--PageNumber") && !words.contains(&"--all");
            let next = value["NextToken"].as_str().unwrap_or_default();
            assert!(next.is_empty() || is_first_only, "{words:?}: {stdout}");
            assert_eq!(ids, shown.iter().map(|id| format!("rm-{id}")).collect::<Vec<_>>(), "{words:?}");
            // Digits are kept, too.
            assert!(stdout.contains("\"N\": 1.50") || !shown.contains(&1), "{stdout}");
        } else {
            assert_eq!(stdout, "");
        }
    }
    // The description names the total, which has another name here than elsewhere: no second page is asked for.
    let two = r#"{"RequestId":"R","PageNumber":1,"PageSize":30,"TotalSize":2,"Items":[{"TaskId":1},{"TaskId":2}]}"#;
    let server = Server::sequence(&[("200 OK", two.to_owned())]);
    let command =
        ["rds", "DescribeCloudMigrationResult", "--DBInstanceName", "rm-1", "--PageNumber", "1", "--PageSize", "30"];
    let output = alicloud().args(command).args(["--all", "--endpoint", &server.endpoint()]).output().unwrap();
    let (code, stdout, stderr) = texts(&output);
    assert_eq!((code, server.take().len()), (0, 1), "{stderr}");
    assert!(stdout.contains("\"TaskId\": 2"), "{stdout}");
    // Pages that are always empty, each with another token; those of a filter come between items.
    let empty = |number: u32| page(&[], &format!(r#","NextToken":"t{number}""#));
    let endless: Vec<_> = (1..=250).map(empty).collect();
    let items = |number: u32| page(&[number], &format!(r#","NextToken":"t{number}""#));
    let mut filtered: Vec<_> =
        (1..=250).map(|number| if number % 100 == 0 { items(number) } else { empty(number) }).collect();
    filtered.push(page(&[251], ""));
    for (pages, code, requests, parts) in [
        (&endless, 4, 100, &["100 consecutive pages without items", "0 items", "--NextToken t100"][..]),
        (&filtered, 0, 251, &[]),
    ] {
        let server = Server::sequence(pages);
        let command = ["rds", "DescribeDBInstances", "--all", "--endpoint", &server.endpoint()];
        let (found, _, stderr) = texts(&alicloud().args(command).output().unwrap());
        assert_eq!((found, server.take().len()), (code, requests), "{stderr}");
        assert!(parts.iter().all(|part| stderr.contains(part)), "{stderr}");
    }
    let (code, _, stderr) = texts(
        &alicloud().args(["rds", "DescribeDBInstanceAttribute", "--DBInstanceId", "rm-1", "--all"]).output().unwrap(),
    );
    assert!(code == 2 && stderr.contains("does not say how its pages are requested"), "{stderr}");
}

/// A page is shown before the next one has arrived, and an expression sees all of them.
#[test]
fn lines_are_shown_page_by_page_and_an_expression_sees_all() {
    let failing = [
        page(&[1, 2], r#","NextToken":"a""#),
        ("403 Forbidden", r#"{"Code":"Forbidden","Message":"no","RequestId":"R"}"#.to_owned()),
    ];
    let complete = [page(&[1, 2], r#","NextToken":"a""#), page(&[3], "")];
    for (pages, words, code, expected) in [
        (
            &failing[..],
            &["--output", "jsonl"][..],
            1,
            "{\"DBInstanceId\":\"rm-1\",\"N\":1.50}\n{\"DBInstanceId\":\"rm-2\",\"N\":2.50}\n",
        ),
        (&failing, &["--output", "csv"], 1, ""),
        (&complete[..], &["--output", "csv"], 0, "DBInstanceId,N\nrm-1,1.50\nrm-2,2.50\nrm-3,3.50\n"),
        (&complete, &["--output", "text", "--query", "length(Items.DBInstance)"], 0, "3\n"),
        (&complete, &["--output", "jsonl", "--query", "Items.DBInstance[-1].N"], 0, "3.50\n"),
    ] {
        check_lines(pages, words, code, expected);
    }
    // Services write a list without items in all these ways.
    for nothing in
        ["", r#","Items":null"#, r#","Items":"""#, r#","Items":[]"#, r#","Items":{}"#, r#","Items":{"DBInstance":""}"#]
    {
        check_lines(&[body(&format!(r#"{{"RequestId":"R"{nothing}}}"#))], &["--output", "jsonl"], 0, "");
    }
}

fn check_lines(pages: &[(&'static str, String)], words: &[&str], code: i32, expected: &str) {
    let server = Server::sequence(pages);
    let command = ["--endpoint", &server.endpoint(), "rds", "DescribeDBInstances", "--all"];
    let (found, stdout, stderr) = texts(&alicloud().args(command).args(words).output().unwrap());
    assert_eq!((found, stdout.as_str()), (code, expected), "{words:?}: {stderr}");
}

/// Whoever has read enough waits for no further page, and a reader that goes away is no error: in a format that shows the list as a whole,
/// that is noticed at its end.
#[test]
fn nobody_reads_the_next_page() {
    for (format, requests) in
        [("jsonl", 1), ("json", 2), ("yaml", 2), ("csv", 2), ("tsv", 2), ("text", 2), ("table", 2), ("cols=N", 2)]
    {
        let server = Server::sequence(&[page(&[1, 2], r#","NextToken":"a""#), page(&[3], "")]);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let command = ["--endpoint", &server.endpoint(), "rds", "DescribeDBInstances", "--all", "--output", format];
        let (code, _, stderr) = texts(&alicloud().args(command).stdout(writer).output().unwrap());
        assert_eq!((code, stderr.as_str(), server.take().len()), (0, "", requests), "{format}");
    }
}

/// `… --all | head -1`: the call ends with the page in which the reader goes away. The second page is larger than a pipe, so that it cannot be
/// written as a whole before that.
#[test]
fn a_reader_goes_away_between_two_pages() {
    let many: Vec<u32> = (0..10_000).collect();
    let pages = [page(&[1, 2], r#","NextToken":"a""#), page(&many, r#","NextToken":"b""#), page(&[3], "")];
    let server = Server::sequence(&pages);
    let (reader, writer) = std::io::pipe().unwrap();
    let command = ["--endpoint", &server.endpoint(), "rds", "DescribeDBInstances", "--all", "--output", "jsonl"];
    let process = alicloud().args(command).stdout(writer).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(reader), &mut line).unwrap();
    assert_eq!(line, "{\"DBInstanceId\":\"rm-1\",\"N\":1.50}\n");
    let (code, _, stderr) = texts(&process.wait_with_output().unwrap());
    assert_eq!((code, stderr.as_str(), server.take().len()), (0, "", 2));
}
