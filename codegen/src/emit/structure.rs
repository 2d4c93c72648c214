//! Structures within requests and responses.

use quote::ToTokens as _;
use syn::Item;

use super::member;
use super::prototype::Prototypes;
use super::syntax::{alias, call, doc, ident, non_exhaustive, path_expression, runtime_macro, text};
use crate::model::item::{Direction, Home, Structure};

/// Which list of its members shows what a structure holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    /// That of `Encode`.
    Encoded,
    /// That of `Decode`: nothing sends the structure, and an implementation less is less to compile.
    Decoded,
}

/// The type and its implementations.
pub(super) fn structure(structure: &Structure, home: Home, prototypes: &Prototypes) -> Vec<Item> {
    let Structure { wire, name, documentation, fields, direction } = structure;
    let mut attributes = doc(documentation);
    attributes.extend(alias(wire, name));
    if *direction == Direction::Response {
        attributes.push(non_exhaustive());
    }
    let mut items =
        vec![prototypes.structure(attributes, name, fields.iter().map(|field| member::field(field, home, prototypes)))];
    if *direction != Direction::Response {
        let new = prototypes.structure_new();
        let setters = fields.iter().map(|field| member::setter(field, home, prototypes));
        items.push(prototypes.implementation(name, std::iter::once(new).chain(setters).collect()));
    }
    let members = if *direction == Direction::Response { Members::Decoded } else { Members::Encoded };
    if members == Members::Encoded {
        items.push(prototypes.encode(name, fields.iter().map(member::encode).collect()));
    }
    if *direction != Direction::Request {
        items.push(prototypes.decode(name, fields.iter().map(member::decode).collect()));
    }
    items.push(shown(name, members, prototypes));
    items.push(compared(name, members, prototypes));
    if *direction != Direction::Request {
        items.push(stored(name));
    }
    items
}

/// `serde::Serialize` and `Deserialize`, where the runtime has them.
pub(super) fn stored(name: &str) -> Item {
    runtime_macro("serde_structure", ident(name).into_token_stream())
}

/// `Debug` by way of the list of members.
pub(super) fn shown(name: &str, members: Members, prototypes: &Prototypes) -> Item {
    let function = match members {
        Members::Encoded => "debug_structure",
        Members::Decoded => "debug_decoded",
    };
    let arguments = [text(name), path_expression(&["self"]), path_expression(&["formatter"])];
    prototypes.debug(name, call(&["runtime", function], arguments))
}

/// `PartialEq` by way of the list of members.
fn compared(name: &str, members: Members, prototypes: &Prototypes) -> Item {
    let function = match members {
        Members::Encoded => "same_structure",
        Members::Decoded => "same_decoded",
    };
    let arguments = [path_expression(&["self"]), path_expression(&["other"])];
    prototypes.equality(name, call(&["runtime", function], arguments))
}
