//! Decodes responses into typed values. It accepts every value whose meaning is clear, and reports an error otherwise.
//!
//! A generated structure implements one function, [`Decode::decode`], which lists its fields. A [`Decoder`] picks the
//! field with the wanted name from it. There is one decoder each for JSON and XML, compiled once in this crate. The
//! same list of fields is used to inspect values (`show::walk`).
//!
//! Services return numbers as strings and strings as numbers, return a single element instead of a list, and omit or
//! add fields. All of this is accepted without loss: a number in a string field keeps its digits. A value that cannot
//! be decoded is an error with the path of the value (`Items.DBInstance[3].Port`). The rules for JSON and XML are:
//!
//! - **Absent values:** `null` counts as absent, and so do `""`, `[]` and `{}` if another type is documented. In lists
//!   and maps, such an element is skipped. An empty string in a list of strings and an empty object in a list of
//!   objects are values.
//! - **Names:** a key that equals the documented name has priority over one that differs in case, whatever their order.
//!   Of equal keys, the first counts. In XML, each occurrence of a list element adds an element.
//! - **Numbers:** see `number.rs`. If a field cannot represent a number, it stays unset, and one `tracing` event is
//!   emitted for the response.
//! - **Strings:** invalid UTF-8, an unpaired surrogate, and a character that XML does not allow become U+FFFD; the rest
//!   of the body is decoded.
//! - **Limits:** depth and memory are limited for the whole body, including JSON within strings; see [`DecodeContext`].

mod body;
mod context;
mod generic;
mod json;
mod seen;
mod xml;

use alicloud_signer::Secret;

pub(crate) use body::{decode_body, inspect_document, inspect_value};
pub(crate) use context::{DecodeContext, DecodeError};
#[cfg(feature = "serde")]
pub(crate) use json::decode_json_value;
pub(crate) use json::{UnescapedText, decode_json};
pub(crate) use xml::decode_xml;

use crate::scalar::ScalarSlot;
use crate::value::Value;

/// A value that can be decoded from a response. [`walk`](crate::runtime::walk) inspects a decoded value.
///
/// Generated structures implement [`decode`](Self::decode); scalars, lists and maps (all in this crate) implement
/// [`slot`](Self::slot). The trait is not meant to be implemented by hand, except through
/// [`open_enum!`](crate::runtime::open_enum).
pub trait Decode {
    /// Passes each field of a structure to `decoder`, which fills the wanted field or inspects all of them.
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        let _ = decoder;
    }

    /// The kind of the value, with a reference to its content. The default is a structure.
    fn slot(&mut self) -> Slot<'_>
    where
        Self: Sized,
    {
        Slot::Structure(self)
    }

    /// Like [`slot`](Self::slot), but `None` if the value is not set. It does not create a value.
    #[doc(hidden)]
    fn given(&mut self) -> Option<Slot<'_>>
    where
        Self: Sized,
    {
        Some(self.slot())
    }

    /// Resets the value to unset, if its type supports that, because the response contains `null` or an empty value.
    #[doc(hidden)]
    fn clear(&mut self) {}
}

