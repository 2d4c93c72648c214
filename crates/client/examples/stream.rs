//! Receives the events of a response as they arrive. A generated operation that streams has `send_stream`, which returns
//! typed events; this one is known only at run time.
//!
//!     cargo run -p alicloud-client --example stream
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::Duration;

use alicloud_client::runtime::{At, EndpointRule, ProductInfo, ResponseKind, Streaming};
use alicloud_client::{Client, OperationInfo, UntypedOperation, Value};
use alicloud_emulator::Emulator;

static POLARDB: ProductInfo = ProductInfo::new("polardb", "2017-08-01").endpoints(EndpointRule::Regional, &[]);

static ASK: OperationInfo =
    OperationInfo::new(&POLARDB, "GetPolarAgent").streaming(Streaming::Optional).response(ResponseKind::Identified);

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder().endpoint(emulator.endpoint()).region("cn-hangzhou");
    let client = client.access_key("testid", "testsecret").build()?;

    let mut events = UntypedOperation::new(&ASK)
        .parameter("Query", At::QUERY.required(), Some(Value::from("why is my cluster slow?")))
        .send(&client)
        // A model may think for longer than the two minutes that are awaited by default.
        .event_timeout(Duration::from_secs(300))
        .events()
        .await?;
    let mut count = 0;
    // An error in the middle of the stream is its last item. Dropping `events` closes the connection.
    while let Some(event) = events.next().await {
        let event = event?;
        println!("{} {}: {}", event.id, event.name, event.text);
        count += 1;
    }
    assert_eq!(count, 3);
    Ok(())
}
