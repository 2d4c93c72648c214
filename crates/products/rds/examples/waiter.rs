//! Waits until an instance has a status: `cargo run -p alicloud-rds --example waiter`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::Duration;

use alicloud_client::Client;
use alicloud_emulator::{Emulator, InstanceSeed, Transitions};
use alicloud_rds::allocate_instance_public_connection::AllocateInstancePublicConnection;
use alicloud_rds::waiters;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder()
        .instance(InstanceSeed::new("rm-example"))
        .transitions(Transitions::After(Duration::from_millis(300)))
        .start()
        .await?;
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .build()?;

    let allocated = AllocateInstancePublicConnection::new()
        .db_instance_id("rm-example")
        .connection_string_prefix("rm-example-public")
        .port("3306")
        .send(&client)
        .await?;
    let host = allocated.connection_string.unwrap_or_default();
    let endpoint = waiters::endpoints(&client, "rm-example")
        .interval(Duration::from_millis(100), Duration::from_secs(1))
        .until(waiters::is_allocated(host))
        .await?;
    println!("{:?}", endpoint.connection_string);
    // The endpoint can be there before the instance is `Running` again, and until then the next change is refused.
    waiters::instance(&client, "rm-example")
        .interval(Duration::from_millis(100), Duration::from_secs(1))
        .deadline(Duration::from_secs(60))
        .until(waiters::has_status("Running"))
        .await?;
    println!("the instance is Running");
    emulator.stop().await;
    Ok(())
}
