//! Standard output and standard error that are closed or full: no panic, and a failure is not a success.
#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::process::{Command, Stdio};

use crate::server::{Server, alicloud};

/// The target of a stream.
#[derive(Debug, Clone, Copy, PartialEq)]
enum To {
    /// A file that takes everything.
    Null,
    /// A disk that is full.
    Full,
    /// A pipe that nobody reads.
    Closed,
    /// Not open at all, as after `>&-`.
    Absent,
    /// A file that takes nothing, which is known only after writing.
    Limited,
    /// Open for reading only, as after `1</dev/null`.
    ReadOnly,
}

impl To {
    fn stdio(self) -> Stdio {
        match self {
            Self::Null => Stdio::null(),
            Self::Full => OpenOptions::new().write(true).open("/dev/full").expect("/dev/full").into(),
            Self::Closed => {
                let (reader, writer) = std::io::pipe().expect("a pipe");
                drop(reader);
                writer.into()
            }
            // The shell limits the size of files.
            Self::Limited => tempfile::tempfile().expect("a temporary file").into(),
            Self::ReadOnly => File::open("/dev/null").expect("/dev/null").into(),
            // The shell closes it.
            Self::Absent => Stdio::null(),
        }
    }
}

/// Exit code and standard error; it can be read if `stderr` is `None`.
fn run(words: &[&str], stdout: To, stderr: Option<To>) -> (i32, String) {
    let mut command: Command = alicloud();
    match stdout {
        To::Absent => command = through_shell(&command, "exec \"$0\" \"$@\" >&-"),
        To::Limited => command = through_shell(&command, "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""),
        _ => {}
    }
    command.args(words).stdin(Stdio::null()).stdout(stdout.stdio());
    command.stderr(stderr.map_or_else(Stdio::piped, To::stdio));
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The same program with the same environment, started by this script.
fn through_shell(program: &Command, script: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).arg(program.get_program()).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

#[test]
fn a_closed_or_full_stream_is_no_panic() {
    assert!(File::open("/dev/full").is_ok(), "this test needs /dev/full");
    let ok = Server::ok();
    let refused = Server::start("403 Forbidden", br#"{"Code":"Forbidden","Message":"no","RequestId":"1"}"#);
    let call = ["--endpoint", &ok.endpoint(), "rds", "DescribeRegions"].map(str::to_owned);
    let table = ["--endpoint", &ok.endpoint(), "--output", "table", "rds", "DescribeRegions"].map(str::to_owned);
    let fails = ["--endpoint", &refused.endpoint(), "rds", "DescribeRegions"].map(str::to_owned);
    let words = |words: &[String]| words.to_vec();
    let typed = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    // Words; whether something is written to standard output, `None` if that is known only after a call; the exit code if both streams can be
    // written.
    let cases = [
        (words(&call), Some(true), 0),
        (words(&table), Some(true), 0),
        (words(&fails), None, 1),
        (typed("list"), Some(true), 0),
        (typed("list rds"), Some(true), 0),
        (typed("rds"), Some(true), 0),
        (typed("rds DescribeRegions --help"), Some(true), 0),
        (typed("--help"), Some(true), 0),
        (typed("--version"), Some(true), 0),
        (typed("help"), Some(true), 0),
        (typed("help list"), Some(true), 0),
        (typed("demo"), Some(true), 0),
        (typed("rds DescribeRegions --nonsense 1"), Some(false), 2),
        (typed("nonsense"), Some(false), 2),
        (typed("--nonsense"), Some(false), 2),
        (typed("rds DeleteDBInstance"), Some(false), 2),
    ];
    for (words, writes, code) in cases {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        for stdout in [To::Null, To::Full, To::Closed, To::Absent, To::Limited, To::ReadOnly] {
            for stderr in [None, Some(To::Full), Some(To::Closed)] {
                let (found, text) = run(&words, stdout, stderr);
                // A reader that closes a pipe has seen enough; otherwise, what cannot be written is lost.
                let is_lost = matches!(stdout, To::Full | To::Absent | To::Limited | To::ReadOnly);
                // Before a call, as far as it is known then.
                let is_checked = is_lost && stdout != To::Limited;
                let expected = if writes == Some(true) && is_lost || writes.is_none() && is_checked { 2 } else { code };
                assert_eq!(found, expected, "{words:?}, stdout {stdout:?}, stderr {stderr:?}: {text}");
                assert!(!text.contains("panicked"), "{words:?}: {text}");
                if stderr.is_none() && expected != code {
                    assert!(text.contains("standard output cannot be written"), "{words:?}: {text}");
                }
            }
        }
    }
}

/// A change is not sent if its response cannot be shown, and is not lost if that is known only later.
#[test]
fn a_change_whose_response_cannot_be_shown() {
    const DONE: &str = "the operation was carried out (request ID 1)";
    let change = &["rds", "DeleteDBInstance", "--DBInstanceId", "rm-1"][..];
    let inspection = &["rds", "DescribeRegions"][..];
    // Words; standard output; exit code; the number of requests; whether standard error says what happened.
    let cases = [
        (change, To::Null, 0, 1, false),
        (change, To::Limited, 2, 1, true),
        (change, To::Full, 2, 0, false),
        (change, To::Closed, 0, 1, false),
        (change, To::Absent, 2, 0, false),
        (change, To::ReadOnly, 2, 0, false),
        (inspection, To::Limited, 2, 1, false),
        (inspection, To::Absent, 2, 0, false),
    ];
    let server = Server::ok();
    let endpoint = server.endpoint();
    for (words, stdout, code, requests, is_reported) in cases {
        for output in ["yaml", "table"] {
            let words = [&["--endpoint", &endpoint, "--output", output], words].concat();
            let (found, text) = run(&words, stdout, None);
            let sent = server.take().len();
            assert_eq!(
                (found, sent, text.contains(DONE)),
                (code, requests, is_reported),
                "{words:?} {stdout:?}: {text}"
            );
        }
    }
}

#[test]
fn an_emulator_that_cannot_say_where_it_is_ends() {
    for stdout in [To::Full, To::Absent, To::ReadOnly] {
        for stderr in [None, Some(To::Full), Some(To::Closed)] {
            let (code, text) = run(&["emulator"], stdout, stderr);
            assert_eq!(code, 2, "{text}");
            assert!(stderr.is_some() || text.contains("standard output cannot be written"), "{text}");
        }
    }
}
