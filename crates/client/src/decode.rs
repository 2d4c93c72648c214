//! From the wire to typed values: lenient in what is read, strict in what cannot be read.
//!
//! A generated structure answers one question: "which of your members is called X?" ([`Decode::decode`]). Parsing stays with `serde_json` and
//! `quick-xml` behind one driver each, compiled once in this crate. The same list of members tells what a response holds ([`walk`]).
//!
//! The service answers numbers as text and text as numbers, one element instead of a list, and omits or adds members. All of that
//! is accepted without loss: a number that lands in a text keeps its digits. What cannot be read is an error with the path of the
//! value (`Items.DBInstance[3].Port`).

mod generic;
mod json;
mod scalar;
mod walk;
mod xml;

use alicloud_signer::Secret;

pub use scalar::RawScalar;
pub use walk::walk;

#[cfg(feature = "serde")]
pub(crate) use json::decode_json_value;
pub(crate) use json::{UnescapedText, decode_json};
pub(crate) use walk::walk_slot;
pub(crate) use xml::decode_xml;

use crate::encode::Scalar;
use crate::value::Value;

/// A value that can be read from the wire; [`walk`] tells what it holds.
///
/// Generated structures implement [`decode`](Self::decode); scalars, lists and maps (all in this crate) implement [`slot`](Self::slot).
/// Not meant to be implemented by hand, except through [`open_enum!`](crate::runtime::open_enum).
pub trait Decode {
    /// Offers each member of a structure to `decoder`, which fills the one that it looks for, or looks at each.
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        let _ = decoder;
    }

    /// What the value is, and where its content goes. The default is a structure.
    fn slot(&mut self) -> Slot<'_>
    where
        Self: Sized,
    {
        Slot::Structure(self)
    }

    /// The value as it is, if it was given at all. Unlike [`slot`](Self::slot), it makes none.
    #[doc(hidden)]
    fn given(&mut self) -> Option<Slot<'_>>
    where
        Self: Sized,
    {
        Some(self.slot())
    }

    /// Becomes the value that was never given, if there is such a thing: a `null` stood in its place.
    #[doc(hidden)]
    fn clear(&mut self) {}
}

