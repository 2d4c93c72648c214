//! Turns Alibaba Cloud API descriptions into typed Rust request and response code.
//!
//! [`spec`] reads and checks descriptions, [`decide`] says what they mean for a call, and `rust` gives names, types and documentation and
//! prints code. Import, comparison, report and the command stand beside them.

#[cfg(feature = "cli")]
pub mod add;
#[cfg(feature = "serde")]
pub mod catalog;
#[cfg(any(feature = "rust", feature = "serde"))]
pub mod decide;
pub mod diagnostic;
#[cfg(feature = "cli")]
pub mod diff;
#[cfg(feature = "fetch")]
pub mod fetch;
#[cfg(feature = "cli")]
pub mod import;
#[cfg(feature = "cli")]
pub mod new_crate;
#[cfg(any(feature = "rust", feature = "fetch"))]
mod replace;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "rust")]
pub mod rust;
pub mod spec;

#[cfg(feature = "rust")]
pub use rust::build_script::Build;
#[cfg(feature = "rust")]
pub use rust::spec_folder;
