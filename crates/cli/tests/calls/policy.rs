//! The safety policy of the official CLI: what it refuses is not sent, and a policy that cannot be read refuses everything.

use crate::server::{Server, alicloud, texts};

/// The file, a variable, the command line, the exit code, and a part of standard error.
type Case<'a> = (Option<&'a str>, Option<(&'a str, &'a str)>, &'a str, i32, &'a str);

#[test]
fn a_policy_is_honoured() {
    const DENY: &str = r#"{"enabled":true,"rules":[{"pattern":"rds:describe*","action":"allow"},{"pattern":"*:Delete*","action":"deny"},{"pattern":"RDS:Create*","action":"confirm"},{"pattern":"*:GET/clusters*","action":"forbid"}]}"#;
    const DISABLED: &str = r#"{"enabled":false,"rules":[{"pattern":"*","action":"deny"}]}"#;
    const DELETE: &str = "rds DeleteDBInstance --DBInstanceId rm-1";
    const CREATE: &str = "rds CreateDatabase --DBInstanceId rm-1 --DBName d --CharacterSetName utf8";
    let server = Server::ok();
    const CLUSTERS: &str = r#"{"enabled":true,"rules":[{"pattern":"*:DELETE/clusters*","action":"deny"}]}"#;
    const ROA: &str = "--force --version 2017-08-01";
    let refused_paths = [
        "/x/../clusters/1",
        "/./clusters/1",
        "/%2e%2E/clusters/1",
        "/x\\..\\clusters/1",
        "/x\t/clusters/1",
        "/clus\nters/1",
        "/x%0a/clusters/1",
        "//clusters/1",
        "/x#/clusters/1",
        "/x?a=1#b",
        "/x?a=1?b",
        "/cl usters",
    ];
    for path in refused_paths {
        for policy in [None, Some(CLUSTERS)] {
            let home = home_with(policy);
            let mut command = alicloud();
            command.env("HOME", home.path()).args(["edas", "DELETE", path]).args(ROA.split(' '));
            let (code, _, stderr) = texts(&command.args(["--endpoint", &server.endpoint()]).output().unwrap());
            assert_eq!((code, server.take().len()), (2, 0), "{path:?}: {stderr}");
            assert!(stderr.contains("path"), "{path:?}: {stderr}");
        }
    }
    let cases: [Case<'_>; 23] = [
        (
            Some(CLUSTERS),
            None,
            "edas DELETE /%63lusters/1 --force --version 2017-08-01",
            6,
            "edas:DELETE/clusters/1 is refused",
        ),
        (Some(CLUSTERS), None, "cs DELETE /clusters/1", 6, "cs:DeleteCluster is refused"),
        (Some(CLUSTERS), None, "edas DELETE /other/%2Fclusters --force --version 2017-08-01", 0, ""),
        // Only an object with keys that are known.
        (Some(r#"[true,[{"pattern":"*","action":"deny"}]]"#), None, DELETE, 6, "is not valid"),
        (Some(r#"[]"#), None, DELETE, 6, "is not valid"),
        (Some(r#"{"enabled":true,"rule":[{"pattern":"*","action":"deny"}]}"#), None, DELETE, 6, "unknown field `rule`"),
        (
            Some(r#"{"Enabled":true,"rules":[{"pattern":"*","action":"deny"}]}"#),
            None,
            DELETE,
            6,
            "unknown field `Enabled`",
        ),
        (Some(r#"{"enabled":true,"rules":[["*","deny"]]}"#), None, DELETE, 6, "is not valid"),
        (
            Some(r#"{"enabled":true,"rules":[{"pattern":"x","action":"deny","unless":"y"}]}"#),
            None,
            DELETE,
            6,
            "unknown field",
        ),
        (Some("FIFO"), None, DELETE, 6, "it is not a regular file"),
        (None, None, DELETE, 0, ""),
        (Some(DENY), None, "rds DescribeRegions", 0, ""),
        (Some(DENY), None, DELETE, 6, "rds:DeleteDBInstance is refused by the rule \"*:Delete*\""),
        (Some(DENY), None, "rds delete-db-instance --db-instance-id rm-1 --yes", 6, "is refused"),
        (Some(DENY), None, CREATE, 6, "has to be confirmed by a person"),
        (Some(DENY), None, "rds CreateDatabase --DBInstanceId rm-1 --DBName d --CharacterSetName utf8 -y", 0, ""),
        (Some(DENY), None, "edas GET /clusters/c1 --force --version 2017-08-01", 6, "edas:GET/clusters/c1 is refused"),
        (Some(DISABLED), None, DELETE, 0, ""),
        (Some("{broken"), None, "rds DescribeRegions", 6, "safety-policy.json is not valid"),
        (
            Some(r#"{"enabled":true,"rules":[{"pattern":"*","action":"maybe"}]}"#),
            None,
            "rds DescribeRegions",
            6,
            "is not valid",
        ),
        (Some(DENY), Some(("ALIBABA_CLOUD_SAFETY_POLICY_ENABLED", "false")), DELETE, 0, ""),
        (None, Some(("ALIBABA_CLOUD_SAFETY_POLICY_RULES", r#"[{"pattern":"*","action":"deny"}]"#)), DELETE, 0, ""),
        (
            Some(DISABLED),
            Some(("ALIBABA_CLOUD_SAFETY_POLICY_ENABLED", "true")),
            DELETE,
            6,
            "is refused by the rule \"*\"",
        ),
    ];
    for (policy, variable, line, code, part) in cases {
        let home = home_with(policy);
        let mut command = alicloud();
        command.env("HOME", home.path()).envs(variable).stdin(std::process::Stdio::null());
        command.args(line.split(' ')).args(["--endpoint", &server.endpoint()]);
        let (found, _, stderr) = texts(&command.output().unwrap());
        assert_eq!(
            (found, server.take().len()),
            (code, usize::from(code == 0)),
            "{policy:?} {variable:?} {line}: {stderr}"
        );
        assert!(stderr.contains(part), "{policy:?} {variable:?} {line}: {stderr}");
    }
}

/// Rules about paths hold for the path with its values in it, however an operation is called, and for calls that are not typed.
#[test]
fn a_policy_holds_for_every_way_to_call() {
    const ROWS: &str = r#"{"product":"cs","operation":"DescribeClusterDetail","parameters":{"ClusterId":"c1"}}
{"product":"cs","operation":"describe-cluster-detail","parameters":{"ClusterId":"c2"}}
"#;
    let server = Server::ok();
    for (pattern, action, line, code) in [
        ("cs:GET/clusters/c1", "deny", "cs DescribeClusterDetail --ClusterId c1", 6),
        ("cs:GET/clusters/c1", "deny", "cs describe-cluster-detail --cluster-id c1", 6),
        ("cs:GET/clusters/c1", "deny", "cs GET /clusters/c1", 6),
        ("cs:GET/clusters/c1", "deny", "cs DescribeClusterDetail --ClusterId c2", 0),
        ("cs:GET/clusters/{ClusterId}", "deny", "cs DescribeClusterDetail --ClusterId c2", 6),
        ("cs:GET/clusters/a%2Fb", "deny", "cs DescribeClusterDetail --ClusterId a/b", 6),
        // The rows of a batch: one that is refused, and nothing is sent.
        ("cs:GET/clusters/c2", "deny", "batch {rows}", 6),
        ("cs:GET/clusters/c2", "confirm", "batch {rows}", 6),
        ("cs:GET/clusters/c2", "confirm", "batch {rows} --yes", 0),
        ("cs:GET/clusters/c9", "deny", "batch {rows}", 0),
        ("sts:GetCallerIdentity", "deny", "whoami", 6),
        ("sts:GetCallerIdentity", "nonsense", "whoami", 6),
        ("sts:Assume*", "deny", "whoami", 0),
    ] {
        let home =
            home_with(Some(&format!(r#"{{"enabled":true,"rules":[{{"pattern":"{pattern}","action":"{action}"}}]}}"#)));
        let rows = home.path().join("rows.jsonl");
        std::fs::write(&rows, ROWS).unwrap();
        let mut command = alicloud();
        command.env("HOME", home.path()).stdin(std::process::Stdio::null());
        command.args(line.replace("{rows}", rows.to_str().unwrap()).split(' '));
        let (found, _, stderr) = texts(&command.args(["--endpoint", &server.endpoint()]).output().unwrap());
        let sent = server.take().len();
        let expected = if code != 0 {
            0
        } else if line.starts_with("batch") {
            2
        } else {
            1
        };
        assert_eq!((found, sent), (code, expected), "{pattern} {action} {line}: {stderr}");
    }
    // The product has no host in this region: the path is compared before one is looked for.
    let home =
        home_with(Some(r#"{"enabled":true,"rules":[{"pattern":"fc:GET/2023-03-30/functions/c1","action":"deny"}]}"#));
    let mut command = alicloud();
    command.env("HOME", home.path()).args("fc GetFunction --functionName c1 --region cn-nowhere".split(' '));
    let (code, _, stderr) = texts(&command.output().unwrap());
    assert_eq!(code, 6, "{stderr}");
}

/// On a terminal, the user is asked; only a clear yes sends the call.
#[cfg(target_os = "linux")]
#[test]
fn a_person_is_asked_on_a_terminal() {
    let server = Server::ok();
    let home = home_with(Some(r#"{"enabled":true,"rules":[{"pattern":"rds:Create*","action":"confirm"}]}"#));
    let line = "rds CreateAccount --DBInstanceId rm-1 --AccountName app --AccountPassword hush";
    for (answer, code) in [("y\n", 0), ("YES\n", 0), ("n\n", 6), ("\n", 6), ("yesterday\n", 6), ("", 6)] {
        let script = format!("{} --endpoint {} {line}", env!("CARGO_BIN_EXE_alicloud"), server.endpoint());
        let mut terminal = std::process::Command::new("script");
        // The program with the environment of other tests, but within a terminal.
        let environment = alicloud();
        let environment = environment.get_envs().filter_map(|(name, value)| Some((name, value?)));
        terminal.args(["-qec", &script, "/dev/null"]).env_clear().envs(environment).env("HOME", home.path());
        terminal.env("PATH", "/usr/bin:/bin").env("SHELL", "/bin/sh").env("TERM", "xterm");
        let input = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(input.path(), answer).unwrap();
        let output = terminal.stdin(std::fs::File::open(input.path()).unwrap()).output().unwrap();
        let (found, stdout, _) = texts(&output);
        assert_eq!((found, server.take().len()), (code, usize::from(code == 0)), "{answer:?}: {stdout}");
        for part in ["CreateAccount", "AccountName: app", "rule \"rds:Create*\"", "Send it? [y/N]"] {
            assert!(stdout.contains(part), "{answer:?}: no {part:?} in {stdout}");
        }
        assert!(!stdout.contains("hush"), "{answer:?}: {stdout}");
        assert_eq!(stdout.contains("was not confirmed"), code == 6, "{answer:?}: {stdout}");
    }
}

/// A home directory with this policy; `FIFO` for a pipe that nobody writes to.
fn home_with(policy: Option<&str>) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let Some(policy) = policy else { return home };
    std::fs::create_dir(home.path().join(".aliyun")).unwrap();
    let path = home.path().join(".aliyun/safety-policy.json");
    if policy == "FIFO" {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    } else {
        std::fs::write(path, policy).unwrap();
    }
    home
}
