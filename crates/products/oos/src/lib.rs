//! CloudOps Orchestration Service (2019-06-01) for Rust: one module per operation, generated from the API description in `spec`.
//!
//! ```no_run
//! use alicloud_oos::list_executions::ListExecutions;
//!
//! # async fn example() -> Result<(), alicloud_client::Error> {
//! let client = alicloud_client::Client::from_env().await?;
//! let response = ListExecutions::new().send(&client).await?;
//! println!("{}", response.request_id);
//! # Ok(())
//! # }
//! ```
//!
//! Operations are found by their documented names (`ListExecutions`); the modules have them in snake case
//! (`list_executions`).
//!
//! # Features
//!
//! Every group of operations is a feature; `full`, the default, is all of them. With `default-features = false` only the
//! groups that are named are compiled.
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/overview.md"))]

include!(concat!(env!("OUT_DIR"), "/lib.rs"));
