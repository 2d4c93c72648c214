//! The client, through its public interface: what is on the wire, what comes back, and what happens when things go wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed test panics"
)]

#[cfg(feature = "blocking")]
mod blocking;
mod bulk;
mod decode;
mod encode;
mod endpoints;
mod errors;
mod faults;
mod operations;
mod pages;
mod recording;
mod regions;
mod retries;
mod script;
mod server;
mod signatures;
#[cfg(feature = "serde")]
mod stored;
mod waiters;
mod walk;
