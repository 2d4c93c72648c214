//! From the tree of a document to the types of [`entry`](super::entry).
//!
//! Reading reports what is *malformed*: a value of the wrong JSON type, a member that the format does not have. What is
//! well-formed and still wrong is the business of [`check`](super::check).

mod object;
pub(crate) mod shape;
mod value;

use self::shape::{Key, ObjectShape, Shape};
use super::suggest;
use super::tree::{Member, Node, Sources, Span};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A type that can be read from one JSON value.
pub(crate) trait Read: Default {
    /// What the value is.
    fn shape() -> Shape;

    /// The value, or nothing if it is malformed (which has been reported then).
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self>;
}

/// Reads documents and keeps what is wrong with them.
pub(crate) struct Reader<'s> {
    sources: &'s Sources,
    problems: &'s mut Diagnostics,
}

impl<'s> Reader<'s> {
    pub(super) fn new(sources: &'s Sources, problems: &'s mut Diagnostics) -> Self {
        Self { sources, problems }
    }

    fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.problems.push(self.sources.point(diagnostic, span));
    }

    fn wrong_type(&mut self, node: &Node<'_>, expected: &str) {
        let remedy = match node.value {
            super::tree::Value::Null => format!("write {expected}, or leave the member out"),
            _ => format!("write {expected}"),
        };
        self.report(Diagnostic::error(format!("expected {expected}, found {}", node.kind())).remedy(remedy), node.span);
    }

    /// A key that the object does not have. One that looks like a misspelling would silently lose what it says; any other is one of
    /// the vendor's that means nothing here.
    fn unknown_key(&mut self, member: &Member<'_>, object: &ObjectShape) {
        let (name, what) = (&member.name, object.what);
        if let Some((holder, inner)) = object.inner
            && matches!((inner.key)(name), Key::Known(_))
        {
            let diagnostic = Diagnostic::error(format!("`{name}` is beside the {holder}"))
                .remedy(format!("move it into `{holder}`"));
            self.report(diagnostic, member.name_span);
            return;
        }
        let meant = suggest::closest(name, object.keys.iter().copied());
        if name.starts_with("x-") && meant.is_none() {
            return;
        }
        let diagnostic = match meant {
            Some(meant) => Diagnostic::error(format!("{what} has no member `{name}`"))
                .label(format!("did you mean `{meant}`?"))
                .remedy(format!("write `{meant}`, or begin the name of a member of your own with `x-`")),
            None => Diagnostic::warning(format!("{what} has no member `{name}`"))
                .rule("it is ignored")
                .remedy("remove it, or begin the name of a member of your own with `x-`"),
        };
        self.report(diagnostic, member.name_span);
    }
}
