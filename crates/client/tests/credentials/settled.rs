//! Tests that providers that wrap others report whether a single-use token is being redeemed.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use alicloud_client::Client;
use alicloud_client::credentials::{
    AssumeRole, Cached, Chain, Credentials, CredentialsError, CredentialsProvider, Environment, Sources, Static,
};
use alicloud_client::transport::BoxFuture;
use tokio::time::timeout;

use crate::network::Network;

type Provider = Box<dyn CredentialsProvider>;

/// A provider that is always redeeming a token.
#[derive(Debug, Clone)]
struct Redeeming;

impl CredentialsProvider for Redeeming {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(pending())
    }

    fn settled(&self) -> BoxFuture<'_, ()> {
        Box::pin(pending())
    }
}

async fn is_settled(future: impl Future<Output = ()>) -> bool {
    timeout(Duration::ZERO, future).await.is_ok()
}

#[tokio::test]
async fn a_provider_waits_for_those_that_it_wraps() {
    let sources = Sources::new(Arc::new(Network::expecting(&[])))
        .with_environment(Environment::fixed([("HOME", "/nonexistent")]));
    let other = || Box::new(Static::new("id", "secret")) as Provider;
    let wrapped: [(&str, Provider, Provider); 5] = [
        ("a box", Box::new(Box::new(Redeeming)), Box::new(other())),
        ("an Arc", Box::new(Arc::new(Redeeming)), Box::new(Arc::new(other()))),
        ("a cache", Box::new(Cached::new(Redeeming)), Box::new(Cached::new(other()))),
        (
            "a role",
            Box::new(AssumeRole::new(&sources, Redeeming, "acs:ram::1:role/r")),
            Box::new(AssumeRole::new(&sources, other(), "acs:ram::1:role/r")),
        ),
        (
            "a chain, also for a provider that has not been chosen",
            Box::new(Chain::new("chain", [other(), Box::new(Redeeming)])),
            Box::new(Chain::new("chain", [other()])),
        ),
    ];
    for (name, redeeming, settled) in wrapped {
        for (provider, expected) in [(redeeming, false), (settled, true)] {
            assert_eq!(is_settled(provider.settled()).await, expected, "{name}");
            let client = Client::builder().credentials(provider).build().unwrap();
            assert_eq!(is_settled(client.credentials_settled()).await, expected, "the client, with {name}");
        }
    }
}
