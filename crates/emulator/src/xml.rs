//! Parses XML that a client sent or a document contains.

use alicloud_catalog::{Product, Schema};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use crate::field_schema::field_schema;

/// An element with its text and its child elements. Attributes are ignored, since no operation documents any.
#[derive(Debug, Default)]
pub(crate) struct XmlElement {
    pub(crate) name: String,
    text: String,
    children: Vec<XmlElement>,
}

/// The document is not well-formed, has more than one root element, or exceeds a limit.
#[derive(Debug)]
pub(crate) struct InvalidXml;

/// The limit for one document: `<a/>` takes four bytes on the wire and a hundred in memory.
const MOST_ELEMENTS: usize = 200_000;

/// The deepest nesting of elements, which is that of the JSON parser.
const MOST_LEVELS: usize = 128;

/// The most levels of a type that are followed where no value descends with them: types can contain themselves.
pub(crate) const MOST_TYPE_LEVELS: usize = 12;

impl XmlElement {
    /// Parses a document and returns its root element.
    ///
    /// # Errors
    ///
    /// See [`InvalidXml`].
    pub(crate) fn parse(document: &[u8]) -> Result<Self, InvalidXml> {
        let document = std::str::from_utf8(document).map_err(|_| InvalidXml)?;
        let mut reader = Reader::from_str(document.trim_start_matches('\u{feff}'));
        let mut open = vec![Self::default()];
        let mut left = MOST_ELEMENTS;
        loop {
            match reader.read_event().map_err(|_| InvalidXml)? {
                Event::Start(start) if open.len() <= MOST_LEVELS => {
                    left = left.checked_sub(1).ok_or(InvalidXml)?;
                    open.push(Self { name: start.local_name().as_ref().to_owned(), ..Self::default() });
                }
                Event::Empty(start) => {
                    left = left.checked_sub(1).ok_or(InvalidXml)?;
                    let element = Self { name: start.local_name().as_ref().to_owned(), ..Self::default() };
                    open.last_mut().ok_or(InvalidXml)?.children.push(element);
                }
                Event::End(_) => {
                    let element = open.pop().ok_or(InvalidXml)?;
                    open.last_mut().ok_or(InvalidXml)?.children.push(element);
                }
                Event::Text(text) => open.last_mut().ok_or(InvalidXml)?.text.push_str(&text.xml10_content()),
                Event::CData(text) => open.last_mut().ok_or(InvalidXml)?.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let text = &mut open.last_mut().ok_or(InvalidXml)?.text;
                    match reference.resolve_char_ref().map_err(|_| InvalidXml)? {
                        Some(character) => text.push(character),
                        None => text.push_str(resolve_predefined_entity(&reference.xml10_content()).ok_or(InvalidXml)?),
                    }
                }
                Event::Eof => break,
                // A document type can define entities that expand to any size.
                Event::Start(_) | Event::DocType(_) => return Err(InvalidXml),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        let mut document = open.pop().filter(|_| open.is_empty()).ok_or(InvalidXml)?;
        let root = document.children.pop().ok_or(InvalidXml)?;
        if document.children.is_empty() && document.text.trim().is_empty() { Ok(root) } else { Err(InvalidXml) }
    }

    /// An object with the element as its only field, in the shape of `schema`.
    pub(crate) fn as_only_field(&self, product: &Product, schema: &Schema) -> Value {
        let field = product.resolve(schema).properties.get(&self.name).cloned().unwrap_or_default();
        Value::Object(Map::from_iter([(self.name.clone(), self.shaped(product, &field))]))
    }

    /// The value of the element in the shape of `schema`. Scalars are strings.
    pub(crate) fn shaped(&self, product: &Product, schema: &Schema) -> Value {
        let any = Schema::default();
        let mut schema = product.resolve(schema);
        let mut lists = 0;
        // An element is the only one of a list, and of lists of lists.
        while schema.kind.as_deref() == Some("array") {
            if lists == MOST_TYPE_LEVELS {
                // A list of itself has no other value.
                return in_lists(lists, Value::Array(Vec::new()));
            }
            schema = product.resolve(schema.items.as_deref().unwrap_or(&any));
            lists += 1;
        }
        let is_text = schema.kind.as_deref() != Some("object") && self.children.is_empty();
        let value = if is_text { Value::from(self.text.as_str()) } else { self.object(product, schema) };
        in_lists(lists, value)
    }

    fn object(&self, product: &Product, schema: &Schema) -> Value {
        let mut by_name: Vec<(&str, Vec<&Self>)> = Vec::new();
        let mut positions = std::collections::HashMap::new();
        for child in &self.children {
            let position = *positions.entry(child.name.as_str()).or_insert_with(|| {
                by_name.push((&child.name, Vec::new()));
                by_name.len() - 1
            });
            if let Some((_, children)) = by_name.get_mut(position) {
                children.push(child);
            }
        }
        let any = Schema::default();
        let fields = by_name.into_iter().map(|(name, children)| {
            let field = product.resolve(field_schema(schema, name).unwrap_or(&any));
            let value = match (field.kind.as_deref(), children.as_slice()) {
                (Some("array"), children) => several(product, field, children),
                // An element that the description does not have is a list if it is repeated.
                (None, children @ [_, _, ..]) => several(product, &Schema::default(), children),
                (_, [child, ..]) => child.shaped(product, field),
                (_, []) => Value::Null,
            };
            (name.to_owned(), value)
        });
        Value::Object(fields.collect())
    }
}

/// A value in this many lists, each of which has one element.
fn in_lists(lists: usize, value: Value) -> Value {
    (0..lists).fold(value, |value, _| Value::Array(vec![value]))
}

/// A list, each of whose elements has an element of XML.
fn several(product: &Product, list: &Schema, elements: &[&XmlElement]) -> Value {
    let items = list.items.as_deref().cloned().unwrap_or_default();
    elements.iter().map(|element| element.shaped(product, &items)).collect()
}
