//! `alicloud batch` against the emulator: what is sent, what is reported, and that nothing is sent twice however the program ends.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "calls/server.rs"]
#[allow(dead_code, reason = "another test uses the rest of it")]
mod server;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use alicloud_catalog::Catalog;
use alicloud_client::AccessKey;
use alicloud_emulator::{Emulator, EmulatorBuilder, Fault, FaultEffect, InstanceSeed, RecordedRequest};
use serde_json::{Value, json};
use tempfile::TempDir;

use server::{Server, alicloud, texts};

const RELEASE: &str = "ReleaseInstancePublicConnection";

/// An emulator with instances that have a public endpoint each, and a folder with the files of a batch.
struct Fixture {
    runtime: tokio::runtime::Runtime,
    emulator: Option<Emulator>,
    folder: TempDir,
}

impl Fixture {
    fn new(instances: usize) -> Self {
        let mut builder = Emulator::builder()
            .access_key(AccessKey::new("testid", "testsecret"))
            .access_key(AccessKey::new("otherid", "othersecret"));
        for number in 0..instances {
            let seed = InstanceSeed::new(format!("rm-{number:04}")).public_endpoint(format!("prefix{number:04}"), 3306);
            builder = builder.instance(seed);
        }
        Self::start(builder)
    }

    fn start(builder: EmulatorBuilder) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let emulator = runtime.block_on(builder.start()).unwrap();
        Self { runtime, emulator: Some(emulator), folder: TempDir::new().unwrap() }
    }

    fn emulator(&self) -> &Emulator {
        self.emulator.as_ref().unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// A file that releases the endpoints of so many instances, from this one on.
    fn releases(&self, name: &str, from: usize, count: usize) -> PathBuf {
        let mut text = String::new();
        for number in from..from + count {
            writeln!(text, "{}", release(number)).unwrap();
        }
        self.write(name, &text)
    }

    fn command(&self, file: &Path) -> Command {
        let mut command = alicloud();
        command.args(["--endpoint", &self.emulator().endpoint(), "batch"]).arg(file);
        command
    }

    /// The command with a journal.
    fn journaled(&self, file: &Path) -> Command {
        let mut command = self.command(file);
        command.arg("--journal").arg(self.path("journal"));
        command
    }

    fn requests(&self, operation: &str) -> Vec<RecordedRequest> {
        self.emulator().requests().into_iter().filter(|sent| sent.operation.as_deref() == Some(operation)).collect()
    }

    /// How often the endpoint of each instance was released.
    fn released(&self, instances: usize) -> Vec<usize> {
        let sent = self.requests(RELEASE);
        let is_released = |number: usize, sent: &&RecordedRequest| {
            sent.status == Some(200) && sent.parameter("DBInstanceId") == Some(&format!("rm-{number:04}"))
        };
        (0..instances).map(|number| sent.iter().filter(|sent| is_released(number, sent)).count()).collect()
    }

    /// Whether the first instance has its public endpoint.
    fn has_endpoint(&self) -> bool {
        let words = ["rds", "DescribeDBInstanceNetInfo", "--DBInstanceId", "rm-0000"];
        let output = alicloud().args(["--endpoint", &self.emulator().endpoint()]).args(words).output().unwrap();
        texts(&output).1.contains("prefix0000")
    }

    fn inject(&self, effect: FaultEffect, operation: &str) {
        self.emulator().inject(Fault::new(effect).on(operation));
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if let Some(emulator) = self.emulator.take() {
            self.runtime.block_on(emulator.stop());
        }
    }
}

fn release(number: usize) -> Value {
    json!({"product": "rds", "operation": RELEASE, "parameters": {
        "DBInstanceId": format!("rm-{number:04}"),
        "CurrentConnectionString": format!("prefix{number:04}.mysql.rds.aliyuncs.com"),
    }})
}

fn run(command: &mut Command) -> (i32, Vec<Value>, String) {
    reported(&command.output().unwrap())
}

/// Exit code, the lines of the report, and standard error.
fn reported(output: &Output) -> (i32, Vec<Value>, String) {
    let (code, stdout, stderr) = texts(output);
    let mut rows: Vec<Value> = stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    rows.sort_by_key(|row| row["line"].as_u64());
    (code, rows, stderr)
}

fn states(rows: &[Value]) -> Vec<(u64, &str)> {
    rows.iter().map(|row| (row["line"].as_u64().unwrap(), row["state"].as_str().unwrap())).collect()
}

/// Random numbers that do not matter, from the time.
struct Random(u64);

