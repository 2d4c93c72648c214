//! Hides secrets in XML documents and keeps everything else unchanged.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Rules, UnreadableDocument, string, with_member};
use crate::decode::{Slot, with_element, with_entry};
use crate::redact::HIDDEN;
use crate::redact::response_type::{FieldContent, content_of};

/// Returns `document` with secrets hidden; `None` if it has none. `slot` is the destination into which its root would
/// be decoded; with `is_root_a_field`, the root is decoded into the field of its name, if there is one.
pub(in crate::redact) fn rewrite(
    document: &str,
    slot: Option<Slot<'_>>,
    is_root_a_field: bool,
    depth: usize,
    rules: &Rules<'_>,
) -> Result<Option<String>, UnreadableDocument> {
    let mut walk = XmlRedaction { document, reader: Reader::from_str(document), edits: Vec::new(), rules };
    walk.document(slot, is_root_a_field, depth)?;
    walk.edits.sort_by_key(|(part, _)| (part.start, std::cmp::Reverse(part.end)));
    let mut shown = String::with_capacity(document.len());
    let mut written = 0;
    for (part, text) in &walk.edits {
        // An edit within a part that is already replaced, such as of a comment, is skipped.
        if part.start < written {
            continue;
        }
        shown.push_str(document.get(written..part.start).unwrap_or_default());
        shown.push_str(text);
        written = part.end;
    }
    shown.push_str(document.get(written..).unwrap_or_default());
    // Known values are also hidden in names and in numbers.
    let without_values = rules.redactor.values(&shown);
    Ok((without_values != document).then(|| without_values.into_owned()))
}

struct XmlRedaction<'a, 'rules> {
    document: &'a str,
    reader: Reader<&'a [u8]>,
    /// Ranges of the document and their replacements, escaped.
    edits: Vec<(Range<usize>, String)>,
    rules: &'a Rules<'rules>,
}

impl XmlRedaction<'_, '_> {
    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn document(
        &mut self,
        mut slot: Option<Slot<'_>>,
        is_root_a_field: bool,
        depth: usize,
    ) -> Result<(), UnreadableDocument> {
        let mut has_root = false;
        loop {
            let begin = self.position();
            match self.reader.read_event().map_err(|_| UnreadableDocument)? {
                Event::Start(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    has_root = true;
                    self.attributes(&start, &name, depth)?;
                    self.root(slot.take(), is_root_a_field, &name, depth)?;
                }
                Event::Empty(start) => {
                    has_root = true;
                    self.attributes(&start, start.local_name().as_ref(), depth)?;
                }
                Event::Eof => return if has_root { Ok(()) } else { Err(UnreadableDocument) },
                _ => self.undecoded(begin..self.position()),
            }
        }
    }

    fn root(
        &mut self,
        mut slot: Option<Slot<'_>>,
        is_root_a_field: bool,
        name: &str,
        depth: usize,
    ) -> Result<(), UnreadableDocument> {
        if let Some(Slot::Structure(structure)) = &mut slot
            && is_root_a_field
        {
            let mut result = None;
            with_member(&mut **structure, name, &mut |slot| result = Some(self.element(Some(slot), name, depth)));
            if let Some(result) = result {
                return result;
            }
        }
        self.element(slot, name, depth)
    }

