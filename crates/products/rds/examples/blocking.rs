//! Makes calls without async, for small tools (feature `blocking` of `alicloud-client`): `cargo run -p alicloud-rds --example blocking`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use alicloud_client::{Client, blocking};
use alicloud_emulator::{Emulator, InstanceSeed};
use alicloud_rds::describe_db_instances::DescribeDbInstances;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Only the emulator needs a runtime here.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let emulator = runtime.block_on(Emulator::builder().instance(InstanceSeed::new("rm-example")).start())?;
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .build()?;
    let client = blocking::Client::new(client)?;

    let response = client.send(DescribeDbInstances::new())?;
    println!("request {}", response.request_id);
    for instance in client.items(DescribeDbInstances::new()) {
        println!("{:?}", instance?.db_instance_id);
    }
    runtime.block_on(emulator.stop());
    Ok(())
}
