//! Calls whose response is a stream of server-sent events, as those of the model services.
//!
//! ```no_run
//! # use alicloud_client::{Client, Error, Operation};
//! # async fn run<O: Operation>(client: Client, chat: O) -> Result<(), Error> where O::Response: std::fmt::Debug {
//! let mut events = client.stream(chat).await?;
//! while let Some(event) = events.next().await {
//!     println!("{:?}", event?.data);
//! }
//! # Ok(()) }
//! ```
//!
//! - **The call succeeds with its first event.** Until then it is like any other call: it has the time limit of a whole
//!   call, and what failed is sent again by the same rules. From then on nothing is sent again.
//! - **An error is an item, and the last one:** the connection broke, an event cannot be decoded, or an event reports an
//!   error of the service. It is also an event of `tracing` (`stream failed`), while
//!   [observers](crate::observe) know only of the first event. A stream that ends without an error was received as a whole, as far as HTTP can tell.
//! - **What is received is bounded:** the time without an event ([`StreamCall::event_timeout`], 120 seconds), and the bytes
//!   of an event ([`StreamCall::event_limit`], 16 MiB). The whole stream has no limit, since nothing of it is kept.
//! - **Dropping the stream cancels the call:** the connection is closed.
//! - **A service that does not stream** sends its whole response as one event.

mod call;
mod event;
mod events;

pub use call::StreamCall;
pub use event::StreamEvent;
pub use events::EventStream;
