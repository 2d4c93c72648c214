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
