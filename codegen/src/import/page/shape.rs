//! The nesting of fields, as a sample or an entry shows it.
//!
//! The tables of most pages list nested fields without marking where a level ends. The sample shows it.

use indexmap::IndexMap;

use super::kind::CellType;
use super::sample::{SampleContent, SampleValue};
use crate::spec::entry::Schema;

/// Shape of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SampleShape {
    /// Fields by name.
    Object(IndexMap<String, SampleShape>),
    /// A list, with the union of the shapes of its elements.
    List(Option<Box<SampleShape>>),
    /// A scalar and its type.
    Scalar(CellType),
}

impl SampleShape {
    /// Returns the shape of a value in a sample.
    pub(super) fn of_value(value: &SampleValue<'_>) -> Self {
        match &value.content {
            SampleContent::Object(members) => Self::Object(
                members.iter().map(|(name, member)| ((*name).to_owned(), Self::of_value(member))).collect(),
            ),
            SampleContent::List(items) => {
                Self::List(items.iter().map(Self::of_value).reduce(Self::merged).map(Box::new))
            }
            SampleContent::String(_) => Self::Scalar(CellType::Scalar("string", None)),
            SampleContent::Integer(_) => Self::Scalar(CellType::Scalar("integer", Some("int64"))),
            SampleContent::Number(_) => Self::Scalar(CellType::Scalar("number", Some("double"))),
            SampleContent::Boolean => Self::Scalar(CellType::Scalar("boolean", None)),
            SampleContent::Text(_) | SampleContent::Unknown => Self::Scalar(CellType::Any),
        }
    }

    /// Returns the shape of a schema.
    pub(super) fn of_schema(schema: &Schema) -> Self {
        if let Some(items) = &schema.items {
            return Self::List(Some(Box::new(Self::of_schema(items))));
        }
        if schema.properties.is_empty() {
            return Self::Scalar(CellType::of_scalar(schema));
        }
        Self::Object(schema.properties.iter().map(|(name, member)| (name.clone(), Self::of_schema(member))).collect())
    }

    /// Combines the shapes from several sources, the most reliable first.
    pub(super) fn evidence(witnesses: impl IntoIterator<Item = Self>) -> Option<Self> {
        witnesses.into_iter().reduce(Self::merged)
    }

    /// Returns the fields of an object, or of the elements of a list.
    pub(super) fn members(&self) -> Option<&IndexMap<String, Self>> {
        match self {
            Self::Object(members) => Some(members),
            Self::List(Some(item)) => item.members(),
            Self::List(None) | Self::Scalar(_) => None,
        }
    }

    /// Returns the field with this name.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        self.members().and_then(|members| members.get(name))
    }

    /// Finds a name at any depth, ignoring case, and returns how it is spelled here.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let members = self.members()?;
        let here = members.keys().find(|there| there.eq_ignore_ascii_case(name)).map(String::as_str);
        here.or_else(|| members.values().find_map(|member| member.find(name)))
    }

    /// Whether there is a list of objects with this name, at any depth.
    pub(super) fn lists_objects(&self, name: &str) -> bool {
        let Some(members) = self.members() else { return false };
        let here = members.get(name).is_some_and(|shape| {
            let list = shape.wrapper().map_or(shape, |(_, inner)| inner);
            matches!(list, Self::List(Some(item)) if matches!(item.as_ref(), Self::Object(_)))
        });
        here || members.values().any(|member| member.lists_objects(name))
    }

    /// Whether this is an object or a list.
    pub(super) fn is_structure(&self) -> bool {
        !matches!(self, Self::Scalar(_))
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// Returns the field of an object that has only one. RPC operations wrap their lists in such objects.
    pub(super) fn wrapper(&self) -> Option<(&str, &Self)> {
        let Self::Object(members) = self else { return None };
        let mut members = members.iter();
        match (members.next(), members.next()) {
            (Some((name, member)), None) => Some((name.as_str(), member)),
            _ => None,
        }
    }

    /// Whether this is an object without fields or a list without elements. Exporters write both for anything that has no
    /// content, so it says nothing about what the content would be.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Object(members) => members.is_empty(),
            Self::List(item) => item.is_none(),
            Self::Scalar(_) => false,
        }
    }

    /// Returns the union of the shapes of two elements of a list.
    fn merged(self, other: Self) -> Self {
        match (self, other) {
            (this, other) if this.is_empty() && other.is_structure() && !other.is_empty() => other,
            (Self::Object(mut members), Self::Object(more)) => {
                for (name, member) in more {
                    match members.get_mut(&name) {
                        Some(there) => *there = std::mem::replace(there, Self::List(None)).merged(member),
                        None => {
                            members.insert(name, member);
                        }
                    }
                }
                Self::Object(members)
            }
            (Self::List(Some(item)), Self::List(Some(other))) => Self::List(Some(Box::new(item.merged(*other)))),
            // In XML, a list with one element looks like the element.
            (Self::List(Some(item)), object @ Self::Object(_)) => Self::List(Some(Box::new(item.merged(object)))),
            (Self::Scalar(kind), structure @ (Self::Object(_) | Self::List(_)))
                if kind == CellType::Any || !structure.is_empty() =>
            {
                structure
            }
            (this, Self::Scalar(kind)) if this.is_empty() && kind != CellType::Any => Self::Scalar(kind),
            (Self::Scalar(CellType::Any), other @ Self::Scalar(_)) => other,
            (this, _) => this,
        }
    }
}
