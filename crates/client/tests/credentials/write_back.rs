//! Tests of writing renewed tokens of a sign-in back to the file, and of failures to do so.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alicloud_client::credentials::{CliProfile, Clock, CredentialsProvider as _, Environment, Sources};
use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use serde_json::json;

use crate::log::Log;
use crate::network::{Network, Route};

const RENEWED: u64 = 1_767_323_045;

fn routes() -> Vec<Route> {
    let key = |name: &str| json!({"AccessKeyId": format!("STS.{name}"), "AccessKeySecret": "hush-1", "SecurityToken": "hush-2", "Expiration": "2026-01-02T03:06:05Z"});
    let routes = json!([
        {"request": "POST https://oauth.aliyun.com/v1/token", "holds": ["refresh_token=hush-refresh-1"],
         "body": {"access_token": "hush-access-2", "refresh_token": "hush-refresh-2", "expires_in": 60}},
        {"request": "POST https://oauth.aliyun.com/v1/exchange", "holds": ["hush-access-2"], "body": key("one")},
        {"request": "POST https://oauth.aliyun.com/v1/token", "holds": ["refresh_token=hush-refresh-2"],
         "body": {"access_token": "hush-access-3", "refresh_token": "hush-refresh-3", "expires_in": 3600}},
        {"request": "POST https://oauth.aliyun.com/v1/exchange", "holds": ["hush-access-3"], "body": key("two")},
        {"request": "POST https://oauth.aliyun.com/v1/exchange", "holds": ["hush-access-3"], "body": key("three")},
    ]);
    serde_json::from_value(routes).unwrap()
}

fn configuration() -> String {
    json!({"current": "me", "plugin": {"kept": true}, "profiles": [
        {"name": "other", "mode": "AK", "access_key_id": "LTAI.other", "access_key_secret": "hush-other"},
        {"name": "me", "mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": "hush-access-1",
         "oauth_refresh_token": "hush-refresh-1", "oauth_access_token_expire": 0}]})
    .to_string()
}

/// The inputs of providers with this file and this network, at a time in seconds since the Unix epoch.
fn sources(file: &Path, routes: &[Route], now: u64) -> (Sources, Arc<Network>) {
    let network = Arc::new(Network::expecting(routes));
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
    let sources = Sources::new(Arc::clone(&network) as _)
        .with_environment(Environment::fixed([("ALIBABA_CLOUD_CONFIG_FILE", file.to_string_lossy())]))
        .with_clock(Clock::new(move || now));
    (sources, network)
}

/// Three lookups in a row, each of which has to use the tokens of the previous one; returns the log.
async fn three_lookups(file: &Path) -> String {
    lookups(file, &configuration(), &routes(), &["STS.one", "STS.two", "STS.three"]).await
}

/// Lookups in a row that find these keys; returns the log.
async fn lookups(file: &Path, configuration: &str, routes: &[Route], ids: &[&str]) -> String {
    fs::write(file, configuration).unwrap();
    let (sources, network) = sources(file, routes, RENEWED);
    let provider = CliProfile::new(&sources);
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    for id in ids {
        let credentials = provider.credentials().await.unwrap();
        assert_eq!(credentials.access_key().unwrap().id, *id);
    }
    drop(guard);
    assert_eq!(network.mistakes(), Vec::<String>::new());
    assert!(!log.text().contains("hush"), "{}", log.text());
    assert!(!format!("{provider:?}").contains("hush"), "{provider:?}");
    log.text()
}

