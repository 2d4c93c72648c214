//! What the slots of values are that are not generated: options, boxes, lists, maps and scalars.

use std::collections::BTreeMap;

use alicloud_signer::Secret;

use super::{Decode, ListSlot, MapSlot, Slot};
use crate::value::{Blob, Value};

impl<T: Decode + Default> Decode for Option<T> {
    fn slot(&mut self) -> Slot<'_> {
        self.get_or_insert_default().slot()
    }

    fn given(&mut self) -> Option<Slot<'_>> {
        self.as_mut().map(T::slot)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Decode> Decode for Box<T> {
    fn slot(&mut self) -> Slot<'_> {
        (**self).slot()
    }

    fn given(&mut self) -> Option<Slot<'_>> {
        (**self).given()
    }
}

impl<T: Decode + Default> Decode for Vec<T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Decode + Default> ListSlot for Vec<T> {
    fn grow(&mut self) -> Slot<'_> {
        self.push(T::default());
        match self.last_mut() {
            Some(element) => element.slot(),
            None => unreachable!("an element was just added"),
        }
    }

    fn each(&mut self, visit: &mut dyn FnMut(Option<Slot<'_>>)) {
        for element in self {
            visit(element.given());
        }
    }
}

impl<T: Decode + Default> Decode for BTreeMap<String, T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl<T: Decode + Default> MapSlot for BTreeMap<String, T> {
    fn entry(&mut self, name: String) -> Slot<'_> {
        BTreeMap::entry(self, name).or_default().slot()
    }

    fn each(&mut self, visit: &mut dyn FnMut(&str, Option<Slot<'_>>)) {
        for (name, value) in self {
            visit(name, value.given());
        }
    }
}

impl Decode for Value {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Any(self)
    }
}

macro_rules! decode_scalar {
    ($($type:ty)*) => {$(
        impl Decode for $type {
            fn slot(&mut self) -> Slot<'_> {
                Slot::Scalar(self)
            }
        }
    )*};
}

decode_scalar! { String Secret i64 f64 bool Blob }
