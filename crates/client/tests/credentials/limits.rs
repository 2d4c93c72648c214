//! Tests that inputs without end, or of excessive size, cost neither time nor memory.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use alicloud_client::credentials::{
    AccessKey, AssumeRole, Cached, Clock, Credentials, CredentialsKind, CredentialsProvider as _, CredentialsUri,
    EcsRamRole, Environment, ExternalProcess, Sources, Static, default_chain,
};
use alicloud_client::transport::{BoxFuture, HttpClient, HttpRequest, HttpResponse, Transport, TransportError};

use crate::network::{Network, Route};

/// A network that never responds.
#[derive(Debug)]
struct Silence;

impl Transport for Silence {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(pending())
    }
}

fn sources() -> Sources {
    Sources::new(Arc::new(Silence)).with_environment(Environment::fixed([("", ""); 0]))
}

#[tokio::test(start_paused = true)]
async fn a_silent_metadata_service_is_given_up_after_two_seconds() {
    let begin = tokio::time::Instant::now();
    let error = EcsRamRole::new(&sources()).credentials().await.unwrap_err();
    assert!(error.is_not_configured(), "{error}");
    assert_eq!(begin.elapsed().as_secs(), 2);
}

/// Whether the program names the role or not.
#[tokio::test]
async fn a_program_can_demand_version_2_of_the_metadata_service() {
    let token = serde_json::json!([{"request": "PUT http://100.100.100.200/latest/api/token", "status": 404}]);
    let routes: Vec<Route> = serde_json::from_value(token).unwrap();
    for role in [None, Some("role")] {
        let network = Arc::new(Network::expecting(&routes));
        let sources = Sources::new(Arc::clone(&network) as _).with_environment(Environment::fixed([("", ""); 0]));
        let provider = EcsRamRole::new(&sources);
        let provider = match role {
            Some(role) => provider.role_name(role).disable_v1(),
            None => provider.disable_v1(),
        };
        let error = provider.credentials().await.unwrap_err();
        assert!(error.to_string().contains("its version 1 is disabled"), "{error}");
        assert_eq!(network.mistakes(), Vec::<String>::new(), "{role:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_does_not_end_is_stopped() {
    let provider = ExternalProcess::new(&sources(), "sleep 600").time_limit(Duration::from_millis(10));
    let error = provider.credentials().await.unwrap_err();
    assert_eq!(error.to_string(), "external: process_command did not end within 10ms");
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_nobody_waits_for_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    // The background process of the command continues and keeps the output open; nothing waits for that either.
    let command = format!("sh -c 'sleep 5 & echo $$ > {}; sleep 5'", file.display());
    let provider = ExternalProcess::new(&sources(), command);
    let pid = tokio::select! {
        result = provider.credentials() => panic!("the command has ended: {result:?}"),
        pid = written(&file) => pid,
    };
    let alive =
        std::process::Command::new("kill").args(["-0", pid.trim()]).stderr(std::process::Stdio::null()).status();
    assert!(!alive.unwrap().success(), "{pid} is there still, if only as a zombie");
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_prints_for_ever_is_stopped() {
    for command in ["yes", "cat /dev/zero", "sh -c 'yes | cat'", "head -c 66000 /dev/zero"] {
        let error = ExternalProcess::new(&sources(), command).credentials().await.unwrap_err();
        assert!(error.to_string().ends_with("it printed more than 65536 bytes"), "{command}: {error}");
    }
}

/// The background process of a command has inherited its output and keeps it open.
#[cfg(unix)]
#[tokio::test]
async fn what_a_command_leaves_running_is_not_waited_for() {
    let command =
        r#"sh -c 'sleep 30 & echo "{\"mode\":\"AK\",\"access_key_id\":\"LTAI.left\",\"access_key_secret\":\"hush\"}"'"#;
    let begin = std::time::Instant::now();
    let provider = ExternalProcess::new(&sources(), command);
    assert!(!format!("{provider:?}").contains("hush"), "{provider:?}");
    let credentials = provider.credentials().await.unwrap();
    assert_eq!(credentials.access_key().unwrap().id, "LTAI.left");
    assert!(begin.elapsed() < Duration::from_secs(25));
}

/// Every file that is read, replaced by everything that is not a regular file of limited size.
#[cfg(unix)]
#[tokio::test]
async fn files_that_do_not_end() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name);
    assert!(std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
    std::os::unix::fs::symlink(path("pipe"), path("link")).unwrap();
    std::fs::write(path("large"), " ".repeat(2 * 1024 * 1024)).unwrap();
    std::fs::write(path("binary"), [0xff, 0xfe, b'{', 0]).unwrap();
    let cases = [
        ("/dev/zero".into(), "it is not a regular file"),
        (path("pipe"), "it is not a regular file"),
        (path("link"), "it is not a regular file"),
        (path("large"), "bytes"),
        (path("binary"), "it is not valid UTF-8"),
        (home.path().to_owned(), "it is not a regular file"),
    ];
    for (file, problem) in cases {
        let file = file.to_str().unwrap();
        let oidc = [("ALIBABA_CLOUD_ROLE_ARN", "role"), ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "provider")];
        for variable in ["ALIBABA_CLOUD_CONFIG_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"]
        {
            let others = if variable.contains("OIDC") { &oidc[..] } else { &[] };
            let environment = Environment::fixed(others.iter().copied().chain([(variable, file)]));
            let error = default_chain(&sources().with_environment(environment)).credentials().await.unwrap_err();
            let text = error.to_string();
            assert!(!error.is_not_configured() && text.contains(file) && text.contains(problem), "{variable}: {text}");
        }
        // The file from which the region is read, as well.
        let environment = Environment::fixed([("ALIBABA_CLOUD_CONFIG_FILE", file)]);
        let error = alicloud_client::region::discover(&environment).unwrap_err().to_string();
        assert!(error.contains(file) && error.contains(problem), "{error}");
    }
}

/// A service that sends a byte from time to time never exceeds the read timeout and never finishes.
#[tokio::test(start_paused = true)]
async fn a_credentials_uri_that_does_not_end_is_given_up() {
    let begin = tokio::time::Instant::now();
    let error = CredentialsUri::new(&sources(), "http://127.0.0.1:1/").credentials().await.unwrap_err();
    assert!(error.to_string().contains("the response was not complete within 20s"), "{error}");
    assert_eq!(begin.elapsed().as_secs(), 40, "two tries");
}

/// Times and durations whose sum cannot be represented.
#[tokio::test]
async fn times_at_the_end_of_time() {
    let far = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(i64::MAX as u64);
    let key = CredentialsKind::AccessKey(AccessKey::new("id", "hush"));
    for expires in [far, std::time::SystemTime::UNIX_EPOCH] {
        let provider = Cached::new(Static::from(Credentials::new(key.clone(), "test").with_expiry(expires)));
        provider.credentials().await.unwrap();
        provider.credentials().await.unwrap();
        let provider = provider.with_clock(Clock::new(move || far));
        provider.credentials().await.unwrap();
    }
    let role = AssumeRole::new(&sources(), Static::new("id", "hush"), "role").duration(Duration::MAX);
    assert!(tokio::time::timeout(Duration::from_millis(50), role.credentials()).await.is_err(), "it is sent");
    #[cfg(unix)]
    {
        let provider = ExternalProcess::new(&sources(), "true").time_limit(Duration::MAX);
        assert!(provider.credentials().await.unwrap_err().to_string().contains("is not valid JSON"));
    }
}

/// The sidecar and the metadata service are on this machine, so a proxy cannot reach them.
#[tokio::test]
async fn a_proxy_is_not_asked_for_what_is_on_this_machine() {
    use std::io::{Read as _, Write as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let _ = stream.read(&mut [0; 4096]).unwrap();
        let body = r#"{"Code":"Success","AccessKeyId":"STS.uri","AccessKeySecret":"hush","SecurityToken":"hush","Expiration":"2100-01-01T00:00:00Z"}"#;
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()).unwrap();
    });
    // Nothing listens on this port.
    let http = HttpClient::builder().proxy("http://127.0.0.1:1").build().unwrap();
    let sources = Sources::new(Arc::new(http)).with_environment(Environment::fixed([("", ""); 0]));
    let credentials = CredentialsUri::new(&sources, format!("http://{address}/")).credentials().await.unwrap();
    assert_eq!(credentials.access_key().unwrap().id, "STS.uri");
}

