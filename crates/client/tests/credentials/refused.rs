//! Tests that a key that the service refuses is discarded by its provider, whatever other providers wrap it.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use alicloud_client::credentials::{
    self, AccessKey, AssumeRole, Cached, Chain, CliProfile, Clock, Credentials, CredentialsError, CredentialsKind,
    CredentialsProvider, Environment, Sources,
};
use alicloud_client::transport::BoxFuture;
use serde_json::{Value, json};

use crate::network::{Network, Route};

const NOW: u64 = 1_767_323_045;

/// Returns numbered keys, and keeps the IDs of the refused ones.
#[derive(Debug, Default, Clone)]
struct Source {
    given: Arc<Mutex<usize>>,
    refused: Arc<Mutex<Vec<String>>>,
}

impl CredentialsProvider for Source {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let mut given = self.given.lock().unwrap();
        *given += 1;
        let key = CredentialsKind::AccessKey(AccessKey::new(format!("key{given}"), "hush"));
        Box::pin(std::future::ready(Ok(Credentials::new(key, "source"))))
    }

    fn refused(&self, credentials: &Credentials) {
        self.refused.lock().unwrap().push(id(credentials));
    }
}

fn id(credentials: &Credentials) -> String {
    credentials.access_key().unwrap().id.clone()
}

fn sources(routes: Value, file: &Path) -> (Sources, Arc<Network>) {
    let routes: Vec<Route> = serde_json::from_value(routes).unwrap();
    let network = Arc::new(Network::expecting(&routes));
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let sources = Sources::new(Arc::clone(&network) as _)
        .with_environment(Environment::fixed([("ALIBABA_CLOUD_CONFIG_FILE", file.to_string_lossy())]))
        .with_clock(Clock::new(move || now));
    (sources, network)
}

fn issued(id: &str) -> Value {
    json!({"AccessKeyId": id, "AccessKeySecret": "hush-1", "SecurityToken": "hush-2", "Expiration": "2026-01-02T04:04:05Z"})
}

fn session(id: &str, by: &str) -> Value {
    json!({"request": "POST https://sts.aliyuncs.com/", "holds": [by],
           "body": {"RequestId": "R", "Credentials": issued(id)}})
}

#[tokio::test]
async fn every_wrapper_tells_its_source() {
    let (sources, _network) =
        sources(json!([session("STS.one", "key1"), session("STS.two", "key1")]), Path::new("none"));
    let boxed = |provider: Source| Box::new(provider) as Box<dyn CredentialsProvider>;
    type Wrap<'a> = (&'a str, Box<dyn Fn(Source) -> Box<dyn CredentialsProvider> + 'a>);
    let wrappers: [Wrap<'_>; 7] = [
        ("Box", Box::new(|source| Box::new(boxed(source)))),
        ("Arc", Box::new(|source| Box::new(Arc::new(source)))),
        ("Cached", Box::new(|source| Box::new(Cached::new(source)))),
        ("Chain", Box::new(|source| Box::new(Chain::new("outer", [boxed(source)])))),
        (
            "Cached in Chain in Cached in Chain",
            Box::new(|source| {
                let inner = Chain::new("inner", [Box::new(Cached::new(source)) as Box<dyn CredentialsProvider>]);
                Box::new(Chain::new("outer", [Box::new(Cached::new(inner)) as Box<dyn CredentialsProvider>]))
            }),
        ),
        ("AssumeRole", Box::new(|source| Box::new(AssumeRole::new(&sources, source, "acs:ram::1:role/r")))),
        (
            "AssumeRole in Cached",
            Box::new(|source| {
                Box::new(Cached::new(AssumeRole::new(&sources, Cached::new(source), "acs:ram::1:role/r")))
            }),
        ),
    ];
    for (name, wrap) in wrappers {
        let source = Source::default();
        let provider = wrap(source.clone());
        let credentials = provider.credentials().await.unwrap();
        provider.refused(&credentials);
        assert_eq!(*source.refused.lock().unwrap(), ["key1"], "{name}");
    }
}

