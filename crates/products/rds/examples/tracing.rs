//! Shows what the client does, as `tracing` events: `cargo run -p alicloud-rds --example tracing`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use alicloud_client::Client;
use alicloud_client::observe::{AttemptReport, Observer};
use alicloud_emulator::Emulator;
use alicloud_rds::describe_db_instances::DescribeDbInstances;

/// Sees every attempt, without a subscriber: for metrics.
#[derive(Debug)]
struct Latency;

impl Observer for Latency {
    fn attempt(&self, report: &AttemptReport<'_>) {
        println!("{} attempt {}: HTTP {:?}", report.operation.name, report.attempt, report.status);
    }
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Events and spans name operation, region, status and request id, and never parameters.
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG).finish();
    let _guard = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .observer(Latency)
        .build()?;
    let response = client.send(DescribeDbInstances::new()).await?;
    println!("request {}", response.request_id);
    emulator.stop().await;
    Ok(())
}