impl Random {
    fn new() -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Self(now.as_nanos() as u64 | 1)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Waits until so many requests have arrived, or the process has ended.
fn wait_for(fixture: &Fixture, process: &mut Child, requests: usize) {
    let begin = Instant::now();
    while fixture.requests(RELEASE).len() < requests && process.try_wait().unwrap().is_none() {
        assert!(begin.elapsed() < Duration::from_secs(60), "no request arrives");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Kills the batch so often, each time a moment after a random number of requests has arrived, and lets it end then.
fn kill(times: usize) {
    let rows = times * 5;
    let fixture = Fixture::new(rows);
    let file = fixture.releases("rows.jsonl", 0, rows);
    let mut random = Random::new();
    for _ in 0..times {
        // Carried out at once, with a response that the killed program does not get.
        let delay = FaultEffect::DelayHeaders(Duration::from_millis(15));
        fixture.emulator().inject(Fault::new(delay).on(RELEASE).times(6));
        let before = fixture.requests(RELEASE).len();
        let mut process = fixture.journaled(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Sometimes before anything is sent, or while the journal is read.
        let wanted = random.below(5) as usize;
        if wanted > 0 {
            wait_for(&fixture, &mut process, before + wanted);
        }
        std::thread::sleep(Duration::from_millis(random.below(20)));
        process.kill().unwrap();
        process.wait().unwrap();
    }
    let (code, reports, stderr) = run(&mut fixture.journaled(&file));
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(reports.len(), rows);
    let wrong: Vec<_> = fixture.released(rows).into_iter().enumerate().filter(|(_, count)| *count != 1).collect();
    assert!(wrong.is_empty(), "instances that were not released exactly once: {wrong:?}");
    let refused = fixture.requests(RELEASE).iter().filter(|sent| sent.error_code.is_some()).count();
    let again: Vec<_> = fixture
        .requests(RELEASE)
        .into_iter()
        .filter_map(|sent| sent.error_code)
        .filter(|code| code != "SignatureNonceUsed")
        .collect();
    assert!(again.is_empty(), "{again:?}");
    assert!(refused > 0, "no request was open when the program was killed");
    // The journal is finished: nothing is sent any more.
    let sent = fixture.emulator().requests().len();
    let (code, reports, _) = run(&mut fixture.journaled(&file));
    assert_eq!((code, reports.len(), fixture.emulator().requests().len()), (0, rows, sent));
    assert!(reports.iter().all(|row| row["earlier"] == true));
}

#[test]
fn a_batch_that_is_killed_carries_each_row_out_exactly_once() {
    kill(12);
}

#[test]
#[ignore = "a minute or two: CONTRIBUTING.md has the command"]
fn a_batch_that_is_killed_a_hundred_times_carries_each_row_out_exactly_once() {
    kill(100);
}

#[test]
fn a_batch_that_is_interrupted_ends_its_open_rows_and_can_be_resumed() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let fixture = Fixture::new(40);
        let file = fixture.releases("rows.jsonl", 0, 40);
        let delay = FaultEffect::DelayHeaders(Duration::from_millis(100));
        fixture.emulator().inject(Fault::new(delay).on(RELEASE).times(40));
        let mut process = fixture.journaled(&file).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_for(&fixture, &mut process, 3);
        assert!(Command::new("kill").args(["-s", signal, &process.id().to_string()]).status().unwrap().success());
        let (found, rows, stderr) = reported(&process.wait_with_output().unwrap());
        assert_eq!(found, code, "{stderr}");
        let sent = fixture.requests(RELEASE).len();
        assert!(sent < 40 && rows.len() == sent, "{sent} {rows:?}");
        assert!(rows.iter().all(|row| row["state"] == "done"), "{rows:?}");
        let (code, _, stderr) = run(&mut fixture.journaled(&file));
        assert_eq!(code, 0, "{stderr}");
        // No row was sent a second time, not even to be refused.
        assert_eq!((fixture.released(40), fixture.requests(RELEASE).len()), (vec![1; 40], 40));
    }
}

/// A name, faults one after the other, and the state and exit code in the report.
type FaultCase = (&'static str, Vec<FaultEffect>, &'static str, i64);

/// Each fault of the service, its state and exit code in the report, how often the operation was carried out, and what the next run makes of it.
#[test]
fn what_the_service_does_is_what_the_report_says() {
    let html = FaultEffect::Html { status: 502 };
    let throttle = FaultEffect::Throttle { retry_after: Some(Duration::from_millis(50)) };
    let refused = FaultEffect::Error { status: 403, code: "Forbidden.RAM".to_owned(), message: "no".to_owned() };
    // Name, fault, state and exit code; whether the endpoint is released; the state in the next run.
    let cases: [(FaultCase, bool, &str); 9] = [
        (("nothing", vec![], "done", 0), true, "done"),
        (("throttled", vec![throttle.clone()], "done", 0), true, "done"),
        // The service has the nonce, so the row is not carried out a second time, and whether it was the first time is not known.
        (("reset after", vec![FaultEffect::ResetAfter], "unknown", 4), true, "unknown"),
        (("truncated", vec![FaultEffect::TruncateBody], "unknown", 4), true, "unknown"),
        // A refusal by the quota says nothing about the first request.
        (("reset after, throttled", vec![FaultEffect::ResetAfter, throttle], "unknown", 4), true, "unknown"),
        // It has not: the row is sent again with it.
        (("reset before", vec![FaultEffect::ResetBefore], "done", 0), true, "done"),
        (("page of a proxy", vec![html], "done", 0), true, "done"),
        (("internal error", vec![FaultEffect::InternalError], "unknown", 4), false, "unknown"),
        (("refused", vec![refused], "failed", 1), false, "done"),
    ];
    for ((name, effects, state, exit_code), is_released, next) in cases {
        let fixture = Fixture::new(1);
        let file = fixture.releases("rows.jsonl", 0, 1);
        effects.into_iter().for_each(|effect| fixture.inject(effect, RELEASE));
        let (code, rows, stderr) = run(&mut fixture.journaled(&file));
        let found = (states(&rows), rows[0]["exit_code"].as_i64(), i64::from(code));
        assert_eq!(found, (vec![(1, state)], Some(exit_code), exit_code), "{name}: {rows:?} {stderr}");
        assert_eq!(rows[0]["response"]["RequestId"].is_string(), state == "done", "{name}: {rows:?}");
        assert_eq!(stderr.contains("check them"), state == "unknown", "{name}: {stderr}");
        assert_eq!(fixture.has_endpoint(), !is_released, "{name}");
        let sent = fixture.requests(RELEASE).iter().filter(|sent| sent.error_code.is_none()).count();
        let (code, rows, _) = run(&mut fixture.journaled(&file));
        assert_eq!((states(&rows), code == 0), (vec![(1, next)], next == "done"), "{name}, the next run: {rows:?}");
        let after = fixture.requests(RELEASE).iter().filter(|sent| sent.error_code.is_none()).count();
        assert_eq!(after - sent, usize::from(state == "failed"), "{name}");
    }
}

/// A gateway whose signature has no nonce carries a request out as often as it receives it, so a row without a response is not sent again.
#[test]
fn a_gateway_without_nonces_is_asked_once() {
    const PRODUCT: &str =
        r#"{"info": {"product": "Logs", "version": "2020-12-30", "style": "ROA"}, "x-signature": "LOG"}"#;
    const CREATE: &str = r#"{"methods": ["post"], "path": "/stores", "security": [{"AK": []}], "operationType": "write",
        "parameters": [{"name": "name", "in": "query", "schema": {"type": "string", "required": true}}], "responses": {"200": {"schema": {}}}}"#;
    let row = json!({"product": "logs", "operation": "CreateStore", "parameters": {"name": "s"}}).to_string();
    // The fault, the options of the second run; the states of both, and how many requests they send.
    type Case<'a> = (Option<FaultEffect>, &'a [&'a str], [&'a str; 2], [usize; 2]);
    let cases: [Case<'_>; 4] = [
        (None, &[], ["done", "done"], [1, 0]),
        (Some(FaultEffect::ResetAfter), &[], ["unknown", "unknown"], [1, 0]),
        (Some(FaultEffect::ResetAfter), &["--unknown", "done"], ["unknown", "received"], [1, 0]),
        (Some(FaultEffect::ResetAfter), &["--unknown", "again"], ["unknown", "done"], [1, 1]),
    ];
    for (fault, words, states_of_both, requests) in cases {
        let folder = TempDir::new().unwrap();
        let product = folder.path().join("product");
        std::fs::create_dir(&product).unwrap();
        std::fs::write(product.join("product.json"), PRODUCT).unwrap();
        std::fs::write(product.join("CreateStore.json"), CREATE).unwrap();
        let added = alicloud().env("HOME", folder.path()).args(["product", "add"]).arg(&product).output().unwrap();
        assert_eq!(texts(&added).0, 0, "{added:?}");
        let fixture = Fixture::start(Emulator::builder().catalog(Catalog::load(&product).unwrap()));
        let file = fixture.write("rows.jsonl", &row);
        if let Some(effect) = fault {
            fixture.inject(effect, "CreateStore");
        }
        let mut sent = 0;
        for (run_number, words) in [&[][..], words].into_iter().enumerate() {
            let (_, rows, stderr) = run(fixture.journaled(&file).env("HOME", folder.path()).args(words));
            assert_eq!(states(&rows), [(1, states_of_both[run_number])], "{words:?}: {rows:?} {stderr}");
            if run_number == 1 && states_of_both[1] == "unknown" {
                let message = rows[0]["message"].as_str().unwrap();
                assert!(message.contains("the gateway would carry the request out again"), "{message}");
            }
            let all = fixture.requests("CreateStore").len();
            assert_eq!(all - sent, requests[run_number], "{words:?}: {rows:?} {stderr}");
            sent = all;
        }
    }
}

