//! Settings of the environment that are not valid: only calls that need them fail, and the message begins with the cause.

use crate::server::{Server, alicloud, texts};

/// A setting, and a call with it. `{home}` stands for the folder of the files.
struct Case {
    variables: &'static [(&'static str, &'static str)],
    /// The content of `.aliyun/config.json`.
    profile: Option<&'static str>,
    /// After `alicloud`; `{server}` stands for a server on loopback.
    words: &'static str,
    code: i32,
    /// How standard error begins after `error: `, and what else is in it.
    stderr: &'static [&'static str],
}

const BROKEN: Option<&str> = Some(r#"{"current":"default","profiles":[{"access_key_secret":"hush" "#);
const LOCAL: &str = "rds DescribeDBInstances --endpoint {server} --region cn-hangzhou";
const REMOTE: &str = "rds DescribeDBInstances --endpoint https://rds.example --region cn-hangzhou --retry-count 0";
const PROD: &str = "rds DescribeDBInstances --endpoint {server} --region cn-hangzhou --profile prod";
const WITH_KEY: &str =
    "rds DescribeDBInstances --endpoint {server} --region cn-hangzhou --access-key-id a --access-key-secret b";
const MOON: Option<&str> = Some(r#"{"profiles":[{"name":"default","endpoint_type":"moon"}]}"#);
const WITHOUT_REGION: &str = "rds DescribeDBInstances --endpoint {server}";
/// A profile whose credentials cannot be found.
const FAILING: Option<&str> =
    Some(r#"{"profiles":[{"name":"default","mode":"External","process_command":"no-such-command"}]}"#);
const WITHOUT_KEY: &[(&str, &str)] = &[("ALIBABA_CLOUD_ACCESS_KEY_ID", ""), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "")];

#[test]
fn a_setting_that_is_not_valid() {
    let cases = [
        // A proxy: loopback needs none.
        Case { variables: &[("ALL_PROXY", "::hush")], profile: None, words: LOCAL, code: 0, stderr: &[] },
        Case { variables: &[("http_proxy", "ftp://u:hush@p")], profile: None, words: LOCAL, code: 0, stderr: &[] },
        Case { variables: &[("HTTPS_PROXY", "http://p/hush")], profile: None, words: LOCAL, code: 0, stderr: &[] },
        Case { variables: &[("ALL_PROXY", "::hush")], profile: None, words: "demo", code: 0, stderr: &[] },
        Case {
            variables: &[("ALL_PROXY", "::hush")],
            profile: None,
            words: REMOTE,
            code: 3,
            stderr: &["DescribeDBInstances: ", "the proxy URL in the variable ALL_PROXY is not valid", "rds.example"],
        },
        Case {
            variables: &[("HTTPS_PROXY", "ftp://u:hush@p")],
            profile: None,
            words: REMOTE,
            code: 3,
            stderr: &["DescribeDBInstances: ", "the variable HTTPS_PROXY"],
        },
        // A profile that may set the region: the call fails only if it needs one, and then for this reason.
        Case { variables: &[], profile: BROKEN, words: LOCAL, code: 0, stderr: &[] },
        Case {
            variables: &[],
            profile: BROKEN,
            words: WITHOUT_REGION,
            code: 3,
            stderr: &[
                "DescribeDBInstances: cli_profile: {home}/.aliyun/config.json is not valid JSON (line 1",
                "so no region is known (required and not set: RegionId)",
                "--region cn-hangzhou",
            ],
        },
        Case {
            variables: &[],
            profile: BROKEN,
            words: "rds DescribeDBInstanceAttribute --DBInstanceId rm-1",
            code: 3,
            stderr: &[
                "DescribeDBInstanceAttribute: cli_profile: {home}/.aliyun/config.json is not valid JSON",
                "so no region is known",
            ],
        },
        Case {
            variables: &[("ALIBABA_CLOUD_CONFIG_FILE", "{home}/nowhere.json")],
            profile: None,
            words: WITHOUT_REGION,
            code: 3,
            stderr: &["DescribeDBInstances: cli_profile: {home}/nowhere.json, which ALIBABA_CLOUD_CONFIG_FILE names"],
        },
        Case {
            variables: &[("ALIBABA_CLOUD_PROFILE", "prod")],
            profile: Some(r#"{"profiles":[{"name":"default","region_id":"cn-hangzhou"}]}"#),
            words: WITHOUT_REGION,
            code: 3,
            stderr: &["DescribeDBInstances: cli_profile: {home}/.aliyun/config.json has no profile prod"],
        },
        Case {
            variables: &[],
            profile: Some(r#"{"profiles":[{"name":"default","mode":"AK"}]}"#),
            words: WITHOUT_REGION,
            code: 2,
            stderr: &["DescribeDBInstances: no region is known (required and not set: RegionId)"],
        },
        // A region is checked wherever it comes from.
        Case {
            variables: &[("REGION", "Frankfurt")],
            profile: None,
            words: WITHOUT_REGION,
            code: 3,
            stderr: &["the variable REGION: \"Frankfurt\" is not the ID of a region, such as cn-hangzhou"],
        },
        Case {
            variables: &[],
            profile: Some(r#"{"profiles":[{"name":"default","region_id":"cn hangzhou"}]}"#),
            words: WITHOUT_REGION,
            code: 3,
            stderr: &["region_id of the profile default in {home}/.aliyun/config.json: \"cn hangzhou\" is not the ID"],
        },
        Case {
            variables: &[],
            profile: Some(r#"{"profiles":[{"name":"default","region_id":""}]}"#),
            words: WITHOUT_REGION,
            code: 2,
            stderr: &["DescribeDBInstances: no region is known"],
        },
        Case { variables: &[("REGION", "Frankfurt")], profile: None, words: LOCAL, code: 0, stderr: &[] },
        Case { variables: &[("REGION", "Frankfurt")], profile: None, words: "demo", code: 0, stderr: &[] },
        // A profile that is named is never replaced by the access key of the environment.
        Case {
            variables: &[],
            profile: None,
            words: PROD,
            code: 3,
            stderr: &["DescribeDBInstances: ", "there is no profile prod: {home}/.aliyun/config.json does not exist"],
        },
        Case {
            variables: &[],
            profile: Some(r#"{"profiles":[{"name":"prod"}]}"#),
            words: PROD,
            code: 3,
            stderr: &["DescribeDBInstances: ", "the profile prod in {home}/.aliyun/config.json has no mode"],
        },
        Case {
            variables: &[("ALIBABA_CLOUD_BEARER_TOKEN", "hush")],
            profile: Some(r#"{"profiles":[{"name":"prod","mode":"AK","access_key_id":"","access_key_secret":""}]}"#),
            words: PROD,
            code: 3,
            stderr: &["DescribeDBInstances: ", "has no access_key_id; set it with `alicloud configure --profile prod`"],
        },
        Case {
            variables: &[],
            profile: Some(r#"{"current":"prod","profiles":[{"name":"prod"}]}"#),
            words: "rds DescribeDBInstances --endpoint {server} --region cn-hangzhou --config-path {home}/.aliyun/config.json",
            code: 3,
            stderr: &["DescribeDBInstances: ", "the profile prod in {home}/.aliyun/config.json has no mode"],
        },
        Case {
            variables: &[],
            profile: None,
            words: "rds DescribeDBInstances --endpoint {server} --region cn-hangzhou --config-path {home}/none.json",
            code: 3,
            stderr: &["--config-path: {home}/none.json: No such file"],
        },
        Case {
            variables: &[],
            profile: None,
            words: "rds DescribeDBInstances --endpoint {server} --region cn-hangzhou --profile=",
            code: 2,
            stderr: &["--profile is empty"],
        },
        // The settings of a profile, unless a flag says something else.
        Case {
            variables: &[],
            profile: Some(r#"{"profiles":[{"name":"default","endpoint":"{server}"}]}"#),
            words: "rds DescribeDBInstances --region cn-hangzhou",
            code: 0,
            stderr: &[],
        },
        Case {
            variables: &[],
            profile: Some(
                r#"{"profiles":[{"name":"default","endpoint":"http://127.0.0.1:1","retry_count":0,"read_timeout":5,"connect_timeout":"5"}]}"#,
            ),
            words: LOCAL,
            code: 0,
            stderr: &[],
        },
        Case {
            variables: &[("HTTPS_PROXY", "ftp://p")],
            profile: Some(r#"{"profiles":[{"name":"default","endpoint_type":"vpc"}]}"#),
            words: "rds DescribeDBInstances --region cn-hangzhou --retry-count 0",
            code: 3,
            stderr: &["DescribeDBInstances: ", "rds-vpc.cn-hangzhou.aliyuncs.com"],
        },
        // The endpoint of a profile is that of one network.
        Case {
            variables: &[("HTTPS_PROXY", "ftp://p")],
            profile: Some(r#"{"profiles":[{"name":"default","endpoint":"{server}"}]}"#),
            words: "rds DescribeDBInstances --region cn-hangzhou --retry-count 0 --vpc",
            code: 3,
            stderr: &["DescribeDBInstances: ", "rds-vpc.cn-hangzhou.aliyuncs.com"],
        },
        Case {
            variables: &[],
            profile: Some(r#"{"profiles":[{"name":"default","endpoint_type":"moon"}]}"#),
            words: LOCAL,
            code: 3,
            stderr: &["endpoint_type: \"moon\" is neither vpc nor public (the profile default in {home}"],
        },
        Case {
            variables: &[],
            profile: Some(r#"{"profiles":[{"name":"default","read_timeout":"soon"}]}"#),
            words: LOCAL,
            code: 3,
            stderr: &["read_timeout: \"soon\" is not a whole number"],
        },
        // The first of the variables that name a profile, a profile that is switched off, and credentials of the command line, which no
        // endpoint of a profile gets.
        Case {
            variables: &[("ALIBABA_CLOUD_PROFILE", "one"), ("ALICLOUD_PROFILE", "two")],
            profile: Some(
                r#"{"profiles":[{"name":"one","endpoint":"{server}"},{"name":"two","endpoint_type":"moon"}]}"#,
            ),
            words: "rds DescribeDBInstances --region cn-hangzhou",
            code: 0,
            stderr: &[],
        },
        Case {
            variables: &[("ALIBABA_CLOUD_IGNORE_PROFILE", "TRUE")],
            profile: MOON,
            words: LOCAL,
            code: 0,
            stderr: &[],
        },
        Case {
            variables: &[("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")],
            profile: MOON,
            words: LOCAL,
            code: 0,
            stderr: &[],
        },
        Case { variables: &[], profile: MOON, words: WITH_KEY, code: 0, stderr: &[] },
        // Credentials that cannot be found are no failure of the network.
        Case {
            variables: &[("ALIBABA_CLOUD_ACCESS_KEY_ID", ""), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "")],
            profile: None,
            words: LOCAL,
            code: 3,
            stderr: &["DescribeDBInstances: "],
        },
        // A dry run needs none.
        Case {
            variables: &[("ALIBABA_CLOUD_ACCESS_KEY_ID", ""), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "")],
            profile: None,
            words: "rds DescribeDBInstances --region cn-hangzhou --dry-run",
            code: 0,
            stderr: &[],
        },
        // Neither does an operation that is not signed, however it is called, and no credentials are looked for.
        Case {
            variables: WITHOUT_KEY,
            profile: FAILING,
            words: LOCAL,
            code: 3,
            stderr: &["DescribeDBInstances: ", "no-such-command"],
        },
        Case {
            variables: WITHOUT_KEY,
            profile: FAILING,
            words: "sts AssumeRoleWithOIDC --OIDCProviderArn p --RoleArn r --RoleSessionName s --OIDCToken hush --endpoint {server}",
            code: 0,
            stderr: &[],
        },
        Case {
            variables: WITHOUT_KEY,
            profile: None,
            words: "sts AssumeRoleWithSAML --SAMLProviderArn p --RoleArn r --SAMLAssertion hush --endpoint {server}",
            code: 0,
            stderr: &[],
        },
        Case {
            variables: WITHOUT_KEY,
            profile: FAILING,
            words: "sts AssumeRoleWithOIDC --OIDCProviderArn p --RoleArn r --RoleSessionName s --OIDCToken hush --endpoint {server} --profile default",
            code: 0,
            stderr: &[],
        },
        Case {
            variables: WITHOUT_KEY,
            profile: FAILING,
            words: "elasticsearch POST /openapi/assist/actions/capacity-plan --body {} --endpoint {server}",
            code: 0,
            stderr: &[],
        },
    ];
    let server = Server::ok();
    for Case { variables, profile, words, code, stderr: parts } in cases {
        let home = tempfile::tempdir().unwrap();
        let in_home = |text: &str| text.replace("{home}", home.path().to_str().unwrap());
        if let Some(profile) = profile {
            std::fs::create_dir(home.path().join(".aliyun")).unwrap();
            std::fs::write(home.path().join(".aliyun/config.json"), profile.replace("{server}", &server.endpoint()))
                .unwrap();
        }
        let mut command = alicloud();
        command.env_remove("ALIBABA_CLOUD_REGION_ID").env("HOME", home.path());
        command.envs(variables.iter().map(|(name, value)| (name, in_home(value))));
        let output = command.args(in_home(words).replace("{server}", &server.endpoint()).split(' ')).output().unwrap();
        let (found, _, stderr) = texts(&output);
        let what = format!("{variables:?} {profile:?} {words}: {stderr}");
        assert_eq!(found, code, "{what}");
        let requests = server.take().len();
        assert_eq!(requests, usize::from(code == 0 && words != "demo" && !words.ends_with("--dry-run")), "{what}");
        let [first, others @ ..] = parts else { continue };
        assert!(stderr.starts_with(&format!("error: {}", in_home(first))), "{what}");
        assert!(others.iter().all(|part| stderr.contains(&in_home(part))) && !stderr.contains("hush"), "{what}");
    }
}
