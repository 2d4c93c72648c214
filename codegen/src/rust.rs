//! Rust: names, types and documentation for what is decided about a product, and the text of the generated crate.
//!
//! ```text
//! spec -> decide -> model (names, types, documentation) -> emit (text) -> write (files)
//! ```
//!
//! It is the feature `rust`, and nothing that reads or decides uses it.

pub mod build_script;
pub mod emit;
pub mod generate;
pub mod model;
#[cfg(feature = "cli")]
pub(crate) mod notation;
mod package;
pub(crate) mod version;
pub mod write;

pub use package::spec_folder;
