//! Runs a folder of cases. A case has an environment, files and responses of services, and the expected credentials or
//! errors.
//!
//! In every case a string that contains `hush` is secret and must not occur in any output.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use alicloud_client::credentials::{
    self, Clock, Credentials, CredentialsError, CredentialsKind, CredentialsProvider, Environment, Sources,
};
use alicloud_client::region;
use serde::Deserialize;
use serde_json::Value;

use crate::log::Log;
use crate::network::{Network, Route};

/// As many cases are there at least, of which Windows has fewer: a folder that was moved is no success.
const AT_LEAST: usize = if cfg!(windows) { 145 } else { 152 };

/// The time of every case, unless a signature requires the time of the system.
const NOW: &str = "2026-01-02T03:04:05Z";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// A description of the case, for its reader.
    #[allow(dead_code, reason = "for the reader of the file")]
    about: String,
    /// The difference of the official Python library, for the comparison in `tests/conformance/credentials`.
    #[allow(dead_code, reason = "read by the comparison with the official library")]
    python: Option<String>,
    /// The name of a profile to use instead of the chain.
    profile: Option<String>,
    /// Environment variables. `{home}` is replaced by the home directory, here and in the files.
    #[serde(default)]
    environment: BTreeMap<String, String>,
    /// Files below the home directory. An object is written as JSON.
    #[serde(default)]
    files: BTreeMap<String, Value>,
    #[serde(default)]
    routes: Vec<Route>,
    /// The region and the network (`vpc`) of the client.
    region: Option<String>,
    network: Option<String>,
    expect: Expected,
    /// Strings that the log must contain.
    #[serde(default)]
    warns: Vec<String>,
    /// Strings that the files must contain afterwards.
    #[serde(default)]
    written: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    provider: Option<String>,
    id: Option<String>,
    secret: Option<String>,
    token: Option<String>,
    expires: Option<String>,
    bearer: Option<String>,
    #[serde(default)]
    anonymous: bool,
    region: Option<String>,
    /// A string that the error of looking for the region must contain.
    region_error: Option<String>,
    /// Strings that the error must contain.
    error: Option<Vec<String>>,
    not_configured: Option<bool>,
}

#[tokio::test]
async fn every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/credentials/cases");
    let mut failures = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // Commands run there without a shell.
        if cfg!(windows) && name.starts_with("cli_external") {
            continue;
        }
        let case =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        failures.extend(check(&case).await.into_iter().map(|problem| format!("{name}: {problem}")));
        count += 1;
    }
    assert!(count >= AT_LEAST, "there are only {count} cases");
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// The differences from the expectation.
async fn check(case: &Case) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    let in_home = |text: &str| text.replace("{home}", &home.path().to_string_lossy());
    for (name, content) in &case.files {
        let text = match content {
            Value::String(text) => text.clone(),
            content => serde_json::to_string_pretty(content).unwrap(),
        };
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, in_home(&text)).unwrap();
    }
    let network = Arc::new(Network::expecting(&case.routes));
    let variables = case.environment.iter().map(|(name, value)| (name.as_str(), in_home(value)));
    let environment = Environment::fixed(variables).with_home(home.path());
    let now = time(NOW);
    let sources =
        Sources::new(Arc::clone(&network) as _).with_environment(environment).with_clock(Clock::new(move || now));
    let sources = match &case.region {
        Some(region) => sources.with_region(region),
        None => sources,
    };
    let sources = match case.network.as_deref() {
        Some("vpc") => sources.with_network(alicloud_client::Network::Vpc),
        Some(other) => panic!("there is no network {other}"),
        None => sources,
    };
    let provider: Box<dyn CredentialsProvider> = match &case.profile {
        Some(name) => Box::new(credentials::from_profile(&sources, name)),
        None => Box::new(credentials::default_chain(&sources)),
    };

    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    let result = provider.credentials().await;
    drop(guard);

    let mut problems = network.mistakes();
    match &result {
        Ok(credentials) => compare(credentials, &case.expect, &mut problems),
        Err(error) => compare_error(error, &case.expect, &in_home, &mut problems),
    }
    let region = region::discover(sources.environment());
    let is_region_expected = match (&case.expect.region, &case.expect.region_error, &region) {
        (None, None, _) => true,
        (Some(expected), _, Ok(Some(found))) => found == expected,
        (None, Some(expected), Err(error)) => error.to_string().contains(&in_home(expected)),
        _ => false,
    };
    if !is_region_expected {
        problems.push(format!("the region is {region:?}"));
    }
    let mut shown = format!("{provider:?}\n{result:?}\n{sources:?}\n{}", log.text());
    if let Err(error) = &result {
        shown.push_str(&error.to_string());
    }
    if shown.contains("hush") {
        problems.push(format!("a secret is shown:\n{shown}"));
    }
    for text in case.warns.iter().map(|text| in_home(text)).filter(|text| !log.text().contains(text)) {
        problems.push(format!("the log lacks {text:?}:\n{}", log.text()));
    }
    for (name, texts) in &case.written {
        let content = fs::read_to_string(home.path().join(name)).unwrap();
        problems.extend(
            texts.iter().filter(|text| !content.contains(*text)).map(|text| format!("{name} lacks {text}:\n{content}")),
        );
    }
    problems
}

fn compare(credentials: &Credentials, expected: &Expected, problems: &mut Vec<String>) {
    let key = credentials.access_key();
    let mut same = |what: &str, found: Option<String>, expected: &Option<String>| {
        if found != *expected {
            problems.push(format!("{what} is {found:?}, not {expected:?}"));
        }
    };
    same("the provider", Some(credentials.provider().to_owned()), &expected.provider);
    same("the id", key.map(|key| key.id.clone()), &expected.id);
    same("the secret", key.map(|key| key.secret.expose().to_owned()), &expected.secret);
    same("the token", key.and_then(|key| Some(key.security_token.as_ref()?.expose().to_owned())), &expected.token);
    same(
        "the end",
        credentials.expires().map(|time| humantime::format_rfc3339_seconds(time).to_string()),
        &expected.expires,
    );
    let bearer = match credentials.kind() {
        CredentialsKind::Bearer(token) => Some(token.expose().to_owned()),
        _ => None,
    };
    same("the bearer token", bearer, &expected.bearer);
    if expected.anonymous != matches!(credentials.kind(), CredentialsKind::Anonymous) {
        problems.push("anonymous, or not".to_owned());
    }
}

fn compare_error(
    error: &CredentialsError,
    expected: &Expected,
    in_home: &dyn Fn(&str) -> String,
    problems: &mut Vec<String>,
) {
    let text = error.to_string();
    let Some(texts) = &expected.error else {
        return problems.push(format!("there should be credentials: {text}"));
    };
    for wanted in texts.iter().map(|text| in_home(text)).filter(|wanted| !text.contains(wanted)) {
        problems.push(format!("the error lacks {wanted:?}: {text}"));
    }
    if Some(error.is_not_configured()) != expected.not_configured {
        problems.push(format!("not configured is {}: {text}", error.is_not_configured()));
    }
}

fn time(text: &str) -> SystemTime {
    humantime::parse_rfc3339(text).unwrap()
}
