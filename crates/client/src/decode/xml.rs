//! The XML decoder. Elements become fields, and repeated elements become lists. Attributes are ignored, since the
//! service does not use them for data.

mod element;

use std::collections::BTreeMap;

use super::context::{DecodeContext, DecodeError, Failed, ValuePath};
use super::json::{self, position};
use super::seen::Seen;
use super::{Decode, Decoder, Given, ListSlot, MapSlot, MemberSource, Slot, Wanted};
use crate::evidence::Evidence;
use crate::scalar::{RawScalar, ScalarSlot, Taken};
use crate::value::Value;
use element::Element;

/// Decodes a body into `target`: the children of the root element, or the root itself if `target` asks for it.
///
/// A service that sends only XML has no place for the name of an operation, so the root element is the field of its name there, if
/// `target` has one.
pub(crate) fn decode_xml(body: &str, target: &mut dyn Decode, context: &mut DecodeContext) -> Result<(), DecodeError> {
    let root = Element::parse(body, context).map_err(|failed| *failed)?;
    see(&root, &mut context.evidence);
    let path = ValuePath::BODY;
    let mut whole = WholeXml { driver: XmlDriver { context }, root: &root, result: None };
    target.decode(&mut Decoder::new(Wanted::Body, &mut whole));
    let WholeXml { mut driver, result, .. } = whole;
    let result = match result {
        Some(result) => result,
        None if driver.context.evidence.is_root_a_field && position(target, &root.name).is_some() => {
            let around = Element { children: vec![root], ..Element::default() };
            driver.structure(&around, target, &path).map(drop)
        }
        None => driver.structure(&root, target, &path).map(drop),
    };
    result.map_err(|failed| *failed)
}

/// Collects evidence from a body that is not decoded, and checks its syntax.
pub(super) fn inspect_xml(body: &str, context: &mut DecodeContext) -> Result<(), DecodeError> {
    let root = Element::parse(body, context).map_err(|failed| *failed)?;
    see(&root, &mut context.evidence);
    Ok(())
}

fn see(root: &Element, evidence: &mut Evidence) {
    evidence.root(&root.name);
    for child in &root.children {
        let value = if child.children.is_empty() { child.text.as_str() } else { "{" };
        evidence.field(&child.name, value);
    }
}

struct WholeXml<'a, 'c> {
    driver: XmlDriver<'c>,
    root: &'a Element,
    result: Option<Result<(), Failed>>,
}

impl MemberSource for WholeXml<'_, '_> {
    fn read(&mut self, slot: Slot<'_>) -> Given {
        self.result = Some(self.driver.element(self.root, slot, &ValuePath::BODY).map(drop));
        Given::Something
    }
}

struct XmlDriver<'c> {
    context: &'c mut DecodeContext,
}

