//! Reasons why an operation with paging parameters has no paginator.

use std::fmt::{Display, Formatter, Result};

/// The reason why there is no paginator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// The response has no list.
    NoList,
    /// The entry says so: its `x-items` is empty.
    Stated,
    /// `x-items` of the entry does not name a list of the response.
    NotThere(String),
    /// The response has several lists, and it is unclear which of them is paged.
    Unclear(Vec<Vec<String>>),
    /// The elements of the list are themselves pages or paged.
    OfPages(Vec<String>),
    /// The response has no field for the token, or the parameter is not a number that can be counted.
    NoWay(Vec<String>),
}

impl Display for Absence {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::NoList => f.write_str("the response has no list"),
            Self::Stated => f.write_str("the entry says that it has no pages (`x-items` is empty)"),
            Self::NotThere(wire) => write!(f, "`x-items` names `{wire}`, which is not a list in the response"),
            Self::Unclear(lists) => {
                let lists: Vec<String> = lists.iter().map(|path| format!("`{}`", shown(path))).collect();
                let lists = lists.join(", ");
                write!(
                    f,
                    "it is unclear which of these lists, if any, holds the items of pages: {lists} (set `x-items` to one of them)"
                )
            }
            Self::OfPages(path) => write!(f, "each element of `{}` has pages of its own", shown(path)),
            Self::NoWay(path) => {
                write!(f, "the response does not tell how to request the next page of `{}`", shown(path))
            }
        }
    }
}

/// A path for messages: `Data.Items`, which can be written as `x-items`.
fn shown(path: &[String]) -> String {
    let names: Vec<&str> = path.iter().map(String::as_str).filter(|wire| !wire.is_empty()).collect();
    names.join(".")
}
