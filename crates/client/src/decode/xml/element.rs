//! Parses an XML document into a tree. A tree is needed because the elements of a list may be separated by other
//! elements.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use super::super::context::{DecodeContext, Failed, ValuePath};

/// The deepest nesting of elements; the deepest documented response has 28 levels.
const DEEPEST: usize = 128;

/// An element with its text and its child elements.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// Parses a document and returns its root element.
    pub(super) fn parse(document: &str, context: &mut DecodeContext) -> Result<Self, Failed> {
        let path = &ValuePath::BODY;
        let invalid = |problem: &str| path.fatal(format!("not valid XML: {problem}"));
        let mut reader = Reader::from_str(document);
        // An unescaped `&` is accepted as text.
        reader.config_mut().allow_dangling_amp = true;
        let mut open = vec![Self::default()];
        loop {
            let event = reader.read_event().map_err(|error| invalid(&error.to_string()))?;
            match event {
                Event::Start(start) => {
                    if open.len() > DEEPEST {
                        return Err(path.fatal(format!("elements nest deeper than {DEEPEST} levels")));
                    }
                    open.push(Self::named(start.local_name().as_ref(), context)?);
                }
                Event::Empty(start) => {
                    let element = Self::named(start.local_name().as_ref(), context)?;
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(element);
                    }
                }
                Event::End(_) => {
                    if let Some(element) = open.pop()
                        && let Some(parent) = open.last_mut()
                    {
                        parent.children.push(element);
                    }
                }
                Event::Text(text) => push_text(&mut open, &text.xml10_content(), context)?,
                Event::CData(text) => push_text(&mut open, &text.xml10_content(), context)?,
                Event::GeneralRef(reference) => push_text(&mut open, &resolve(&reference), context)?,
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        let Some(mut document) = open.pop().filter(|_| open.is_empty()) else {
            return Err(invalid("the document ends inside an element"));
        };
        match (document.children.pop(), document.children.is_empty(), document.text.trim().is_empty()) {
            (Some(root), true, true) => Ok(root),
            (None, ..) => Err(invalid("there is no element in the document")),
            _ => Err(invalid("there is more than one element in the document")),
        }
    }

    fn named(name: &str, context: &mut DecodeContext) -> Result<Self, Failed> {
        // A `Vec` of children doubles its capacity when it is full.
        context.charge(2 * size_of::<Self>() + name.len(), &ValuePath::BODY)?;
        Ok(Self { name: name.to_owned(), ..Self::default() })
    }
}

fn push_text(open: &mut [Element], text: &str, context: &mut DecodeContext) -> Result<(), Failed> {
    context.charge(2 * text.len(), &ValuePath::BODY)?;
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
    Ok(())
}

/// Resolves a reference. A character that XML does not allow becomes U+FFFD; an unknown entity is kept as it is
/// written.
fn resolve(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some('\0')) | Err(_) => char::REPLACEMENT_CHARACTER.to_string(),
        Ok(Some(character)) => character.to_string(),
        Ok(None) => {
            let name = reference.xml10_content();
            resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
        }
    }
}
