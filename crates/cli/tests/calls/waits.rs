//! `--wait`: when a call is repeated, and how the wait ends.

use std::time::{Duration, Instant};

use crate::server::{Server, alicloud, texts};

fn status(status: &str) -> (&'static str, String) {
    let items = format!(r#"[{{"DBInstanceId":"rm-1","DBInstanceStatus":"{status}"}}]"#);
    ("200 OK", format!(r#"{{"RequestId":"R","Items":{{"DBInstanceAttribute":{items}}}}}"#))
}

fn error(code: &str) -> (&'static str, String) {
    ("400 Bad Request", format!(r#"{{"Code":"{code}","Message":"no","RequestId":"R"}}"#))
}

const PATH: &str = "Items.DBInstanceAttribute[0].DBInstanceStatus";

#[test]
fn a_wait_ends_with_the_state_or_as_soon_as_it_cannot_come() {
    let running = format!("{PATH}==Running");
    let released = format!("{PATH}=='Released'");
    let missing = "Items.DBInstanceAttribute[0].DBInstanceStatu==Running".to_owned();
    let count = "length(Items.DBInstanceAttribute)==1".to_owned();
    // Responses; what is waited for; exit code; calls; what standard error has.
    let cases: [(&[_], &str, i32, usize, &[&str]); 12] = [
        (&[status("Creating"), status("Creating"), status("Running")], &running, 0, 3, &["is Creating after"]),
        (&[status("Running")], &running, 0, 1, &[]),
        (&[status("Running")], &count, 0, 1, &[]),
        // Not the whole value.
        (&[status("RunningUpgrade"), status("Running")], &running, 0, 2, &["is RunningUpgrade after"]),
        (&[status("Creating"), status("Deleting")], &running, 5, 2, &["is Deleting, and will not become Running"]),
        (&[status("Deleting"), status("Released")], &released, 0, 2, &[]),
        (
            &[status("Creating"), error("InvalidDBInstanceId.NotFound")],
            &running,
            5,
            2,
            &["will not become Running", "NotFound"],
        ),
        // A transient error is not the end; any other one is.
        (&[status("Creating"), error("Throttling.User"), status("Running")], &running, 0, 3, &[]),
        (&[status("Creating"), error("Forbidden.RAM")], &running, 1, 2, &["Forbidden.RAM"]),
        (&[status("Creating")], &running, 5, 2, &["is Creating, and did not become Running within"]),
        (
            &[status("")],
            &running,
            5,
            2,
            &["is an empty string after", "is an empty string, and did not become Running within"],
        ),
        (&[status("Running")], &missing, 5, 2, &["did you mean DBInstanceStatus", "is null"]),
    ];
    for (responses, wait, code, calls, parts) in cases {
        let server = Server::sequence(responses);
        let is_last = responses.len() == 1 && code == 5;
        let limit = if is_last { "1s" } else { "60s" };
        let begin = Instant::now();
        let command = ["--endpoint", &server.endpoint(), "--retry-count", "0", "rds", "DescribeDBInstanceAttribute"];
        let words = ["--DBInstanceId", "rm-1", "--wait", wait, "--wait-timeout", limit, "--interval", "100ms"];
        let (found, stdout, stderr) = texts(&alicloud().args(command).args(words).output().unwrap());
        assert_eq!(found, code, "{wait}: {stderr}");
        let sent = server.take().len();
        assert!(if is_last { sent >= calls } else { sent == calls }, "{wait}: {sent} {stderr}");
        assert!(parts.iter().all(|part| stderr.contains(part)), "{wait}: {stderr}");
        assert_eq!(stdout.contains("RequestId"), code == 0, "{wait}: {stdout}");
        assert!(begin.elapsed() < Duration::from_secs(30), "{wait}");
    }
}

/// An interval of nothing does not send requests as fast as the service responds.
#[test]
fn a_wait_has_a_shortest_interval() {
    let server = Server::sequence(&[status("Creating")]);
    let command = ["--endpoint", &server.endpoint(), "rds", "DescribeDBInstanceAttribute", "--DBInstanceId", "rm-1"];
    let words = ["--wait", &format!("{PATH}==Running"), "--wait-timeout", "1s", "--interval", "0"];
    let (code, _, stderr) = texts(&alicloud().args(command).args(words).output().unwrap());
    let sent = server.take().len();
    assert!(code == 5 && sent <= 12, "{sent} {code}: {stderr}");
}

#[test]
fn a_wait_that_would_be_wrong_is_refused() {
    let server = Server::ok();
    let release = ["rds", "DeleteDBInstance", "--DBInstanceId", "rm-1", "--wait", "RequestId==1"];
    let list = ["rds", "DescribeDBInstances", "--all", "--wait", "RequestId==1"];
    for (words, part) in [
        (&release[..], "changes something"),
        (&["rds", "DescribeDBInstances", "--wait", "RequestId"], "--wait needs a path and a value"),
        (&["rds", "DescribeDBInstances", "--wait", "RequestId[==1"], "is not JMESPath"),
        (&["rds", "DescribeDBInstances", "--wait", "a==1", "--interval", "soon"], "not a duration"),
        (&list, "cannot be used together"),
        (&["rds", "DescribeDBInstances", "--wait-timeout", "9"], "--wait-timeout says how --wait waits"),
        (&["rds", "DescribeDBInstances", "--all", "--interval", "9"], "--interval says how --wait waits"),
    ] {
        let (code, _, stderr) =
            texts(&alicloud().args(["--endpoint", &server.endpoint()]).args(words).output().unwrap());
        assert_eq!((code, server.take().len()), (2, 0), "{words:?}: {stderr}");
        assert!(stderr.contains(part), "{words:?}: {stderr}");
    }
}

/// `alicloud rds wait NAME ID`: what is called, and how the wait ends.
#[test]
fn a_ready_made_waiter_ends_with_the_state_or_as_soon_as_it_cannot_come() {
    let endpoints = |types: &[&str]| {
        let items: Vec<String> = types.iter().map(|kind| format!(r#"{{"IPType":"{kind}"}}"#)).collect();
        ("200 OK", format!(r#"{{"RequestId":"R","DBInstanceNetInfos":{{"DBInstanceNetInfo":[{}]}}}}"#, items.join(",")))
    };
    let none = ("200 OK", r#"{"RequestId":"R","Items":{"DBInstanceAttribute":[]}}"#.to_owned());
    let missing = error("InvalidDBInstanceId.NotFound");
    const DESCRIBE: &str = "DescribeDBInstanceAttribute";
    const NET_INFO: &str = "DescribeDBInstanceNetInfo";
    // Words after `wait`; the operation; responses; exit code; calls; what standard error has.
    let cases: [(&str, &str, &[_], i32, usize, &str); 9] = [
        ("instance-running rm-1", DESCRIBE, &[none.clone(), status("Creating"), status("Running")], 0, 3, ""),
        ("instance-running --DBInstanceId rm-1", DESCRIBE, &[status("Running")], 0, 1, ""),
        ("instance-running rm-1", DESCRIBE, &[status("Deleting")], 5, 1, "is Deleting, and will not become Running"),
        ("instance-running rm-1", DESCRIBE, std::slice::from_ref(&missing), 5, 1, "will not become Running"),
        ("instance-released rm-1", DESCRIBE, &[status("Deleting"), missing.clone()], 0, 2, ""),
        ("instance-released rm-1", DESCRIBE, &[status("Running"), status("Released")], 0, 2, ""),
        (
            "public-endpoint-allocated rm-1",
            NET_INFO,
            &[endpoints(&["Private"]), endpoints(&["Private", "Public"])],
            0,
            2,
            "",
        ),
        ("public-endpoint-released rm-1", NET_INFO, &[endpoints(&["Public"]), endpoints(&["Private"])], 0, 2, ""),
        ("instance-running rm-1", DESCRIBE, &[error("Forbidden.RAM")], 1, 1, "Forbidden.RAM"),
    ];
    for (words, operation, responses, code, calls, part) in cases {
        let server = Server::sequence(responses);
        let mut command = alicloud();
        command.args(["--endpoint", &server.endpoint(), "--retry-count", "0", "rds", "wait"]).args(words.split(' '));
        let (found, _, stderr) =
            texts(&command.args(["--wait-timeout", "60s", "--interval", "100ms"]).output().unwrap());
        let sent = server.take();
        assert_eq!((found, sent.len()), (code, calls), "{words}: {stderr}");
        assert!(
            sent.iter().all(|request| request.contains(operation) && request.contains("rm-1")),
            "{words}: {sent:?}"
        );
        assert!(stderr.contains(part), "{words}: {stderr}");
    }
}

#[test]
fn waiters_are_listed_and_wrong_ones_are_refused() {
    let server = Server::ok();
    let cases: [(&str, i32, &str); 9] = [
        ("rds wait", 0, "alicloud rds wait instance-running DBInstanceId\n    Waits until an instance is running.\n"),
        ("rds wait --help", 0, "instance-released"),
        ("sts wait", 0, "sts has no ready-made waiters"),
        ("rds wait instance-runnin rm-1", 2, "did you mean instance-running?"),
        ("rds wait instance-running", 2, "DBInstanceId"),
        ("rds wait instance-running", 2, "the waiter is written 'alicloud rds wait instance-running DBInstanceId'"),
        ("rds wait instance-running rm-1 rm-2", 2, "unexpected argument"),
        ("rds wait --region cn-hangzhou instance-running rm-1", 2, "the name of a waiter is missing"),
        ("rds wait instance-running rm-1 --wait a==b", 2, "cannot be used with it"),
    ];
    for (line, code, part) in cases {
        let mut command = alicloud();
        let (found, stdout, stderr) = texts(
            &command
                .args(line.split(' '))
                .args(["--endpoint", &server.endpoint()][..if code == 0 { 0 } else { 2 }].iter())
                .output()
                .unwrap(),
        );
        assert_eq!((found, server.take().len()), (code, 0), "{line}: {stderr}");
        assert!(format!("{stdout}{stderr}").contains(part), "{line}: {stdout} {stderr}");
    }
}
