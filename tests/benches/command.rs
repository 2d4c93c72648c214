//! Compares the `alicloud` command with a program that makes the same call with only `reqwest` and `serde_json`: CPU time and resident memory
//! of its start, of its help and of one call over loopback, and the size of the stripped release binary.
//! `cargo bench -p alicloud-tests --bench command`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

mod cpu;
mod throw_away;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use throw_away::Crate;

/// Runs of each command line in one turn: the kernel reports the time of processes in hundredths of a second.
const RUNS: u32 = 100;

/// Turns, alternating between the command lines, of which the fastest counts.
const TURNS: usize = 3;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The smallest possible call: without signature, credentials, retries and types.
const BARE: &str = r#"
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(endpoint) = std::env::args().nth(1) else { return Ok(()) };
    let answer = reqwest::Client::new()
        .post(format!("{endpoint}/?RegionId=cn-hangzhou"))
        .header("x-acs-action", "DescribeRegions")
        .send()
        .await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer.bytes().await?)?;
    println!("{answer:#}");
    Ok(())
}
"#;

/// A command line, with the fastest of its turns.
struct Measured {
    name: &'static str,
    program: PathBuf,
    words: Vec<String>,
    /// CPU milliseconds of one run.
    milliseconds: f64,
    /// MiB.
    resident: f64,
}

fn main() {
    let work = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("command");
    let dependencies =
        "reqwest = \"0.13\"\nserde_json = \"1\"\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }";
    let bare = Crate::new(&work, "bare", dependencies, [("main.rs", BARE.to_owned())].into_iter());
    bare.cargo(&["build", "--release"]);
    let alicloud = release_binary();
    let bare_binary = work.join("target/release/bare");
    let endpoint = serve();
    let line = |name, program: &Path, words: &[&str]| Measured {
        name,
        program: program.to_owned(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        milliseconds: f64::MAX,
        resident: 0.0,
    };
    let call = ["--endpoint", &endpoint, "rds", "DescribeRegions"];
    let mut lines = [
        line("bare reqwest: start", &bare_binary, &[]),
        line("bare reqwest: one call", &bare_binary, &[&endpoint]),
        line("start (--version)", &alicloud, &["--version"]),
        line("--help", &alicloud, &["--help"]),
        line("help of an operation", &alicloud, &["help", "rds", "CreateDBInstance"]),
        line("list rds", &alicloud, &["list", "rds"]),
        line("completion of an operation", &alicloud, &["complete", "--", "rds", "rel"]),
        line("one call", &alicloud, &call),
    ];
    for _ in 0..TURNS {
        for line in &mut lines {
            let begin = cpu::children();
            for _ in 0..RUNS {
                line.run();
            }
            line.milliseconds = line.milliseconds.min((cpu::children() - begin) * 1e3 / f64::from(RUNS));
            line.resident = line.resident.max(line.peak_memory());
        }
    }
    let [start, bare_call] = [&lines[0], &lines[1]];
    println!("{:<28} {:>10} {:>8} {:>12} {:>8}", "command line", "CPU", "ratio", "resident", "ratio");
    for line in &lines {
        let baseline = if line.name.ends_with("one call") { bare_call } else { start };
        println!(
            "{:<28} {:>7.2} ms {:>8.2} {:>8.1} MiB {:>8.2}",
            line.name,
            line.milliseconds,
            line.milliseconds / baseline.milliseconds,
            line.resident,
            line.resident / baseline.resident
        );
    }
    let size = |file: &Path| std::fs::metadata(file).expect("a binary").len() as f64 / 1e6;
    let [ours, bare] = [size(&alicloud), size(&bare_binary)];
    println!("{:<28} {ours:>7.2} MB, bare reqwest {bare:.2} MB, ratio {:.2}", "stripped release binary", ours / bare);
}

impl Measured {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.words).env_clear().stdout(Stdio::null()).envs([
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"),
            ("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou"),
        ]);
        command
    }

    fn run(&self) {
        assert!(self.command().status().expect("it runs").success(), "{}", self.name);
    }

    /// The peak of its resident memory, as it was seen last before it ended.
    fn peak_memory(&self) -> f64 {
        let mut process = self.command().spawn().expect("it runs");
        let status = format!("/proc/{}/status", process.id());
        let mut peak = 0.0_f64;
        while process.try_wait().expect("a process").is_none() {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
            let kib = line.split_whitespace().next().and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
            peak = peak.max(kib / 1024.0);
        }
        peak
    }
}

/// Builds the command as it is installed, and strips it.
fn release_binary() -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("command/alicloud");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--package", "alicloud-cli", "--config", "profile.release.strip=true"])
        .current_dir(ROOT)
        .env("CARGO_TARGET_DIR", &target)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("release/alicloud")
}

/// A server that returns a small response to every request. Returns its URL.
fn serve() -> String {
    const BODY: &str =
        r#"{"RequestId":"R","Regions":{"RDSRegion":[{"RegionId":"cn-hangzhou","ZoneId":"cn-hangzhou-b"}]}}"#;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    // It ends with the process.
    std::thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.expect("a connection"), BODY)));
    format!("http://{address}")
}

fn answer(mut stream: TcpStream, body: &str) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    drop(stream.write_all(format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes()));
}
