//! Names within one operation, or within the shared schemas: those that are pinned, and those that were given.
//!
//! A place says what has the name: the part of the request (`query`, `body`, …) or `response`, and the names on the wire down to it, as in
//! `response.Items.Tag`. Of a shared schema it begins with its name and a slash.

use indexmap::IndexMap;

use crate::spec::entry::Names;

/// The key under which `names.json` has what is within shared schemas. No operation can have this name.
pub(crate) const SHARED: &str = "#/components/schemas";

/// The pinned names of one operation, or of the shared schemas.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pinned<'a> {
    fields: Option<&'a IndexMap<String, String>>,
    types: Option<&'a IndexMap<String, String>>,
    variants: Option<&'a IndexMap<String, String>>,
}

impl<'a> Pinned<'a> {
    /// Those of an operation, by its name on the wire, or of [`SHARED`].
    pub(crate) fn of(names: &'a Names, scope: &str) -> Self {
        Self { fields: names.fields.get(scope), types: names.types.get(scope), variants: names.variants.get(scope) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_none() && self.types.is_none() && self.variants.is_none()
    }

    pub(crate) fn field(&self, place: &str) -> Option<&'a str> {
        Some(self.fields?.get(place)?.as_str())
    }

    pub(crate) fn type_name(&self, place: &str) -> Option<&'a str> {
        Some(self.types?.get(place)?.as_str())
    }

    /// Every type name that is pinned, whether its place is still there or not.
    pub(crate) fn type_names(&self) -> impl Iterator<Item = &'a String> {
        self.types.into_iter().flat_map(IndexMap::values)
    }

    pub(crate) fn variant(&self, place: &str, value: &str) -> Option<&'a str> {
        Some(self.variants?.get(&variant_place(place, value))?.as_str())
    }
}

/// The names that were given, by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) fields: IndexMap<String, String>,
    pub(crate) types: IndexMap<String, String>,
    pub(crate) variants: IndexMap<String, String>,
    /// The names that variants would have without neighbours. One that the vendor gave another title has another of these.
    pub(crate) natural: IndexMap<String, String>,
}

/// The place of a field within a structure.
pub(crate) fn field_place(structure: &str, wire: &str) -> String {
    let separator = if structure.ends_with('/') { "" } else { "." };
    format!("{structure}{separator}{wire}")
}

/// The place of a variant within an enumeration.
pub(crate) fn variant_place(enumeration: &str, value: &str) -> String {
    format!("{enumeration}={value}")
}
