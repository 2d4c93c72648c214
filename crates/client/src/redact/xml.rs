//! Hides secrets in XML exactly where they are.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::Event;

use super::HIDDEN;
use super::json::{Rules, Unreadable, string, with_member};
use super::response_type::{Content, content_of};
use crate::decode::{Slot, with_element, with_entry};

/// `document` with secrets hidden; none if there are none. `slot` is what its root would be decoded into.
pub(super) fn rewrite(
    document: &str,
    slot: Option<Slot<'_>>,
    depth: usize,
    rules: &Rules<'_>,
) -> Result<Option<String>, Unreadable> {
    let mut walk = Walk { reader: Reader::from_str(document), edits: Vec::new(), rules };
    walk.document(slot, depth)?;
    let mut shown = String::with_capacity(document.len());
    let mut written = 0;
    for (part, text) in &walk.edits {
        shown.push_str(document.get(written..part.start).unwrap_or_default());
        shown.push_str(&escape(text.as_str()));
        written = part.end;
    }
    shown.push_str(document.get(written..).unwrap_or_default());
    // Attributes, comments and text between elements hold nothing that is decoded.
    let without_values = rules.redactor.values(&shown);
    Ok((without_values != document).then(|| without_values.into_owned()))
}

struct Walk<'a, 'rules> {
    reader: Reader<&'a [u8]>,
    /// Parts of the document and what is written instead, in order.
    edits: Vec<(Range<usize>, String)>,
    rules: &'a Rules<'rules>,
}

impl Walk<'_, '_> {
    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn document(&mut self, mut slot: Option<Slot<'_>>, depth: usize) -> Result<(), Unreadable> {
        let mut has_root = false;
        loop {
            match self.reader.read_event().map_err(|_| Unreadable)? {
                Event::Start(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    has_root = true;
                    self.element(slot.take(), &name, depth)?;
                }
                Event::Empty(_) => has_root = true,
                Event::Eof => return if has_root { Ok(()) } else { Err(Unreadable) },
                _ => {}
            }
        }
    }

    /// What is between the tags of an element.
    fn element(&mut self, slot: Option<Slot<'_>>, name: &str, depth: usize) -> Result<(), Unreadable> {
        // An element that is repeated is an element of a list each time.
        if let Some(Slot::List(list)) = slot {
            let mut result = Ok(());
            with_element(list, &mut |slot| result = self.element(Some(slot), name, depth));
            return result;
        }
        let depth = depth.checked_sub(1).ok_or(Unreadable)?;
        let mut slot = slot;
        let begin = self.position();
        let mut content = String::new();
        let mut is_leaf = true;
        loop {
            let end = self.position();
            match self.reader.read_event().map_err(|_| Unreadable)? {
                Event::Start(start) => {
                    is_leaf = false;
                    let child = start.local_name().as_ref().to_owned();
                    self.child(&mut slot, name, &child, depth)?;
                }
                Event::Empty(_) => is_leaf = false,
                Event::End(_) => {
                    if is_leaf {
                        self.leaf(&content, slot, name, depth, begin..end);
                    }
                    return Ok(());
                }
                Event::Text(text) => content.push_str(&text.xml10_content()),
                Event::CData(text) => content.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(|_| Unreadable)? {
                    Some(character) => content.push(character),
                    None => {
                        let entity = reference.xml10_content();
                        content.push_str(resolve_predefined_entity(&entity).ok_or(Unreadable)?);
                    }
                },
                Event::Eof => return Err(Unreadable),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn child(&mut self, slot: &mut Option<Slot<'_>>, name: &str, child: &str, depth: usize) -> Result<(), Unreadable> {
        match slot {
            Some(Slot::Structure(structure)) => {
                let mut result = None;
                with_member(&mut **structure, child, &mut |slot| result = Some(self.element(Some(slot), child, depth)));
                match result {
                    Some(result) => result,
                    None => self.element(None, child, depth),
                }
            }
            Some(Slot::Map(map)) => {
                let inner_name = self.rules.redactor.inherited(name, child);
                let mut result = Ok(());
                with_entry(&mut **map, &mut |slot| result = self.element(Some(slot), &inner_name, depth));
                result
            }
            _ => {
                let inner_name = self.rules.redactor.inherited(name, child);
                self.element(None, &inner_name, depth)
            }
        }
    }

    fn leaf(&mut self, content: &str, slot: Option<Slot<'_>>, name: &str, depth: usize, part: Range<usize>) {
        let kind = match slot {
            Some(Slot::Scalar(scalar)) => Some(content_of(scalar)),
            _ => None,
        };
        let shown = match kind {
            Some(Content::Secret) => (!content.is_empty()).then_some(Cow::Borrowed(HIDDEN)),
            Some(Content::NoText) => None,
            Some(Content::Text) | None => string(content, None, name, depth, self.rules).map(Cow::Owned),
        };
        if let Some(shown) = shown {
            self.edits.push((part, shown.into_owned()));
        }
    }
}
