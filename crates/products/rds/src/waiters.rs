//! Ready-made conditions for a [`Waiter`](alicloud_client::waiter::Waiter): the state of an instance or of its endpoints.
//!
//! A change of the endpoints is complete when the instance is `Running` again, which can be later than the endpoint is listed.
//!
//! ```no_run
//! # async fn run(client: alicloud_client::Client) -> Result<(), alicloud_client::Error> {
//! use std::time::Duration;
//!
//! use alicloud_rds::waiters;
//!
//! waiters::instance(&client, "rm-uf6wjk5xxxxxxx").until(waiters::has_status("Running")).await?;
//! waiters::endpoints(&client, "rm-uf6wjk5xxxxxxx")
//!     .deadline(Duration::from_secs(120))
//!     .until(waiters::is_released("rm-uf6wjk5xxxx.mysql.rds.aliyuncs.com"))
//!     .await?;
//! # Ok(()) }
//! ```

#[cfg(feature = "connection")]
mod endpoints;
#[cfg(feature = "instance")]
mod instance;

#[cfg(feature = "connection")]
pub use endpoints::{endpoints, has_public_endpoint, is_allocated, is_released};
#[cfg(feature = "instance")]
pub use instance::{has_status, instance, is_gone};