/// The kind of a value, with a reference for reading or writing its content.
#[doc(hidden)]
pub enum Slot<'a> {
    Structure(&'a mut dyn Decode),
    List(&'a mut dyn ListSlot),
    Map(&'a mut dyn MapSlot),
    Scalar(&'a mut dyn ScalarSlot),
    Any(&'a mut Value),
}

/// A list that can be filled or inspected.
#[doc(hidden)]
pub trait ListSlot {
    /// Appends an element that `fill` fills. If `fill` returns [`Given::Nothing`], the element is removed again.
    fn grow(&mut self, fill: &mut dyn FnMut(Slot<'_>) -> Given);

    /// Passes each element to `visit`.
    fn each(&mut self, visit: &mut dyn FnMut(Option<Slot<'_>>));
}

/// A map that can be filled or inspected.
#[doc(hidden)]
pub trait MapSlot {
    /// Adds the value that `fill` fills as `name`, unless there is an entry already.
    fn entry(&mut self, name: String, fill: &mut dyn FnMut(Slot<'_>) -> Given);

    /// Passes each entry to `visit`.
    fn each(&mut self, visit: &mut dyn FnMut(&str, Option<Slot<'_>>));
}

/// Passes a slot of the element type of a list to `visit`, without adding an element.
pub(crate) fn with_element(list: &mut dyn ListSlot, visit: &mut dyn FnMut(Slot<'_>)) {
    list.grow(&mut |slot| {
        visit(slot);
        Given::Nothing
    });
}

/// Passes a slot of the value type of a map to `visit`, without adding an entry.
pub(crate) fn with_entry(map: &mut dyn MapSlot, visit: &mut dyn FnMut(Slot<'_>)) {
    map.entry(String::new(), &mut |slot| {
        visit(slot);
        Given::Nothing
    });
}

impl Slot<'_> {
    /// The size of the value itself in bytes, without memory that it owns.
    fn size(&self) -> usize {
        match self {
            Self::Structure(structure) => size_of_val(&**structure),
            Self::List(list) => size_of_val(&**list),
            Self::Map(map) => size_of_val(&**map),
            Self::Scalar(scalar) => size_of_val(&**scalar),
            Self::Any(value) => size_of_val(&**value),
        }
    }
}

/// The name of a body that is not an object, where a name is needed.
const BODY: &str = "body";

/// Picks one field of a structure to fill it, or inspects all fields; see [`Decode::decode`].
pub struct Decoder<'a> {
    wanted: Wanted<'a>,
    /// The position of the next field.
    position: u32,
    source: &'a mut dyn MemberSource,
}

/// The field that a [`Decoder`] picks.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// The field with exactly this name.
    Exactly(&'a str),
    /// The field with this name, compared without case; used only if no field has exactly the name.
    AnyCase(&'a str),
    /// The field at this position.
    At(u32),
    /// The request ID, which the service sometimes sends only in a header.
    RequestId(&'a str),
    /// The body of a response that is not an object.
    Body,
    /// No field, because the wanted one has been found.
    Found,
    /// Every field that is set, to inspect its value.
    Every,
    /// Every field of the type, to inspect its type. Unset values are created.
    Type,
}

/// The source of the value of the wanted field, which is read at most once; or, for inspection, the receiver of all
/// values.
pub(crate) trait MemberSource {
    /// Whether the wanted field, found at this position, should be read.
    fn admits(&mut self, position: u32) -> bool {
        let _ = position;
        true
    }

    fn read(&mut self, slot: Slot<'_>) -> Given;

    /// Receives the name of the next field when all fields are inspected. It is not an argument of
    /// [`read`](Self::read), because decoding a single field would then contain the code for all names.
    fn next_is(&mut self, name: &'static str) {
        let _ = name;
    }
}

/// Whether a key has a value. `null`, or an empty value of another type, counts as none.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// There is a value.
    Something,
    /// There is no value.
    Nothing,
}

impl Given {
    pub(crate) fn unless(nothing: bool) -> Self {
        if nothing { Self::Nothing } else { Self::Something }
    }
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(wanted: Wanted<'a>, source: &'a mut dyn MemberSource) -> Self {
        Self { wanted, position: 0, source }
    }

    #[inline]
    fn wants(&mut self, name: &'static str) -> bool {
        let position = self.position;
        self.position += 1;
        let found = match self.wanted {
            Wanted::Exactly(wanted) => wanted == name,
            Wanted::AnyCase(wanted) => wanted.eq_ignore_ascii_case(name),
            Wanted::At(wanted) => wanted == position,
            Wanted::RequestId(_) | Wanted::Body | Wanted::Found => false,
            Wanted::Every | Wanted::Type => {
                self.source.next_is(name);
                return true;
            }
        };
        if found {
            self.wanted = Wanted::Found;
            return self.source.admits(position);
        }
        false
    }

    fn scalar(&mut self, name: &'static str, slot: &mut dyn ScalarSlot) {
        if self.wants(name) {
            self.source.read(Slot::Scalar(slot));
        }
    }

    /// A string field.
    pub fn string(&mut self, name: &'static str, slot: &mut Option<String>) {
        self.scalar(name, slot);
    }

    /// A string field that holds a secret.
    pub fn secret(&mut self, name: &'static str, slot: &mut Option<Secret>) {
        self.scalar(name, slot);
    }

    /// An integer field.
    pub fn int64(&mut self, name: &'static str, slot: &mut Option<i64>) {
        self.scalar(name, slot);
    }

    /// A number field.
    pub fn double(&mut self, name: &'static str, slot: &mut Option<f64>) {
        self.scalar(name, slot);
    }

    /// A boolean field.
    pub fn boolean(&mut self, name: &'static str, slot: &mut Option<bool>) {
        self.scalar(name, slot);
    }

    /// The request ID. White space around it, which some published samples have, is removed.
    pub fn request_id(&mut self, name: &'static str, slot: &mut String) {
        if let Wanted::RequestId(id) = self.wanted {
            if slot.is_empty() {
                id.trim().clone_into(slot);
            }
            return;
        }
        if !self.wants(name) {
            return;
        }
        if matches!(self.wanted, Wanted::Every) {
            // An empty request ID was never received.
            if !slot.is_empty() {
                self.source.read(Slot::Scalar(slot));
            }
        } else {
            let mut id = None;
            self.source.read(Slot::Scalar(&mut id));
            let id: String = id.unwrap_or_default();
            id.trim().clone_into(slot);
        }
    }

    /// Any other field: a list, a map, a structure, bytes.
    #[inline]
    pub fn value<T: Decode>(&mut self, name: &'static str, slot: &mut T) {
        if !self.wants(name) {
            return;
        }
        if matches!(self.wanted, Wanted::Every) {
            if let Some(slot) = slot.given() {
                self.source.read(slot);
            }
        } else if self.source.read(slot.slot()) == Given::Nothing {
            slot.clear();
        }
    }

    /// The whole body of a response that is not an object.
    #[inline]
    pub fn body<T: Decode>(&mut self, slot: &mut T) {
        if matches!(self.wanted, Wanted::Every) {
            self.value(BODY, slot);
        } else if matches!(self.wanted, Wanted::Body) || self.wants(BODY) {
            // A value that was stored with the feature `serde` has the body as a field.
            self.wanted = Wanted::Found;
            self.source.read(slot.slot());
        }
    }
}

/// A source that is never read, for decoders that need no value.
pub(crate) struct NoSource;

impl MemberSource for NoSource {
    fn read(&mut self, _slot: Slot<'_>) -> Given {
        Given::Nothing
    }
}
