//! Ctrl-C, SIGTERM, SIGHUP and time limits, also while the single-use token of a sign-in is being redeemed.
#![cfg(unix)]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::server::{Server, alicloud, alicloud_under, texts};
use crate::sign_in_service::{AUTHORITY, Pace, SignInService};

/// Lets SIGHUP have its default action, also if these tests were started by `nohup`.
const HANGUP: &[&str] = &["env", "--default-signal=HUP"];

fn signal(process: &Child, name: &str) {
    assert!(Command::new("kill").args(["-s", name, &process.id().to_string()]).status().unwrap().success());
}

/// Waits much longer than it takes on a busy machine.
fn wait_for(what: impl Fn() -> bool) {
    let begin = Instant::now();
    while !what() {
        assert!(begin.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A call whose sign-in has to be renewed first.
struct Case {
    pace: Pace,
    options: &'static [&'static str],
    /// They are sent when the service has received the token, each as soon as the previous one has been noticed.
    signals: &'static [&'static str],
    code: i32,
    /// Whether the new token is in the file in the end.
    is_kept: bool,
    stderr: &'static [&'static str],
    /// The longest time in seconds from the first signal, or from the arrival of the token at the service.
    limit: u64,
}

#[test]
fn a_sign_in_that_is_being_renewed_is_not_lost() {
    const WAITS: &str = "waiting up to 10 seconds for the sign-in service";
    const LOST: &str = "you may have to sign in again";
    let slow = Pace::After(Duration::from_secs(3));
    let cases = [
        Case {
            pace: slow,
            options: &["--timeout", "1"],
            signals: &[],
            code: 4,
            is_kept: true,
            stderr: &[WAITS, "credentials"],
            limit: 9,
        },
        Case { pace: slow, options: &[], signals: &["INT"], code: 130, is_kept: true, stderr: &[WAITS], limit: 9 },
        Case { pace: slow, options: &[], signals: &["TERM"], code: 143, is_kept: true, stderr: &[WAITS], limit: 9 },
        Case { pace: slow, options: &[], signals: &["HUP"], code: 129, is_kept: true, stderr: &[WAITS], limit: 9 },
        Case {
            pace: Pace::After(Duration::from_secs(8)),
            options: &[],
            signals: &["INT", "INT"],
            code: 130,
            is_kept: false,
            stderr: &[WAITS, LOST],
            limit: 6,
        },
        Case {
            pace: Pace::Trickle,
            options: &["--timeout", "1"],
            signals: &[],
            code: 4,
            is_kept: false,
            stderr: &[WAITS, LOST],
            limit: 17,
        },
        Case { pace: slow, options: &[], signals: &[], code: 0, is_kept: true, stderr: &[], limit: 9 },
    ];
    let threads = cases.map(|case| std::thread::spawn(move || run(&case)));
    for thread in threads {
        thread.join().unwrap();
    }
}

/// A call with a sign-in, in this file, that has to be renewed by this service.
fn sign_in(file: &Path, service: &SignInService, endpoint: &str) -> Command {
    let profile = serde_json::json!({"name": "me", "mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": "hush-old",
                                     "oauth_refresh_token": "hush-first", "oauth_access_token_expire": 0});
    std::fs::write(file, serde_json::json!({"current": "me", "profiles": [profile]}).to_string()).unwrap();
    let mut command = alicloud_under(HANGUP);
    command
        .env_remove("ALIBABA_CLOUD_ACCESS_KEY_ID")
        .env_remove("ALIBABA_CLOUD_ACCESS_KEY_SECRET")
        .env("ALIBABA_CLOUD_CONFIG_FILE", file)
        .env("HTTPS_PROXY", service.proxy())
        .env("SSL_CERT_FILE", AUTHORITY)
        .args(["--endpoint", endpoint, "rds", "DescribeRegions"]);
    command
}

fn run(case: &Case) {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let service = SignInService::start("hush-first", case.pace);
    let server = Server::ok();
    let mut command = sign_in(&file, &service, &server.endpoint());
    let stderr = home.path().join("stderr");
    let complaints = || std::fs::read_to_string(&stderr).unwrap();
    let mut process = command
        .args(case.options)
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&stderr).unwrap())
        .spawn()
        .expect("it starts");
    wait_for(|| service.asked() == 1);
    let begin = Instant::now();
    for (index, name) in case.signals.iter().enumerate() {
        wait_for(|| index == 0 || complaints().contains("waiting"));
        signal(&process, name);
    }
    let status = process.wait().unwrap();
    let (elapsed, text) = (begin.elapsed(), complaints());
    let what = format!("{:?} {:?} {:?}: {elapsed:?} {text}", case.pace, case.options, case.signals);
    assert_eq!(status.code(), Some(case.code), "{what}");
    assert!(elapsed < Duration::from_secs(case.limit), "{what}");
    assert!(case.stderr.iter().all(|part| text.contains(part)), "{what}");
    assert!(!case.stderr.is_empty() || text.is_empty(), "{what}");
    let file = std::fs::read_to_string(&file).unwrap();
    assert_eq!(file.contains(&format!("{:?}", service.good())), case.is_kept, "{what} {file}");
    assert!(!text.contains("hush"), "{what}");
}

/// The call succeeds, but the next program has to sign in again: that must not happen without a message.
#[test]
fn a_sign_in_that_cannot_be_saved_is_reported() {
    let home = tempfile::tempdir().unwrap();
    // No longer name fits beside it. Missing permissions would not stop the superuser, who may run this test.
    let file = home.path().join("c".repeat(250));
    let service = SignInService::start("hush-first", Pace::After(Duration::ZERO));
    let server = Server::ok();
    let output = sign_in(&file, &service, &server.endpoint()).output().unwrap();
    let (code, _, stderr) = texts(&output);
    assert_eq!(code, 0, "{stderr}");
    let parts = ["warning: ", "renewed tokens could not be written", file.to_str().unwrap(), "File name too long"];
    assert!(parts.iter().all(|part| stderr.contains(part)) && !stderr.contains("hush"), "{stderr}");
}

