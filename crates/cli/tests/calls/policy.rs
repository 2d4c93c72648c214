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
    let cases: [Case<'_>; 13] = [
        (None, None, DELETE, 0, ""),
        (Some(DENY), None, "rds DescribeRegions", 0, ""),
        (Some(DENY), None, DELETE, 6, "rds:DeleteDBInstance is refused by the rule \"*:Delete*\""),
        (Some(DENY), None, "rds delete-db-instance --db-instance-id rm-1 --yes", 6, "is refused"),
        (Some(DENY), None, CREATE, 6, "has to be confirmed by a person"),
        (Some(DENY), None, "rds CreateDatabase --DBInstanceId rm-1 --DBName d --CharacterSetName utf8 -y", 0, ""),
        (Some(DENY), None, "cs GET /clusters/c1 --force --version 2015-12-15", 6, "cs:GET/clusters/c1 is refused"),
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
        let home = tempfile::tempdir().unwrap();
        if let Some(policy) = policy {
            std::fs::create_dir(home.path().join(".aliyun")).unwrap();
            std::fs::write(home.path().join(".aliyun/safety-policy.json"), policy).unwrap();
        }
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
