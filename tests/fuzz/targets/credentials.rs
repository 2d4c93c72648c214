//! Configuration files and responses of services that have credentials. What is read of them is compared with nothing: the client's own
//! cases do that. Here every input ends with credentials or an error, soon and without showing a secret.

use std::sync::Arc;
use std::time::Duration;

use alicloud_client::credentials::{CredentialsProvider as _, Environment, Sources, default_chain};
use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use serde_json::Value;

use super::{files, wait};

fn cases() -> Vec<Value> {
    let cases = files("crates/client/tests/credentials/cases", ".json", 152);
    cases.iter().map(|case| serde_json::from_slice(case).unwrap()).collect()
}

/// The contents of files with this ending.
fn contents(ending: &str, at_least: usize) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for case in cases() {
        for (name, content) in case["files"].as_object().into_iter().flatten() {
            if name.ends_with(ending) {
                found.push(content.as_str().map_or_else(|| content.to_string(), str::to_owned).into_bytes());
            }
        }
    }
    assert!(found.len() >= at_least, "only {} files {ending}", found.len());
    found
}

pub(crate) fn config_files() -> Vec<Vec<u8>> {
    contents("config.json", 50)
}

pub(crate) fn ini_files() -> Vec<Vec<u8>> {
    contents(".ini", 8)
}

pub(crate) fn responses() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for case in cases() {
        for route in case["routes"].as_array().into_iter().flatten() {
            match &route["body"] {
                Value::Null => {}
                Value::String(text) => found.push(text.clone().into_bytes()),
                body => found.push(body.to_string().into_bytes()),
            }
        }
    }
    assert!(found.len() >= 50, "only {} responses", found.len());
    found
}

/// A network on which every request gets the same response, or none.
#[derive(Debug)]
struct Network(Option<Vec<u8>>);

impl Transport for Network {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let response = match &self.0 {
            Some(body) => Ok(HttpResponse::new(http::StatusCode::OK, http::HeaderMap::new(), body.clone())),
            None => Err(TransportError::new(TransportErrorKind::Connect, false)),
        };
        Box::pin(std::future::ready(response))
    }
}

/// Looks for credentials in a home folder with these files, and checks what is shown of it.
fn look(input: &[u8], files: &[(&str, &[u8])], variables: &[(&str, &str)], network: Network) {
    let home = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let file = home.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }
    let environment = Environment::fixed(variables.iter().copied()).with_home(home.path());
    let region = alicloud_client::region::discover(&environment);
    let sources = Sources::new(Arc::new(network)).with_environment(environment);
    let chain = default_chain(&sources);
    let found = wait(async { tokio::time::timeout(Duration::from_secs(60), chain.credentials()).await });
    let found = found.expect("the search for credentials ends");
    let error = found.as_ref().err().map(ToString::to_string);
    let shown = format!("{found:?} {error:?} {region:?} {chain:?}");
    assert!(is_named(input) || !shown.contains("hush"), "a secret is shown: {shown}");
}

/// Whether the string of the secrets is also where a name, a location or a message is, which is shown.
fn is_named(input: &[u8]) -> bool {
    fn elsewhere(value: &Value, is_secret: bool) -> bool {
        match value {
            Value::String(text) => !is_secret && text.contains("hush"),
            Value::Array(elements) => elements.iter().any(|element| elsewhere(element, is_secret)),
            Value::Object(fields) => {
                fields.iter().any(|(name, value)| name.contains("hush") || elsewhere(value, sounds_secret(name)))
            }
            _ => false,
        }
    }
    match serde_json::from_slice::<Value>(input) {
        Ok(value) => elsewhere(&value, false),
        // Lines of an INI file; of what is not JSON nothing is shown.
        Err(_) => String::from_utf8_lossy(input).lines().any(|line| match line.split_once('=') {
            Some((name, value)) => name.contains("hush") || value.contains("hush") && !sounds_secret(name),
            None => line.contains("hush") && !line.trim_start().starts_with(['"', '{', '}', '<']),
        }),
    }
}

fn sounds_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["secret", "token", "password", "private_key"].iter().any(|part| name.contains(part))
}

/// What runs a command is left out: a random command is not to be run.
fn runs_a_command(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input).to_ascii_lowercase();
    text.contains("external") || text.contains("command") || text.contains("\\u")
}

pub(crate) fn config_file(input: &[u8]) {
    if !runs_a_command(input) {
        look(
            input,
            &[(".aliyun/config.json", input)],
            &[("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")],
            Network(None),
        );
    }
}

pub(crate) fn credentials_file(input: &[u8]) {
    if !runs_a_command(input) {
        let variables = [("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")];
        look(input, &[(".alibabacloud/credentials.ini", input)], &variables, Network(None));
    }
}

pub(crate) fn response(input: &[u8]) {
    let network = || Network(Some(input.to_vec()));
    look(input, &[], &[("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:1/")], network());
    look(input, &[], &[("ALIBABA_CLOUD_ECS_METADATA", "role")], network());
}