#[tokio::test]
async fn a_file_that_cannot_be_replaced_does_not_fail_the_call() {
    let home = tempfile::tempdir().unwrap();
    // Permissions do not stop root, who may run this test. A file name that leaves no room for a longer one beside it
    // stops everybody.
    let file = home.path().join("c".repeat(250));
    // The access token does not expire soon, so it is not renewed, and only the key that it is exchanged for is to be
    // written.
    let good = configuration().replace(r#""oauth_access_token_expire":0"#, r#""oauth_access_token_expire":4102444800"#);
    let good = good.replace("hush-access-1", "hush-access-2");
    let cases = [
        (configuration(), &routes()[..], &["STS.one", "STS.two", "STS.three"][..], "renewed tokens"),
        (good, &routes()[1..2], &["STS.one"][..], "a temporary key"),
    ];
    for (configuration, routes, ids, what) in cases {
        let log = lookups(&file, &configuration, routes, ids).await;
        let of_what = log.matches(&format!("{what} could not be written to the configuration file")).count();
        assert!(of_what > 0 && of_what == log.matches("could not be written").count(), "{what}: {log}");
        assert_eq!(fs::read_to_string(&file).unwrap(), configuration, "the file is whole");
        assert_eq!(names(home.path()).len(), 2, "nothing but the lock is left behind");
    }
}

#[tokio::test]
async fn the_rest_of_the_file_stays() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let log = three_lookups(&file).await;
    assert!(!log.contains("could not be written"), "{log}");
    let after: serde_json::Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(after["plugin"], json!({"kept": true}));
    assert_eq!(after["profiles"][0]["access_key_secret"], "hush-other");
    assert_eq!(after["profiles"][1]["oauth_refresh_token"], "hush-refresh-3");
    assert_eq!(after["profiles"][1]["access_key_id"], "STS.three");
    assert_eq!(names(home.path()), ["config.json", "config.json.lock"], "nothing but the lock is left behind");
}

/// The content of a file before and after. `@` is replaced by the fields of a renewed sign-in, each with the text
/// before its value.
#[tokio::test]
async fn what_is_not_changed_stays_byte_for_byte() {
    const OLD: &str = r#""oauth_site_type":"CN","oauth_access_token":"hush-access-1","oauth_refresh_token":"hush-refresh-1","oauth_access_token_expire":0"#;
    const NEW: &str = r#""oauth_site_type":"CN","oauth_access_token":"hush-access-2","oauth_refresh_token":"hush-refresh-2","oauth_access_token_expire":1767323105"#;
    let key = |before: &str, after: &str| {
        let members = [
            ("access_key_id", "\"STS.one\""),
            ("access_key_secret", "\"hush-1\""),
            ("sts_token", "\"hush-2\""),
            ("sts_expiration", "1767323165"),
        ];
        members.map(|(name, value)| format!(",{before}\"{name}\"{after}{value}")).concat()
    };
    let cases = [
        // Numbers that no library can represent, repeated keys, escapes, and no white space.
        (
            r#"{"a":12345678901234567890123,"current":"x","current":"me","b":0.1000000000000000055511151231257827,"profiles":[{"name":"me","mode":"OAuth",@,"n":1E400}],"é":"\u00e9\/"}"#,
            "",
            ":",
        ),
        // Indented, with Windows line breaks, a byte order mark, and a second profile of the same name.
        (
            "\u{feff}{\r\n\t\"profiles\" : [\r\n\t\t{\r\n\t\t\t\"name\": \"other\"\r\n\t\t},\r\n\t\t{\r\n\t\t\t\"name\": \"me\",\r\n\t\t\t@\r\n\t\t},\r\n\t\t{\"name\": \"me\", \"mode\": \"AK\"}\r\n\t],\r\n\t\"current\": \"me\"\r\n}\r\n\r\n",
            "\r\n\t\t\t",
            ": ",
        ),
        // Unusual white space; the token is repeated, and the last one counts.
        (
            "{ \"profiles\" :[ { \"name\"  :  \"me\" , \"oauth_refresh_token\":\"hush-first\",@ } ],\"current\":\"me\" }",
            " ",
            ":  ",
        ),
    ];
    for (text, before, after) in cases {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("config.json");
        // Only the vendor's CLI derives this mode from the fields.
        let old =
            if text.contains("\"mode\":\"OAuth\"") { OLD.to_owned() } else { format!("\"mode\":\"OAuth\",{OLD}") };
        let new = old.replace(OLD, NEW);
        fs::write(&file, text.replace('@', &old)).unwrap();
        let (sources, network) = sources(&file, &routes()[..2], RENEWED);
        CliProfile::new(&sources).credentials().await.unwrap();
        assert_eq!(network.mistakes(), Vec::<String>::new());
        // New fields are added after the last one of the profile.
        let end = if text.contains("1E400") { "@,\"n\":1E400" } else { "@" };
        let expected = text.replace(end, &format!("{end}{}", key(before, after))).replace('@', &new);
        assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    }
}

