//! Calls operations of every product through their generated types: what the emulator returns is decoded.

use alicloud_client::{Client, Error};

use crate::{WAYS, client, emulator};

include!(concat!(env!("OUT_DIR"), "/calls.rs"));

/// How many calls there were, and the errors.
#[derive(Default)]
struct Called {
    count: usize,
    errors: Vec<String>,
}

impl Called {
    fn insert<R>(&mut self, response: Result<R, Error>) {
        self.count += 1;
        self.errors.extend(response.err().map(|error| error.to_string()));
    }
}

#[tokio::test]
async fn every_operation_that_needs_no_parameters_returns_its_type() {
    // Signature 1.0 exists for RPC only, and XML for products that document it; the other ways are tested with RDS.
    let emulator = emulator().await;
    let mut called = Called::default();
    calls(&client(&emulator, WAYS[0]), &mut called).await;
    assert_eq!(called.errors, [] as [&str; 0]);
    assert!(called.count > 80, "{} calls", called.count);
}
