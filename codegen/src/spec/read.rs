//! Converts the tree of a document to the types of [`entry`](super::entry).
//!
//! The reader reports *malformed* values: values of the wrong JSON type, and keys that the format does not have.
//! Well-formed but wrong values are reported by [`check`](super::check).

mod object;
pub(crate) mod shape;
mod value;

use self::shape::{Key, ObjectShape, Shape};
use super::suggest;
use super::tree::{Member, Node, SourceFiles, Span};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A type that can be read from one JSON value.
pub(crate) trait Read: Default {
    /// The expected shape of the value.
    fn shape() -> Shape;

    /// Reads the value. Returns `None` if it is malformed, after reporting that.
    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self>;
}

/// Context for reading documents, which collects their problems.
pub(crate) struct EntryReader<'s> {
    sources: &'s SourceFiles,
    problems: &'s mut Diagnostics,
}

impl<'s> EntryReader<'s> {
    pub(super) fn new(sources: &'s SourceFiles, problems: &'s mut Diagnostics) -> Self {
        Self { sources, problems }
    }

    fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.problems.push(self.sources.point(diagnostic, span));
    }

    fn wrong_type(&mut self, node: &Node<'_>, expected: &str) {
        let remedy = match node.value {
            super::tree::Value::Null => format!("write {expected}, or omit the key"),
            _ => format!("write {expected}"),
        };
        self.report(Diagnostic::error(format!("expected {expected}, found {}", node.kind())).remedy(remedy), node.span);
    }

    /// Reports a key that the format does not have. A key that looks like a misspelling is an error, because its value
    /// would be lost silently; any other may be a key of the vendor that the generator does not use.
    fn unknown_key(&mut self, member: &Member<'_>, object: &ObjectShape) {
        let (name, what) = (&member.name, object.what);
        if let Some((holder, inner)) = object.inner
            && matches!((inner.key)(name), Key::Known(_))
        {
            let diagnostic = Diagnostic::error(format!("`{name}` is next to the {holder}"))
                .remedy(format!("move it into `{holder}`"));
            self.report(diagnostic, member.name_span);
            return;
        }
        let meant = suggest::closest(name, object.keys.iter().copied());
        if name.starts_with("x-") && meant.is_none() {
            return;
        }
        let diagnostic = match meant {
            Some(meant) => Diagnostic::error(format!("{what} has no key `{name}`"))
                .label(format!("did you mean `{meant}`?"))
                .remedy(format!("write `{meant}`, or begin a key of your own with `x-`")),
            None => Diagnostic::warning(format!("{what} has no key `{name}`"))
                .rule("it is ignored")
                .remedy("remove it, or begin a key of your own with `x-`"),
        };
        self.report(diagnostic, member.name_span);
    }
}
