//! Reads all values except objects with fixed keys.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::shape::Shape;
use super::{EntryReader, Read};
use crate::spec::tree::{Node, Value};

impl Read for String {
    fn shape() -> Shape {
        Shape::Text
    }

    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(text.clone().into_owned()),
            _ => malformed(node, reader, "a string"),
        }
    }
}

impl Read for bool {
    fn shape() -> Shape {
        Shape::Flag
    }

    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        match &node.value {
            Value::Boolean(value) => Some(*value),
            _ => malformed(node, reader, "`true` or `false`"),
        }
    }
}

/// Implements reading of integers.
macro_rules! read_integers {
    ($($integer:ty: $expected:literal,)*) => {$(
        impl Read for $integer {
            fn shape() -> Shape {
                Shape::Whole(|digits| digits.parse::<Self>().is_ok())
            }

            fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
                let digits: &str = match &node.value {
                    Value::Number(digits) => digits,
                    _ => "",
                };
                match digits.parse() {
                    Ok(value) => Some(value),
                    Err(_) => malformed(node, reader, $expected),
                }
            }
        }
    )*};
}

read_integers! {
    i64: "a whole number",
    u32: "a whole number from 0 to 4294967295",
    u64: "a whole number, 0 or more",
}

impl Read for Json {
    fn shape() -> Shape {
        Shape::Json
    }

    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        Some(match &node.value {
            Value::Null => Self::Null,
            Value::Boolean(value) => Self::Bool(*value),
            Value::Text(text) => Self::String(text.clone().into_owned()),
            Value::Number(digits) => match digits.parse() {
                Ok(number) => Self::Number(number),
                Err(_) => return malformed(node, reader, "a number that fits 64 bits"),
            },
            Value::List(items) => {
                Self::Array(items.iter().map(|item| Self::read(item, reader).unwrap_or_default()).collect())
            }
            // Sorted by key. Otherwise the order would depend on whether any crate enables `preserve_order` of
            // `serde_json`.
            Value::Object(members) => {
                let sorted: BTreeMap<String, Self> = members
                    .iter()
                    .map(|member| {
                        (member.name.clone().into_owned(), Self::read(&member.value, reader).unwrap_or_default())
                    })
                    .collect();
                Self::Object(sorted.into_iter().collect())
            }
        })
    }
}

impl<T: Read> Read for Option<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        T::read(node, reader).map(Some)
    }
}

impl<T: Read> Read for Box<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        T::read(node, reader).map(Self::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn shape() -> Shape {
        Shape::List(T::shape)
    }

    /// A malformed element becomes an empty one, so that the others keep their positions.
    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        match &node.value {
            Value::List(items) => Some(items.iter().map(|item| T::read(item, reader).unwrap_or_default()).collect()),
            _ => malformed(node, reader, "a list"),
        }
    }
}

impl<T: Read> Read for IndexMap<String, T> {
    fn shape() -> Shape {
        Shape::Map(T::shape)
    }

    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        match &node.value {
            Value::Object(members) => Some(
                members
                    .iter()
                    .map(|member| {
                        (member.name.clone().into_owned(), T::read(&member.value, reader).unwrap_or_default())
                    })
                    .collect(),
            ),
            _ => malformed(node, reader, "an object"),
        }
    }
}

pub(super) fn malformed<T>(node: &Node<'_>, reader: &mut EntryReader<'_>, expected: &str) -> Option<T> {
    reader.wrong_type(node, expected);
    None
}