/// A user signs in again while a token is being redeemed; the new sign-in is kept.
#[tokio::test]
async fn a_new_sign_in_is_not_overwritten() {
    #[derive(Debug)]
    struct SignsIn(Arc<Network>, std::path::PathBuf);

    impl Transport for SignsIn {
        fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            fs::write(&self.1, configuration().replace("hush-refresh-1", "hush-of-a-person")).unwrap();
            self.0.send(request)
        }
    }

    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    fs::write(&file, configuration()).unwrap();
    let (sources, network) = sources(&file, &routes()[..2], RENEWED);
    let clock = sources.clock().clone();
    let sources = Sources::new(Arc::new(SignsIn(network, file.clone())))
        .with_environment(sources.environment().clone())
        .with_clock(clock);
    CliProfile::new(&sources).credentials().await.unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), configuration().replace("hush-refresh-1", "hush-of-a-person"));
}

/// A user signs in to CloudSSO again while a key is being issued: the key belongs to the old sign-in, so it is not written.
#[tokio::test]
async fn a_key_of_an_old_sign_in_is_not_kept() {
    #[derive(Debug)]
    struct SignsIn(Arc<Network>, std::path::PathBuf);

    impl Transport for SignsIn {
        fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            let text = fs::read_to_string(&self.1).unwrap();
            fs::write(&self.1, text.replace("hush-sso", "hush-of-a-person")).unwrap();
            self.0.send(request)
        }
    }

    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let configuration = json!({"current": "me", "profiles": [
        {"name": "me", "mode": "CloudSSO", "cloud_sso_sign_in_url": "https://sso.example/start", "cloud_sso_account_id": "42",
         "cloud_sso_access_config": "ac-1", "access_token": "hush-sso", "cloud_sso_access_token_expire": 4_102_444_800_u64}]})
    .to_string();
    fs::write(&file, &configuration).unwrap();
    let routes: Vec<Route> = serde_json::from_value(json!([
        {"request": "POST https://sso.example/cloud-credentials", "body": {"CloudCredential":
            {"AccessKeyId": "STS.sso", "AccessKeySecret": "hush-1", "SecurityToken": "hush-2", "Expiration": "2026-01-02T04:04:05Z"}}},
    ]))
    .unwrap();
    let (sources, network) = sources(&file, &routes, RENEWED);
    let clock = sources.clock().clone();
    let sources = Sources::new(Arc::new(SignsIn(network, file.clone())))
        .with_environment(sources.environment().clone())
        .with_clock(clock);
    let credentials = CliProfile::new(&sources).credentials().await.unwrap();
    assert_eq!(credentials.access_key().unwrap().id, "STS.sso");
    assert_eq!(fs::read_to_string(&file).unwrap(), configuration.replace("hush-sso", "hush-of-a-person"));
}

/// Another program, which does not use the lock, has redeemed the token and writes its result to the file a moment
/// later.
#[tokio::test]
async fn a_token_that_another_program_has_redeemed() {
    #[derive(Debug)]
    struct Redeems(Arc<Network>, std::path::PathBuf);

    impl Transport for Redeems {
        fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            if request.url.ends_with("/token") {
                let text = configuration()
                    .replace("hush-refresh-1", "hush-refresh-9")
                    .replace("hush-access-1", "hush-access-9");
                let text = text.replace("\"oauth_access_token_expire\":0", "\"oauth_access_token_expire\":1767400000");
                let file = self.1.clone();
                std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_millis(150));
                    fs::write(file, text).unwrap();
                });
            }
            self.0.send(request)
        }
    }

    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    fs::write(&file, configuration()).unwrap();
    let routes: Vec<Route> = serde_json::from_value(json!([
        {"request": "POST https://oauth.aliyun.com/v1/token", "status": 400, "body": {"error": "invalid_grant"}},
        {"request": "POST https://oauth.aliyun.com/v1/exchange", "holds": ["hush-access-9"],
         "body": {"AccessKeyId": "STS.nine", "AccessKeySecret": "hush-1", "SecurityToken": "hush-2", "Expiration": "2026-01-02T04:04:05Z"}},
    ]))
    .unwrap();
    let (sources, network) = sources(&file, &routes, RENEWED);
    let clock = sources.clock().clone();
    let sources = Sources::new(Arc::new(Redeems(network, file)))
        .with_environment(sources.environment().clone())
        .with_clock(clock);
    let credentials = CliProfile::new(&sources).credentials().await.unwrap();
    assert_eq!(credentials.access_key().unwrap().id, "STS.nine");
}

