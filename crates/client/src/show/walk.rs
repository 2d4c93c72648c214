//! What a value that can be read from the wire holds, by the list of members that reads it.
//!
//! A type that occurs only in responses has no [`Encode`](crate::encode::Encode): what it would be for (`Debug`, comparison, `serde`) is
//! not worth a second list of the same members to everybody who compiles the type.

use crate::decode::{Decode, Decoder, Given, MemberSource, Slot, Wanted};
use crate::encode::{Encode as _, Sink};
use crate::scalar::Scalar;

/// Shows each member of a structure that was given to `sink`, as [`Encode::encode`](crate::encode::Encode::encode) would.
///
/// Nothing is changed. Only, slots are there to be written to, so the structure has to be a `&mut`: a copy, usually.
pub fn walk(structure: &mut dyn Decode, sink: &mut dyn Sink) {
    structure.decode(&mut Decoder::new(Wanted::Every, &mut Onlooker { name: "", sink }));
}

/// Shows a value to `sink`.
pub(crate) fn walk_slot(slot: Slot<'_>, sink: &mut dyn Sink) {
    match slot {
        Slot::Structure(structure) => {
            sink.begin_object();
            walk(structure, sink);
            sink.end_object();
        }
        Slot::List(list) => {
            sink.begin_list();
            list.each(&mut |element| {
                sink.element();
                match element {
                    Some(element) => walk_slot(element, sink),
                    None => sink.scalar(Scalar::Null),
                }
            });
            sink.end_list();
        }
        Slot::Map(map) => {
            sink.begin_object();
            map.each(&mut |name, value| {
                if let Some(value) = value {
                    sink.member(name);
                    walk_slot(value, sink);
                }
            });
            sink.end_object();
        }
        Slot::Scalar(scalar) => sink.scalar(scalar.get().unwrap_or(Scalar::Null)),
        Slot::Any(value) => value.encode_value(sink),
    }
}

/// Fills no slot, but looks at what is in it.
struct Onlooker<'a> {
    /// Of the member that is looked at next.
    name: &'static str,
    sink: &'a mut dyn Sink,
}

impl MemberSource for Onlooker<'_> {
    fn next_is(&mut self, name: &'static str) {
        self.name = name;
    }

    fn read(&mut self, slot: Slot<'_>) -> Given {
        // An `Option` of a scalar is one slot, which knows itself whether it has a value.
        if !matches!(&slot, Slot::Scalar(scalar) if scalar.get().is_none()) {
            self.sink.member(self.name);
            walk_slot(slot, self.sink);
        }
        Given::Something
    }
}
