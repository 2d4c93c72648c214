//! The parsed JSON documents of a product.

use std::collections::BTreeMap;

use super::tree::{FileId, Member, Node, SourceFiles, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// One document for the product and one per operation, whether they come from one file or from many.
#[derive(Default)]
pub(super) struct Documents<'a> {
    pub(super) product: Option<Node<'a>>,
    pub(super) operations: BTreeMap<String, Node<'a>>,
    /// The document `names.json`.
    pub(super) names: Option<Node<'a>>,
    /// Whether the product contains its operations, as in the files that the vendor publishes.
    pub(super) is_of_vendor: bool,
}

impl<'a> Documents<'a> {
    /// Parses `product`, the operations under its `apis` (the vendor's format), and the entries in separate files.
    pub(super) fn parse(
        sources: &'a SourceFiles,
        product: Option<FileId>,
        entries: &[(String, FileId)],
        problems: &mut Diagnostics,
    ) -> Self {
        let mut product = product.and_then(|file| sources.parse(file, problems));
        let apis = product.as_mut().and_then(take_apis);
        let is_of_vendor = apis.is_some();
        let operations = apis.into_iter().flatten().map(|member| (member.name.into_owned(), member.value));
        let mut operations: BTreeMap<String, Node<'a>> = operations.collect();
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

/// Removes the operations from the document of a product in the vendor's format, and returns them.
pub(super) fn take_apis<'a>(product: &mut Node<'a>) -> Option<Vec<Member<'a>>> {
    let Value::Object(members) = &mut product.value else { return None };
    let is_apis = |member: &Member<'_>| member.name == "apis" && matches!(member.value.value, Value::Object(_));
    let index = members.iter().position(is_apis)?;
    match members.remove(index).value.value {
        Value::Object(operations) => Some(operations),
        _ => None,
    }
}
