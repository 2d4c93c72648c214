//! The JSON decoder. It reads the body in one pass, without building a tree.

mod reader;
mod string;
mod substitute;
mod tree;
mod unescaped;

use std::borrow::Cow;

use super::context::{DecodeContext, DecodeError, Failed, ValuePath};
use super::seen::Seen;
use super::{Decode, Decoder, Given, ListSlot, MapSlot, MemberSource, Slot, Wanted};
use crate::evidence::Evidence;
use crate::scalar::{RawScalar, ScalarSlot, Taken};
use reader::{Reader, Syntax};

use substitute::{describe, is_empty};

pub(super) use substitute::embedded;
pub(crate) use unescaped::UnescapedText;

/// Decodes a body into `target`: the fields of an object, or the whole body if `target` asks for it.
pub(crate) fn decode_json(body: &str, target: &mut dyn Decode, context: &mut DecodeContext) -> Result<(), DecodeError> {
    let mut whole = WholeJson { body, context: &mut *context, result: None };
    target.decode(&mut Decoder::new(Wanted::Body, &mut whole));
    match whole.result {
        Some(result) => result,
        None => document(body, Slot::Structure(target), context),
    }
}

/// Decodes a value that was stored as JSON, for example by `serde`. It has no limit of size.
#[cfg(feature = "serde")]
pub(crate) fn decode_json_value(json: &str, target: Slot<'_>) -> Result<(), DecodeError> {
    document(json, target, &mut DecodeContext::new(usize::MAX, Evidence::default()))
}

/// Collects evidence from a body that is not decoded, and checks its syntax.
pub(crate) fn inspect_json(body: &str, evidence: &mut Evidence) -> Result<(), DecodeError> {
    let mut reader = Reader::new(body);
    let inspected = (|| {
        if reader.peek()? == b'{' {
            reader.open();
            let mut first = true;
            while let Some(name) = reader.key(first)? {
                first = false;
                let value = reader.skip()?;
                evidence.field(&name, value);
            }
        } else {
            reader.skip()?;
        }
        reader.end()
    })();
    inspected.map_err(|syntax: Syntax| *ValuePath::BODY.fatal(syntax.describe(body)))
}

fn document(json: &str, slot: Slot<'_>, context: &mut DecodeContext) -> Result<(), DecodeError> {
    let mut driver = JsonDriver { reader: Reader::new(json), context, is_embedded: false };
    let path = ValuePath::BODY;
    let read = driver.value(slot, &path).and_then(|_| driver.syntax(|reader| reader.end(), &path));
    read.map_err(|failed| *failed)
}

struct WholeJson<'a> {
    body: &'a str,
    context: &'a mut DecodeContext,
    result: Option<Result<(), DecodeError>>,
}

impl MemberSource for WholeJson<'_> {
    fn read(&mut self, slot: Slot<'_>) -> Given {
        self.result = Some(document(self.body, slot, self.context));
        Given::Something
    }
}

/// Reads one document, or a string that contains a document.
struct JsonDriver<'t, 'c> {
    reader: Reader<'t>,
    context: &'c mut DecodeContext,
    /// Whether the document is embedded in a string. Then a syntax error does not affect the surrounding document.
    is_embedded: bool,
}

