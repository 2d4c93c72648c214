//! Names within an operation or within the shared schemas: the pinned ones, and the ones that were chosen.
//!
//! Names are identified by locations: the part of the request (`query`, `body`, …) or `response`, followed by the names
//! on the wire, such as `response.Items.Tag`. A location in a shared schema begins with the name of the schema and a
//! slash.

use indexmap::IndexMap;

use crate::spec::entry::Names;

/// The key in `names.json` for names within shared schemas. No operation can have this name.
pub(crate) const SHARED: &str = "#/components/schemas";

/// The pinned names of an operation or of the shared schemas.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pinned<'a> {
    fields: Option<&'a IndexMap<String, String>>,
    types: Option<&'a IndexMap<String, String>>,
    variants: Option<&'a IndexMap<String, String>>,
}

impl<'a> Pinned<'a> {
    /// The pinned names of an operation, by its name on the wire, or of [`SHARED`].
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

    /// All pinned type names, even those whose location no longer exists.
    pub(crate) fn type_names(&self) -> impl Iterator<Item = &'a String> {
        self.types.into_iter().flat_map(IndexMap::values)
    }

    pub(crate) fn variant(&self, place: &str, value: &str) -> Option<&'a str> {
        Some(self.variants?.get(&variant_place(place, value))?.as_str())
    }
}

/// The chosen names by location.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChosenNames {
    pub(crate) fields: IndexMap<String, String>,
    pub(crate) types: IndexMap<String, String>,
    pub(crate) variants: IndexMap<String, String>,
    /// The names that variants would have in an enumeration of their own. They change with the vendor's titles.
    pub(crate) natural: IndexMap<String, String>,
}

/// The location of a field within a structure.
pub(crate) fn field_place(structure: &str, wire: &str) -> String {
    let separator = if structure.ends_with('/') { "" } else { "." };
    format!("{structure}{separator}{wire}")
}

/// The location of a variant within an enumeration.
pub(crate) fn variant_place(enumeration: &str, value: &str) -> String {
    format!("{enumeration}={value}")
}
