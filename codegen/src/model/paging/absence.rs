//! Why an operation that asks for pages has no paginator.

use std::fmt::{Display, Formatter, Result};

use super::super::item::FieldPath;

/// What could not be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Absence {
    /// The response has no list.
    NoList,
    /// `x-items` of the entry names none of its lists.
    NotThere(String),
    /// It has lists, and nothing tells which of them has the pages.
    Unclear(Vec<FieldPath>),
    /// The elements of the list are pages, or have pages of their own.
    OfPages(FieldPath),
    /// No field of the response has the token, or the parameter is not one that can be counted.
    NoWay(FieldPath),
}

impl Display for Absence {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::NoList => f.write_str("the response has no list"),
            Self::NotThere(wire) => write!(f, "`x-items` names `{wire}`, which is no list of the response"),
            Self::Unclear(lists) => {
                let lists: Vec<String> = lists.iter().map(|path| format!("`{path}`")).collect();
                let lists = lists.join(", ");
                write!(f, "nothing tells whether these lists have the pages: {lists} (`x-items` can say which one has)")
            }
            Self::OfPages(path) => write!(f, "each element of `{path}` has pages of its own"),
            Self::NoWay(path) => write!(f, "nothing leads to the next page of `{path}`"),
        }
    }
}
