//! Standard output and standard error that are closed or full: no panic, and a failure is not a success.
#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::process::{Command, Stdio};

use crate::server::{Server, alicloud};

/// What a stream is connected to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum To {
    /// A file that takes everything.
    Null,
    /// A disk that is full.
    Full,
    /// A pipe that nobody reads.
    Closed,
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
        }
    }
}

/// Exit code and standard error, as far as it can be read: with `None`, it is a file.
fn run(words: &[&str], stdout: To, stderr: Option<To>) -> (i32, String) {
    let mut command: Command = alicloud();
    command.args(words).stdin(Stdio::null()).stdout(stdout.stdio());
    command.stderr(stderr.map_or_else(Stdio::piped, To::stdio));
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
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
    // Words; whether something is written to standard output; exit code where both streams take everything.
    let cases = [
        (words(&call), true, 0),
        (words(&table), true, 0),
        (words(&fails), false, 1),
        (typed("list"), true, 0),
        (typed("list rds"), true, 0),
        (typed("rds"), true, 0),
        (typed("rds DescribeRegions --help"), true, 0),
        (typed("--help"), true, 0),
        (typed("--version"), true, 0),
        (typed("help"), true, 0),
        (typed("help list"), true, 0),
        (typed("demo"), true, 0),
        (typed("rds DescribeRegions --nonsense 1"), false, 2),
        (typed("nonsense"), false, 2),
        (typed("--nonsense"), false, 2),
        (typed("rds DeleteDBInstance"), false, 2),
    ];
    for (words, writes, code) in cases {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        for stdout in [To::Null, To::Full, To::Closed] {
            for stderr in [None, Some(To::Full), Some(To::Closed)] {
                let (found, text) = run(&words, stdout, stderr);
                // Whoever closes a pipe has seen enough; what a full disk does not take is lost.
                let expected = if writes && stdout == To::Full { 1 } else { code };
                assert_eq!(found, expected, "{words:?}, stdout {stdout:?}, stderr {stderr:?}: {text}");
                assert!(!text.contains("panicked"), "{words:?}: {text}");
                if stderr.is_none() && expected != code {
                    assert!(text.contains("standard output cannot be written"), "{words:?}: {text}");
                }
            }
        }
    }
}

#[test]
fn an_emulator_that_cannot_say_where_it_is_ends() {
    for stderr in [None, Some(To::Full), Some(To::Closed)] {
        let (code, text) = run(&["emulator"], To::Full, stderr);
        assert_eq!(code, 1, "{text}");
        assert!(stderr.is_some() || text.contains("standard output cannot be written"), "{text}");
    }
}
