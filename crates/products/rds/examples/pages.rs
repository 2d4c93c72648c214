//! Lists all items page by page, and continues from a position later: `cargo run -p alicloud-rds --example pages`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use alicloud_client::Client;
use alicloud_client::paginate::Position;
use alicloud_emulator::{Emulator, InstanceSeed};
use alicloud_rds::describe_db_instances::DescribeDbInstances;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut emulator = Emulator::builder();
    for number in 0..70 {
        emulator = emulator.instance(InstanceSeed::new(format!("rm-example-{number:02}")));
    }
    let emulator = emulator.start().await?;
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .build()?;

    // `RegionId` is required and not set: it is the region of the client.
    let list = DescribeDbInstances::new().page_size(30);
    let mut items = client.pages(list.clone()).items().max_items(40);
    let mut count = 0;
    while let Some(instance) = items.next().await {
        count += usize::from(instance?.db_instance_id.is_some());
    }
    println!("{count} instances");

    // Where the walk is: a string if it has to be kept. It is there after an error, too.
    if let Some(position) = items.position() {
        let kept = position.to_string();
        let position: Position = kept.parse()?;
        let rest = client.pages(list).resume_from(&position).items().collect().await?;
        println!("{} more", rest.len());
    }
    emulator.stop().await;
    Ok(())
}
