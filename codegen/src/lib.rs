//! Turns Alibaba Cloud API descriptions into typed Rust request and response code.

#[cfg(feature = "rust")]
pub mod build_script;
#[cfg(feature = "serde")]
pub mod catalog;
pub mod diagnostic;
#[cfg(feature = "cli")]
pub mod diff;
#[cfg(feature = "rust")]
pub mod emit;
#[cfg(feature = "rust")]
pub mod generate;
mod identifier;
#[cfg(feature = "cli")]
pub mod import;
pub mod model;
#[cfg(feature = "cli")]
pub mod new_crate;
#[cfg(feature = "cli")]
mod notation;
#[cfg(feature = "cli")]
pub mod report;
pub mod spec;
#[cfg(feature = "rust")]
pub mod write;

#[cfg(feature = "rust")]
pub use build_script::Build;
