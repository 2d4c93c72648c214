//! Data Transmission Service (2020-01-01) for Rust: one module per operation, generated from the API description in `spec`.
//!
//! ```no_run
//! use alicloud_dts::describe_consumer_channel::DescribeConsumerChannel;
//!
//! # async fn example() -> Result<(), alicloud_client::Error> {
//! let client = alicloud_client::Client::from_env().await?;
//! let response = DescribeConsumerChannel::new().send(&client).await?;
//! println!("{}", response.request_id);
//! # Ok(())
//! # }
//! ```
//!
//! Operations are found by their documented names (`DescribeConsumerChannel`); the modules have them in snake case
//! (`describe_consumer_channel`).
//!
//! # Features
//!
//! Every group of operations is a feature; `full`, the default, is all of them. With `default-features = false` only the
//! groups that are named are compiled.
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/overview.md"))]

include!(concat!(env!("OUT_DIR"), "/lib.rs"));
