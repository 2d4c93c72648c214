//! A lazy path into a document, which is resolved to a span only when a problem is reported.

use super::tree::{Member, Node, Span, Value};

/// A path from the root of a document to one of its values. Most paths are never resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root(&'p Node<'p>),
    Member(&'p str),
    Item(usize),
}

/// The result of resolving a path.
enum Found<'p> {
    Value(&'p Node<'p>),
    Member(&'p Member<'p>),
}

impl<'p> Place<'p> {
    pub(super) fn root(node: &'p Node<'p>) -> Self {
        Self { parent: None, step: Step::Root(node) }
    }

    pub(super) fn member(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), step: Step::Member(name) }
    }

    pub(super) fn item(&'p self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Item(index) }
    }

    /// Whether the document has a value at the path.
    pub(super) fn exists(&self) -> bool {
        self.follow().is_some()
    }

    /// Whether the value at the path is an object. If not, that was already reported.
    pub(super) fn is_object(&self) -> bool {
        matches!(self.node().map(|node| &node.value), Some(Value::Object(_)))
    }

    /// Whether the value at the path is a list. If not, that was already reported.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.node().map(|node| &node.value), Some(Value::List(_)))
    }

    /// The span of the value. If the value is missing, the span of the key of its parent, or of the nearest existing
    /// ancestor.
    pub(super) fn value(&self) -> Option<Span> {
        match (self.follow(), self.parent) {
            (Some(Found::Value(node)), _) => Some(node.span),
            (Some(Found::Member(member)), _) => Some(member.value.span),
            (None, Some(parent)) => parent.name(),
            (None, None) => None,
        }
    }

    /// The span of the key, or of the value if it has no key.
    pub(super) fn name(&self) -> Option<Span> {
        match self.follow() {
            Some(Found::Member(member)) => Some(member.name_span),
            _ => self.value(),
        }
    }

    fn node(&self) -> Option<&'p Node<'p>> {
        Some(match self.follow()? {
            Found::Value(node) => node,
            Found::Member(member) => &member.value,
        })
    }

    fn follow(&self) -> Option<Found<'p>> {
        match self.step {
            Step::Root(node) => Some(Found::Value(node)),
            Step::Member(name) => self.parent?.node()?.member(name).map(Found::Member),
            Step::Item(index) => self.parent?.node()?.item(index).map(Found::Value),
        }
    }
}
