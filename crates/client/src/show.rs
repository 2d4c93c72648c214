//! `Debug` and equality of generated types: sinks that receive the fields of a value.

mod compare;
mod debug;
mod walk;

pub(crate) use compare::Recorder;
pub use compare::{same_decoded, same_structure};
pub(crate) use debug::DebugSink;
pub use debug::{debug_decoded, debug_structure};
pub use walk::walk;
pub(crate) use walk::walk_slot;