impl<'t> JsonDriver<'t, '_> {
    fn syntax<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'t>) -> Result<T, Syntax>,
        path: &ValuePath<'_>,
    ) -> Result<T, Failed> {
        let text = self.reader.text();
        read(&mut self.reader).map_err(|syntax| {
            let problem = syntax.describe(text);
            if self.is_embedded { path.mismatch(problem) } else { path.fatal(problem) }
        })
    }

    /// Reads the next value into `slot`.
    fn value(&mut self, slot: Slot<'_>, path: &ValuePath<'_>) -> Result<Given, Failed> {
        let first = self.syntax(Reader::peek, path)?;
        match (slot, first) {
            (Slot::Scalar(slot), _) => self.scalar(slot, first, path),
            (Slot::Structure(structure), b'{') => self.structure(structure, path),
            (Slot::Map(map), b'{') => self.map(map, path),
            (Slot::List(list), b'[') => self.list(list, path),
            (Slot::Any(slot), _) => {
                *slot = self.any(first, path)?;
                Ok(Given::unless(slot.is_null()))
            }
            (slot, b'"') => self.string(slot, path),
            (slot, _) => self.other(slot, path),
        }
    }

    fn structure(&mut self, structure: &mut dyn Decode, path: &ValuePath<'_>) -> Result<Given, Failed> {
        self.context.descend(path)?;
        self.context.charge(size_of_val(structure), path)?;
        let depth = self.context.depth();
        self.reader.open();
        let mut seen = Seen::default();
        // Keys that differ from a field only in case. They count only if no key matches exactly, which is known at the
        // end of the object.
        let mut others: Vec<(u32, Cow<'t, str>, usize)> = Vec::new();
        let mut first = true;
        while let Some(name) = self.syntax(|reader| reader.key(first), path)? {
            first = false;
            let start = self.reader.position();
            let mut field =
                JsonField { driver: &mut *self, path, name: &name, seen: &mut seen, result: None, is_repeated: false };
            structure.decode(&mut Decoder::new(Wanted::Exactly(&name), &mut field));
            let JsonField { result, is_repeated, .. } = field;
            match result {
                Some(result) => self.tolerate(result, start, depth, path)?,
                None => {
                    let other = if is_repeated { None } else { position(structure, &name) };
                    if let Some(position) = other
                        && !others.iter().any(|(known, ..)| *known == position)
                    {
                        others.push((position, name.clone(), start));
                    }
                    self.syntax(Reader::skip, path)?;
                }
            }
            if path.is_body() {
                self.context.evidence.field(&name, self.reader.since(start));
            }
        }
        let end = self.reader.position();
        for (position, name, start) in others.into_iter().filter(|(position, ..)| !seen.contains(*position)) {
            self.reader.go_to(start);
            let mut seen = Seen::default();
            let mut field =
                JsonField { driver: &mut *self, path, name: &name, seen: &mut seen, result: None, is_repeated: false };
            structure.decode(&mut Decoder::new(Wanted::At(position), &mut field));
            let result = field.result.unwrap_or(Ok(()));
            self.tolerate(result, start, depth, path)?;
        }
        self.reader.go_to(end);
        self.context.ascend();
        Ok(Given::Something)
    }

    /// In tolerant mode, skips a field that cannot be decoded.
    fn tolerate(
        &mut self,
        result: Result<(), Failed>,
        start: usize,
        depth: usize,
        path: &ValuePath<'_>,
    ) -> Result<(), Failed> {
        match result {
            Err(failed) if self.context.tolerant && !failed.is_fatal => {
                self.context.ascend_to(depth);
                self.reader.go_to(start);
                self.syntax(Reader::skip, path).map(drop)
            }
            result => result,
        }
    }

    fn map(&mut self, map: &mut dyn MapSlot, path: &ValuePath<'_>) -> Result<Given, Failed> {
        self.context.descend(path)?;
        self.reader.open();
        let mut first = true;
        while let Some(name) = self.syntax(|reader| reader.key(first), path)? {
            let mut result = Ok(());
            let path = path.field(&name);
            map.entry(name.clone().into_owned(), &mut |slot| {
                let entry = size_of::<String>() + slot.size();
                // A `BTreeMap` allocates a node for eleven entries with the first one.
                let node = if first { 11 * entry } else { 2 * entry };
                let charged = self.context.charge(node + name.len(), &path);
                self.element(charged, slot, &path, &mut result)
            });
            result?;
            first = false;
        }
        self.context.ascend();
        Ok(Given::Something)
    }

    fn list(&mut self, list: &mut dyn ListSlot, path: &ValuePath<'_>) -> Result<Given, Failed> {
        self.context.descend(path)?;
        self.reader.open();
        let mut index = 0;
        while self.syntax(|reader| reader.element(index == 0), path)? {
            self.grow(list, &path.element(index))?;
            index += 1;
        }
        self.context.ascend();
        Ok(Given::Something)
    }

    /// Reads a value and appends it to a list.
    fn grow(&mut self, list: &mut dyn ListSlot, path: &ValuePath<'_>) -> Result<(), Failed> {
        let mut result = Ok(());
        list.grow(&mut |slot| {
            // A `Vec` doubles its capacity when it is full.
            let charged = self.context.charge(2 * slot.size(), path);
            self.element(charged, slot, path, &mut result)
        });
        result
    }

    fn element(
        &mut self,
        charged: Result<(), Failed>,
        slot: Slot<'_>,
        path: &ValuePath<'_>,
        result: &mut Result<(), Failed>,
    ) -> Given {
        // `null` is an element only if the element type accepts any value.
        let keeps_null = matches!(slot, Slot::Any(_));
        match charged.and_then(|()| self.value(slot, path)) {
            Ok(given) => {
                if keeps_null {
                    Given::Something
                } else {
                    given
                }
            }
            Err(failed) => {
                *result = Err(failed);
                Given::Nothing
            }
        }
    }

    /// Reads a scalar. An object or list in its place is kept as its JSON text, unless it is empty.
    fn scalar(&mut self, slot: &mut dyn ScalarSlot, first: u8, path: &ValuePath<'_>) -> Result<Given, Failed> {
        let text = if first == b'"' {
            self.syntax(Reader::string, path)?
        } else {
            let raw = self.syntax(Reader::skip, path)?;
            if raw == "null" || is_empty(raw) {
                return Ok(Given::Nothing);
            }
            Cow::Borrowed(raw)
        };
        self.context.charge(text.len() + ALLOCATION, path)?;
        match slot.set(&RawScalar { text: &text }) {
            Ok(Taken::Value) => Ok(Given::Something),
            Ok(Taken::Nothing) => Ok(Given::Nothing),
            Ok(Taken::DoesNotFit) => {
                self.context.leave_out(path);
                Ok(Given::Nothing)
            }
            Err(expected) => Err(path.mismatch(format!("found {}, expected {expected}", describe(first)))),
        }
    }
}

