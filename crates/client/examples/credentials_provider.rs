//! Credentials from a custom provider.
//!
//!     cargo run -p alicloud-client --example credentials_provider
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::{Duration, SystemTime};

use alicloud_client::credentials::{CredentialsError, CredentialsKind};
use alicloud_client::transport::BoxFuture;
use alicloud_client::{AccessKey, Client, Credentials, CredentialsProvider};
use alicloud_emulator::Emulator;
use alicloud_rds::describe_regions::DescribeRegions;

/// A provider that asks a vault, as an example of a custom source.
#[derive(Debug)]
struct Vault;

impl Vault {
    async fn read(&self) -> Result<(String, String), std::io::Error> {
        Ok(("testid".to_owned(), "testsecret".to_owned()))
    }
}

impl CredentialsProvider for Vault {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let (id, secret) =
                self.read().await.map_err(|error| CredentialsError::failed("vault", error.to_string()))?;
            let key = CredentialsKind::AccessKey(AccessKey::new(id, secret));
            // The client caches the credentials, and asks again before they expire or when the service refuses them.
            let expires = SystemTime::now() + Duration::from_secs(3600);
            Ok(Credentials::new(key, "vault").with_expiry(expires))
        })
    }
}

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder().endpoint(emulator.endpoint()).region("cn-hangzhou").credentials(Vault).build()?;
    let response = DescribeRegions::new().send(&client).await?;
    println!("{} regions", response.regions.rds_region.len());
    Ok(())
}