/// The variable that marks a child process of this test.
#[cfg(unix)]
const CHILD: &str = "ALICLOUD_TEST_CHILD";

#[cfg(unix)]
#[test]
#[ignore = "a part of the next test, in a process of its own"]
fn part() {
    assert!(std::env::var_os(CHILD).is_some(), "it means nothing without the variables that the next test sets");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sources = Sources::new(Arc::new(Silence)).with_environment(Environment::process());
    let found = runtime.block_on(default_chain(&sources).credentials()).map(|found| found.provider().to_owned());
    let built = alicloud_client::Client::builder().endpoint("rds.example.com").build().map(|_| ());
    println!("{}\n{}", found.unwrap_err(), built.unwrap_err());
    // An environment with its own variables does not read those of the process.
    let role = AssumeRole::new(&self::sources(), Static::new("id", "hush"), "role");
    let limited = async { tokio::time::timeout(Duration::from_millis(50), role.credentials()).await };
    println!("{:?}", runtime.block_on(limited).map(|result| result.map_err(|error| error.to_string())));
}

/// If a variable were ignored, the program would act with another identity or in another region.
#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf8_is_an_error_that_names_it() {
    use std::os::unix::ffi::OsStrExt as _;

    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let profile = r#"{"profiles":[{"name":"default","mode":"AK","access_key_id":"id","access_key_secret":"hush"}]}"#;
    std::fs::write(&file, profile).unwrap();
    for variable in [
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "ALICLOUD_ACCESS_KEY_SECRET",
        "ALIBABA_CLOUD_PROFILE",
        "ALIBABA_CLOUD_ROLE_ARN",
        "ALIBABA_CLOUD_CREDENTIALS_FILE",
        "ALIBABACLOUD_REGION_ID",
        "REGION",
        "ALIBABA_CLOUD_ENDPOINT",
        "ALIBABA_CLOUD_STS_ENDPOINT",
        "ALIBABA_CLOUD_USER_AGENT",
    ] {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "limits::part", "--ignored", "--nocapture"])
            .env_clear()
            .env(CHILD, "1")
            .env("HOME", home.path())
            .env("ALIBABA_CLOUD_CONFIG_FILE", &file)
            .env(variable, std::ffi::OsStr::from_bytes(b"hush\xff"))
            .output()
            .unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        let named = format!("the environment variable {variable} is not valid UTF-8");
        assert_eq!(output.matches(&named).count(), 2, "{variable}: {output}");
        assert!(!output.contains("hush"), "{output}");
    }
}