/// What is wrong, with its line, before anything is sent.
#[test]
fn rows_that_are_not_valid_are_all_reported_before_anything_is_sent() {
    let good = release(0).to_string();
    let of = |operation: &str, parameters: Value| json!({"product": "rds", "operation": operation, "parameters": parameters});
    let lines = [
        good.clone(),
        String::new(),
        "{\"product\":".to_owned(),
        "[1]".to_owned(),
        json!({"product": "rds", "operation": RELEASE, "params": {}}).to_string(),
        json!({"product": "rds", "parameters": {}}).to_string(),
        json!({"product": "nothing", "operation": RELEASE}).to_string(),
        of("ReleaseInstancePublicConnectio", json!({})).to_string(),
        of(RELEASE, json!({"DBInstanceId": "rm-1"})).to_string(),
        of(RELEASE, json!({"DBInstanceId": "", "CurrentConnectionString": "a"})).to_string(),
        of("DescribeDBInstances", json!({"PageSize": "many", "DBInstanceID": "a", "Engin": "MySQL"})).to_string(),
        "{\"product\":\"rds\",\"product\":\"rds\",\"operation\":\"DescribeRegions\"}".to_owned(),
        json!({"product": 1, "operation": RELEASE}).to_string(),
    ];
    let expected: [(usize, &str); 11] = [
        (3, "not valid JSON"),
        (4, "not an object"),
        (5, "\"params\""),
        (6, "\"operation\" is missing"),
        (7, "nothing"),
        (8, "ReleaseInstancePublicConnectio"),
        (9, "CurrentConnectionString"),
        (10, "DBInstanceId"),
        (11, "did you mean Engine"),
        (12, "\"product\" is there twice"),
        (13, "another type of value"),
    ];
    let fixture = Fixture::new(1);
    let file = fixture.write("rows.jsonl", &lines.join("\n"));
    let (code, rows, stderr) = run(&mut fixture.journaled(&file));
    assert_eq!((code, rows.len(), fixture.emulator().requests().len()), (2, 0, 0), "{stderr}");
    for (line, part) in expected {
        let place = format!("rows.jsonl:{line}: ");
        let found =
            stderr.lines().find(|text| text.contains(&place)).unwrap_or_else(|| panic!("no {place} in {stderr}"));
        assert!(found.contains(part), "{part}: {found}");
    }
    assert!(!stderr.contains("rows.jsonl:1:"), "{stderr}");
    assert!(!fixture.path("journal").exists());
}