/// A running call ends at once, and reports whether something may have been changed.
#[test]
fn a_call_is_interrupted() {
    const UNKNOWN: &str = "may have been carried out";
    let inspection = &["rds", "DescribeRegions"][..];
    let change = &["rds", "DeleteDBInstance", "--DBInstanceId", "rm-1"][..];
    // With an idempotency token, so that it is sent again.
    let create = "rds CreateDBInstance --Engine MySQL --EngineVersion 8.0 --DBInstanceClass c --DBInstanceStorage 20 --DBInstanceNetType Intranet \
                  --PayType Postpaid --SecurityIPList 127.0.0.1";
    let create = &create.split(' ').collect::<Vec<_>>()[..];
    let refusal = |status: &str, code: &str| {
        let body = format!(r#"{{"Code":"{code}","Message":"no","RequestId":"1"}}"#);
        Server::start(&format!("{status}\r\nretry-after: 60"), body.as_bytes())
    };
    for (server, words, name, code, is_unknown) in [
        (Server::silent(), inspection, "INT", 130, false),
        (Server::silent(), change, "TERM", 143, true),
        (Server::silent(), inspection, "HUP", 129, false),
        (Server::silent(), change, "HUP", 129, true),
        // In the pause after an attempt that was refused.
        (refusal("400 Bad Request", "Throttling.User"), change, "INT", 130, false),
        (refusal("429 Too Many Requests", "Throttling"), change, "TERM", 143, false),
        (refusal("429 Too Many Requests", "Throttling"), change, "HUP", 129, false),
        // In the pause after one of which that is not known.
        (refusal("503 Service Unavailable", "ServiceUnavailable"), create, "INT", 130, true),
    ] {
        let process = alicloud_under(HANGUP)
            .args(["--endpoint", &server.endpoint()])
            .args(words)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_for(|| !server.is_unused());
        // Longer than it takes to read the response.
        std::thread::sleep(Duration::from_secs(1));
        let begin = Instant::now();
        signal(&process, name);
        let (found, _, stderr) = texts(&process.wait_with_output().unwrap());
        assert!(begin.elapsed() < Duration::from_secs(5), "{words:?}");
        assert_eq!((found, stderr.contains(UNKNOWN)), (code, is_unknown), "{words:?}: {stderr}");
        assert!(stderr.starts_with(&format!("error: {}: interrupted", words[1])), "{words:?}: {stderr}");
    }
}

/// A signal also ends the program while it writes a response that nobody reads.
#[test]
fn a_response_that_is_not_read_does_not_keep_it_alive() {
    let body = format!(r#"{{"RequestId":"1","Text":"{}"}}"#, "x".repeat(1 << 20));
    let server = Server::start("200 OK\r\ncontent-type: application/json", body.as_bytes());
    let mut command = alicloud();
    command.args(["--endpoint", &server.endpoint(), "rds", "DescribeRegions"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for(|| !server.is_unused());
    // Longer than it takes to read the response.
    std::thread::sleep(Duration::from_secs(1));
    signal(&process, "INT");
    let begin = Instant::now();
    let pipe = process.stdout.take();
    assert_eq!(process.wait().unwrap().code(), Some(130));
    assert!(begin.elapsed() < Duration::from_secs(5));
    drop(pipe);
}

/// That is how `nohup` lets a program go on when its terminal is closed. The other signals end it all the same.
#[test]
fn a_hangup_that_is_ignored_stays_ignored() {
    let server = Server::silent();
    let mut process = alicloud_under(&["env", "--ignore-signal=HUP"])
        .args(["--endpoint", &server.endpoint(), "rds", "DescribeRegions"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(|| !server.is_unused());
    signal(&process, "HUP");
    // Much longer than it takes to end.
    std::thread::sleep(Duration::from_secs(1));
    assert!(process.try_wait().unwrap().is_none());
    signal(&process, "TERM");
    assert_eq!(process.wait().unwrap().code(), Some(143));
}

/// A terminal that showed nothing while a secret was typed shows again what is typed.
#[test]
fn a_question_that_is_interrupted_leaves_the_terminal_as_it_was() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{LocalModes, tcgetattr};

    let server = Server::ok();
    let change =
        &["rds", "ResetAccountPassword", "--DBInstanceId", "rm-1", "--AccountName", "a", "--AccountPassword-PROMPT"];
    let profile = &["configure", "--mode", "BearerToken"];
    for (words, name, code) in [(&change[..], "INT", 130), (change, "TERM", 143), (&profile[..], "INT", 130)] {
        let home = tempfile::tempdir().unwrap();
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let path = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
        let user = std::fs::File::options().read(true).write(true).open(path).unwrap();
        let shows = || tcgetattr(&user).unwrap().local_modes.contains(LocalModes::ECHO);
        assert!(shows());
        let process = alicloud_under(&["setsid", "--ctty"])
            .args(words)
            .args(["--endpoint", &server.endpoint()])
            .env("HOME", home.path())
            .stdin(user.try_clone().unwrap())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_for(|| !shows());
        signal(&process, name);
        let (found, _, stderr) = texts(&process.wait_with_output().unwrap());
        assert_eq!((found, shows()), (code, true), "{words:?}: {stderr}");
        assert!(server.is_unused() && stderr.contains("interrupted"), "{words:?}: {stderr}");
    }
}