#[cfg(unix)]
async fn written(file: &std::path::Path) -> String {
    loop {
        match std::fs::read_to_string(file) {
            Ok(text) if text.ends_with('\n') => return text,
            _ => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

/// Each source profile is a level of recursion and a call, so a file with many of them gives an error.
#[tokio::test]
async fn a_long_chain_of_source_profiles_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let profiles: Vec<String> = (0..2000)
        .map(|number| {
            let next = number + 1;
            format!(
                r#"{{"name":"p{number}","mode":"ChainableRamRoleArn","source_profile":"p{next}","ram_role_arn":"acs:ram::1:role/r"}}"#
            )
        })
        .collect();
    write_config(home.path(), &format!(r#"{{"current":"p0","profiles":[{}]}}"#, profiles.join(",")));
    let error = default_chain(&at_home(home.path())).credentials().await.unwrap_err().to_string();
    assert!(error.contains("the chain of source profiles is longer than 16"), "{error}");
}

/// A volume that is not mounted leaves a dangling link. Somebody created the link, so no other identity is used
/// instead.
#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_nowhere_is_not_absent() {
    for link in [".aliyun", ".aliyun/config.json"] {
        let home = tempfile::tempdir().unwrap();
        let link = home.path().join(link);
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(home.path().join("nowhere"), &link).unwrap();
        let error = default_chain(&at_home(home.path())).credentials().await.unwrap_err().to_string();
        assert!(error.contains("config.json") && !error.contains("ecs_ram_role"), "{error}");
    }
}

fn write_config(home: &std::path::Path, text: &str) {
    std::fs::create_dir_all(home.join(".aliyun")).unwrap();
    std::fs::write(home.join(".aliyun/config.json"), text).unwrap();
}

fn at_home(home: &std::path::Path) -> Sources {
    let environment = Environment::fixed([("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")]).with_home(home);
    Sources::new(Arc::new(Silence)).with_environment(environment)
}
