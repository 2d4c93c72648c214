//! Lists the fields of a value through the function that decodes them.
//!
//! A type that occurs only in responses does not implement [`Encode`](crate::encode::Encode): a second list of its
//! fields for `Debug`, comparison and `serde` would cost compile time in every program.

use crate::decode::{Decode, Decoder, Given, MemberSource, Slot, Wanted};
use crate::encode::{Encode as _, Sink};
use crate::scalar::Scalar;

/// Passes each set field of a structure to `sink`, as [`Encode::encode`](crate::encode::Encode::encode) would.
///
/// The structure is not changed. It has to be `&mut`, usually a copy, because decoding takes mutable references to the
/// fields.
pub fn walk(structure: &mut dyn Decode, sink: &mut dyn Sink) {
    structure.decode(&mut Decoder::new(Wanted::Every, &mut Onlooker { name: "", sink }));
}

/// Passes a value to `sink`.
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

/// A source for decoding that writes nothing and only inspects the fields.
struct Onlooker<'a> {
    /// The name of the field that is inspected next.
    name: &'static str,
    sink: &'a mut dyn Sink,
}

impl MemberSource for Onlooker<'_> {
    fn next_is(&mut self, name: &'static str) {
        self.name = name;
    }

    fn read(&mut self, slot: Slot<'_>) -> Given {
        // An `Option` of a scalar is a single slot, which itself knows whether it is set.
        if !matches!(&slot, Slot::Scalar(scalar) if scalar.get().is_none()) {
            self.sink.member(self.name);
            walk_slot(slot, self.sink);
        }
        Given::Something
    }
}
