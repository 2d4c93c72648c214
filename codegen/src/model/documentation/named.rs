//! Valid values by the names that they have in Rust.

use crate::model::item::{Enumeration, Item, Reference};

/// An enumeration, and how its module is called from where it is documented.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    enumeration: &'a Enumeration,
    path: &'static str,
}

impl<'a> Named<'a> {
    /// The enumeration among `items` that `reference` names; `path` leads to its module, and is empty or ends with `::`.
    pub(crate) fn find(items: &'a [Item], reference: &Reference, path: &'static str) -> Option<Self> {
        items.iter().find_map(|item| match item {
            Item::Enumeration(enumeration) if enumeration.name == reference.name => Some(Self { enumeration, path }),
            _ => None,
        })
    }

    /// The variant that stands for `value`, as in `InstanceNetworkType::Vpc`.
    pub(crate) fn variant(&self, value: &str) -> Option<String> {
        let variant = self.enumeration.variants.iter().find(|variant| variant.value == value)?;
        Some(format!("{}::{}", self.enumeration.name, variant.name))
    }

    /// A link to that variant.
    pub(super) fn link(&self, value: &str) -> Option<String> {
        let variant = self.variant(value)?;
        let target = if self.path.is_empty() { String::new() } else { format!("({}{variant})", self.path) };
        Some(format!("[`{variant}`]{target}"))
    }
}
