//! Sends an operation without generated types: its facts are a value, its parameters are JSON, and its response is
//! bytes.
//!
//!     cargo run -p alicloud-client --example untyped
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use alicloud_client::runtime::{At, EndpointRule, ProductInfo, ResponseKind};
use alicloud_client::{Client, OperationInfo, UntypedOperation, Value};
use alicloud_emulator::{Emulator, InstanceSeed};

static RDS: ProductInfo =
    ProductInfo::new("Rds", "2014-08-15").location_service_code("rds").endpoints(EndpointRule::Regional, &[]);

static DESCRIBE: OperationInfo =
    OperationInfo::new(&RDS, "DescribeDBInstances").read_only().response(ResponseKind::Identified);

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let id = emulator.add_instance(&InstanceSeed::default())?;
    let client = Client::builder().endpoint(emulator.endpoint()).region("cn-hangzhou");
    let client = client.access_key("testid", "testsecret").build()?;

    let response = UntypedOperation::new(&DESCRIBE)
        // This required parameter is not set, so the client sends its region.
        .parameter("RegionId", At::QUERY.required(), None)
        .parameter("PageSize", At::QUERY, Some(Value::from(30)))
        .send(&client)
        .await?;
    let body = String::from_utf8_lossy(response.body());
    println!("{body}");
    assert!(body.contains(&id));
    Ok(())
}