#[test]
fn a_table_has_a_column_for_each_parameter() {
    let fixture = Fixture::new(3);
    let host = |number: usize| format!("prefix{number:04}.mysql.rds.aliyuncs.com");
    let text = format!(
        "\u{feff}db-instance-id,CurrentConnectionString\r\nrm-0000,{}\r\n\"rm-0001\",{}\r\n\r\nrm-0002,{}\r\n",
        host(0),
        host(1),
        host(2)
    );
    let file = fixture.write("rows.csv", &text);
    let words = ["rds", "release-instance-public-connection", "--concurrency", "1"];
    let (code, rows, stderr) = run(fixture.command(&file).args(words));
    assert_eq!((code, states(&rows)), (0, vec![(2, "done"), (3, "done"), (5, "done")]), "{stderr}");
    assert_eq!(fixture.released(3), [1; 3]);
    // A cell is what would be typed, and an empty one is not sent.
    let file = fixture.write("lists.csv", "PageSize,Tags\n30,\n,\"{\"\"a\"\":\"\"b,c\"\"}\"\n");
    let (code, _, stderr) = run(fixture.command(&file).args(["rds", "DescribeDBInstances", "--concurrency", "1"]));
    assert_eq!(code, 0, "{stderr}");
    let lists = fixture.requests("DescribeDBInstances");
    let sent = |name: &str| lists.iter().map(|sent| sent.parameter(name).map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(sent("PageSize"), [Some("30".to_owned()), None]);
    assert_eq!(sent("Tags"), [None, Some(r#"{"a":"b,c"}"#.to_owned())]);
    // Without an operation, with a row that is too short, with a column that is no parameter, and with one that is there twice.
    for (name, text, words, parts) in [
        ("a.csv", "DBInstanceId\nrm-1\n", &[][..], &["on the command line"][..]),
        ("b.csv", "DBInstanceId,CurrentConnectionString\nrm-1\n", &words[..2], &["b.csv:2: 1 cells"]),
        (
            "c.csv",
            "DBInstanceId,CurrentConnectionStrin\nrm-1,a\n",
            &words[..2],
            &["c.csv:2:", "CurrentConnectionString"],
        ),
        ("d.csv", "DBInstanceId,DBInstanceId\nrm-1,a\n", &words[..2], &["d.csv:1: two columns"]),
        ("e.csv", "DBInstanceId,\nrm-1,a\n", &words[..2], &["e.csv:1: column 2 has no name"]),
        ("f.jsonl", "{\"operation\":\"DescribeRegions\"}\n", &words[..2], &["f.jsonl:1:", "use one of the two"]),
    ] {
        let before = fixture.emulator().requests().len();
        let (code, _, stderr) = run(fixture.command(&fixture.write(name, text)).args(words));
        assert_eq!((code, fixture.emulator().requests().len()), (2, before), "{name}: {stderr}");
        assert!(parts.iter().all(|part| stderr.contains(part)), "{name}: {stderr}");
    }
}

#[test]
fn a_batch_ends_with_the_worst_of_its_rows() {
    let fixture = Fixture::new(2);
    let text =
        format!("{}\n{}\n{}\n", release(0), release(7), json!({"product": "rds", "operation": "DescribeRegions"}));
    let file = fixture.write("rows.jsonl", &text);
    // In order, so that the last row to end is not the worst one.
    let (code, rows, stderr) = run(fixture.command(&file).args(["--concurrency", "1"]));
    assert_eq!((code, states(&rows)), (1, vec![(1, "done"), (2, "failed"), (3, "done")]), "{stderr}");
    assert_eq!(rows[1]["code"], "InvalidDBInstanceId.NotFound");
    assert!(stderr.contains("3 rows: 2 done, 1 failed"), "{stderr}");
    assert!(rows[2]["response"]["Regions"].is_object(), "{rows:?}");
    // In another format, the report is one list.
    let (code, stdout, stderr) =
        texts(&fixture.command(&file).args(["--query", "[].state", "-o", "json"]).output().unwrap());
    assert_eq!(code, 1, "{stderr}");
    let states: Vec<String> = serde_json::from_str(&stdout).unwrap();
    assert_eq!(states.len(), 3, "{stdout}");
    let (code, stdout, _) = texts(&fixture.command(&file).arg("--dry-run").output().unwrap());
    assert_eq!((code, stdout.as_str()), (0, "3 rows are valid; nothing was sent\n"));
}

/// `alicloud batch … | head -1`: rows are carried out whether somebody reads what came of them or not, and the exit code is that of the rows.
#[test]
fn a_reader_goes_away_in_the_middle_of_a_batch() {
    const ROWS: usize = 12;
    let fixture = Fixture::new(ROWS);
    for (name, row, expected) in [("good.jsonl", None, 0), ("bad.jsonl", Some(release(ROWS)), 1)] {
        let more = row.map_or_else(String::new, |row| format!("{row}\n"));
        let from = if expected == 0 { 0 } else { ROWS / 2 };
        let rows: String = (from..from + ROWS / 2).map(|number| format!("{}\n", release(number))).collect();
        let file = fixture.write(name, &format!("{rows}{more}"));
        let (reader, writer) = std::io::pipe().unwrap();
        let mut command = fixture.command(&file);
        command.args(["--concurrency", "1"]);
        let process = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(reader), &mut line).unwrap();
        assert!(line.contains("\"state\":\"done\""), "{line}");
        let (code, _, stderr) = texts(&process.wait_with_output().unwrap());
        let summary = if expected == 0 { "note: 6 rows: 6 done" } else { "error: 7 rows: 6 done, 1 failed" };
        assert!(code == expected && stderr.starts_with(summary), "{code}: {stderr}");
    }
    assert_eq!(fixture.released(ROWS), [1; ROWS]);
}

/// Journals that are not used: whose they are, and what is in them.
#[test]
fn a_journal_that_cannot_be_trusted_stops_the_batch() {
    let fixture = Fixture::new(3);
    let file = fixture.releases("rows.jsonl", 0, 3);
    let journal = fixture.path("journal");
    assert_eq!(run(&mut fixture.journaled(&file)).0, 0);
    let sent = fixture.emulator().requests().len();
    let finished = std::fs::read_to_string(&journal).unwrap();
    let other = fixture.releases("other.jsonl", 1, 2);
    let refuse = |text: &str, command: &mut Command, part: &str| {
        std::fs::write(&journal, text).unwrap();
        let (code, _, stderr) = run(command);
        assert_eq!((code, fixture.emulator().requests().len()), (2, sent), "{part}: {stderr}");
        assert!(stderr.contains(part), "{part}: {stderr}");
        assert_eq!(std::fs::read_to_string(&journal).unwrap(), text, "{part}");
    };
    refuse(&finished, &mut fixture.journaled(&other), "belongs to another input");
    refuse(&finished, fixture.journaled(&file).args(["--region", "cn-beijing"]), "another target");
    refuse(&finished, fixture.journaled(&file).args(["--endpoint", "http://127.0.0.1:1"]), "another target");
    refuse(&finished, fixture.journaled(&file).args(["--api-version", "2014-08-15"]), "belongs to another input");
    refuse("hello", &mut fixture.journaled(&file), "line 1 is damaged");
    refuse("hello\n", &mut fixture.journaled(&file), "line 1 is damaged");
    let damaged = finished.replacen("\"sending\"", "\"sendinx\"", 1);
    refuse(&damaged, &mut fixture.journaled(&file), "line 2 is damaged");
    // A last line that was not written to its end is no damage.
    std::fs::write(&journal, format!("{finished}{{\"row\":2,\"sen")).unwrap();
    let (code, rows, stderr) = run(&mut fixture.journaled(&file));
    assert_eq!((code, rows.len(), fixture.emulator().requests().len()), (0, 3, sent), "{stderr}");
    assert_eq!(std::fs::read_to_string(&journal).unwrap(), finished);
    // Without its end, the row of the last line is sent again with its nonce; the service knows it.
    let lines: Vec<&str> = finished.lines().filter(|line| !line.contains("\"result\"")).collect();
    std::fs::write(&journal, lines.join("\n") + "\n").unwrap();
    let (code, rows, stderr) = run(&mut fixture.journaled(&file));
    assert_eq!((code, states(&rows)), (0, vec![(1, "received"), (2, "received"), (3, "received")]), "{stderr}");
    assert_eq!(fixture.released(3), [1; 3]);
}

#[test]
fn only_one_batch_uses_a_journal() {
    let fixture = Fixture::new(2);
    let file = fixture.releases("rows.jsonl", 0, 2);
    let delay = FaultEffect::DelayHeaders(Duration::from_secs(3));
    fixture.emulator().inject(Fault::new(delay).on(RELEASE).times(2));
    let mut first = fixture.journaled(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for(&fixture, &mut first, 1);
    let (code, _, stderr) = run(&mut fixture.journaled(&file));
    assert_eq!(code, 2, "{stderr}");
    assert!(stderr.contains("another batch uses it"), "{stderr}");
    assert!(first.wait().unwrap().success());
    assert_eq!(fixture.requests(RELEASE).len(), 2);
}

/// Changes a line of a journal.
type LineChange = fn(&str) -> String;

/// A row of an earlier run whose outcome is not known: what is done about it with each `--unknown`, and when its nonce says nothing any more.
#[test]
fn a_row_that_cannot_be_sent_again_safely_is_reported() {
    const OLD: fn(&str) -> String = |line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line["sending"]["at"] = json!(line["sending"]["at"].as_u64().unwrap() - 1000);
        line.to_string()
    };
    // The clock was set back since.
    const NEW: fn(&str) -> String = |line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line["sending"]["at"] = json!(line["sending"]["at"].as_u64().unwrap() + 1000);
        line.to_string()
    };
    const KEPT: fn(&str) -> String = str::to_owned;
    let other = ["--access-key-id", "otherid", "--access-key-secret", "othersecret"];
    // How the line of the journal is changed; options; the state; exit code; requests of the second run.
    let cases: [(LineChange, &[&str], &str, i32, usize); 7] = [
        (KEPT, &[], "received", 0, 1),
        (OLD, &[], "unknown", 4, 0),
        (NEW, &[], "unknown", 4, 0),
        (OLD, &["--unknown", "done"], "received", 0, 0),
        (OLD, &["--unknown", "again"], "failed", 1, 1),
        (KEPT, &other, "unknown", 4, 0),
        (KEPT, &["--unknown", "done"], "received", 0, 0),
    ];
    for (change, words, state, exit_code, requests) in cases {
        let fixture = Fixture::new(1);
        let file = fixture.releases("rows.jsonl", 0, 1);
        assert_eq!(run(&mut fixture.journaled(&file)).0, 0);
        let text = std::fs::read_to_string(fixture.path("journal")).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let journal = format!("{}\n{}\n", lines[0], change(lines[1]));
        std::fs::write(fixture.path("journal"), journal).unwrap();
        let (code, rows, stderr) = run(fixture.journaled(&file).args(words));
        assert_eq!((code, states(&rows)), (exit_code, vec![(1, state)]), "{words:?}: {stderr} {rows:?}");
        assert_eq!(fixture.requests(RELEASE).len(), 1 + requests, "{words:?}");
        assert_eq!(fixture.released(1), [1], "{words:?}");
    }
    // Without an access key, no service knows the nonce as one of the caller.
    let fixture = Fixture::new(1);
    let file = fixture.releases("rows.jsonl", 0, 1);
    let run_anonymously = || run(fixture.journaled(&file).args(["--mode", "Anonymous"]));
    assert_eq!(run_anonymously().0, 1);
    let text = std::fs::read_to_string(fixture.path("journal")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(fixture.path("journal"), format!("{}\n{}\n", lines[0], lines[1])).unwrap();
    let sent = fixture.emulator().requests().len();
    let (code, rows, stderr) = run_anonymously();
    assert_eq!((code, states(&rows)), (4, vec![(1, "unknown")]), "{stderr} {rows:?}");
    assert_eq!(fixture.emulator().requests().len(), sent, "{rows:?}");
    // Another endpoint does not know the nonce, whatever the first line says.
    let (first, other) = (Fixture::new(1), Fixture::new(1));
    let file = first.releases("rows.jsonl", 0, 1);
    assert_eq!(run(&mut first.journaled(&file)).0, 0);
    let text = std::fs::read_to_string(first.path("journal")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let owner = lines[0].replace(&first.emulator().endpoint(), &other.emulator().endpoint());
    std::fs::write(other.path("journal"), format!("{owner}\n{}\n", lines[1])).unwrap();
    let (code, rows, stderr) = run(&mut other.journaled(&file));
    assert_eq!((code, states(&rows), other.requests(RELEASE).len()), (4, vec![(1, "unknown")], 0), "{stderr} {rows:?}");
}

/// Rows of an operation that is not signed need no credentials.
#[test]
fn rows_without_a_signature() {
    let fixture = Fixture::new(0);
    let row = json!({"product": "sts", "operation": "AssumeRoleWithOIDC", "parameters": {
        "OIDCProviderArn": "acs:ram::1:oidc-provider/p", "RoleArn": "acs:ram::1:role/r", "RoleSessionName": "session", "OIDCToken": "a.b.c",
    }});
    let file = fixture.write("rows.jsonl", &format!("{row}\n{row}\n"));
    let mut command = fixture.command(&file);
    command.env_remove("ALIBABA_CLOUD_ACCESS_KEY_ID").env_remove("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    let (code, rows, stderr) = run(&mut command);
    assert_eq!((code, states(&rows)), (0, vec![(1, "done"), (2, "done")]), "{stderr} {rows:?}");
}

/// With an idempotency token, all runs send the same one.
#[test]
fn a_row_with_an_idempotency_token_keeps_it() {
    let fixture = Fixture::new(0);
    let row = json!({"product": "rds", "operation": "CreateDBInstance", "parameters": {
        "Engine": "MySQL", "EngineVersion": "8.0", "DBInstanceClass": "mysql.n2.medium.1", "DBInstanceStorage": 20,
        "DBInstanceNetType": "Intranet", "PayType": "Postpaid", "SecurityIPList": "127.0.0.1",
    }});
    let file = fixture.write("rows.jsonl", &format!("{row}\n"));
    fixture.inject(FaultEffect::DelayHeaders(Duration::from_secs(60)), "CreateDBInstance");
    let mut process = fixture.journaled(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begin = Instant::now();
    while fixture.requests("CreateDBInstance").is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(5));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    let (code, rows, stderr) = run(&mut fixture.journaled(&file));
    assert_eq!((code, states(&rows)), (0, vec![(1, "done")]), "{stderr}");
    let sent = fixture.requests("CreateDBInstance");
    let tokens: Vec<_> = sent.iter().map(|sent| sent.parameter("ClientToken")).collect();
    assert!(tokens.len() == 2 && tokens[0].is_some() && tokens[0] == tokens[1], "{tokens:?}");
    assert!(rows[0]["response"]["DBInstanceId"].is_string(), "{rows:?}");
    // A token of the row itself is sent unchanged.
    let mut own = row;
    own["parameters"]["ClientToken"] = json!("token-of-the-row");
    let (code, rows, stderr) = run(&mut fixture.command(&fixture.write("own.jsonl", &format!("{own}\n"))));
    assert_eq!((code, states(&rows)), (0, vec![(1, "done")]), "{stderr}");
    let sent = fixture.requests("CreateDBInstance");
    assert_eq!(sent.last().unwrap().parameter("ClientToken"), Some("token-of-the-row"));
}

/// Where the rows are sent that name a region: to its endpoint, unless a flag chooses another one.
#[test]
fn a_row_is_sent_to_the_region_that_it_names() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("rows.csv");
    std::fs::write(&file, "RegionId,PageSize\ncn-beijing,30\n,30\n").unwrap();
    let words = ["rds", "DescribeDBInstances", "--vpc", "--retry-count", "0"];
    for (flags, hosts) in [
        (&[][..], ["rds-vpc.cn-beijing.aliyuncs.com", "rds-vpc.cn-hangzhou.aliyuncs.com"]),
        (&["--region", "cn-qingdao"], ["rds-vpc.cn-qingdao.aliyuncs.com", "rds-vpc.cn-qingdao.aliyuncs.com"]),
    ] {
        let mut command = alicloud();
        // Nothing is sent: the proxy is none.
        command.env("HTTPS_PROXY", "ftp://p").arg("batch").arg(&file).args(words).args(flags);
        let (code, rows, stderr) = run(&mut command);
        assert_eq!((code, rows.len()), (3, 2), "{stderr}");
        for (row, host) in rows.iter().zip(hosts) {
            assert!(row["message"].as_str().unwrap().contains(host), "{flags:?}: {row}");
        }
    }
}

#[test]
fn no_more_requests_are_open_than_asked_for() {
    for (words, expected) in [(&["--concurrency", "1"][..], 1), (&["--concurrency", "3"], 3), (&[], 8)] {
        let server = Server::silent();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("rows.jsonl");
        std::fs::write(&file, "{\"product\":\"rds\",\"operation\":\"DescribeRegions\"}\n".repeat(20)).unwrap();
        let mut command = alicloud();
        command.args(["--endpoint", &server.endpoint(), "--timeout", "600", "--read-timeout", "600", "batch"]);
        command.arg(&file).args(words);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begin = Instant::now();
        let mut open = 0;
        while open < expected {
            assert!(begin.elapsed() < Duration::from_secs(60), "{words:?}: {open} requests");
            std::thread::sleep(Duration::from_millis(20));
            open += server.take().len();
        }
        // Longer than it takes to send another one.
        std::thread::sleep(Duration::from_secs(1));
        open += server.take().len();
        process.kill().unwrap();
        process.wait().unwrap();
        assert_eq!(open, expected, "{words:?}");
    }
}

#[test]
fn a_journal_has_no_values_of_parameters_and_belongs_to_its_user() {
    let fixture = Fixture::new(1);
    let row = json!({"product": "rds", "operation": "CreateAccount", "parameters": {
        "DBInstanceId": "rm-0000", "AccountName": "app_of_mine", "AccountPassword": "Sesame#Open7",
    }});
    let file = fixture.write("rows.jsonl", &format!("{row}\n"));
    let (code, rows, stderr) = run(&mut fixture.journaled(&file));
    assert_eq!((code, rows.len()), (0, 1), "{stderr}");
    let journal = std::fs::read_to_string(fixture.path("journal")).unwrap();
    assert!(journal.lines().count() == 3, "{journal}");
    for value in ["Sesame", "app_of_mine", "rm-0000", "testid", "testsecret"] {
        assert!(!journal.contains(value), "{value} is in {journal}");
    }
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(fixture.path("journal")).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

/// Where the journal cannot be written, nothing is sent.
#[test]
fn a_full_disk_stops_the_batch_before_the_row_is_sent() {
    // The disk is full within lines of both kinds: those of requests, and those of results.
    for blocks in [3, 4, 5, 6] {
        with_a_full_disk(blocks);
    }
}

fn with_a_full_disk(blocks: u32) {
    let fixture = Fixture::new(30);
    let file = fixture.releases("rows.jsonl", 0, 30);
    let endpoint = fixture.emulator().endpoint();
    // A limit for the size of files stands for the full disk; without its signal, it is an error of the write.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let journal = fixture.path("journal");
    let words = ["-c", &script, "sh", env!("CARGO_BIN_EXE_alicloud"), "--endpoint", &endpoint, "batch"];
    let limited = |words: &[&str]| {
        let mut command = Command::new("sh");
        command.args(words).arg(&file).arg("--journal").arg(&journal).args(["--concurrency", "1"]);
        command.env_clear().envs([
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"),
            ("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou"),
            ("PATH", "/usr/bin:/bin"),
        ]);
        run(&mut command)
    };
    let (code, rows, stderr) = limited(&words);
    let sent = fixture.requests(RELEASE).len();
    assert!(code == 2 && sent > 0 && sent < 30, "{sent} {code}: {stderr}");
    assert!(stderr.contains("cannot be written") && rows.len() <= sent + 1, "{stderr} {rows:?}");
    let text = std::fs::read_to_string(&journal).unwrap();
    let known = text.split_inclusive('\n').filter(|line| line.contains("\"sending\"") && line.ends_with('\n')).count();
    assert_eq!(sent, known, "every row that was sent is in the journal: {text}");
    // With room on the disk, the rest is sent.
    let (code, _, stderr) = run(&mut fixture.journaled(&file));
    assert_eq!((code, fixture.released(30)), (0, vec![1; 30]), "{stderr}");
}

/// Flags that would have no effect are refused, and the input and the journal are files.
#[test]
fn a_batch_that_would_be_wrong_is_refused() {
    let server = Server::ok();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("rows.jsonl");
    std::fs::write(&file, "{\"product\":\"rds\",\"operation\":\"DescribeRegions\"}\n").unwrap();
    let binary = folder.path().join("binary.jsonl");
    std::fs::write(&binary, b"\n\xff\n").unwrap();
    let (file, binary, folder) = (file.to_str().unwrap(), binary.to_str().unwrap(), folder.path().to_str().unwrap());
    let cases: [(&[&str], &str); 10] = [
        (&["batch", file, "--interval", "9"], "--interval cannot be used with a batch"),
        (&["batch", file, "--all"], "--all cannot be used with a batch"),
        (&["batch", file, "--wait", "a==b"], "--wait cannot be used with a batch"),
        (&["batch", file, "--header", "a=b"], "--header cannot be used with a batch"),
        (&["batch", file, "rds"], "OPERATION"),
        (&["batch", file, "--concurrency", "0"], "0 is not in 1..=256"),
        (&["batch", file, "--emulator"], "--emulator and --endpoint"),
        (&["batch", "missing.jsonl"], "\"missing.jsonl\" cannot be read"),
        (&["batch", binary], "is not UTF-8 on line 2"),
        (&["batch", file, "--journal", folder], "the journal"),
    ];
    for (words, part) in cases {
        let (code, _, stderr) =
            texts(&alicloud().args(["--endpoint", &server.endpoint()]).args(words).output().unwrap());
        assert_eq!((code, server.take().len()), (2, 0), "{words:?}: {stderr}");
        assert!(stderr.contains(part), "{words:?}: {stderr}");
    }
}
