//! `Decode` for the standard containers and scalars.

use std::collections::BTreeMap;

use alicloud_signer::Secret;

use super::{Decode, Given, ListSlot, MapSlot, Slot};
use crate::value::{Blob, SecretValue, Value};

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
    fn grow(&mut self, fill: &mut dyn FnMut(Slot<'_>) -> Given) {
        self.push(T::default());
        if self.last_mut().is_some_and(|element| fill(element.slot()) == Given::Nothing) {
            self.pop();
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
    fn entry(&mut self, name: String, fill: &mut dyn FnMut(Slot<'_>) -> Given) {
        let mut value = T::default();
        if fill(value.slot()) == Given::Something {
            BTreeMap::entry(self, name).or_insert(value);
        }
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

decode_scalar! { String Secret SecretValue i64 f64 bool Blob }
