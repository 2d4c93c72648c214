//! From the tree of a document to the types of [`entry`](super::entry).
//!
//! Reading reports what is *malformed*: a value of the wrong JSON type, a member that the format does not have. What is
//! well-formed and still wrong is the business of [`check`](super::check).

mod object;
mod value;

use super::suggest;
use super::tree::{Member, Node, Sources, Span};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A type that can be read from one JSON value.
pub(super) trait Read: Default {
    /// The value, or nothing if it is malformed (which has been reported then).
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self>;
}

/// Reads documents and keeps what is wrong with them.
pub(super) struct Reader<'s> {
    sources: &'s Sources,
    problems: &'s mut Diagnostics,
    /// Whether a file of the vendor is read, in which booleans and numbers are in quotes now and then.
    is_of_vendor: bool,
}

impl<'s> Reader<'s> {
    pub(super) fn new(sources: &'s Sources, problems: &'s mut Diagnostics, is_of_vendor: bool) -> Self {
        Self { sources, problems, is_of_vendor }
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

    /// A member that the type `what` does not have. One that looks like a misspelling would silently lose what it says; any
    /// other is a member of the vendor's that means nothing here.
    fn unknown_member(&mut self, member: &Member<'_>, what: &str, known: &[&str]) {
        let name = &member.name;
        if name.starts_with("x-") && suggest::closest(name, known.iter().copied()).is_none() {
            return;
        }
        let diagnostic = match suggest::closest(name, known.iter().copied()) {
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
