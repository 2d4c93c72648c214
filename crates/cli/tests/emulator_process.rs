//! `alicloud emulator` as a process: how it ends, and how it handles errors of the system.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_alicloud");

/// Starts it from a shell that runs `before` first. Returns the process and its address.
fn start(before: &str) -> (Child, String) {
    // SIGHUP has its default action, also if these tests were started by `nohup`.
    let script = format!("{before} exec env --default-signal=HUP \"$0\" emulator --listen 127.0.0.1:0");
    let mut process = Command::new("sh").args(["-c", &script, BINARY]).stdout(Stdio::piped()).spawn().expect("a shell");
    let mut line = String::new();
    BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let address = line.trim().strip_prefix("listening on http://").expect("the line says where").to_owned();
    (process, address)
}

fn signal(process: &Child, name: &str) {
    assert!(Command::new("kill").args(["-s", name, &process.id().to_string()]).status().unwrap().success());
}

/// Waits for the end, much longer than it takes on a busy machine.
fn end(mut process: Child) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = process.try_wait().unwrap() {
            return status.code();
        }
        if start.elapsed() > Duration::from_secs(30) {
            drop(process.kill());
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Also while a client has sent a part of a request. Ended by its own handler it exits with 0; without one, the signal
/// would have killed it, and a process 1 would have ignored it.
#[test]
fn it_ends_when_it_is_told_to() {
    for name in ["TERM", "INT", "HUP"] {
        for part in ["", "POST / HTTP/1.1\r\nhost:", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc"] {
            let (process, address) = start("");
            let mut client = TcpStream::connect(address).unwrap();
            client.write_all(part.as_bytes()).unwrap();
            signal(&process, name);
            assert_eq!(end(process), Some(0), "{name} after {part:?}");
        }
    }
}

/// If all file descriptors are used, connections wait; meanwhile the process must not use the processor.
#[cfg(target_os = "linux")]
#[test]
fn a_lack_of_file_descriptors_costs_no_time() {
    let (process, address) = start("ulimit -n 24;");
    let ticks = |process: &Child| -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap();
        let fields: Vec<&str> = text.rsplit_once(')').unwrap().1.split_whitespace().collect();
        [11, 12].map(|field| fields.get(field).unwrap().parse::<u64>().unwrap()).iter().sum()
    };
    let connections: Vec<TcpStream> = (0..40).map(|_| TcpStream::connect(&address).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(200));
    let before = ticks(&process);
    std::thread::sleep(Duration::from_secs(2));
    let spent = ticks(&process) - before;
    // Of the two seconds, in hundredths; a loop without a pause takes nearly all of them.
    assert!(spent < 50, "{spent} hundredths of a second");
    drop(connections);
    let mut client = TcpStream::connect(&address).unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    client.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 400 Bad Request"), "{response}");
    signal(&process, "TERM");
    assert_eq!(end(process), Some(0));
}

/// What is printed about keys and addresses: no secret that somebody chose, and that other machines can call it.
#[test]
fn it_says_how_it_is_called_and_who_can_call_it() {
    for (words, shown, is_warned) in [
        (&["--listen", "127.0.0.1:0"][..], "--access-key-id testid --access-key-secret testsecret", false),
        (&["--listen", "127.0.0.1:0", "--access-key", "me:hush"], "--access-key-id me --access-key-secret …", false),
        (&["--listen", "0.0.0.0:0", "--access-key", "me:hush"], "--access-key-id me --access-key-secret …", true),
    ] {
        let mut command = Command::new(BINARY);
        let mut process =
            command.arg("emulator").args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines: Vec<String> =
            BufReader::new(process.stdout.take().unwrap()).lines().take(2).map(Result::unwrap).collect();
        signal(&process, "TERM");
        let mut stderr = String::new();
        process.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(end(process), Some(0));
        let lines = lines.join("\n");
        assert!(lines.contains(shown), "{words:?}: {lines}");
        assert_eq!(stderr.contains("can call the emulator, which protects nothing"), is_warned, "{words:?}: {stderr}");
        assert!(!lines.contains("hush") && !stderr.contains("hush"), "{words:?}: {lines} {stderr}");
    }
}

/// Which tokens of an identity provider get credentials.
#[test]
fn tokens_are_accepted_as_the_options_say() {
    let line = "sts AssumeRoleWithOIDC --OIDCProviderArn acs:ram::1:oidc-provider/p --RoleArn acs:ram::1:role/r --RoleSessionName session \
                --OIDCToken a.b.c --region cn-hangzhou";
    for (words, code) in
        [(&[][..], 0), (&["--oidc-token", "a.b.c"], 0), (&["--oidc-token", "other"], 1), (&["--no-oidc"], 1)]
    {
        let mut command = Command::new(BINARY);
        let mut process = command.arg("emulator").args(words).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let endpoint = first.trim().strip_prefix("listening on ").unwrap();
        let output = Command::new(BINARY).args(line.split(' ')).args(["--endpoint", endpoint]).output().unwrap();
        signal(&process, "TERM");
        assert_eq!(end(process), Some(0));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {stderr}");
    }
}

/// The error has the address and the reason of the system.
#[test]
fn an_address_that_cannot_be_listened_on() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (address, code, parts) in [
        (taken.as_str(), 2, [taken.as_str(), "Address already in use"]),
        // An address for documentation, which no machine has.
        ("192.0.2.1:0", 2, ["192.0.2.1:0", "Cannot assign requested address"]),
        ("localhost:8080", 2, ["localhost:8080", "not an IP address and a port"]),
        ("127.0.0.1", 2, ["127.0.0.1", "not an IP address and a port"]),
        ("127.0.0.1:99999", 2, ["127.0.0.1:99999", "not an IP address and a port"]),
    ] {
        let output = Command::new(BINARY).args(["emulator", "--listen", address]).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{address}: {stderr}");
        assert!(parts.iter().all(|part| stderr.contains(part)), "{address}: {stderr}");
    }
}

/// The options of calls have no meaning here; the page in `docs/` is this output.
#[test]
fn the_help_lists_what_means_something_and_the_coverage_is_the_page() {
    let output = |arguments: &[&str]| {
        let output = Command::new(BINARY).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for arguments in [&["emulator", "--help"] as &[_], &["emulator", "-h"], &["emulator", "coverage", "--help"]] {
        let help = output(arguments);
        for foreign in ["--endpoint", "--region", "--vpc", "--signature", "--timeout", "--output", "--retry"] {
            assert!(!help.contains(foreign), "{arguments:?}: {help}");
        }
    }
    let help = output(&["emulator", "--help"]);
    for own in ["--listen", "--access-key", "--oidc-token", "--no-oidc", "--strict", "coverage"] {
        assert!(help.contains(own), "{own}: {help}");
    }
    assert_eq!(output(&["emulator", "coverage"]), include_str!("../../../docs/emulator-coverage.md"));
    let sts = output(&["emulator", "coverage", "sts"]);
    assert!(sts.contains("- `AssumeRole`") && !sts.contains("DescribeDBInstances"), "{sts}");
}
