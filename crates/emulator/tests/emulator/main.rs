//! The emulator, tested with signed requests over HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed, and clippy allows it only inside test functions"
)]

mod client;

mod connection;
mod documented;
mod fault;
mod gateway;
mod http;
mod instance;
mod limits;
mod locations;
mod multipart;
mod own_signature;
mod resource;
mod roa;
mod sample;
mod signature;
mod stream;
mod sts;
mod xml;
