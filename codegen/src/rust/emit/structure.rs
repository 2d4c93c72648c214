//! Prints the structures within requests and responses.

use quote::ToTokens as _;
use syn::Item;

use super::member;
use super::prototype::Prototypes;
use super::syntax::{alias, call, doc, ident, non_exhaustive, path_expression, runtime_macro, text};
use crate::rust::model::item::{Direction, Home, Structure};

/// The implementation that `Debug` and `PartialEq` of a structure use to visit its fields.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    /// `Encode`.
    Encoded,
    /// `Decode`, for a structure that is never sent: it gets no `Encode`, which saves compile time.
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

/// `serde::Serialize` and `Deserialize`, if the runtime has its feature for them.
pub(super) fn stored(name: &str) -> Item {
    runtime_macro("serde_structure", ident(name).into_token_stream())
}

/// `Debug` through `Encode` or `Decode`.
pub(super) fn shown(name: &str, members: Members, prototypes: &Prototypes) -> Item {
    let function = match members {
        Members::Encoded => "debug_structure",
        Members::Decoded => "debug_decoded",
    };
    let arguments = [text(name), path_expression(&["self"]), path_expression(&["formatter"])];
    prototypes.debug(name, call(&["runtime", function], arguments))
}

/// `PartialEq` through `Encode` or `Decode`.
fn compared(name: &str, members: Members, prototypes: &Prototypes) -> Item {
    let function = match members {
        Members::Encoded => "same_structure",
        Members::Decoded => "same_decoded",
    };
    let arguments = [path_expression(&["self"]), path_expression(&["other"])];
    prototypes.equality(name, call(&["runtime", function], arguments))
}
