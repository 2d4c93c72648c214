//! temporary
use std::net::SocketAddr;
#[tokio::main]
async fn main() {
    let mut options = alicloud_emulator::Options::default();
    options.listen = SocketAddr::from(([127, 0, 0, 1], 18999));
    alicloud_emulator::run(options, |address| println!("listening on http://{address}"), std::future::pending())
        .await
        .unwrap();
}
