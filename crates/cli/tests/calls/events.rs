//! Responses that are streams of events.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use alicloud_emulator::{Emulator, Fault, FaultEffect};

use crate::server::{Server, alicloud, texts};

const ASK: [&str; 4] = ["polardb", "GetPolarAgent", "--Query", "why?"];

const HEAD: &str = "200 OK\r\ncontent-type: text/event-stream";

/// What a service sends, the options, and the exit code, standard output and a part of standard error.
type Case = (&'static str, &'static str, &'static [&'static str], i32, &'static str, &'static str);

#[test]
fn every_event_is_a_line() {
    let two = "id:1\ndata: {\"Content\": \"a\",\ndata: \"FunctionCall\":[{\"Id\":\"1\"}]}\n\n: x\n\ndata: {\"Content\":\"b\"}\n\ndata: [DONE]\n\n";
    let broken = "data: {\"Content\":\"a\"}\n\ndata: {\"Content\"";
    let error = "data: {\"Content\":\"a\"}\n\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"InvalidParameter\",\"message\":\"no\",\"request_id\":\"r\"}\n\n";
    let lines = "{\"Content\":\"a\",\"FunctionCall\":[{\"Id\":\"1\"}]}\n{\"Content\":\"b\"}\n";
    let cases: [Case; 10] = [
        (HEAD, two, &[], 0, lines, ""),
        (HEAD, two, &["--output", "jsonl"], 0, lines, ""),
        (HEAD, two, &["--query", "Content"], 0, "\"a\"\n\"b\"\n", ""),
        (HEAD, two, &["--query", "Content", "--output", "text"], 0, "a\nb\n", ""),
        (HEAD, two, &["--quiet"], 0, "", ""),
        (HEAD, broken, &[], 4, "{\"Content\":\"a\"}\n", "ended in the middle of an event"),
        (HEAD, error, &[], 1, "{\"Content\":\"a\"}\n", "InvalidParameter: no (HTTP 400, request id r)"),
        ("200 OK\r\ncontent-type: application/json", "{\"RequestId\":\"r\"}", &[], 0, "{\"RequestId\":\"r\"}\n", ""),
        (
            "403 Forbidden\r\ncontent-type: application/json",
            "{\"Code\":\"Forbidden\",\"Message\":\"no\"}",
            &[],
            1,
            "",
            "Forbidden: no",
        ),
        (HEAD, two, &["--all"], 2, "", "a stream of events: --wait and --all cannot be used with it"),
    ];
    for (head, body, options, code, stdout, stderr) in cases {
        let server = Server::start(head, body.as_bytes());
        let output = alicloud().args(ASK).args(options).args(["--endpoint", &server.endpoint()]).output().unwrap();
        let (exit, shown, said) = texts(&output);
        assert_eq!((exit, shown.as_str()), (code, stdout), "{options:?}: {said}");
        assert!(said.contains(stderr) && (stderr.is_empty() == said.is_empty()), "{options:?}: {said}");
    }
}

/// Each event is shown as it arrives, and the limit for the next one is that of the flag.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_shown_as_it_arrives() {
    let emulator = Emulator::start().await.unwrap();
    let run = |options: &[&str]| {
        let mut command = alicloud();
        command.args(ASK).args(["--endpoint", &emulator.endpoint()]).args(options);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    emulator.inject(Fault::new(FaultEffect::SilentStream(Duration::from_secs(600))));
    let mut process = run(&[]);
    let mut first = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"Content\":\"QZ-13661677-80\","), "{first}");
    #[cfg(unix)]
    {
        let sent = std::process::Command::new("kill").args(["-s", "INT", &process.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let (code, _, stderr) = texts(&process.wait_with_output().unwrap());
        assert!(code == 130 && stderr.contains("GetPolarAgent: interrupted"), "{stderr}");
    }
    #[cfg(not(unix))]
    process.kill().unwrap();

    emulator.inject(Fault::new(FaultEffect::SilentStream(Duration::from_secs(600))));
    let (code, stdout, stderr) = texts(&run(&["--read-timeout", "1"]).wait_with_output().unwrap());
    assert_eq!((code, stdout.lines().count()), (4, 1), "{stderr}");
    assert!(stderr.contains("no event from") && stderr.contains("within 1s, the event timeout"), "{stderr}");
}

/// A call ends with the first event that nobody reads, in every format, although its stream goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_ends_with_its_reader() {
    let emulator = Emulator::start().await.unwrap();
    let formats: [&[&str]; 8] = [
        &[],
        &["--output", "jsonl"],
        &["--output", "csv"],
        &["--output", "tsv"],
        &["--output", "text"],
        &["--output", "yaml"],
        &["--output", "table"],
        &["--output", "cols=Content"],
    ];
    for options in formats {
        emulator.inject(Fault::new(FaultEffect::SilentStream(Duration::from_secs(600))));
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = alicloud();
        command.args(ASK).args(["--endpoint", &emulator.endpoint(), "--read-timeout", "5"]).args(options);
        let (code, _, stderr) = texts(&command.stdout(writer).output().unwrap());
        assert_eq!((code, stderr.as_str()), (0, ""), "{options:?}");
    }
}

#[test]
fn a_batch_refuses_streams() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.jsonl");
    std::fs::write(&file, r#"{"product":"polardb","operation":"GetPolarAgent","parameters":{"Query":"why?"}}"#)
        .unwrap();
    let output = alicloud().arg("batch").arg(&file).output().unwrap();
    let (code, stdout, stderr) = texts(&output);
    assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
    assert!(stderr.contains("its response is a stream of events"), "{stderr}");
}
