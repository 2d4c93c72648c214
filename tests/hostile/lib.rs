//! The code that is generated from descriptions in which every string that reaches code is hostile
//! (`codegen/tests/hostile`).
//!
//! Cargo tests three things of every library: that it compiles, that its documentation has no warnings, and that it has
//! no failing documentation tests. A hostile string that became a documentation test would not compile.

include!(concat!(env!("OUT_DIR"), "/hostile.rs"));