/// The security token service refuses the key of the source, so a new one is requested, with which the role is assumed.
#[tokio::test]
async fn a_role_is_assumed_with_a_new_key_of_the_source() {
    let refusal = json!({"request": "POST https://sts.aliyuncs.com/", "holds": ["key1"], "status": 404,
                         "body": {"RequestId": "R", "Code": "InvalidAccessKeyId.NotFound", "Message": "m"}});
    let (sources, network) = sources(json!([refusal, session("STS.role", "key2")]), Path::new("none"));
    let source = Source::default();
    let chain = Chain::new("chain", [Box::new(Cached::new(source.clone())) as Box<dyn CredentialsProvider>]);
    let role = AssumeRole::new(&sources, chain, "acs:ram::1:role/r");
    assert_eq!(id(&role.credentials().await.unwrap()), "STS.role");
    assert_eq!(network.mistakes(), Vec::<String>::new());
    assert_eq!(*source.refused.lock().unwrap(), ["key1"]);
}

fn configuration(sign_in: &Value) -> String {
    let mut profile = json!({"name": "me", "access_key_id": "STS.kept", "access_key_secret": "hush", "sts_token": "hush",
                             "sts_expiration": 4_102_444_800_u64});
    profile.as_object_mut().unwrap().extend(sign_in.as_object().unwrap().clone());
    let role = json!({"name": "role", "mode": "ChainableRamRoleArn", "source_profile": "me", "ram_role_arn": "acs:ram::1:role/r"});
    json!({"current": "me", "profiles": [profile, role]}).to_string()
}

/// The temporary key in a profile is skipped after it was refused, and replaced in the file.
#[tokio::test]
async fn the_kept_key_of_a_sign_in() {
    let sign_ins = [
        (
            json!({"mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": "hush-a", "oauth_refresh_token": "hush-r",
                   "oauth_access_token_expire": 4_102_444_800_u64}),
            Ok(json!({"request": "POST https://oauth.aliyun.com/v1/exchange", "body": issued("STS.new")})),
        ),
        (
            json!({"mode": "CloudSSO", "cloud_sso_sign_in_url": "https://sso.example.com/x", "cloud_sso_account_id": "1",
                   "cloud_sso_access_config": "c", "access_token": "hush-a", "cloud_sso_access_token_expire": 4_102_444_800_u64}),
            Ok(
                json!({"request": "POST https://sso.example.com/cloud-credentials", "body": {"CloudCredential": issued("STS.new")}}),
            ),
        ),
        // The key is used as long as it is accepted, though nothing is there to replace it.
        (json!({"mode": "CloudSSO", "access_token": "hush-a"}), Err("cloud_sso_sign_in_url")),
    ];
    for (sign_in, route) in sign_ins {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("config.json");
        let write = || std::fs::write(&file, configuration(&sign_in)).unwrap();

        // Refused by the called service.
        write();
        let routes = route.iter().cloned().collect::<Value>();
        let (sources, network) = sources(routes, &file);
        let provider = credentials::default_chain(&sources);
        let kept = provider.credentials().await.unwrap();
        assert_eq!(id(&kept), "STS.kept");
        provider.refused(&kept);
        let route = match route {
            Ok(route) => route,
            Err(lacks) => {
                let error = provider.credentials().await.unwrap_err().to_string();
                assert!(error.contains(lacks), "{error}");
                continue;
            }
        };
        assert_eq!(id(&provider.credentials().await.unwrap()), "STS.new");
        assert_eq!(network.mistakes(), Vec::<String>::new());
        assert!(std::fs::read_to_string(&file).unwrap().contains("\"STS.new\""));
        // Another program, which does not know about the refusal.
        assert_eq!(id(&CliProfile::new(&sources).credentials().await.unwrap()), "STS.new");

        // Refused by the security token service when a role is assumed.
        write();
        let refusal = json!({"request": "POST https://sts.aliyuncs.com/", "holds": ["STS.kept"], "status": 404,
                             "body": {"RequestId": "R", "Code": "InvalidAccessKeyId.NotFound", "Message": "m"}});
        let (sources, network) = self::sources(json!([refusal, route, session("STS.role", "STS.new")]), &file);
        let provider = credentials::from_profile(&sources, "role");
        assert_eq!(id(&provider.credentials().await.unwrap()), "STS.role");
        assert_eq!(network.mistakes(), Vec::<String>::new());
    }
}
