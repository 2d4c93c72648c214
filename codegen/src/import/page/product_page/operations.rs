//! Finds the operations of a product in the cells of a page.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::bare;

/// The names of a product's operations.
pub(super) struct OperationNames {
    names: BTreeSet<String>,
    /// By name in lower case; `None` if several differ in case alone.
    similar: BTreeMap<String, Option<String>>,
}

impl OperationNames {
    pub(super) fn new(names: Vec<String>) -> Self {
        let mut similar = BTreeMap::new();
        for name in &names {
            similar.entry(name.to_ascii_lowercase()).and_modify(|only| *only = None).or_insert(Some(name.clone()));
        }
        Self { names: names.into_iter().collect(), similar }
    }

    /// The operation with this name. Pages vary in case, so the only one that differs in case alone is taken too.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let exact = self.names.get(name).map(String::as_str);
        exact.or_else(|| self.similar.get(&name.to_ascii_lowercase())?.as_deref())
    }

    /// The operations that a cell names, and the words in it that name none.
    pub(super) fn in_cell<'a>(&'a self, cell: &str) -> (Vec<&'a str>, Vec<String>) {
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for word in cell.split(|mark: char| mark.is_whitespace() || ",;、，；".contains(mark)) {
            let word = bare(word);
            match self.find(word) {
                _ if word.is_empty() || word == "-" => {}
                Some(name) if found.contains(&name) => {}
                Some(name) => found.push(name),
                None => unknown.push(word.to_owned()),
            }
        }
        (found, unknown)
    }

    /// Splits two names that are concatenated, an action and an operation: `CreateVpcCreateVpc`. The page gives them in this order.
    pub(super) fn split<'a, 'b>(&'a self, words: &'b str) -> Option<(&'b str, &'a str)> {
        let halves = self.names.iter().filter_map(|name| {
            let action = words.strip_suffix(name.as_str())?;
            (!action.is_empty()).then_some((action, name.as_str()))
        });
        // An action mostly has the name of its operation; and the end of a name may be another name.
        halves.max_by_key(|(action, name)| (action == name, name.len()))
    }
}
