//! The format as data: the keys of each object and the shapes of their values.
//!
//! The table in [`object`](super::object) is the only list of keys. The reader is generated from it, and code that
//! walks over a document before it is read uses it as well.

#[cfg(feature = "cli")]
use crate::diagnostic::{Diagnostic, Diagnostics};
#[cfg(feature = "cli")]
use crate::spec::{
    entry::{Change, Directory},
    tree::{Node, SourceFiles, Value},
};

/// The expected form of a JSON value.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// An integer. The function tells whether a string of digits fits the integer type.
    Whole(fn(&str) -> bool),
    /// Any JSON value.
    Json,
    /// A list of values of one shape.
    List(fn() -> Shape),
    /// An object with arbitrary keys and values of one shape.
    Map(fn() -> Shape),
    /// An object with known keys.
    Object(&'static ObjectShape),
    /// One of two shapes, which differ in their JSON type.
    Either(fn() -> Shape, fn() -> Shape),
}

/// An object of the format.
pub(crate) struct ObjectShape {
    /// A description with an article, for messages.
    pub(crate) what: &'static str,
    /// Looks up a key.
    pub(crate) key: fn(&str) -> Key,
    /// All keys that are read.
    pub(crate) keys: &'static [&'static str],
    /// A key with a nested object. Keys of the nested object that appear next to this key are misplaced.
    pub(crate) inner: Option<(&'static str, &'static ObjectShape)>,
}

/// The meaning of a key in an object.
#[derive(Clone, Copy)]
pub(crate) enum Key {
    /// The value is read.
    Known(Shape),
    /// The vendor's format has the key, but the generator does not use it.
    Meaningless,
    /// The format does not have the key.
    Unknown,
}

/// Reports keys that are not read and would be lost if the file were written again. An import preserves our own keys,
/// which begin with `x-`, except in groups and changes, where it does not look for them.
#[cfg(feature = "cli")]
pub(in crate::spec) fn report_lost(node: &Node<'_>, shape: Shape, sources: &SourceFiles, problems: &mut Diagnostics) {
    match (shape, &node.value) {
        (Shape::Object(shape), Value::Object(members)) => {
            let has_extras = ![Directory::OBJECT.what, Change::OBJECT.what].contains(&shape.what);
            for member in members {
                match (shape.key)(&member.name) {
                    Key::Known(inner) => report_lost(&member.value, inner, sources, problems),
                    Key::Unknown if has_extras && member.name.starts_with("x-") => {}
                    Key::Meaningless | Key::Unknown => {
                        let lost = format!(
                            "the import would lose `{}` of {}, which the entry format does not have",
                            member.name, shape.what
                        );
                        let remedy = "fix the file; until then the import leaves it unchanged";
                        problems.push(sources.point(Diagnostic::error(lost).remedy(remedy), member.name_span));
                    }
                }
            }
        }
        (Shape::List(inner), Value::List(items)) => {
            items.iter().for_each(|item| report_lost(item, inner(), sources, problems));
        }
        (Shape::Map(inner), Value::Object(members)) => {
            members.iter().for_each(|member| report_lost(&member.value, inner(), sources, problems));
        }
        (Shape::Either(first, second), _) => {
            [first(), second()].into_iter().for_each(|shape| report_lost(node, shape, sources, problems));
        }
        _ => {}
    }
}
