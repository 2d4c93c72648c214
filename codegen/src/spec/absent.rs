//! Decides which fields are omitted when an entry is written.

use indexmap::IndexMap;

use super::entry::{Components, Info};

/// A value whose key may be omitted from its object.
pub(super) trait Absent {
    /// Whether the key is omitted.
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Absent for IndexMap<String, T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Absent for Components {
    fn is_absent(&self) -> bool {
        self.schemas.is_empty()
    }
}

/// `info` is always written, since it identifies the product.
impl Absent for Info {
    fn is_absent(&self) -> bool {
        false
    }
}
