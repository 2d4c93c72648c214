//! Tests of the client through its public interface: what it sends, what it receives, and how it handles errors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed test panics"
)]

mod blocking;
mod budget;
mod bulk;
mod clock;
mod connections;
mod decode;
mod encode;
mod endpoints;
mod errors;
mod events;
mod facts;
mod faults;
mod gate;
mod hosts;
#[cfg(feature = "http2")]
mod http2;
mod multipart;
mod operations;
mod own_signature;
mod pages;
mod paths;
mod proxies;
mod recomputed;
mod recording;
mod regions;
mod retries;
mod runtimes;
mod script;
mod server;
mod service;
mod settings;
mod signatures;
mod stored;
mod streamed;
mod streams;
mod tls_server;
mod tunnels;
mod unsigned;
mod waiters;
mod walk;
mod xml;
