//! The JSON documents of a product, before anything is made of them.

use std::collections::BTreeMap;

use super::tree::{FileId, Node, Sources, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// One document for the product and one for each operation, whether they came in one file or in many.
pub(super) struct Documents<'a> {
    pub(super) product: Option<Node<'a>>,
    pub(super) operations: BTreeMap<String, Node<'a>>,
    /// `names.json`.
    pub(super) names: Option<Node<'a>>,
    /// Whether the product has its operations in itself: a file as the vendor publishes it.
    pub(super) is_of_vendor: bool,
}

impl<'a> Documents<'a> {
    /// Parses `product`, the entries under its `apis` (that is how the vendor publishes them), and the entries in files.
    pub(super) fn parse(
        sources: &'a Sources,
        product: Option<FileId>,
        entries: &[(String, FileId)],
        problems: &mut Diagnostics,
    ) -> Self {
        let mut operations = BTreeMap::new();
        let mut product = product.and_then(|file| sources.parse(file, problems));
        for member in product.as_mut().map(take_apis).unwrap_or_default() {
            operations.insert(member.name.into_owned(), member.value);
        }
        let is_of_vendor = !operations.is_empty();
        for (name, file) in entries {
            let Some(node) = sources.parse(*file, problems) else { continue };
            let span = node.span;
            if operations.insert(name.clone(), node).is_some() {
                let diagnostic = Diagnostic::error(format!("operation `{name}` is also under `apis` of the product"))
                    .remedy("keep one of the two");
                problems.push(sources.point(diagnostic, span));
            }
        }
        Self { product, operations, names: None, is_of_vendor }
    }
}

fn take_apis<'a>(product: &mut Node<'a>) -> Vec<super::tree::Member<'a>> {
    let Value::Object(members) = &mut product.value else { return Vec::new() };
    let is_apis =
        |member: &super::tree::Member<'_>| member.name == "apis" && matches!(member.value.value, Value::Object(_));
    let Some(index) = members.iter().position(is_apis) else { return Vec::new() };
    match members.remove(index).value.value {
        Value::Object(operations) => operations,
        _ => Vec::new(),
    }
}
