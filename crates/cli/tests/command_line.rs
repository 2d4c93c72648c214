//! The CLI as a user of a shell sees it: arguments, output and exit code, with an emulator in its own process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

/// Secret of the access key; no output may show it.
const SECRET: &str = "kept-to-ourselves";

const BINARY: &str = env!("CARGO_BIN_EXE_alicloud");

/// `alicloud emulator`, which is ended with the test.
struct Emulator {
    process: Child,
    endpoint: String,
}

impl Emulator {
    fn start() -> Self {
        let mut process = Command::new(BINARY)
            .args(["emulator", "--listen", "127.0.0.1:0", "--access-key", "testid:kept-to-ourselves"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let mut line = || lines.next().expect("a line").expect("it is text");
        let endpoint = line().strip_prefix("listening on ").expect("the line says where").to_owned();
        // How it is called, without a secret that somebody chose.
        let ready = format!("ready: alicloud --endpoint {endpoint} --access-key-id testid --access-key-secret … ");
        let found = line();
        assert!(found.starts_with(&ready), "{found}");
        Self { process, endpoint }
    }

    /// Runs the CLI with credentials for this emulator.
    fn alicloud(&self, arguments: &[&str]) -> Output {
        alicloud(&[&["--endpoint", &self.endpoint], arguments].concat(), SECRET)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn alicloud(arguments: &[&str], secret: &str) -> Output {
    Command::new(BINARY)
        .args(arguments)
        .env_clear()
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret)
        .env("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou")
        .output()
        .expect("the command runs")
}

/// Checks the exit code, and that both streams contain the expected parts.
#[track_caller]
fn check(output: &Output, code: i32, stdout: &[&str], stderr: &[&str]) {
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "stdout: {out}\nstderr: {err}");
    for expected in stdout {
        assert!(out.contains(expected), "no {expected:?} in stdout: {out}");
    }
    for expected in stderr {
        assert!(err.contains(expected), "no {expected:?} in stderr: {err}");
    }
    assert!(!out.contains(SECRET) && !err.contains(SECRET), "the secret is shown");
}

const CREATE: &[&str] = &[
    "rds",
    "CreateDBInstance",
    "--RegionId",
    "cn-hangzhou",
    "--Engine",
    "MySQL",
    "--EngineVersion",
    "8.0",
    "--DBInstanceClass",
    "mysql.n2.medium.1",
    "--DBInstanceStorage",
    "20",
    "--DBInstanceNetType",
    "Intranet",
    "--SecurityIPList",
    "10.0.0.0/8",
    "--PayType",
    "Postpaid",
];

fn field(output: &Output, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    value.get(name).and_then(|value| value.as_str()).expect("a string").to_owned()
}

#[test]
fn releases_a_public_endpoint() {
    let emulator = Emulator::start();
    let created = emulator.alicloud(CREATE);
    check(&created, 0, &["DBInstanceId", "RequestId"], &[]);
    let id = field(&created, "DBInstanceId");

    for (release, spelling) in
        [("ReleaseInstancePublicConnection", true), ("release-instance-public-connection", false)]
    {
        let (instance, host) = if spelling {
            ("--DBInstanceId", "--CurrentConnectionString")
        } else {
            ("--db-instance-id", "--current-connection-string")
        };
        let allocated = emulator.alicloud(&[
            "rds",
            "allocate-instance-public-connection",
            "--db-instance-id",
            &id,
            "--connection-string-prefix",
            "shell-test",
            "--port",
            "3306",
        ]);
        let endpoint = field(&allocated, "ConnectionString");
        let table =
            emulator.alicloud(&["--output", "table", "rds", "DescribeDBInstanceNetInfo", "--DBInstanceId", &id]);
        check(&table, 0, &["ConnectionString", &endpoint, "Public", "│"], &[]);
        let released = emulator.alicloud(&["rds", release, instance, &id, host, &endpoint]);
        check(&released, 0, &["RequestId"], &[]);
        let again = emulator.alicloud(&["--signature", "v1", "rds", release, instance, &id, host, &endpoint]);
        check(
            &again,
            1,
            &[],
            &[
                "error: ReleaseInstancePublicConnection: Endpoint.NotFound: Specified endpoint is not found.",
                "HTTP 400",
                "request id",
            ],
        );
    }
}

#[test]
fn lists_and_objects() {
    let emulator = Emulator::start();
    let id = field(&emulator.alicloud(CREATE), "DBInstanceId");
    let base =
        ["rds", "TagResources", "--RegionId", "cn-hangzhou", "--ResourceType", "INSTANCE", "--ResourceId", id.as_str()];
    let ways: [&[&str]; 3] = [
        &["--Tag.1.Key", "env", "--Tag.1.Value", "prod"],
        &["--Tag", r#"[{"Key":"env","Value":"prod"}]"#],
        &["--tag", r#"{"Key":"env","Value":"prod"}"#],
    ];
    for way in ways {
        check(&emulator.alicloud(&[base.as_slice(), way].concat()), 0, &["RequestId"], &[]);
        let listed = emulator.alicloud(&[
            "rds",
            "ListTagResources",
            "--RegionId",
            "cn-hangzhou",
            "--ResourceType",
            "INSTANCE",
            "--ResourceId.1",
            &id,
        ]);
        check(&listed, 0, &["\"env\"", "\"prod\""], &[]);
    }
}

#[test]
fn refuses_what_is_not_valid() {
    let emulator = Emulator::start();
    let cases: [(&[&str], i32, &[&str]); 8] = [
        (
            &["rds", "ReleaseInstanceConnection", "--DBInstanceId", "rm-1"],
            2,
            &["CurrentConnectionString, InstanceNetworkType are not set"],
        ),
        (
            &["rds", "ReleaseInstanceConnection", "--DBInstanceID", "rm-1", "--Nonsense", "1"],
            2,
            &["unexpected argument", "--Nonsense"],
        ),
        (&["rds", "ReleaseInstanceConections"], 2, &["ReleaseInstanceConnection"]),
        (&["rsd", "DescribeRegions"], 2, &["unrecognized subcommand", "rsd"]),
        (&["rds", "DescribeDBInstances", "--PageSize", "many"], 2, &["--PageSize", "whole number"]),
        (&["rds", "TagResources", "--Tag", "{oops"], 2, &["--Tag", "not valid JSON"]),
        (&["emulator", "--access-key", "nocolon"], 2, &["ID:SECRET"]),
        (&["--output", "xml", "list"], 2, &["invalid value 'xml'"]),
    ];
    for (arguments, code, stderr) in cases {
        check(&emulator.alicloud(arguments), code, &[], stderr);
    }
    let scheme = alicloud(&["--endpoint", "ftp://x", "rds", "DescribeRegions"], SECRET);
    check(&scheme, 2, &[], &["neither https nor http"]);
    let wrong = alicloud(&["--endpoint", &emulator.endpoint, "rds", "DescribeRegions"], "wrong");
    check(&wrong, 1, &[], &["SignatureDoesNotMatch", "The access key secret is wrong."]);
}

/// The loopback is reached directly, whatever proxies the machine has; one of SOCKS is read as well.
#[test]
fn the_demo_needs_no_proxy() {
    for address in ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "socks5h://user:pass@127.0.0.1:9"] {
        let demo = Command::new(BINARY).arg("demo").env_clear().env("ALL_PROXY", address).output();
        check(&demo.expect("the command runs"), 0, &["ReleaseInstancePublicConnection"], &[]);
    }
}

#[test]
fn explains_itself() {
    let cases: [(&[&str], &[&str]); 5] = [
        (&["--help"], &["demo", "emulator", "list", "--endpoint", "alicloud PRODUCT OPERATION"]),
        (&["list"], &["rds", "2014-08-15", " operations"]),
        (&["list", "rds"], &["ReleaseInstancePublicConnection"]),
        (
            &["rds", "ReleaseInstanceConnection", "--help"],
            &["--DBInstanceId", "--db-instance-id", "0 (VPC)", "required"],
        ),
        (
            &["demo"],
            &[
                "ReleaseInstancePublicConnection: demo-public.mysql.rds.aliyuncs.com",
                "ReleaseInstanceConnection: demo-public",
                "and again: ReleaseInstanceConnection: Endpoint.NotFound",
            ],
        ),
    ];
    for (arguments, stdout) in cases {
        check(&alicloud(arguments, SECRET), 0, stdout, &[]);
    }
}

/// Without an account, a region or an endpoint.
#[test]
fn a_call_starts_its_own_emulator() {
    let run = |words: &[&str]| {
        let mut command = Command::new(BINARY);
        command
            .args(words)
            .env_clear()
            .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
            .output()
            .expect("the command runs")
    };
    const LIST: [&str; 3] = ["--emulator", "rds", "DescribeDBInstances"];
    const UNUSED: [&str; 8] =
        ["--profile", "p", "--vpc", "--insecure", "--access-key-id", "a", "--access-key-secret", "hush"];
    /// The words, the exit code, and parts of standard output and standard error.
    type Case<'a> = (&'a [&'a str], i32, &'a [&'a str], &'a [&'a str]);
    let cases: [Case<'_>; 8] = [
        (&[&LIST[..], &["--query", "Items.DBInstance", "--output", "json"]].concat(), 0, &["[]"], &[]),
        (&[CREATE, &["--emulator", "--output", "text", "--query", "DBInstanceId"]].concat(), 0, &["rm-"], &[]),
        (&["rds", "DeleteDBInstance", "--DBInstanceId", "rm-1", "--emulator"], 1, &[], &["NotFound"]),
        (&["--emulator", "--endpoint", "http://127.0.0.1:1", "rds", "DescribeRegions"], 2, &[], &["--endpoint"]),
        // What is not used for it is named.
        (
            &[&LIST[..], &UNUSED].concat(),
            0,
            &["\"TotalRecordCount\": 0"],
            &[
                "--emulator has an endpoint and an access key of its own, so --profile and --vpc and --insecure and --access-key-id and \
                 --access-key-secret are not used",
                "other users of this machine can see --access-key-secret",
            ],
        ),
        (&[&LIST[..], &["--mode", "Anonymous"]].concat(), 0, &["\"TotalRecordCount\": 0"], &["so --mode is not used"]),
        (&["whoami", "--emulator", "--config-path", "none.json"], 0, &["\"Arn\""], &["so --config-path is not used"]),
        (&["batch", "none.jsonl", "--emulator"], 2, &[], &["none.jsonl"]),
    ];
    for (words, code, stdout, stderr) in cases {
        check(&run(words), code, stdout, stderr);
    }
}
