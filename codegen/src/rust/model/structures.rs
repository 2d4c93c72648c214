//! Looks up the structure that a type refers to.

use super::item::{Field, Home, Item, Type};

/// The types of an operation, and the shared types.
#[derive(Clone, Copy)]
pub(crate) struct Structures<'a> {
    pub(crate) own: &'a [Item],
    pub(crate) components: &'a [Item],
}

impl<'a> Structures<'a> {
    /// The fields of a type, if it is a structure.
    pub(crate) fn fields(&self, ty: &Type) -> Option<&'a [Field]> {
        let Type::Structure(reference) = ty else { return None };
        let items = match reference.home {
            Home::Operation => self.own,
            Home::Components => self.components,
        };
        items.iter().find_map(|item| match item {
            Item::Structure(structure) if structure.name == reference.name => Some(structure.fields.as_slice()),
            _ => None,
        })
    }
}
