//! Maps valid values to the names of their variants in Rust.

use crate::rust::model::item::{Enumeration, Item, Reference};

/// An enumeration, and the path to its module from the documentation that mentions it.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    enumeration: &'a Enumeration,
    path: &'static str,
}

impl<'a> Named<'a> {
    /// Finds the enumeration that `reference` names among `items`. `path` is the path to its module; it is empty or
    /// ends with `::`.
    pub(crate) fn find(items: &'a [Item], reference: &Reference, path: &'static str) -> Option<Self> {
        items.iter().find_map(|item| match item {
            Item::Enumeration(enumeration) if enumeration.name == reference.name => Some(Self { enumeration, path }),
            _ => None,
        })
    }

    /// The path of the variant for `value`, such as `InstanceNetworkType::Vpc`.
    pub(crate) fn variant(&self, value: &str) -> Option<String> {
        let variant = self.enumeration.variants.iter().find(|variant| variant.value == value)?;
        Some(format!("{}::{}", self.enumeration.name, variant.name))
    }

    /// A Markdown link to the variant for `value`.
    pub(super) fn link(&self, value: &str) -> Option<String> {
        let variant = self.variant(value)?;
        let target = if self.path.is_empty() { String::new() } else { format!("({}{variant})", self.path) };
        Some(format!("[`{variant}`]{target}"))
    }
}
