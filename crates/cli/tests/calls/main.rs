//! What the CLI sends for what was typed, and how it shows the response.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod arguments;
mod configure;
mod environment;
mod errors;
mod events;
mod formats;
mod interrupts;
mod official;
mod pages;
mod policy;
mod queries;
mod responses;
mod server;
#[cfg(unix)]
mod sign_in_service;
mod streams;
mod waits;