/// A call whose time limit is exceeded while the token is being redeemed does not lose the token.
#[tokio::test]
async fn a_call_that_is_cancelled_does_not_lose_the_token() {
    #[derive(Debug)]
    struct Slow(Arc<Network>);

    impl Transport for Slow {
        fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            let answer = self.0.send(request);
            Box::pin(async {
                tokio::time::sleep(Duration::from_millis(200)).await;
                answer.await
            })
        }
    }

    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    fs::write(&file, configuration()).unwrap();
    let (sources, network) = sources(&file, &routes()[..2], RENEWED);
    let clock = sources.clock().clone();
    let slow = Sources::new(Arc::new(Slow(network))).with_environment(sources.environment().clone()).with_clock(clock);
    let provider = CliProfile::new(&slow);
    assert!(tokio::time::timeout(Duration::from_millis(50), provider.credentials()).await.is_err());
    while !fs::read_to_string(&file).unwrap().contains("STS.one") {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(fs::read_to_string(&file).unwrap().contains("hush-refresh-2"));
}

/// A program is suspended while it holds the lock: the others wait for a while, and not forever.
#[tokio::test(start_paused = true)]
async fn a_lock_that_is_never_given_up() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let held = fs::File::create(home.path().join("config.json.lock")).unwrap();
    held.lock().unwrap();
    fs::write(&file, configuration()).unwrap();
    let (sources, _network) = sources(&file, &routes()[..2], RENEWED);
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    let credentials = CliProfile::new(&sources).credentials().await.unwrap();
    drop(guard);
    assert_eq!(credentials.access_key().unwrap().id, "STS.one");
    assert!(log.text().contains("another program has held the lock for 30s"), "{}", log.text());
    assert!(fs::read_to_string(&file).unwrap().contains("hush-refresh-2"), "the token is kept all the same");
}

#[cfg(unix)]
#[tokio::test]
async fn owner_mode_and_link_stay() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};

    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("shared.json");
    let file = home.path().join("config.json");
    fs::write(&target, configuration()).unwrap();
    symlink(&target, &file).unwrap();
    // Only root can change the owner of a file; everybody else keeps it.
    drop(chown(&target, Some(12_345), Some(54_321)));
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    let before = fs::metadata(&target).unwrap();
    let (sources, _network) = sources(&file, &routes()[..2], RENEWED);
    CliProfile::new(&sources).credentials().await.unwrap();
    let after = fs::metadata(&target).unwrap();
    assert!(fs::read_to_string(&target).unwrap().contains("hush-refresh-2"));
    assert_eq!((after.uid(), after.gid(), after.mode()), (before.uid(), before.gid(), before.mode()));
    assert!(fs::symlink_metadata(&file).unwrap().is_symlink());
    let lock = fs::metadata(home.path().join("shared.json.lock")).unwrap();
    assert_eq!((lock.uid(), lock.mode() & 0o777), (before.uid(), 0o600), "its owner can lock it as well");

    // A link in place of the lock is not followed: it may lead to a file of somebody else.
    let elsewhere = home.path().join("elsewhere");
    fs::remove_file(home.path().join("shared.json.lock")).unwrap();
    symlink(&elsewhere, home.path().join("shared.json.lock")).unwrap();
    fs::write(&target, configuration()).unwrap();
    let (sources, _network) = self::sources(&file, &routes()[..2], RENEWED);
    CliProfile::new(&sources).credentials().await.unwrap();
    assert!(!elsewhere.exists() && fs::read_to_string(&target).unwrap().contains("hush-refresh-2"));
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}
