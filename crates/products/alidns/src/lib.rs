//! Alibaba Cloud DNS (2015-01-09) for Rust: one module per operation, generated from the API description in `spec`.
//!
//! ```no_run
//! use alicloud_alidns::describe_domains::DescribeDomains;
//!
//! # async fn example() -> Result<(), alicloud_client::Error> {
//! let client = alicloud_client::Client::from_env().await?;
//! let response = DescribeDomains::new().send(&client).await?;
//! println!("{}", response.request_id);
//! # Ok(())
//! # }
//! ```
//!
//! Operations are found by their documented names (`DescribeDomains`); the modules have them in snake case
//! (`describe_domains`).
//!
//! # Features
//!
//! Every group of operations is a feature; `full`, the default, is all of them. With `default-features = false` only the
//! groups that are named are compiled.
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/overview.md"))]

include!(concat!(env!("OUT_DIR"), "/lib.rs"));
