//! What a page about a product says, before it is merged with the entries.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::errors::Errors;
use crate::diagnostic::Diagnostics;
use crate::spec::entry::RamAction;

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct ProductListing {
    /// By operation.
    pub(super) operations: BTreeMap<String, OperationListing>,
    /// Errors of no operation in particular.
    pub(super) common: Errors,
    /// What could not be read or placed, with its line.
    pub(super) problems: Diagnostics,
}

/// What a page says about one operation.
#[derive(Debug)]
pub(super) struct OperationListing {
    /// Range of the first row in the page.
    pub(super) range: Range<usize>,
    pub(super) actions: Vec<RamAction>,
    pub(super) errors: Errors,
}

impl ProductListing {
    pub(super) fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.common.is_empty()
    }

    /// What is listed about an operation. `range` is that of the row that names it.
    pub(super) fn about(&mut self, operation: &str, range: &Range<usize>) -> &mut OperationListing {
        let new = || OperationListing { range: range.clone(), actions: Vec::new(), errors: Errors::new() };
        self.operations.entry(operation.to_owned()).or_insert_with(new)
    }
}
