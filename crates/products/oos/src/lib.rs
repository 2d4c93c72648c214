//! oos (2019-06-01) for Rust: one module per operation, generated from the API description in `spec`.
//!
//! ```no_run
//! use alicloud_oos::get_inventory_schema::GetInventorySchema;
//!
//! # async fn example() -> Result<(), alicloud_client::Error> {
//! let client = alicloud_client::Client::from_env().await?;
//! let response = GetInventorySchema::new().send(&client).await?;
//! println!("{}", response.request_id);
//! # Ok(())
//! # }
//! ```
//!
//! Operations are found by their documented names (`GetInventorySchema`); the modules have them in snake case
//! (`get_inventory_schema`).
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/overview.md"))]

include!(concat!(env!("OUT_DIR"), "/lib.rs"));
