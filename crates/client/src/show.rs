//! What a value looks like to a person, and whether two are equal: sinks behind the lists of fields by which values are written and read.

mod compare;
mod debug;
mod walk;

pub(crate) use compare::Recorder;
pub use compare::{same_decoded, same_structure};
pub(crate) use debug::DebugSink;
pub use debug::{debug_decoded, debug_structure, debug_unknown};
pub use walk::walk;
pub(crate) use walk::walk_slot;
