//! What the format consists of, as data: the keys of each object and what their values are.
//!
//! The table in [`object`](super::object) is the only list of keys there is. The reader is made from it, and whoever has to walk over a
//! document before it is read asks it.

#[cfg(feature = "cli")]
use crate::diagnostic::{Diagnostic, Diagnostics};
#[cfg(feature = "cli")]
use crate::spec::{
    entry::{Change, Directory},
    tree::{Node, Sources, Value},
};

/// What a JSON value of the format is.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number that fits a type: whether some digits are one.
    Whole(fn(&str) -> bool),
    /// Any JSON.
    Json,
    /// A list of values of one shape.
    List(fn() -> Shape),
    /// Values of one shape by name.
    Map(fn() -> Shape),
    /// An object with known keys.
    Object(&'static ObjectShape),
    /// A value of one of two shapes that no JSON value fits both of.
    Either(fn() -> Shape, fn() -> Shape),
}

/// An object of the format.
pub(crate) struct ObjectShape {
    /// What it is, for messages.
    pub(crate) what: &'static str,
    /// What is under a key.
    pub(crate) key: fn(&str) -> Key,
    /// Every key that means something.
    pub(crate) keys: &'static [&'static str],
    /// A key, and the object under it: keys of that object that are beside it are in the wrong place.
    pub(crate) inner: Option<(&'static str, &'static ObjectShape)>,
}

/// What is under a key of an object.
#[derive(Clone, Copy)]
pub(crate) enum Key {
    /// A value that is read.
    Known(Shape),
    /// A value of the vendor's that means nothing here.
    Meaningless,
    /// The format does not have the key.
    Unknown,
}

/// Reports keys that nobody reads, which would be lost if the file were written again. Keys of our own, which begin with `x-`, are kept by
/// an import, but not in groups and changes: it does not look for them there.
#[cfg(feature = "cli")]
pub(in crate::spec) fn report_lost(node: &Node<'_>, shape: Shape, sources: &Sources, problems: &mut Diagnostics) {
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
                        let remedy = "repair the file; until then it is left as it is";
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
