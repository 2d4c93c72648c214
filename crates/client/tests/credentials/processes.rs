//! Tests of several programs that renew the sign-ins of one configuration file: no sign-in is lost, and the rest of the
//! file is unchanged.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use alicloud_client::credentials::{CliProfile, CredentialsProvider as _, Environment, Sources};
use serde_json::{Value, json};

use crate::sign_in_service::{SignInService, ToLoopback};

/// The variable that tells a child process of this test what to do.
const PART: &str = "ALICLOUD_TEST_PART";

/// Looks up credentials several times, each time like a new program.
#[test]
#[ignore = "a part of the other tests, in a process of its own"]
fn part() {
    let part = std::env::var(PART).expect("it means nothing without the variable that the other tests set");
    let part: Value = serde_json::from_str(&part).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for _ in 0..part["times"].as_u64().unwrap() {
        let transport = ToLoopback::new(part["service"].as_str().unwrap().parse().unwrap());
        let environment = Environment::fixed([("ALIBABA_CLOUD_CONFIG_FILE", part["file"].as_str().unwrap())]);
        let sources = Sources::new(Arc::new(transport)).with_environment(environment);
        let provider = CliProfile::named(&sources, part["profile"].as_str().unwrap());
        runtime.block_on(provider.credentials()).unwrap();
    }
}

fn start(file: &Path, service: &SignInService, profile: &str, times: u64) -> Child {
    let part = json!({"file": file, "service": service.address().to_string(), "profile": profile, "times": times});
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::part", "--ignored"])
        .env(PART, part.to_string())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn finish(children: Vec<Child>) {
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
}

fn write_file(file: &Path, profiles: &[(&str, &str)]) {
    let profiles: Vec<Value> = profiles
        .iter()
        .map(|(name, token)| {
            json!({"name": name, "mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": "hush-old",
                   "oauth_refresh_token": token, "oauth_access_token_expire": 0})
        })
        .collect();
    let mut text = json!({"profiles": profiles, "plugin": 0}).to_string();
    // A number that JSON libraries cannot represent.
    text = text.replace("\"plugin\":0", "\"plugin\":12345678901234567890123");
    fs::write(file, text).unwrap();
}

fn tokens(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("\"plugin\":12345678901234567890123"), "{text}");
    let root: Value = serde_json::from_str(&text).unwrap();
    let profiles = root["profiles"].as_array().unwrap();
    profiles.iter().map(|profile| profile["oauth_refresh_token"].as_str().unwrap().to_owned()).collect()
}

/// Each lookup redeems a single-use token.
#[test]
fn two_profiles_of_one_file() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    // An access token that is valid for a minute is renewed at once.
    let service = SignInService::start(60);
    write_file(&file, &[("one", &service.sign_in("one")), ("two", &service.sign_in("two"))]);
    finish(["one", "two"].map(|profile| start(&file, &service, profile, 50)).into());
    assert_eq!(service.issued(), (102, vec![]));
    assert_eq!(tokens(&file), [service.good("one"), service.good("two")]);
}

/// The second program uses what the first one has written to the file.
#[test]
fn one_profile_in_four_programs() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let service = SignInService::start(3600);
    for round in 1..=5 {
        write_file(&file, &[("one", &service.sign_in("one"))]);
        finish((0..4).map(|_| start(&file, &service, "one", 3)).collect());
        assert_eq!(service.issued(), (2 * round, vec![]), "one sign-in and one renewal in each round");
        assert_eq!(tokens(&file), [service.good("one")]);
    }
}

/// A program that is killed loses at most its own token, but neither the file nor the files beside it.
#[cfg(unix)]
#[test]
fn a_program_that_is_killed() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.json");
    let service = SignInService::start(60);
    write_file(&file, &[("one", &service.sign_in("one")), ("two", &service.sign_in("two"))]);
    for name in ["config.json.tmp", "config.json.0123456789abcdef.tmp", "config.json.backup.tmp"] {
        fs::write(home.path().join(name), "half").unwrap();
    }
    for pause in 0..10 {
        let mut child = start(&file, &service, "one", 1000);
        std::thread::sleep(std::time::Duration::from_millis(100 + 7 * pause));
        child.kill().unwrap();
        child.wait().unwrap();
        finish(vec![start(&file, &service, "two", 1)]);
        assert_eq!(tokens(&file)[1], service.good("two"));
        let mut names: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["config.json", "config.json.backup.tmp", "config.json.lock", "config.json.tmp"]);
        write_file(&file, &[("one", &service.sign_in("one")), ("two", &service.good("two"))]);
    }
}
