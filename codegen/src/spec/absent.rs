//! What is left out when an entry is written.

use indexmap::IndexMap;

use super::entry::{Components, Info};

/// A value that may be absent from its object.
pub(super) trait Absent {
    /// Whether it is.
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

/// Without it, nobody would know whose file it is.
impl Absent for Info {
    fn is_absent(&self) -> bool {
        false
    }
}
