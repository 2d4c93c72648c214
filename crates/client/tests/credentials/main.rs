//! Tests of credentials: where they are found, how they are cached, and that no secret is shown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

mod cache;
mod cases;
mod limits;
mod log;
mod network;
#[path = "../client/operations.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod operations;
mod processes;
mod refused;
mod settled;
mod sign_in_service;
mod write_back;