    /// Hides secrets between the tags of an element.
    fn element(&mut self, slot: Option<Slot<'_>>, name: &str, depth: usize) -> Result<(), UnreadableDocument> {
        // Each occurrence of a repeated element is an element of the list.
        if let Some(Slot::List(list)) = slot {
            let mut result = Ok(());
            with_element(list, &mut |slot| result = self.element(Some(slot), name, depth));
            return result;
        }
        let depth = depth.checked_sub(1).ok_or(UnreadableDocument)?;
        let mut slot = slot;
        let begin = self.position();
        let mut content = String::new();
        let mut texts = Vec::new();
        let mut is_leaf = true;
        loop {
            let end = self.position();
            match self.reader.read_event().map_err(|_| UnreadableDocument)? {
                Event::Start(start) => {
                    is_leaf = false;
                    let child = start.local_name().as_ref().to_owned();
                    self.attributes(&start, &child, depth)?;
                    self.child(&mut slot, name, &child, depth)?;
                }
                Event::Empty(start) => {
                    is_leaf = false;
                    self.attributes(&start, start.local_name().as_ref(), depth)?;
                }
                Event::End(_) => {
                    if is_leaf {
                        self.leaf(&content, slot, name, depth, begin..end);
                    } else {
                        texts.into_iter().for_each(|text| self.undecoded(text));
                    }
                    return Ok(());
                }
                Event::Text(text) => {
                    content.push_str(&text.xml10_content());
                    texts.push(end..self.position());
                }
                Event::CData(text) => {
                    content.push_str(&text.xml10_content());
                    texts.push(end..self.position());
                }
                Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(|_| UnreadableDocument)? {
                    Some(character) => content.push(character),
                    None => {
                        let entity = reference.xml10_content();
                        content.push_str(resolve_predefined_entity(&entity).ok_or(UnreadableDocument)?);
                    }
                },
                Event::Eof => return Err(UnreadableDocument),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {
                    self.undecoded(end..self.position());
                }
            }
        }
    }

    /// Hides secrets in a part that is not decoded: a comment, a processing instruction, or text between elements.
    fn undecoded(&mut self, part: Range<usize>) {
        const MARKS: [(&str, &str); 4] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
        let Some(text) = self.document.get(part) else { return };
        // The markup is removed first, because the end of a comment is not a part of a value in it.
        let text = MARKS.iter().find_map(|(begin, end)| text.strip_prefix(begin)?.strip_suffix(end)).unwrap_or(text);
        let Some(part) = self.part(text) else { return };
        if let Cow::Owned(shown) = self.rules.redactor.text(text) {
            self.edits.push((part, shown));
        }
    }

    /// Hides secrets in the attributes of the element `name`. Attributes are not decoded.
    fn attributes(&mut self, start: &BytesStart<'_>, name: &str, depth: usize) -> Result<(), UnreadableDocument> {
        let depth = depth.checked_sub(1).ok_or(UnreadableDocument)?;
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| UnreadableDocument)?;
            let key = attribute.key.as_ref();
            // Namespace declarations define the names of elements, so they are kept.
            if key == "xmlns" || key.starts_with("xmlns:") {
                continue;
            }
            let key = attribute.key.local_name();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| UnreadableDocument)?;
            let judged = self.rules.redactor.inherited(name, key.as_ref());
            if let Some(shown) = string(&value, None, &judged, depth, self.rules) {
                let part = self.part(&attribute.value).ok_or(UnreadableDocument)?;
                self.edits.push((part, escape(shown).into_owned()));
            }
        }
        Ok(())
    }

    /// The range of `text` in the document. `text` must borrow from the document.
    fn part(&self, text: &str) -> Option<Range<usize>> {
        let start = text.as_ptr().addr().checked_sub(self.document.as_ptr().addr())?;
        let part = start..start.checked_add(text.len())?;
        (self.document.get(part.clone()) == Some(text)).then_some(part)
    }

    fn child(
        &mut self,
        slot: &mut Option<Slot<'_>>,
        name: &str,
        child: &str,
        depth: usize,
    ) -> Result<(), UnreadableDocument> {
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
            Some(FieldContent::Secret) => (!content.is_empty()).then_some(Cow::Borrowed(HIDDEN)),
            Some(FieldContent::NoText) => None,
            Some(FieldContent::Text) | None => string(content, None, name, depth, self.rules).map(Cow::Owned),
        };
        if let Some(shown) = shown {
            self.edits.push((part, escape(shown).into_owned()));
        }
    }
}