impl XmlDriver<'_> {
    fn element(&mut self, element: &Element, slot: Slot<'_>, path: &ValuePath<'_>) -> Result<Given, Failed> {
        match slot {
            Slot::Structure(_) | Slot::Map(_) if element.children.is_empty() && !element.text.trim().is_empty() => {
                json::embedded(&element.text, slot, self.context, path)
            }
            Slot::Structure(target) => self.structure(element, target, path),
            Slot::Map(map) => self.entries(element, map, path),
            Slot::List(list) => self.grow(element, list, path).map(|()| Given::Something),
            Slot::Any(slot) => {
                *slot = self.value(element, path)?;
                Ok(Given::Something)
            }
            Slot::Scalar(slot) => self.scalar(element, slot, path),
        }
    }

    fn scalar(&mut self, element: &Element, slot: &mut dyn ScalarSlot, path: &ValuePath<'_>) -> Result<Given, Failed> {
        self.context.charge(element.text.len(), path)?;
        match slot.set(&RawScalar { text: &element.text }) {
            Ok(Taken::Value) => Ok(Given::Something),
            Ok(Taken::Nothing) => Ok(Given::Nothing),
            Ok(Taken::DoesNotFit) => {
                self.context.leave_out(path);
                Ok(Given::Nothing)
            }
            Err(expected) => Err(path.mismatch(format!("found a string, expected {expected}"))),
        }
    }

    /// Appends one occurrence of a repeated element to a list.
    fn grow(&mut self, element: &Element, list: &mut dyn ListSlot, path: &ValuePath<'_>) -> Result<(), Failed> {
        let mut result = Ok(());
        list.grow(&mut |slot| {
            let charged = self.context.charge(2 * slot.size(), path);
            settle(charged.and_then(|()| self.element(element, slot, path)), &mut result)
        });
        result
    }

    fn structure(&mut self, element: &Element, target: &mut dyn Decode, path: &ValuePath<'_>) -> Result<Given, Failed> {
        self.context.charge(size_of_val(target), path)?;
        let mut seen = Seen::default();
        let mut others = Vec::new();
        for child in &element.children {
            let path = path.field(&child.name);
            let mut field = XmlField {
                driver: &mut *self,
                path: &path,
                element: child,
                seen: &mut seen,
                result: None,
                is_repeated: false,
            };
            target.decode(&mut Decoder::new(Wanted::Exactly(&child.name), &mut field));
            match field.result {
                Some(result) => self.tolerate(result)?,
                None => others.push(child),
            }
        }
        // Elements whose name differs in case count only if no element has the documented name.
        let mut by_other_name = Seen::default();
        let mut names: Vec<(u32, &str)> = Vec::new();
        for child in others {
            let Some(position) = position(target, &child.name) else { continue };
            if seen.contains(position) {
                continue;
            }
            // Of several spellings, the first counts, with all elements that have it.
            match names.iter().find(|(known, _)| *known == position) {
                Some((_, name)) if *name != child.name => continue,
                Some(_) => {}
                None => names.push((position, &child.name)),
            }
            let path = path.field(&child.name);
            let mut field = XmlField {
                driver: &mut *self,
                path: &path,
                element: child,
                seen: &mut by_other_name,
                result: None,
                is_repeated: false,
            };
            target.decode(&mut Decoder::new(Wanted::At(position), &mut field));
            let result = field.result.unwrap_or(Ok(()));
            self.tolerate(result)?;
        }
        Ok(Given::Something)
    }

    fn tolerate(&self, result: Result<(), Failed>) -> Result<(), Failed> {
        result.or_else(|failed| if self.context.tolerant && !failed.is_fatal { Ok(()) } else { Err(failed) })
    }

    fn entries(&mut self, element: &Element, map: &mut dyn MapSlot, path: &ValuePath<'_>) -> Result<Given, Failed> {
        // A list is written as repeated elements, so elements of the same name form one value.
        let mut by_name: BTreeMap<&str, Vec<&Element>> = BTreeMap::new();
        for child in &element.children {
            by_name.entry(child.name.as_str()).or_default().push(child);
        }
        for (index, (name, children)) in by_name.into_iter().enumerate() {
            let path = path.field(name);
            let mut result = Ok(());
            map.entry(name.to_owned(), &mut |slot| {
                let entry = size_of::<String>() + slot.size();
                let node = if index == 0 { 11 * entry } else { 2 * entry };
                let charged = self.context.charge(node + name.len(), &path);
                let read = charged.and_then(|()| match (slot, children.as_slice()) {
                    (Slot::List(list), all) => {
                        all.iter().try_for_each(|child| self.grow(child, list, &path)).map(|()| Given::Something)
                    }
                    (slot, [first, ..]) => self.element(first, slot, &path),
                    (_, []) => Ok(Given::Nothing),
                });
                settle(read, &mut result)
            });
            result?;
        }
        Ok(Given::Something)
    }

    fn value(&mut self, element: &Element, path: &ValuePath<'_>) -> Result<Value, Failed> {
        if element.children.is_empty() {
            self.context.charge(element.text.len(), path)?;
            return Ok(Value::String(element.text.clone()));
        }
        let mut members = serde_json::Map::new();
        for child in &element.children {
            let entry = size_of::<String>() + size_of::<Value>();
            let node = if members.is_empty() { 11 * entry } else { 2 * entry };
            self.context.charge(node + child.name.len(), path)?;
            let value = self.value(child, path)?;
            match members.get_mut(&child.name) {
                Some(Value::Array(several)) => several.push(value),
                Some(one) => *one = Value::Array(vec![one.take(), value]),
                None => drop(members.insert(child.name.clone(), value)),
            }
        }
        Ok(Value::Object(members))
    }
}

fn settle(read: Result<Given, Failed>, result: &mut Result<(), Failed>) -> Given {
    read.unwrap_or_else(|failed| {
        *result = Err(failed);
        Given::Nothing
    })
}

/// Reads an element into the field that has its name.
struct XmlField<'a, 'c> {
    driver: &'a mut XmlDriver<'c>,
    path: &'a ValuePath<'a>,
    element: &'a Element,
    seen: &'a mut Seen,
    result: Option<Result<(), Failed>>,
    /// Whether an earlier element was read into the same field.
    is_repeated: bool,
}

impl MemberSource for XmlField<'_, '_> {
    fn admits(&mut self, position: u32) -> bool {
        self.is_repeated = !self.seen.insert(position);
        true
    }

    fn read(&mut self, slot: Slot<'_>) -> Given {
        if self.is_repeated && !matches!(slot, Slot::List(_)) {
            self.result = Some(Ok(()));
            return Given::Something;
        }
        match self.driver.element(self.element, slot, self.path) {
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
