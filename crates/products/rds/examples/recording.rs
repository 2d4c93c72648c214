//! Records HTTP exchanges and replays them in a test without network: `cargo run -p alicloud-rds --example recording`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use alicloud_client::Client;
use alicloud_client::transport::{HttpClient, Recording, Replaying};
use alicloud_emulator::{Emulator, InstanceSeed};
use alicloud_rds::describe_db_instances::DescribeDbInstances;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().instance(InstanceSeed::new("rm-example")).start().await?;
    let client =
        || Client::builder().endpoint(emulator.endpoint()).region("cn-hangzhou").access_key("testid", "testsecret");

    // `to_file` keeps it in a file. Secrets of the caller and of the responses are not kept.
    let recording = Recording::new(HttpClient::builder().build()?);
    let recorded = client().transport(recording.clone()).build()?.send(DescribeDbInstances::new()).await?;

    let replaying = Replaying::new(recording.exchanges());
    let replayed = client().transport(replaying).build()?.send(DescribeDbInstances::new()).await?;
    println!("the same request id: {}", recorded.request_id == replayed.request_id);
    emulator.stop().await;
    Ok(())
}
