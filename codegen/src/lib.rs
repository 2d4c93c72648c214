//! Turns Alibaba Cloud API descriptions into typed Rust request and response code.

pub mod diagnostic;
#[cfg(feature = "cli")]
pub mod diff;
pub mod spec;
pub mod emit;
pub mod generate;
#[cfg(feature = "cli")]
pub mod import;
#[cfg(feature = "cli")]
pub mod new_crate;
#[cfg(feature = "cli")]
mod notation;
#[cfg(feature = "cli")]
pub mod report;
pub mod build_script;
pub mod write;
pub mod model;

pub use build_script::Build;
