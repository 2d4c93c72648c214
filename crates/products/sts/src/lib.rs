//! Security Token Service (2015-04-01) for Rust: one module per operation, generated from the API description in `spec`.
//!
//! ```no_run
//! use alicloud_sts::get_caller_identity::GetCallerIdentity;
//!
//! # async fn example() -> Result<(), alicloud_client::Error> {
//! let client = alicloud_client::Client::from_env().await?;
//! let caller = GetCallerIdentity::new().send(&client).await?;
//! println!("{}", caller.arn.unwrap_or_default());
//! # Ok(())
//! # }
//! ```
//!
//! To use temporary credentials of a role for every call of a client, see the credentials providers of `alicloud_client`.
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/overview.md"))]

include!(concat!(env!("OUT_DIR"), "/lib.rs"));
