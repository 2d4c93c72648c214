//! The JSON driver: one pass over the body, no tree in between.

use std::borrow::Cow;
use std::fmt;

use serde_core::Deserialize;
use serde_core::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Decode, Decoder, Given, ListSlot, MapSlot, MemberSource, Mismatch, RawScalar, Slot, Wanted};
use crate::value::Value;

/// Reads a body into `target`: the members of an object, or the body itself where `target` asks for it.
pub(crate) fn decode_json(body: &str, target: &mut dyn Decode) -> Result<(), Mismatch> {
    let mut log = Log::default();
    let mut whole = WholeBody { body, log: &mut log, asked: false };
    target.decode(&mut Decoder { wanted: Wanted::Body, source: &mut whole });
    if !whole.asked {
        read(body, Slot::Structure(target), &mut log);
    }
    log.mismatch.map_or(Ok(()), Err)
}

/// Reads a value that was stored as JSON: all of it is in its members.
#[cfg(feature = "serde")]
pub(crate) fn decode_json_value(json: &str, target: Slot<'_>) -> Result<(), Mismatch> {
    let mut log = Log::default();
    read(json, target, &mut log);
    log.mismatch.map_or(Ok(()), Err)
}

/// The first thing that could not be read. Its path is completed on the way out.
#[derive(Default)]
struct Log {
    mismatch: Option<Mismatch>,
}

impl Log {
    fn note(&mut self, problem: impl Into<String>) {
        self.mismatch.get_or_insert_with(|| Mismatch { path: String::new(), problem: problem.into() });
    }

    /// Puts `segment` before the path of a mismatch that was found below it.
    fn prefix(&mut self, found_before: bool, segment: fmt::Arguments<'_>) {
        if let Some(mismatch) = self.mismatch.as_mut().filter(|_| !found_before) {
            let separator = if mismatch.path.is_empty() || mismatch.path.starts_with('[') { "" } else { "." };
            mismatch.path = format!("{segment}{separator}{}", mismatch.path);
        }
    }
}

fn read(body: &str, slot: Slot<'_>, log: &mut Log) -> Given {
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let result = Seed { slot, log }.deserialize(&mut deserializer).and_then(|given| deserializer.end().map(|()| given));
    result.unwrap_or_else(|error| {
        log.note(format!("not valid JSON: {error}"));
        Given::Something
    })
}

struct WholeBody<'a> {
    body: &'a str,
    log: &'a mut Log,
    asked: bool,
}

impl MemberSource for WholeBody<'_> {
    fn read(&mut self, slot: Slot<'_>) -> Given {
        self.asked = true;
        read(self.body, slot, self.log)
    }
}

struct Seed<'slot, 'log> {
    slot: Slot<'slot>,
    log: &'log mut Log,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Given;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        match self.slot {
            Slot::Any(slot) => {
                *slot = Deserialize::deserialize(deserializer)?;
                Ok(Given::unless(slot.is_null()))
            }
            Slot::Scalar(slot) => {
                let raw: &RawValue = Deserialize::deserialize(deserializer)?;
                scalar(raw.get(), |value| slot.set(value), self.log);
                Ok(Given::unless(raw.get() == "null"))
            }
            Slot::Structure(structure) => {
                deserializer.deserialize_any(Node { shape: Shape::Structure(structure), log: self.log })
            }
            Slot::List(list) => deserializer.deserialize_any(Node { shape: Shape::List(list), log: self.log }),
            Slot::Map(map) => deserializer.deserialize_any(Node { shape: Shape::Map(map), log: self.log }),
        }
    }
}

/// Reads a scalar from its JSON text. An object or list where text was expected is kept as its JSON text.
fn scalar(json: &str, set: impl FnOnce(&RawScalar<'_>) -> Result<(), &'static str>, log: &mut Log) {
    if json == "null" {
        return;
    }
    let text = if json.starts_with('"') {
        match serde_json::from_str::<UnescapedText<'_>>(json) {
            Ok(text) => text.0,
            Err(error) => return log.note(format!("not valid JSON: {error}")),
        }
    } else {
        Cow::Borrowed(json)
    };
    if let Err(expected) = set(&RawScalar { text: &text }) {
        log.note(format!("found {}, expected {expected}", describe(json)));
    }
}

/// `Cow<str>` that really borrows where there are no escapes.
pub(crate) struct UnescapedText<'a>(pub(crate) Cow<'a, str>);

