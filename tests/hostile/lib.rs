//! What is generated from descriptions in which every string that reaches code is hostile (`codegen/tests/hostile`).
//!
//! That it compiles, that its documentation has no warnings, and that it has no documentation tests that fail (what becomes one does not
//! compile) are three tests, which Cargo runs for every library.

include!(concat!(env!("OUT_DIR"), "/hostile.rs"));
