//! Shows what an error contains and how to handle it: `cargo run -p alicloud-rds --example errors`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use alicloud_client::Client;
use alicloud_emulator::Emulator;
use alicloud_rds::ErrorCode;
use alicloud_rds::describe_db_instance_net_info::DescribeDbInstanceNetInfo;
use alicloud_rds::release_instance_public_connection::ReleaseInstancePublicConnection;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .build()?;

    // Required parameters are checked before anything is sent.
    if let Err(error) = client.send(ReleaseInstancePublicConnection::new()).await {
        println!("{:?}: {error}", error.kind());
    }
    if let Err(error) = DescribeDbInstanceNetInfo::new().db_instance_id("rm-nowhere").send(&client).await {
        // The documented codes of the product are an enumeration; a code that is not documented is kept in `Unknown`.
        match ErrorCode::of(&error) {
            Some(ErrorCode::InvalidDbInstanceIdNotFound | ErrorCode::InvalidDbInstanceNameNotFound) => {
                println!("there is no such instance: {error}");
            }
            code => println!("{code:?}: {error}"),
        }
        println!("not found: {}, throttled: {}", error.is_not_found(), error.is_throttled());
        println!("status {:?}, request {:?}, attempts {}", error.status(), error.request_id(), error.attempts());
        println!("the call may have had an effect: {}", error.may_have_been_applied());
    }
    emulator.stop().await;
    Ok(())
}