impl<'de> Deserialize<'de> for UnescapedText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = UnescapedText<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(UnescapedText(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(UnescapedText(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// What stands there, without its content: a body may hold secrets.
fn describe(json: &str) -> &'static str {
    match json.bytes().next() {
        Some(b'"') => "a text",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "a truth value",
        _ => "a number",
    }
}

enum Shape<'a> {
    Structure(&'a mut dyn Decode),
    List(&'a mut dyn ListSlot),
    Map(&'a mut dyn MapSlot),
}

struct Node<'slot, 'log> {
    shape: Shape<'slot>,
    log: &'log mut Log,
}

impl Node<'_, '_> {
    /// A scalar where a list or an object was expected. Empty text stands for "nothing"; a text may hold the JSON of the value;
    /// a single scalar may stand for a list of one.
    fn lone_scalar(self, json: &str) -> Given {
        match self.shape {
            Shape::List(_) if json == "\"\"" => return Given::Nothing,
            Shape::List(list) => {
                read(json, list.grow(), self.log);
            }
            Shape::Structure(_) | Shape::Map(_) => {
                let text = serde_json::from_str::<String>(json).unwrap_or_default();
                if text.trim_start().starts_with('{') {
                    let slot = match self.shape {
                        Shape::Structure(structure) => Slot::Structure(structure),
                        Shape::Map(map) => Slot::Map(map),
                        Shape::List(list) => Slot::List(list),
                    };
                    return read(&text, slot, self.log);
                }
                if text.is_empty() && json.starts_with('"') {
                    return Given::Nothing;
                }
                self.log.note(format!("found {}, expected an object", describe(json)));
            }
        }
        Given::Something
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = Given;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Nothing)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Given, E> {
        Ok(self.lone_scalar(&value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Given, E> {
        Ok(self.lone_scalar(&value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Given, E> {
        Ok(self.lone_scalar(&value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Given, E> {
        Ok(self.lone_scalar(&value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Given, E> {
        let json = Value::from(value).to_string();
        Ok(self.lone_scalar(&json))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Given, A::Error> {
        let Shape::List(list) = self.shape else {
            self.log.note("found a list, expected an object");
            while elements.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Given::Something);
        };
        for index in 0_usize.. {
            let found_before = self.log.mismatch.is_some();
            let mut element = Element { list: &mut *list, log: &mut *self.log };
            let more = elements.next_element_seed(&mut element)?.is_some();
            self.log.prefix(found_before, format_args!("[{index}]"));
            if !more {
                break;
            }
        }
        Ok(Given::Something)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Given, A::Error> {
        match self.shape {
            Shape::Structure(structure) => {
                while let Some(name) = members.next_key::<UnescapedText<'de>>()? {
                    let found_before = self.log.mismatch.is_some();
                    read_member(structure, &name.0, &mut members, self.log)?;
                    self.log.prefix(found_before, format_args!("{}", name.0));
                }
            }
            Shape::Map(map) => {
                while let Some(name) = members.next_key::<String>()? {
                    let found_before = self.log.mismatch.is_some();
                    let segment = name.clone();
                    members.next_value_seed(Seed { slot: map.entry(name), log: self.log })?;
                    self.log.prefix(found_before, format_args!("{segment}"));
                }
            }
            // One element instead of a list.
            Shape::List(list) => match list.grow() {
                Slot::Structure(structure) => {
                    return Node { shape: Shape::Structure(structure), log: self.log }.visit_map(members);
                }
                Slot::Map(map) => return Node { shape: Shape::Map(map), log: self.log }.visit_map(members),
                Slot::Any(slot) => {
                    let mut object = serde_json::Map::new();
                    while let Some((name, value)) = members.next_entry()? {
                        object.insert(name, value);
                    }
                    *slot = Value::Object(object);
                }
                Slot::List(_) | Slot::Scalar(_) => {
                    self.log.note("found an object, expected a list");
                    while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                }
            },
        }
        Ok(Given::Something)
    }
}

struct Element<'a> {
    list: &'a mut dyn ListSlot,
    log: &'a mut Log,
}

impl<'de> DeserializeSeed<'de> for &mut Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        Seed { slot: self.list.grow(), log: self.log }.deserialize(deserializer).map(drop)
    }
}

/// Asks `structure` for the member `name` (exactly, then in any case) and reads it; what nobody wants is skipped.
fn read_member<'de, A: MapAccess<'de>>(
    structure: &mut dyn Decode,
    name: &str,
    members: &mut A,
    log: &mut Log,
) -> Result<(), A::Error> {
    let mut source = Member { members, log, result: None };
    structure.decode(&mut Decoder { wanted: Wanted::Exactly(name), source: &mut source });
    if source.result.is_none() {
        structure.decode(&mut Decoder { wanted: Wanted::AnyCase(name), source: &mut source });
    }
    match source.result {
        Some(result) => result,
        None => members.next_value::<IgnoredAny>().map(drop),
    }
}

struct Member<'a, A, E> {
    members: &'a mut A,
    log: &'a mut Log,
    result: Option<Result<(), E>>,
}

impl<'de, A: MapAccess<'de>> MemberSource for Member<'_, A, A::Error> {
    fn read(&mut self, slot: Slot<'_>) -> Given {
        match self.members.next_value_seed(Seed { slot, log: self.log }) {
            Ok(given) => {
                self.result = Some(Ok(()));
                given
            }
            Err(error) => {
                self.result = Some(Err(error));
                Given::Something
            }
        }
    }
}
