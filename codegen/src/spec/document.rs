//! The files of a product, and their parsed JSON documents.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::folder::Folder;
use super::tree::{FileId, Member, Node, SourceFiles, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The files of a product, ready to be parsed.
pub(super) struct ProductFiles {
    pub(super) sources: SourceFiles,
    product: Option<FileId>,
    /// The name and the entry of each operation that has a file of its own.
    pub(super) entries: Vec<(String, FileId)>,
    corrections: Option<FileId>,
    names: Option<FileId>,
    /// Paths of all JSON files in the folder, sorted.
    pub(super) paths: Vec<PathBuf>,
}

impl ProductFiles {
    pub(super) fn of(folder: Folder) -> Self {
        let mut sources = SourceFiles::default();
        Self {
            product: folder.product.map(|text| sources.add(text)),
            entries: folder.operations.into_iter().map(|(name, text)| (name, sources.add(text))).collect(),
            corrections: folder.corrections.map(|text| sources.add(text)),
            names: folder.names.map(|text| sources.add(text)),
            paths: folder.files,
            sources,
        }
    }

    /// The documents of product, operations and names, before corrections.
    pub(super) fn documents(&self, problems: &mut Diagnostics) -> Documents<'_> {
        let mut documents = Documents::parse(&self.sources, self.product, &self.entries, problems);
        documents.names = self.names.and_then(|file| self.sources.parse(file, problems));
        documents
    }

    /// The document `corrections.json`.
    pub(super) fn corrections(&self, problems: &mut Diagnostics) -> Option<Node<'_>> {
        self.corrections.and_then(|file| self.sources.parse(file, problems))
    }
}

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
