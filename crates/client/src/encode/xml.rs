//! Writes an XML document (XML 1.0, fifth edition), as the vendor's libraries do: a field becomes an element, a list becomes an element
//! for each of its own, and fields that are not set are left out.
//!
//! Two things differ from the vendor's library for Python. A list without elements writes nothing instead of an empty element, which would
//! be read as a list with one element. Booleans are `true` and `false`, as in the other libraries, instead of `True` and `False`.

use base64::Engine as _;
use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::Sink;
use crate::scalar::Scalar;
use crate::shown::{LONGEST_NAME, shown};

/// Receives the root element as a field, or an object with the root element as its only field.
pub(crate) struct XmlSink {
    writer: Writer<Vec<u8>>,
    /// The name of the element that is written next; `None` where a value has no name.
    name: Option<String>,
    /// The objects and lists that are not complete.
    open: Vec<Level>,
    /// The names of the root elements, of which a document has one.
    roots: Vec<String>,
    /// The first reason why the value has no document.
    problem: Option<String>,
}

enum Level {
    /// An object, with the name of its element; `None` for the object whose field is the root element.
    Object(Option<String>),
    /// A list, with the name of each of its elements.
    List(String),
}

impl XmlSink {
    pub(crate) fn new() -> Self {
        Self { writer: Writer::new(Vec::new()), name: None, open: Vec::new(), roots: Vec::new(), problem: None }
    }

    /// The document; empty if there is no element.
    ///
    /// # Errors
    ///
    /// A sentence that says why the value cannot be written as XML, and which field is the reason.
    pub(crate) fn finish(self) -> Result<Vec<u8>, String> {
        match (self.problem, self.roots.as_slice()) {
            (Some(problem), _) => Err(problem),
            (None, [] | [_]) => Ok(self.writer.into_inner()),
            (None, roots) => {
                let named: Vec<String> =
                    roots.iter().take(5).map(|root| shown(root, LONGEST_NAME).to_string()).collect();
                Err(format!(
                    "the body has {} root elements ({}), and an XML document has one: set one of them",
                    roots.len(),
                    named.join(", ")
                ))
            }
        }
    }

    fn write(&mut self, event: Event<'_>) {
        let written = self.writer.write_event(event);
        debug_assert!(written.is_ok(), "writing to a Vec does not fail");
    }

    #[cold]
    fn fail(&mut self, what: &str) {
        if self.problem.is_none() {
            self.problem = Some(format!("{} {what}", shown(&self.path(), LONGEST_PATH)));
        }
    }

    /// The path of the current value, such as `ImportJob.FilterRule.Regex`.
    fn path(&self) -> String {
        let open = self.open.iter().filter_map(|level| match level {
            Level::Object(name) => name.as_deref(),
            Level::List(_) => None,
        });
        let path: Vec<&str> = open.chain(self.name.as_deref()).collect();
        if path.is_empty() { "the body".to_owned() } else { path.join(".") }
    }

    /// The name of the element that begins now. Records a root element, and whether the name is allowed.
    fn begin(&mut self) -> Option<String> {
        let Some(name) = self.name.clone() else {
            self.fail("is a value without a name, so an XML document has no element for it");
            return None;
        };
        if !is_name(&name) {
            self.fail("is not a name that an XML element can have");
            return None;
        }
        let is_root = !self.open.iter().any(|level| matches!(level, Level::Object(Some(_))));
        if is_root {
            if self.roots.is_empty() {
                self.write(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
            }
            self.roots.push(name.clone());
        }
        Some(name)
    }

    fn leaf(&mut self, text: &str) {
        if let Some(forbidden) = text.chars().find(|character| !is_allowed(*character)) {
            return self
                .fail(&format!("has the character U+{:04X}, which XML 1.0 cannot contain", u32::from(forbidden)));
        }
        let Some(name) = self.begin() else { return };
        self.write(Event::Start(BytesStart::new(name.as_str())));
        // This escapes a carriage return, too: a parser reads one as a line feed (section 2.11), unless it is a reference.
        self.write(Event::Text(BytesText::from_escaped(partial_escape(text))));
        self.write(Event::End(BytesEnd::new(name.as_str())));
    }
}

impl Sink for XmlSink {
    fn begin_object(&mut self) {
        let is_outermost = self.open.is_empty() && self.name.is_none();
        let name = if is_outermost { None } else { self.begin() };
        if let Some(name) = &name {
            self.write(Event::Start(BytesStart::new(name.as_str())));
        }
        self.open.push(Level::Object(name));
    }

    fn member(&mut self, name: &str) {
        self.name = Some(name.to_owned());
    }

    fn end_object(&mut self) {
        if let Some(Level::Object(Some(name))) = self.open.pop() {
            self.write(Event::End(BytesEnd::new(name)));
        }
    }

    fn begin_list(&mut self) {
        // Without names of their own, the elements of the inner lists would be read as those of the outer one.
        if matches!(self.open.last(), Some(Level::List(_))) {
            self.fail("has a list within a list, which XML cannot represent");
        }
        if self.name.is_none() {
            self.fail("is a list, so an XML document has no root element");
        }
        self.open.push(Level::List(self.name.clone().unwrap_or_default()));
    }

    fn element(&mut self) {
        if let Some(Level::List(name)) = self.open.last() {
            self.name = Some(name.clone());
        }
    }

    fn end_list(&mut self) {
        self.open.pop();
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Text(text) | Scalar::Undocumented(text) | Scalar::Secret(text) | Scalar::SecretLiteral(text) => {
                self.leaf(text);
            }
            Scalar::Null => self.leaf(""),
            // The vendor's format `byte` is base64, as in JSON.
            Scalar::Bytes(bytes) => self.leaf(&base64::engine::general_purpose::STANDARD.encode(bytes)),
            Scalar::File(file) | Scalar::SecretFile(file) => self.scalar(Scalar::Bytes(file.content())),
            other => {
                let mut text = String::new();
                other.push_to(&mut text);
                self.leaf(&text);
            }
        }
    }
}

/// The largest number of bytes of a path in a message.
const LONGEST_PATH: usize = 200;

/// Whether a character may occur in a document (section 2.2).
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether an element can have this name (section 2.3). A name with a colon is refused, because it would need a declared prefix
/// (Namespaces in XML 1.0, section 4).
fn is_name(name: &str) -> bool {
    name.starts_with(is_name_start) && name.chars().all(|character| {
        is_name_start(character)
            || matches!(character, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
    })
}

fn is_name_start(character: char) -> bool {
    matches!(
        character,
        'A'..='Z'
            | '_'
            | 'a'..='z'
            | '\u{c0}'..='\u{d6}'
            | '\u{d8}'..='\u{f6}'
            | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}'
            | '\u{37f}'..='\u{1fff}'
            | '\u{200c}'..='\u{200d}'
            | '\u{2070}'..='\u{218f}'
            | '\u{2c00}'..='\u{2fef}'
            | '\u{3001}'..='\u{d7ff}'
            | '\u{f900}'..='\u{fdcf}'
            | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}'
    )
}
