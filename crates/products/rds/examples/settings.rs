//! Sets time limits, retries, proxy and endpoint, for a client and for one call: `cargo run -p alicloud-rds --example settings`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::Duration;

use alicloud_client::Client;
use alicloud_client::retry::{Backoff, NoRetry};
use alicloud_client::transport::HttpClient;
use alicloud_emulator::Emulator;
use alicloud_rds::describe_db_instances::DescribeDbInstances;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        // The whole call, repetitions included; silence while a response is awaited; a connection with its handshake.
        .total_timeout(Duration::from_secs(120))
        .read_timeout(Duration::from_secs(20))
        .connect_timeout(Duration::from_secs(5))
        .retry(Backoff::default().attempts(5).throttled_attempts(8).longest(Duration::from_secs(10)))
        // Unless set, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY decide. The loopback needs no proxy.
        .http(HttpClient::builder().proxy("http://user:password@proxy.example:3128"))
        .build()?;

    // The same for one call.
    let response =
        client.send(DescribeDbInstances::new()).total_timeout(Duration::from_secs(10)).retry(NoRetry).await?;
    println!("{:?} instances, request {}", response.total_record_count, response.request_id);
    emulator.stop().await;
    Ok(())
}
