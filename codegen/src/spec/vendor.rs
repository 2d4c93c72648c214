//! Converts documents of the vendor to the entry format.
//!
//! The vendor's files are written by many tools and vary: numbers in quotes, `[]` for an empty object, a single value
//! instead of a list, keys of the schema next to it, samples as JSON within a string. This module rewrites the *tree*
//! of such a document to that of an entry, so that one strict reader can read both. Everything that is changed or left
//! out is recorded in [`Notes`]. The same conversion is used for generating directly from a file and for importing it.

#[cfg(feature = "cli")]
mod file;
mod notes;
mod rewrite;

use std::borrow::Cow;

use super::document::Documents;
use super::read::shape::{Key, ObjectShape, Shape};
use super::tree::{Member, Node, SourceFiles, Value};
use super::{entry, suggest};
use crate::diagnostic::{Diagnostic, Diagnostics};

#[cfg(feature = "cli")]
pub(crate) use self::file::{Metadata, read};
use self::notes::Cause;
pub(super) use self::notes::VendorNotes;

/// Converts the documents to the entry format. Operations that cannot be converted are removed and reported as errors.
pub(super) fn normalize(
    documents: &mut Documents<'_>,
    sources: &SourceFiles,
    notes: &mut VendorNotes,
    problems: &mut Diagnostics,
) {
    documents.operations.retain(|name, node| {
        let is_object = matches!(node.value, Value::Object(_));
        if !is_object {
            let problem = Diagnostic::error(format!("`{name}` is not an object: the operation is left out"));
            problems.push(sources.point(problem, node.span));
        }
        is_object
    });
    let mut normalizer = Normalizer { notes };
    normalizer.notes.enter("the product");
    if let Some(node) = &mut documents.product {
        normalizer.document(node, entry::Product::OBJECT);
    }
    for (name, node) in &mut documents.operations {
        normalizer.notes.enter(name);
        normalizer.document(node, entry::Operation::OBJECT);
    }
}

struct Normalizer<'n> {
    notes: &'n mut VendorNotes,
}

/// The key of a value, and the kind of object that has the key.
#[derive(Clone, Copy)]
struct At<'k> {
    what: &'static str,
    key: &'k str,
}

