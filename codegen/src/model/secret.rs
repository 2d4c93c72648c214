//! Which values must not appear in output.
//!
//! `x-secret` says it, or the name does ([`name`]); `x-secret` wins, either way. It holds for what is within, too: for the elements of
//! a list, the values of a map, and, where it is `true`, the fields of an object. A name speaks for strings alone, also those in lists
//! and maps and behind a `$ref`, and for values of which nothing is known: a number, a boolean or one of a few valid values is no
//! password, whatever it is called.

mod name;

use self::name::{Verdict, verdict};
use std::collections::HashSet;

use super::item::{Field, Type};
use super::structures::Structures;
use crate::spec::entry::Schema;

/// The type of a value called `wire`, if `ty` is what its schema describes. `marked` is what `x-secret` says of it.
pub(crate) fn hidden(ty: Type, wire: &str, marked: Option<bool>) -> Type {
    let by_name = || marked.unwrap_or_else(|| verdict(wire) == Verdict::Secret);
    match ty {
        Type::Text if by_name() => Type::Secret,
        Type::Any if by_name() => Type::SecretValue,
        Type::Enumeration(_) if marked == Some(true) => Type::Secret,
        Type::Int64 | Type::Double | Type::Boolean if marked == Some(true) => Type::SecretValue,
        Type::List(element) => Type::List(Box::new(hidden(*element, wire, marked))),
        Type::Map(value) => Type::Map(Box::new(hidden(*value, wire, marked))),
        other => other,
    }
}

/// What `x-secret` says of a value: its own word counts, then that of what is around it.
pub(crate) fn mark(schema: &Schema, around: Option<bool>) -> Option<bool> {
    schema.secret.or(around)
}

/// What holds for the fields of an object for which `marked` does.
pub(crate) fn of_fields(marked: Option<bool>) -> Option<bool> {
    marked.filter(|marked| *marked)
}

/// Whether a value with these fields holds a secret, at any depth.
pub(crate) fn holds_secret(fields: &[Field], structures: &Structures<'_>) -> bool {
    let mut seen = HashSet::new();
    let mut open: Vec<&Type> = fields.iter().map(|field| &field.ty).collect();
    while let Some(ty) = open.pop() {
        match ty {
            Type::Secret | Type::SecretValue => return true,
            Type::List(inner) | Type::Map(inner) => open.push(inner),
            Type::Structure(reference) if seen.insert(reference) => {
                open.extend(structures.fields(ty).unwrap_or_default().iter().map(|field| &field.ty));
            }
            _ => {}
        }
    }
    false
}
