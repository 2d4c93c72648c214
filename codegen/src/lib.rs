//! Turns Alibaba Cloud API descriptions into typed Rust request and response code.

pub mod diagnostic;
pub mod spec;
pub mod emit;
pub mod model;