impl Normalizer<'_> {
    fn document(&mut self, node: &mut Node<'_>, shape: &'static ObjectShape) {
        if let Value::Object(members) = &mut node.value {
            self.object(members, shape);
        }
    }

    fn object(&mut self, members: &mut Vec<Member<'_>>, shape: &'static ObjectShape) {
        rewrite::object(members, shape, self.notes);
        members.retain_mut(|member| {
            let at = At { what: shape.what, key: &member.name };
            match (shape.key)(&member.name) {
                Key::Known(inner) => self.value(&mut member.value, inner, at) && says_something(member),
                Key::Meaningless => self.left_out(at, &member.value, Cause::Meaningless),
                Key::Unknown => {
                    let meant = suggest::closest(&member.name, shape.keys.iter().copied());
                    let is_of_ours = member.name.starts_with("x-") && meant.is_none();
                    self.left_out(
                        at,
                        &member.value,
                        if is_of_ours { Cause::Meaningless } else { Cause::Unknown(meant) },
                    )
                }
            }
        });
    }

    /// Converts the value to `shape`. Returns `false` if that is not possible and the value has to be left out.
    fn value(&mut self, node: &mut Node<'_>, shape: Shape, at: At<'_>) -> bool {
        let was = node.kind();
        match (shape, &mut node.value) {
            (Shape::Json, value) => !matches!(value, Value::Null),
            (Shape::Text, Value::Text(_)) | (Shape::Flag, Value::Boolean(_)) => true,
            (Shape::Text, Value::Number(digits)) => {
                let text = Cow::Owned(std::mem::take(digits).into_owned());
                self.read_as(at, node, Value::Text(text), "a number", "a string")
            }
            (Shape::Text, Value::Boolean(flag)) => {
                let text = Cow::Owned(flag.to_string());
                self.read_as(at, node, Value::Text(text), "a boolean", "a string")
            }
            (Shape::Flag, Value::Text(text)) if text.eq_ignore_ascii_case("true") => {
                self.read_as(at, node, Value::Boolean(true), "a string", "a boolean")
            }
            (Shape::Flag, Value::Text(text)) if text.eq_ignore_ascii_case("false") => {
                self.read_as(at, node, Value::Boolean(false), "a string", "a boolean")
            }
            (Shape::Whole(fits), Value::Number(digits)) if fits(digits) => true,
            (Shape::Whole(fits), Value::Text(text)) if fits(text.trim()) => {
                let digits = Cow::Owned(text.trim().to_owned());
                self.read_as(at, node, Value::Number(digits), "a string", "a number")
            }
            (Shape::List(element), Value::List(items)) => {
                items.retain_mut(|item| self.value(item, element(), at));
                true
            }
            (Shape::Map(inner), Value::Object(members)) => {
                self.entries(members, inner, at);
                true
            }
            (Shape::Object(shape), Value::Object(members)) => {
                self.object(members, shape);
                true
            }
            (Shape::Either(first, second), value) => {
                let shape = if is_of_kind(value, first()) { first() } else { second() };
                match shape {
                    Shape::Either(..) => self.left_out(at, node, Cause::Unusable),
                    shape => self.value(node, shape, at),
                }
            }
            (_, value) if is_empty(value) => false,
            (Shape::List(element), value) if is_of_kind(value, element()) => {
                let span = node.span;
                let only = std::mem::replace(node, Node { span, value: Value::List(Vec::new()) });
                let was = simple_kind(&was);
                if let Value::List(items) = &mut node.value {
                    items.push(only);
                }
                self.notes.add(at.what, at.key, Cause::ReadAs(was, "a list of one"), span);
                self.value(node, shape, at)
            }
            _ => self.left_out(at, node, Cause::Unusable),
        }
    }

    /// Converts the values of a map. Where objects are expected, a key with an unusable value is kept with an empty
    /// object, because the name alone carries information.
    fn entries(&mut self, members: &mut Vec<Member<'_>>, inner: fn() -> Shape, at: At<'_>) {
        members.retain_mut(|member| {
            if self.value(&mut member.value, inner(), at) {
                return true;
            }
            let is_object = matches!(inner(), Shape::Object(_));
            if is_object {
                member.value.value = Value::Object(Vec::new());
            }
            is_object
        });
    }

    fn read_as<'t>(
        &mut self,
        at: At<'_>,
        node: &mut Node<'t>,
        value: Value<'t>,
        was: &'static str,
        is: &'static str,
    ) -> bool {
        self.notes.add(at.what, at.key, Cause::ReadAs(was, is), node.span);
        node.value = value;
        true
    }

    fn left_out(&mut self, at: At<'_>, node: &Node<'_>, cause: Cause) -> bool {
        if !is_empty(&node.value) {
            self.notes.add(at.what, at.key, cause, node.span);
        }
        false
    }
}

/// Whether the value is not a blank string. `x-items` is kept even if empty, since that states that there are no pages.
fn says_something(member: &Member<'_>) -> bool {
    member.value.text().is_none_or(|text| !text.trim().is_empty()) || member.name == "x-items"
}

/// Whether the value is empty in one of the forms that exporters use.
fn is_empty(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Boolean(_) | Value::Number(_) => false,
    }
}

/// Whether the value itself matches the shape or can be converted to it, without inspecting nested values.
fn is_of_kind(value: &Value<'_>, shape: Shape) -> bool {
    match (shape, value) {
        (Shape::Json, _) => true,
        (Shape::Text, Value::Text(_) | Value::Number(_) | Value::Boolean(_)) => true,
        (Shape::Flag, Value::Boolean(_)) => true,
        (Shape::Flag, Value::Text(text)) => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        (Shape::Whole(fits), Value::Number(digits)) => fits(digits),
        (Shape::Whole(fits), Value::Text(text)) => fits(text.trim()),
        (Shape::List(_), Value::List(_)) => true,
        (Shape::Map(_) | Shape::Object(_), Value::Object(_)) => true,
        (Shape::Either(first, second), _) => is_of_kind(value, first()) || is_of_kind(value, second()),
        _ => false,
    }
}

/// The JSON type in the result of [`Node::kind`], without the digits of numbers.
fn simple_kind(kind: &str) -> &'static str {
    match kind {
        "a boolean" => "a boolean",
        "an object" => "an object",
        "a list" => "a list",
        "null" => "null",
        _ if kind.starts_with("the number") => "a number",
        _ => "a string",
    }
}
