//! `alicloud configure`: the official configuration file, written as the official CLI writes it.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::server::{Server, alicloud, texts};

/// A command, what it finds, and what it leaves.
struct Case {
    /// After `alicloud configure`.
    words: &'static str,
    /// The file before; `None` if there is none.
    before: Option<&'static str>,
    /// What is typed.
    input: &'static str,
    code: i32,
    /// Parts of standard output and standard error together.
    shown: &'static [&'static str],
    /// The file after, as JSON; `None` if it is unchanged.
    after: Option<&'static str>,
}

/// A command that succeeds and changes nothing.
const FINDS: Case = Case { words: "", before: Some(TWO), input: "", code: 0, shown: &[], after: None };

/// A command line that is refused.
const REFUSED: Case = Case { code: 2, ..FINDS };

const TWO: &str = r#"{ "current": "one", "meta_path": "", "profiles": [
  {"name":"one","mode":"AK","access_key_id":"LTAI5tFirst123","access_key_secret":"hush-1","region_id":"cn-hangzhou","unknown":12345678901234567890123},
  {"name":"two","mode":"EcsRamRole","ram_role_name":"r"}]}"#;

const SET: &str = "set --profile ci --mode ak --access-key-id LTAI5tNew12345 --access-key-secret hush-2 --region cn-beijing --language en";

