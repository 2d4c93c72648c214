//! Renewed tokens of a sign-in: what happens when they cannot be written back.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alicloud_client::credentials::{CliProfile, Clock, CredentialsProvider as _, Environment, Sources};
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

/// Three lookups in a row, each of which has to use the tokens of the one before; then what the log has.
async fn three_lookups(file: &Path) -> String {
    fs::write(file, configuration()).unwrap();
    let network = Arc::new(Network::expecting(&routes()));
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(RENEWED);
    let sources = Sources::new(Arc::clone(&network) as _)
        .with_environment(Environment::fixed([("ALIBABA_CLOUD_CONFIG_FILE", file.to_string_lossy())]))
        .with_clock(Clock::new(move || now));
    let provider = CliProfile::new(&sources);
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    for id in ["STS.one", "STS.two", "STS.three"] {
        let credentials = provider.credentials().await.unwrap();
        assert_eq!(credentials.access_key().unwrap().id, id);
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
    // Permissions do not stop the superuser, who may run this; a name beside which no longer one fits stops everybody.
    let file = home.path().join("c".repeat(250));
    let log = three_lookups(&file).await;
    assert!(log.contains("could not be written back"), "{log}");
    assert_eq!(fs::read_to_string(&file).unwrap(), configuration(), "the file is whole");
    assert_eq!(names(home.path()).len(), 2, "nothing but the lock is left behind");
}

#[tokio::test]
async fn the_rest_of_the_file_stays() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let log = three_lookups(&file).await;
    assert!(!log.contains("could not be written back"), "{log}");
    let after: serde_json::Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(after["plugin"], json!({"kept": true}));
    assert_eq!(after["profiles"][0]["access_key_secret"], "hush-other");
    assert_eq!(after["profiles"][1]["oauth_refresh_token"], "hush-refresh-3");
    assert_eq!(after["profiles"][1]["access_key_id"], "STS.three");
    assert_eq!(names(home.path()), ["config.json", "config.json.lock"], "nothing but the lock is left behind");
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}
