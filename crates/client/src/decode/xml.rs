//! The XML driver: elements become members, repeated elements become lists. Attributes mean nothing on this gateway.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::{Decode, Decoder, Given, ListSlot, MapSlot, MemberSource, Mismatch, RawScalar, Slot, Wanted};
use crate::value::Value;

/// How deep elements may nest; the deepest documented response nests 28 levels.
const DEEPEST: usize = 128;

/// An element with what it holds.
#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document and gives its root element.
    fn parse(document: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(document);
        let mut open = vec![Self::default()];
        loop {
            let event = reader.read_event().map_err(|error| format!("not valid XML: {error}"))?;
            match event {
                Event::Start(start) => {
                    if open.len() > DEEPEST {
                        return Err(format!("elements nest deeper than {DEEPEST} levels"));
                    }
                    open.push(Self { name: start.local_name().as_ref().to_owned(), ..Self::default() });
                }
                Event::Empty(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(Self { name, ..Self::default() });
                    }
                }
                Event::End(_) => {
                    if let Some(element) = open.pop()
                        && let Some(parent) = open.last_mut()
                    {
                        parent.children.push(element);
                    }
                }
                Event::Text(text) => push_text(&mut open, &text.xml10_content()),
                Event::CData(text) => push_text(&mut open, &text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().map_err(|error| format!("not valid XML: {error}"))?;
                    if let Some(character) = character {
                        push_text(&mut open, character.encode_utf8(&mut [0; 4]));
                    } else {
                        let name = reference.xml10_content();
                        let text = resolve_predefined_entity(&name)
                            .ok_or_else(|| format!("not valid XML: unknown entity &{name};"))?;
                        push_text(&mut open, text);
                    }
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        match (open.pop(), open.is_empty()) {
            (Some(mut document), true) => {
                document.children.pop().ok_or_else(|| "no element in the document".to_owned())
            }
            _ => Err("not valid XML: the document ends inside an element".to_owned()),
        }
    }
}

fn push_text(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// Reads a body into `target`: the children of the root element, or the root itself where `target` asks for it.
pub(crate) fn decode_xml(body: &str, target: &mut dyn Decode) -> Result<(), Mismatch> {
    let root = Element::parse(body).map_err(|problem| Mismatch { path: String::new(), problem })?;
    // A proxy's page is well-formed often enough; none of its elements would be missed by a lenient reader.
    if root.name.eq_ignore_ascii_case("html") {
        return Err(Mismatch { path: String::new(), problem: "found an HTML page, expected XML or JSON".to_owned() });
    }
    let mut source = Source { element: &root, result: None };
    target.decode(&mut Decoder { wanted: Wanted::Body, source: &mut source });
    match source.result {
        Some(result) => result,
        None => structure(&root, target),
    }
}

fn read(element: &Element, slot: Slot<'_>) -> Result<(), Mismatch> {
    match slot {
        Slot::Structure(target) => structure(element, target),
        Slot::Map(map) => entries(element, map),
        Slot::List(list) => read_element(element, list),
        Slot::Any(slot) => {
            *slot = to_value(element);
            Ok(())
        }
        Slot::Scalar(slot) => slot.set(&RawScalar { text: &element.text }).map_err(|expected| Mismatch {
            path: String::new(),
            problem: format!("found a text, expected {expected}"),
        }),
    }
}

/// One occurrence of a repeated element.
fn read_element(element: &Element, list: &mut dyn ListSlot) -> Result<(), Mismatch> {
    read(element, list.grow())
}

fn structure(element: &Element, target: &mut dyn Decode) -> Result<(), Mismatch> {
    for child in &element.children {
        let mut source = Source { element: child, result: None };
        target.decode(&mut Decoder { wanted: Wanted::Exactly(&child.name), source: &mut source });
        if source.result.is_none() {
            target.decode(&mut Decoder { wanted: Wanted::AnyCase(&child.name), source: &mut source });
        }
        if let Some(Err(mismatch)) = source.result {
            return Err(below(&child.name, mismatch));
        }
    }
    Ok(())
}

fn entries(element: &Element, map: &mut dyn MapSlot) -> Result<(), Mismatch> {
    for child in &element.children {
        read(child, map.entry(child.name.clone())).map_err(|mismatch| below(&child.name, mismatch))?;
    }
    Ok(())
}

fn below(name: &str, mismatch: Mismatch) -> Mismatch {
    let separator = if mismatch.path.is_empty() { "" } else { "." };
    Mismatch { path: format!("{name}{separator}{}", mismatch.path), ..mismatch }
}

fn to_value(element: &Element) -> Value {
    if element.children.is_empty() {
        return Value::String(element.text.clone());
    }
    let mut members = serde_json::Map::new();
    for child in &element.children {
        let value = to_value(child);
        match members.get_mut(&child.name) {
            Some(Value::Array(several)) => several.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
            None => drop(members.insert(child.name.clone(), value)),
        }
    }
    Value::Object(members)
}

struct Source<'a> {
    element: &'a Element,
    result: Option<Result<(), Mismatch>>,
}

impl MemberSource for Source<'_> {
    fn read(&mut self, slot: Slot<'_>) -> Given {
        self.result = Some(read(self.element, slot));
        Given::Something
    }
}
