//! Makes one call and shows its response: `cargo run -p alicloud-rds --example call`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use alicloud_client::Client;
use alicloud_emulator::{Emulator, InstanceSeed};
use alicloud_rds::release_instance_connection::{InstanceNetworkType, ReleaseInstanceConnection};

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = InstanceSeed::new("rm-example").public_endpoint("rm-example-public", 3306);
    let emulator = Emulator::builder().instance(seed).start().await?;
    // Against the service, `Client::from_env()` finds credentials, region and endpoint.
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .build()?;

    let release = ReleaseInstanceConnection::new()
        .db_instance_id("rm-example")
        .current_connection_string("rm-example-public.mysql.rds.aliyuncs.com")
        .instance_network_type(InstanceNetworkType::Vpc);
    // An operation is a value: it can be printed (secrets are hidden), cloned and sent again.
    println!("{release:?}");
    let reply = client.send(release).reply().await?;
    println!("HTTP {} in {} attempt(s), request {}", reply.status(), reply.attempts(), reply.request_id);
    emulator.stop().await;
    Ok(())
}
