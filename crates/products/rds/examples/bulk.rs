//! Makes many calls of one operation with limited concurrency: `cargo run -p alicloud-rds --example bulk`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::Duration;

use alicloud_client::Client;
use alicloud_emulator::{Emulator, InstanceSeed};
use alicloud_rds::describe_db_instance_net_info::DescribeDbInstanceNetInfo;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut emulator = Emulator::builder();
    for number in 0..20 {
        emulator = emulator.instance(InstanceSeed::new(format!("rm-example-{number:02}")));
    }
    let emulator = emulator.start().await?;
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .build()?;

    // One more than there are: its failure is its own result.
    let ids = (0..21).map(|number| format!("rm-example-{number:02}"));
    let mut outcomes = client
        .bulk(ids.map(|id| DescribeDbInstanceNetInfo::new().db_instance_id(id)))
        .concurrency(8)
        .patience(Duration::from_secs(120));
    let mut done = 0;
    // In the order in which they are done; `index` is the position in the input.
    while let Some(outcome) = outcomes.next().await {
        match outcome.result {
            Ok(_) => done += 1,
            Err(error) => println!("number {}: {error}", outcome.index),
        }
    }
    println!("{done} described");
    emulator.stop().await;
    Ok(())
}