/// What a value is, and where its content goes or is.
#[doc(hidden)]
pub enum Slot<'a> {
    Structure(&'a mut dyn Decode),
    List(&'a mut dyn ListSlot),
    Map(&'a mut dyn MapSlot),
    Scalar(&'a mut dyn ScalarSlot),
    Any(&'a mut Value),
}

/// A list that grows, or is looked at.
#[doc(hidden)]
pub trait ListSlot {
    /// Adds an empty element.
    fn grow(&mut self) -> Slot<'_>;

    /// Shows each element that it has.
    fn each(&mut self, visit: &mut dyn FnMut(Option<Slot<'_>>));
}

/// A map that grows, or is looked at.
#[doc(hidden)]
pub trait MapSlot {
    /// Adds an empty value under `name`.
    fn entry(&mut self, name: String) -> Slot<'_>;

    /// Shows each value that it has.
    fn each(&mut self, visit: &mut dyn FnMut(&str, Option<Slot<'_>>));
}

/// A value without parts.
#[doc(hidden)]
pub trait ScalarSlot {
    /// Takes the value; what is expected instead is the error.
    fn set(&mut self, value: &RawScalar<'_>) -> Result<(), &'static str>;

    /// Takes a whole body as bytes, if the value is bytes.
    fn set_bytes(&mut self, bytes: &[u8]) -> bool {
        let _ = bytes;
        false
    }

    /// The value that it has, if any.
    fn get(&self) -> Option<Scalar<'_>>;
}

/// What the body of a response that is not an object is called where it needs a name.
const BODY: &str = "body";

/// Looks for one member of a structure to fill, or looks at all of them; see [`Decode::decode`].
pub struct Decoder<'a> {
    pub(crate) wanted: Wanted<'a>,
    pub(crate) source: &'a mut dyn MemberSource,
}

/// What a [`Decoder`] looks for.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// The member with exactly this name.
    Exactly(&'a str),
    /// The member with this name in any case; asked only if none has it exactly.
    AnyCase(&'a str),
    /// The request id, which the service sometimes sends only in a header.
    RequestId(&'a str),
    /// The body of a response that is not an object.
    Body,
    /// Nothing any more.
    Found,
    /// Every member that was given, to see what it is.
    Every,
    /// Every member that the type has, to see what it can be. Values that were not given are made.
    Type,
}

/// Where the value of the wanted member comes from: it is asked once at the most. Or where the values of all members go.
pub(crate) trait MemberSource {
    fn read(&mut self, slot: Slot<'_>) -> Given;

    /// Learns the name of the member that is read next, if every member is. Not an argument of [`read`](Self::read): who looks for one
    /// member would carry the names of all others.
    fn next_is(&mut self, name: &'static str) {
        let _ = name;
    }
}

/// Whether there was a value, or only its name: `null`, or an empty text in place of a list or an object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    Something,
    Nothing,
}

impl Given {
    pub(crate) fn unless(nothing: bool) -> Self {
        if nothing { Self::Nothing } else { Self::Something }
    }
}

impl Decoder<'_> {
    #[inline]
    fn wants(&mut self, name: &'static str) -> bool {
        let found = match self.wanted {
            Wanted::Exactly(wanted) => wanted == name,
            Wanted::AnyCase(wanted) => wanted.eq_ignore_ascii_case(name),
            Wanted::RequestId(_) | Wanted::Body | Wanted::Found => false,
            Wanted::Every | Wanted::Type => {
                self.source.next_is(name);
                return true;
            }
        };
        if found {
            self.wanted = Wanted::Found;
        }
        found
    }

    fn scalar(&mut self, name: &'static str, slot: &mut dyn ScalarSlot) {
        if self.wants(name) {
            self.source.read(Slot::Scalar(slot));
        }
    }

    /// A text member.
    pub fn string(&mut self, name: &'static str, slot: &mut Option<String>) {
        self.scalar(name, slot);
    }

    /// A text member that no output may show.
    pub fn secret(&mut self, name: &'static str, slot: &mut Option<Secret>) {
        self.scalar(name, slot);
    }

    /// An integer.
    pub fn int64(&mut self, name: &'static str, slot: &mut Option<i64>) {
        self.scalar(name, slot);
    }

    /// A number that may have a fraction.
    pub fn double(&mut self, name: &'static str, slot: &mut Option<f64>) {
        self.scalar(name, slot);
    }

    /// A truth value.
    pub fn boolean(&mut self, name: &'static str, slot: &mut Option<bool>) {
        self.scalar(name, slot);
    }

    /// The request id. Blanks around it, as some published samples have, do not belong to it.
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
            // An empty one was never received.
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

    /// Any other member: a list, a map, a structure, bytes.
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
            // Stored values have it as a member; see the feature `serde`.
            self.wanted = Wanted::Found;
            self.source.read(slot.slot());
        }
    }
}

/// Why a body could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// Path of the value, as in `Items.DBInstance[3].Port`; empty for the body itself.
    pub(crate) path: String,
    /// What stands there and what should.
    pub(crate) problem: String,
}

/// Reads a successful body into a response. `request_id` is the one of the header, for responses that carry none in the body.
pub(crate) fn decode_body(body: &[u8], request_id: &str, target: &mut dyn Decode) -> Result<(), Mismatch> {
    let mut whole = WholeScalar { body, result: None };
    target.decode(&mut Decoder { wanted: Wanted::Body, source: &mut whole });
    match whole.result {
        Some(result) => result?,
        None => decode_members(body, target)?,
    }
    target.decode(&mut Decoder { wanted: Wanted::RequestId(request_id), source: &mut NoSource });
    Ok(())
}

fn decode_members(body: &[u8], target: &mut dyn Decode) -> Result<(), Mismatch> {
    let invalid = |problem: &str| Mismatch { path: String::new(), problem: problem.to_owned() };
    let text = std::str::from_utf8(body).map_err(|_| invalid("found bytes that are not UTF-8, expected text"))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.bytes().next() {
        None => Ok(()),
        Some(b'<') => decode_xml(text, target),
        Some(_) => decode_json(text, target),
    }
}

/// A body that is a text, a number or bytes: it is the value, not a document that holds it.
struct WholeScalar<'a> {
    body: &'a [u8],
    result: Option<Result<(), Mismatch>>,
}

impl MemberSource for WholeScalar<'_> {
    fn read(&mut self, slot: Slot<'_>) -> Given {
        if let Slot::Scalar(slot) = slot {
            if slot.set_bytes(self.body) {
                self.result = Some(Ok(()));
                return Given::Something;
            }
            let text = String::from_utf8_lossy(self.body);
            let set = slot.set(&RawScalar { text: &text });
            self.result =
                Some(set.map_err(|expected| Mismatch { path: String::new(), problem: format!("expected {expected}") }));
        }
        Given::Something
    }
}

/// A source for questions that need none: it is never read.
pub(crate) struct NoSource;

impl MemberSource for NoSource {
    fn read(&mut self, _slot: Slot<'_>) -> Given {
        Given::Nothing
    }
}
