//! From the wire to typed values: lenient in what is read, strict in what cannot be read.
//!
//! A generated structure answers one question: "which of your fields is called X?" ([`Decode::decode`]). Behind it is one driver each for
//! JSON and XML, compiled once in this crate. The same list of fields tells what a response holds ([`walk`]).
//!
//! The service returns numbers as strings and strings as numbers, one element instead of a list, and omits or adds fields. All of that
//! is accepted without loss: a number that lands in a string keeps its digits. What cannot be read is an error with the path of the
//! value (`Items.DBInstance[3].Port`). The rules, for JSON and XML alike:
//!
//! - **Nothing:** `null`, and `""`, `[]` and `{}` where another kind of value is documented, mean that a field was not given. In lists and
//!   maps such an element is skipped; an empty string among strings and an empty object among objects are values.
//! - **Names:** a key that is exactly the documented one wins over one in another case, whatever their order. Of keys that are the same,
//!   the first wins. In XML each occurrence of a list's element is one more element.
//! - **Numbers:** see `number.rs`. A number that its field cannot hold leaves the field unset, with one `tracing` event for the response.
//! - **Text:** what is not UTF-8, half of a surrogate pair or a character that XML does not have is U+FFFD; the rest of the body is read.
//! - **Bounds:** one depth and one amount of memory for a whole body, JSON within strings included; see [`Context`].

mod context;
mod generic;
mod json;
mod seen;
mod xml;

use alicloud_signer::Secret;

pub(crate) use context::{Context, Mismatch};
#[cfg(feature = "serde")]
pub(crate) use json::decode_json_value;
pub(crate) use json::{UnescapedText, decode_json, inspect_json};
pub(crate) use xml::decode_xml;

use context::Path;
use xml::inspect_xml;

use crate::evidence::{Body, Evidence};
use crate::scalar::{RawScalar, ScalarSlot};
use crate::value::Value;

/// A value that can be read from the wire; [`walk`](crate::runtime::walk) tells what it holds.
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

    /// Becomes the value that was never given, if there is such a thing: there was a `null` in its place.
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
    /// Adds an empty element that `fill` fills. Without a value it is taken away again.
    fn grow(&mut self, fill: &mut dyn FnMut(Slot<'_>) -> Given);

    /// Shows each element that it has.
    fn each(&mut self, visit: &mut dyn FnMut(Option<Slot<'_>>));
}

/// A map that grows, or is looked at.
#[doc(hidden)]
pub trait MapSlot {
    /// Adds the value that `fill` gives under `name`, unless there is one.
    fn entry(&mut self, name: String, fill: &mut dyn FnMut(Slot<'_>) -> Given);

    /// Shows each value that it has.
    fn each(&mut self, visit: &mut dyn FnMut(&str, Option<Slot<'_>>));
}

/// Shows what an element of a list would be to `visit`; none is added.
pub(crate) fn with_element(list: &mut dyn ListSlot, visit: &mut dyn FnMut(Slot<'_>)) {
    list.grow(&mut |slot| {
        visit(slot);
        Given::Nothing
    });
}

/// Shows what a value of a map would be to `visit`; none is added.
pub(crate) fn with_entry(map: &mut dyn MapSlot, visit: &mut dyn FnMut(Slot<'_>)) {
    map.entry(String::new(), &mut |slot| {
        visit(slot);
        Given::Nothing
    });
}

impl Slot<'_> {
    /// Bytes that the value itself takes, without what it points to.
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

/// What the body of a response that is not an object is called where it needs a name.
const BODY: &str = "body";

/// Looks for one member of a structure to fill, or looks at all of them; see [`Decode::decode`].
pub struct Decoder<'a> {
    wanted: Wanted<'a>,
    /// Position of the field that is offered next.
    position: u32,
    source: &'a mut dyn MemberSource,
}

/// What a [`Decoder`] looks for.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// The member with exactly this name.
    Exactly(&'a str),
    /// The member with this name in any case; asked only if none has it exactly.
    AnyCase(&'a str),
    /// The member at this position.
    At(u32),
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
    /// Whether the member that was found, at this position, is to be read.
    fn admits(&mut self, position: u32) -> bool {
        let _ = position;
        true
    }

    fn read(&mut self, slot: Slot<'_>) -> Given;

    /// Learns the name of the member that is read next, if every member is. Not an argument of [`read`](Self::read): who looks for one
    /// member would carry the names of all others.
    fn next_is(&mut self, name: &'static str) {
        let _ = name;
    }
}

/// Whether there was a value, or only its name: `null`, or something empty in place of it.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// There was a value.
    Something,
    /// There was none.
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

/// Reads a successful body into a response. `request_id` is the one of the header, for responses that carry none in the body.
///
/// What was found is evidence in `context`; whether it is enough to be a response is the gate's to say.
pub(crate) fn decode_body(
    body: &[u8],
    request_id: &str,
    target: &mut dyn Decode,
    context: &mut Context,
) -> Result<(), Mismatch> {
    let mut whole = WholeScalar { body, result: None };
    target.decode(&mut Decoder::new(Wanted::Body, &mut whole));
    match whole.result {
        Some(result) => {
            inspect_value(&mut context.evidence, body);
            result?;
        }
        None => decode_document(body, target, context)?,
    }
    target.decode(&mut Decoder::new(Wanted::RequestId(request_id), &mut NoSource));
    context.report();
    Ok(())
}

fn decode_document(body: &[u8], target: &mut dyn Decode, context: &mut Context) -> Result<(), Mismatch> {
    let text = String::from_utf8_lossy(body);
    let document = context.evidence.begin(&text);
    match context.evidence.body() {
        Body::Nothing | Body::HtmlPage => Ok(()),
        Body::Xml => decode_xml(document, target, context),
        _ => {
            if context.evidence.needs_inspection() {
                inspect_json(document, &mut context.evidence)?;
            }
            decode_json(document, target, context)
        }
    }
}

/// A body that is the value itself, not a document that holds it: only a page or an error is seen in it.
pub(crate) fn inspect_value(evidence: &mut Evidence, body: &[u8]) {
    const LOOKED_AT: usize = 4096;
    let text = String::from_utf8_lossy(body.get(..body.len().min(LOOKED_AT)).unwrap_or_default());
    let document = evidence.begin(&text);
    if evidence.body == Body::Object && inspect_json(document, evidence).is_err() {
        // It only begins like an object.
        evidence.has_own_field = true;
    }
    if evidence.body == Body::Xml {
        let name = document.trim_start_matches('<').split([' ', '>', '/']).next().unwrap_or_default();
        evidence.root(name);
    }
}

/// Looks for evidence in a body that nobody decodes, and whether it is JSON or XML at all.
pub(crate) fn inspect_document(body: &[u8], response_limit: usize, evidence: &mut Evidence) -> Result<(), Mismatch> {
    let text = String::from_utf8_lossy(body);
    let document = evidence.begin(&text);
    match evidence.body() {
        Body::Nothing | Body::HtmlPage => Ok(()),
        Body::Xml => {
            let mut context = Context::new(response_limit, std::mem::take(evidence));
            let inspected = inspect_xml(document, &mut context);
            *evidence = context.evidence;
            inspected
        }
        _ => inspect_json(document, evidence),
    }
}

/// A body that is a string, a number or bytes: it is the value, not a document that holds it.
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
            self.result = Some(set.map(drop).map_err(|expected| *Path::BODY.mismatch(format!("expected {expected}"))));
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