/// The overhead of an allocation in bytes.
const ALLOCATION: usize = 24;

/// The position of the field with this name, compared without case.
pub(super) fn position(structure: &mut dyn Decode, name: &str) -> Option<u32> {
    struct FieldPosition(Option<u32>);

    impl MemberSource for FieldPosition {
        fn admits(&mut self, position: u32) -> bool {
            self.0 = Some(position);
            false
        }

        fn read(&mut self, _slot: Slot<'_>) -> Given {
            Given::Something
        }
    }

    let mut found = FieldPosition(None);
    structure.decode(&mut Decoder::new(Wanted::AnyCase(name), &mut found));
    found.0
}

/// Reads the value of a key into the field that has this name.
struct JsonField<'a, 't, 'c> {
    driver: &'a mut JsonDriver<'t, 'c>,
    path: &'a ValuePath<'a>,
    name: &'a str,
    seen: &'a mut Seen,
    result: Option<Result<(), Failed>>,
    /// Whether the field has already been read.
    is_repeated: bool,
}

impl MemberSource for JsonField<'_, '_, '_> {
    fn admits(&mut self, position: u32) -> bool {
        self.is_repeated = !self.seen.insert(position);
        !self.is_repeated
    }

    fn read(&mut self, slot: Slot<'_>) -> Given {
        match self.driver.value(slot, &self.path.field(self.name)) {
            Ok(given) => {
                self.result = Some(Ok(()));
                given
            }
            Err(failed) => {
                self.result = Some(Err(failed));
                Given::Something
            }
        }
    }
}
