//! Checks the content of well-formed documents.
//!
//! An *error* is reported for a document that cannot be what its author meant: an unknown keyword, or a missing key
//! without which nothing can be generated. A *warning* is reported for oddities that the vendor's own files contain; it
//! says how the generator handles them.

mod directory;
pub(super) mod errors;
#[cfg(feature = "rust")]
mod names;
mod operation;
mod parameter;
mod product;
mod schema;
pub(super) mod vocabulary;
mod waiters;

#[cfg(feature = "cli")]
pub(crate) use parameter::unfilled;

use std::collections::BTreeMap;
use std::path::Path;

#[cfg(feature = "rust")]
use super::entry::Names;
use super::entry::{Operation, Product};
use super::place::Place;
use super::tree::{Node, SourceFiles};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Checks one product with all its operations.
pub(super) struct Check<'s> {
    sources: &'s SourceFiles,
    product: &'s Product,
    operations: &'s BTreeMap<String, Operation>,
    /// Whether `product` was read. If not, references to it cannot be checked.
    is_product_known: bool,
    problems: &'s mut Diagnostics,
}

impl<'s> Check<'s> {
    pub(super) fn new(
        sources: &'s SourceFiles,
        product: &'s Product,
        operations: &'s BTreeMap<String, Operation>,
        problems: &'s mut Diagnostics,
    ) -> Self {
        Self { sources, product, operations, is_product_known: false, problems }
    }

    /// Checks the `product.json` of `folder`. Must be called before the operations are checked, since they refer to the
    /// product.
    pub(super) fn product(&mut self, folder: &Path, node: &Node<'_>) {
        self.is_product_known = true;
        product::check(self, folder, &Place::root(node));
    }

    /// Checks the entry of one operation.
    pub(super) fn operation(&mut self, name: &str, node: &Node<'_>) {
        if let Some(operation) = self.operations.get(name) {
            operation::check(self, operation, &Place::root(node));
        }
    }

    /// Checks `names.json`.
    #[cfg(feature = "rust")]
    pub(super) fn names(&mut self, names: &Names, node: &Node<'_>) {
        names::check(self, names, &Place::root(node));
    }

    /// Reports a problem of the value at a location.
    fn value(&mut self, place: &Place<'_>, diagnostic: Diagnostic) {
        let span = place.value();
        self.push(span, diagnostic);
    }

    /// Reports a problem that concerns the key at a location, not its value.
    fn name(&mut self, place: &Place<'_>, diagnostic: Diagnostic) {
        let span = place.name();
        self.push(span, diagnostic);
    }

    /// Reports that the object at a location lacks a key. Nothing is reported if the object itself is missing or
    /// malformed, or the key exists with a malformed value, since that was reported already.
    fn missing(&mut self, place: &Place<'_>, member: &str, what: &str, remedy: &str) {
        if place.is_object() && !place.member(member).exists() {
            self.name(place, Diagnostic::error(format!("{what} has no `{member}`")).remedy(remedy));
        }
    }

    fn push(&mut self, span: Option<super::tree::Span>, diagnostic: Diagnostic) {
        self.problems.push(match span {
            Some(span) => self.sources.point(diagnostic, span),
            None => diagnostic,
        });
    }
}
