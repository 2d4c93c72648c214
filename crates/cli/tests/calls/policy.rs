//! The safety policy of the official CLI: what it refuses is not sent, and a policy that cannot be read refuses everything.

#[cfg(target_os = "linux")]
use crate::server::on_a_terminal;
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
        "/x%5C..%5cclusters/1",
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
    let cases: [Case<'_>; 26] = [
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
        (Some("LINK"), None, DELETE, 6, "safety-policy.json cannot be read"),
        (Some("LARGE"), None, DELETE, 6, "it has more than 1 MiB"),
        (Some(DENY), Some(("ALIBABA_CLOUD_SAFETY_POLICY_ENABLED", "fasle")), DELETE, 6, "is neither true nor false"),
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
    const MIXED: &str = r#"{"product":"rds","operation":"DescribeRegions"}
{"product":"rds","operation":"DeleteDBInstance","parameters":{"DBInstanceId":"rm-1"}}
"#;
    let server = Server::ok();
    /// Patterns with their actions; the command line; the exit code.
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, i32);
    let cases: [Case<'_>; 19] = [
        (&[("cs:GET/clusters/c1", "deny")], "cs DescribeClusterDetail --ClusterId c1", 6),
        (&[("cs:GET/clusters/c1", "deny")], "cs describe-cluster-detail --cluster-id c1", 6),
        (&[("cs:GET/clusters/c1", "deny")], "cs GET /clusters/c1", 6),
        (&[("cs:GET/clusters/c1", "deny")], "cs DescribeClusterDetail --ClusterId c2", 0),
        (&[("cs:GET/clusters/{ClusterId}", "deny")], "cs DescribeClusterDetail --ClusterId c2", 6),
        (&[("cs:GET/clusters/a%2Fb", "deny")], "cs DescribeClusterDetail --ClusterId a/b", 6),
        // The rows of a batch: one that is refused, and nothing is sent.
        (&[("cs:GET/clusters/c2", "deny")], "batch {rows}", 6),
        (&[("cs:GET/clusters/c2", "confirm")], "batch {rows}", 6),
        (&[("cs:GET/clusters/c2", "confirm")], "batch {rows} --yes", 0),
        (&[("cs:GET/clusters/c9", "deny")], "batch {rows}", 0),
        // What is denied is not sent, although another row is only to be confirmed and comes first.
        (&[("cs:GET/clusters/c1", "confirm"), ("cs:GET/clusters/c2", "deny")], "batch {rows} --yes", 6),
        (&[("rds:Delete*", "deny")], "batch {mixed}", 6),
        (&[("rds:Describe*", "allow"), ("rds:*", "confirm")], "batch {mixed}", 6),
        // The first rule that matches counts.
        (&[("rds:DescribeRegions", "allow"), ("rds:*", "deny")], "rds DescribeRegions", 0),
        (&[("rds:*", "deny"), ("rds:DescribeRegions", "allow")], "rds DescribeRegions", 6),
        // A rule about the name holds for a call by the path.
        (&[("cs:DescribeClusterDetail", "deny")], "cs GET /clusters/c1", 6),
        (&[("sts:GetCallerIdentity", "deny")], "whoami", 6),
        (&[("sts:GetCallerIdentity", "nonsense")], "whoami", 6),
        (&[("sts:Assume*", "deny")], "whoami", 0),
    ];
    for (rules, line, code) in cases {
        let rules = rules.iter().map(|(pattern, action)| format!(r#"{{"pattern":"{pattern}","action":"{action}"}}"#));
        let rules = rules.collect::<Vec<_>>().join(",");
        let home = home_with(Some(&format!(r#"{{"enabled":true,"rules":[{rules}]}}"#)));
        let [rows, mixed] = [("rows.jsonl", ROWS), ("mixed.jsonl", MIXED)].map(|(name, text)| {
            let path = home.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        });
        let mut command = alicloud();
        command.env("HOME", home.path()).stdin(std::process::Stdio::null());
        command.args(line.replace("{rows}", &rows).replace("{mixed}", &mixed).split(' '));
        let (found, _, stderr) = texts(&command.args(["--endpoint", &server.endpoint()]).output().unwrap());
        let sent = server.take().len();
        let expected = if code != 0 {
            0
        } else if line.starts_with("batch") {
            2
        } else {
            1
        };
        assert_eq!((found, sent), (code, expected), "{rules} {line}: {stderr}");
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
    let home = home_with(Some(
        r#"{"enabled":true,"rules":[{"pattern":"rds:Create*","action":"confirm"},{"pattern":"cs:*","action":"confirm"}]}"#,
    ));
    const ACCOUNT: &[&str] = &[
        "rds CreateAccount --DBInstanceId rm-1 --AccountName app --AccountPassword hush --AccountDescription \u{1b}[2J\u{202e}",
        "CreateAccount",
        "AccountName: app",
        "AccountDescription: \\u{1b}[2J\\u{202e}",
        "rule \"rds:Create*\"",
    ];
    const CLUSTER: &[&str] = &[
        r#"cs POST /clusters --body {"login_password":"hush","name":"app"}"#,
        "CreateCluster",
        r#"body: {"login_password":"***","name":"app"}"#,
        "rule \"cs:*\"",
    ];
    for (line, answer, code) in [
        (ACCOUNT, "y\n", 0),
        (ACCOUNT, "YES\n", 0),
        (ACCOUNT, "n\n", 6),
        (ACCOUNT, "\n", 6),
        (ACCOUNT, "yesterday\n", 6),
        (ACCOUNT, "", 6),
        (CLUSTER, "n\n", 6),
    ] {
        let [line, parts @ ..] = line else { panic!("a command line") };
        let words = ["--endpoint", &server.endpoint()];
        let words = [&words, &*line.split(' ').collect::<Vec<_>>()].concat();
        let (found, stdout) = on_a_terminal(&words, 200, &[("HOME", home.path().to_str().unwrap())], answer);
        assert_eq!((found, server.take().len()), (code, usize::from(code == 0)), "{answer:?}: {stdout}");
        for part in parts.iter().chain(&["Send it? [y/N]"]) {
            assert!(stdout.contains(part), "{answer:?}: no {part:?} in {stdout}");
        }
        assert!(!stdout.contains("hush") && !stdout.contains("\u{1b}[2J"), "{answer:?}: {stdout}");
        assert_eq!(stdout.contains("was not confirmed"), code == 6, "{answer:?}: {stdout}");
    }
}

/// A home directory with this policy; `FIFO` for a pipe that nobody writes to, `LINK` for a link whose target is gone, `LARGE` for a file that
/// is too large.
fn home_with(policy: Option<&str>) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let Some(policy) = policy else { return home };
    std::fs::create_dir(home.path().join(".aliyun")).unwrap();
    let path = home.path().join(".aliyun/safety-policy.json");
    match policy {
        "FIFO" => assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success()),
        "LINK" => {
            let words = ["-s", "/no/such/policy"];
            assert!(std::process::Command::new("ln").args(words).arg(path).status().unwrap().success());
        }
        // A policy that allows everything, with so many spaces after it.
        "LARGE" => std::fs::write(path, format!("{{}}{}", " ".repeat(1 << 20))).unwrap(),
        policy => std::fs::write(path, policy).unwrap(),
    }
    home
}
