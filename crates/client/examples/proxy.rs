//! Sends requests through a proxy. By default, the proxies in `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`
//! are used.
//!
//!     cargo run -p alicloud-client --example proxy
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use alicloud_client::Client;
use alicloud_client::transport::HttpClient;
use alicloud_emulator::Emulator;
use alicloud_rds::describe_regions::DescribeRegions;

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The emulator also accepts requests in the form that proxies receive, and responds to them itself.
    let emulator = Emulator::start().await?;
    let http = HttpClient::builder().proxy(emulator.endpoint());
    println!("through {:?}", http.clone().build()?.proxy_for("http://rds.example.com"));

    // This host does not exist, so the response can only be from the proxy. Loopback addresses never use a proxy.
    let client = Client::builder()
        .http(http)
        .endpoint("http://rds.example.com")
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .build()?;
    let response = DescribeRegions::new().send(&client).await?;
    println!("{} regions", response.regions.rds_region.len());
    assert_eq!(emulator.requests().len(), 1);
    Ok(())
}
