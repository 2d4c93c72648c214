//! Calls an operation with the credentials of a role, and with a custom credentials provider: `cargo run -p alicloud-rds --example assume_role`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::Arc;

use alicloud_client::credentials::{AssumeRole, Cached, Credentials, CredentialsError, CredentialsKind, Sources};
use alicloud_client::transport::{BoxFuture, HttpClient};
use alicloud_client::{AccessKey, Client, CredentialsProvider};
use alicloud_emulator::Emulator;
use alicloud_rds::describe_db_instances::DescribeDbInstances;

/// Takes the key from wherever the program keeps it.
#[derive(Debug)]
struct FromVault;

impl CredentialsProvider for FromVault {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let key = AccessKey::new("testid", "testsecret");
            Ok(Credentials::new(CredentialsKind::AccessKey(key), "vault"))
        })
    }
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let sources = Sources::new(Arc::new(HttpClient::builder().build()?)).with_region("cn-hangzhou");
    let role = AssumeRole::new(&sources, FromVault, "acs:ram::1234567890123456:role/operator")
        .session_name("example")
        .sts_endpoint(emulator.endpoint());
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        // One session serves all calls, and is renewed before it ends.
        .credentials(Cached::new(role))
        .build()?;
    let response = client.send(DescribeDbInstances::new()).await?;
    println!("{:?} instances, request {}", response.total_record_count, response.request_id);
    emulator.stop().await;
    Ok(())
}