#[test]
fn profiles_are_made_and_changed() {
    let cases = [
        Case {
            words: SET,
            before: None,
            shown: &["the profile ci is saved", "warning: ", "--access-key-secret"],
            after: Some(
                r#"{"current":"ci","profiles":[{"name":"ci","mode":"AK","access_key_id":"LTAI5tNew12345","access_key_secret":"hush-2","region_id":"cn-beijing","language":"en"}]}"#,
            ),
            ..FINDS
        },
        // The profile becomes the current one if there is none.
        Case {
            words: "set --profile ci --mode EcsRamRole --endpoint-type vpc",
            before: Some(""),
            shown: &["the profile ci is saved"],
            after: Some(r#"{"current":"ci","profiles":[{"name":"ci","mode":"EcsRamRole","endpoint_type":"vpc"}]}"#),
            ..FINDS
        },
        Case {
            words: "set --profile ci --mode EcsRamRole",
            before: Some(r#"{"profiles":[{"name":"one"}]}"#),
            shown: &["the profile ci is saved"],
            after: Some(r#"{"profiles":[{"name":"one"},{"name":"ci","mode":"EcsRamRole"}],"current":"ci"}"#),
            ..FINDS
        },
        Case {
            words: "set --profile one --mode EcsRamRole",
            before: Some(r#"{"current":"","profiles":[{"name":"one"}]}"#),
            shown: &["the profile one is saved"],
            after: Some(r#"{"current":"one","profiles":[{"name":"one","mode":"EcsRamRole"}]}"#),
            ..FINDS
        },
        Case { words: "set --read-timeout 500ms", shown: &["--read-timeout", "whole seconds"], ..REFUSED },
        Case {
            words: "set --region cn-beijing --retry-count 2 --auto-plugin-install true",
            shown: &["the profile one is saved"],
            after: Some(
                r#"{"current":"one","meta_path":"","profiles":[{"name":"one","mode":"AK","access_key_id":"LTAI5tFirst123","access_key_secret":"hush-1","region_id":"cn-beijing","unknown":12345678901234567890123,"auto_plugin_install":true,"retry_count":2},{"name":"two","mode":"EcsRamRole","ram_role_name":"r"}]}"#,
            ),
            ..FINDS
        },
        Case {
            words: "set --profile three --mode OIDC",
            shown: &["the mode OIDC needs --oidc-provider-arn, --oidc-token-file, --ram-role-arn, --role-session-name"],
            ..REFUSED
        },
        Case { words: "set --mode Nonsense", shown: &["'Nonsense' for '--mode'"], ..REFUSED },
        Case { words: "set --region no-such/region", shown: &["--region"], ..REFUSED },
        Case { words: "set --current", shown: &["nothing is to be done"], ..FINDS },
        Case {
            words: "switch --profile two",
            before: Some(r#"{"current":"one","profiles":[{"name":"one"},{"name":"two"}]}"#),
            shown: &["two"],
            after: Some(r#"{"current":"two","profiles":[{"name":"one"},{"name":"two"}]}"#),
            ..FINDS
        },
        Case { words: "switch three", code: 3, shown: &["there is no profile three"], ..FINDS },
        Case {
            words: "delete --profile one",
            before: Some(r#"{"current":"one","profiles":[{"name":"one"},{"name":"two"}]}"#),
            shown: &["deleted"],
            after: Some(r#"{"current":"two","profiles":[{"name":"two"}]}"#),
            ..FINDS
        },
        Case {
            words: "delete two",
            before: Some(r#"{"current":"one","profiles":[{"name":"one"},{"name":"two"}]}"#),
            shown: &["deleted"],
            after: Some(r#"{"current":"one","profiles":[{"name":"one"}]}"#),
            ..FINDS
        },
        Case { words: "list", shown: &["one *", "***123", "EcsRamRole", "cn-hangzhou"], ..FINDS },
        Case { words: "list", before: None, shown: &["Profile"], ..FINDS },
        Case { words: "get", shown: &["\"mode\": \"AK\"", "\"access_key_secret\": \"***\""], ..FINDS },
        // Arguments of a command and the query of a URL can be secrets.
        Case {
            words: "get process-command credentials-uri retry-count",
            before: Some(
                r#"{"current":"a","profiles":[{"name":"a","process_command":"get-key --token hush","credentials_uri":"http://u:hush@h:1/p?token=hush"}]}"#,
            ),
            shown: &["process-command=get-key ***\ncredentials-uri=http://***@h:1/p?***\nretry-count=\n"],
            ..FINDS
        },
        Case {
            words: "set --profile one --retry-count 0",
            shown: &["--retry-count: 0 in a profile means that nothing is set"],
            ..REFUSED
        },
        Case { words: "get mode region", shown: &["mode=AK\nregion=cn-hangzhou\n"], ..FINDS },
        Case { words: "get --profile three", code: 3, shown: &["has no profile three"], ..FINDS },
        Case { words: "ai-mode enable", before: None, shown: &["nothing is to be done"], ..FINDS },
        Case {
            words: "ai-mode set-user-agent --user-agent x",
            before: None,
            shown: &["nothing is to be done"],
            ..FINDS
        },
        Case { words: "plugin-settings show", before: None, shown: &["nothing is to be done"], ..FINDS },
        Case {
            words: "--profile asked --mode StsToken",
            before: Some(r#"{"current":"one","profiles":[]}"#),
            input: "LTAI5tAsked123\nhush-3\nhush-4\ncn-shanghai\n",
            shown: &["in the mode StsToken", "access key id []", "is saved"],
            after: Some(
                r#"{"current":"one","profiles":[{"name":"asked","mode":"StsToken","access_key_id":"LTAI5tAsked123","access_key_secret":"hush-3","sts_token":"hush-4","region_id":"cn-shanghai"}]}"#,
            ),
            ..FINDS
        },
        Case { words: "", input: "\n\n\n", shown: &["access key id [***123]", "access key secret [***]"], ..FINDS },
        Case {
            words: "",
            before: Some(
                r#"{"current":"a","profiles":[{"name":"a","mode":"External","process_command":"get-key --token hush","region_id":"cn-hangzhou"}]}"#,
            ),
            input: "\n\n",
            shown: &["process command [get-key ***]"],
            ..FINDS
        },
        Case { words: "--profile new", input: "\n", shown: &["access key id is empty"], ..REFUSED },
        Case { words: "--mode OAuth", shown: &["made by the official CLI"], ..REFUSED },
        Case { words: "list", before: Some("{broken hush"), code: 3, shown: &["config.json"], ..FINDS },
        // A profile that is named is the one that is changed, and the current one stays the current one.
        Case {
            words: "set --profile two --region cn-beijing",
            shown: &["the profile two is saved"],
            after: Some(
                r#"{"current":"one","meta_path":"","profiles":[{"name":"one","mode":"AK","access_key_id":"LTAI5tFirst123","access_key_secret":"hush-1","region_id":"cn-hangzhou","unknown":12345678901234567890123},{"name":"two","mode":"EcsRamRole","ram_role_name":"r","region_id":"cn-beijing"}]}"#,
            ),
            ..FINDS
        },
        Case { words: "get --profile two mode", shown: &["mode=EcsRamRole\n"], ..FINDS },
        Case {
            words: "set --profile two --mode Anonymous --current",
            before: Some(r#"{"current":"one","profiles":[{"name":"one"},{"name":"two"}]}"#),
            shown: &["the profile two is saved"],
            after: Some(r#"{"current":"two","profiles":[{"name":"one"},{"name":"two","mode":"Anonymous"}]}"#),
            ..FINDS
        },
        Case {
            words: "set --profile a --endpoint-type public",
            before: Some(r#"{"current":"a","profiles":[{"name":"a","mode":"EcsRamRole","endpoint_type":"vpc"}]}"#),
            shown: &["the profile a is saved"],
            after: Some(r#"{"current":"a","profiles":[{"name":"a","mode":"EcsRamRole","endpoint_type":""}]}"#),
            ..FINDS
        },
        Case {
            words: "set --profile new --mode StsToken --access-key-id LTAI5tNew12345 --access-key-secret hush",
            shown: &["the mode StsToken needs --sts-token"],
            ..REFUSED
        },
        // Two names of which one would be ignored.
        Case { words: "delete one --profile two", shown: &["one and --profile two are two"], ..REFUSED },
        Case { words: "switch two --profile one", shown: &["two and --profile one are two"], ..REFUSED },
        // Secrets that no flag sets, and those that are so short that their end is most of them.
        Case {
            words: "get",
            before: Some(
                r#"{"current":"a","profiles":[{"name":"a","mode":"OAuth","oauth_access_token":"hush-access-token","oauth_refresh_token":"hush","cloud_sso_access_token":"hush-of-sso","access_key_id":"short","access_key_secret":"hush5678"}]}"#,
            ),
            shown: &[
                "\"oauth_access_token\": \"***ken\"",
                "\"oauth_refresh_token\": \"***\"",
                "\"cloud_sso_access_token\": \"***sso\"",
                "\"access_key_id\": \"***\"",
                "\"access_key_secret\": \"***\"",
            ],
            ..FINDS
        },
    ];
    for case in cases {
        check(&case);
    }
}

fn check(case: &Case) {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(".aliyun/config.json");
    if let Some(before) = case.before {
        std::fs::create_dir(home.path().join(".aliyun")).unwrap();
        std::fs::write(&file, before).unwrap();
    }
    let mut command = alicloud();
    command.env("HOME", home.path()).arg("configure").args(case.words.split(' ').filter(|word| !word.is_empty()));
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The program may have ended already.
    drop(process.stdin.take().unwrap().write_all(case.input.as_bytes()));
    let (code, stdout, stderr) = texts(&process.wait_with_output().unwrap());
    let (words, shown) = (case.words, format!("{stdout}{stderr}"));
    assert_eq!(code, case.code, "{words}: {shown}");
    for part in case.shown {
        assert!(shown.contains(part), "{words}: no {part:?} in {shown}");
    }
    assert!(!shown.contains("hush"), "{words}: {shown}");
    let compact = |text: &str| text.replace(['\n', ' '], "");
    let after = std::fs::read_to_string(&file).ok();
    assert_eq!(after.as_deref().map(compact), case.after.or(case.before).map(compact), "{words}");
    if case.after.is_some() {
        is_private(&file);
    }
}

#[cfg(unix)]
fn is_private(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[cfg(not(unix))]
fn is_private(_file: &Path) {}

/// `whoami`: who the caller is, where the credentials come from, and when they expire.
#[test]
fn whoami_says_where_credentials_come_from_and_when_they_expire() {
    const IDENTITY: &str = r#"{"RequestId":"R","AccountId":"1","Arn":"acs:ram::1:root"}"#;
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aliyun")).unwrap();
    let external = r#"{"mode":"StsToken","access_key_id":"testid","access_key_secret":"hush","sts_token":"hush","expiration":"2099-01-02T03:04:05Z"}"#;
    std::fs::write(home.path().join("key.json"), external).unwrap();
    let profile = format!(
        r#"{{"current":"ci","profiles":[{{"name":"ci","mode":"External","process_command":"cat {}/key.json","region_id":"cn-beijing"}}]}}"#,
        home.path().display()
    );
    std::fs::write(home.path().join(".aliyun/config.json"), profile).unwrap();
    let cases: [(&[&str], &[&str]); 4] = [
        (
            &["whoami"],
            &[
                "\"CredentialsProvider\": \"default/env\"",
                "\"CredentialsExpiration\": null",
                "\"RegionId\": \"cn-hangzhou\"",
                "\"AccountId\": \"1\"",
            ],
        ),
        (
            &["whoami", "--profile", "ci"],
            &["external", "\"CredentialsExpiration\": \"2099-01-02T03:04:05Z\"", "\"RegionId\": \"cn-beijing\""],
        ),
        (&["configure", "check", "-o", "text"], &["default/env", "acs:ram::1:root"]),
        (&["whoami", "--query", "CredentialsProvider"], &["\"default/env\"\n"]),
    ];
    for (words, parts) in cases {
        let server = Server::start("200 OK\r\ncontent-type: application/json", IDENTITY.as_bytes());
        let mut command = alicloud();
        command
            .env("HOME", home.path())
            .env("PATH", "/usr/bin:/bin")
            .args(words)
            .args(["--endpoint", &server.endpoint()]);
        let (code, stdout, stderr) = texts(&command.output().unwrap());
        assert_eq!((code, server.take().len()), (0, 1), "{words:?}: {stderr}");
        assert!(parts.iter().all(|part| stdout.contains(part)), "{words:?}: {stdout}");
        assert!(!stdout.contains("hush") && !stderr.contains("hush"), "{words:?}: {stdout} {stderr}");
    }
}
