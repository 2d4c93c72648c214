//! Prints response types.

use syn::{Item, parse_quote};

use super::member;
use super::prototype::Prototypes;
use super::structure::{Members, shown, stored};
use super::syntax::{doc, ident, non_exhaustive};
use crate::rust::model::item::{Home, ResponseItem};

/// The type and its implementations.
pub(super) fn response(response: &ResponseItem, prototypes: &Prototypes) -> Vec<Item> {
    let ResponseItem { name, documentation, fields, .. } = response;
    let mut attributes = doc(documentation);
    if response.is_acknowledgement() {
        let name = ident(name);
        return vec![parse_quote!(#(#attributes)* pub type #name = runtime::Acknowledgement;)];
    }
    attributes.push(non_exhaustive());
    let members = fields.iter().map(|field| member::field(field, Home::Operation, prototypes));
    // No `PartialEq`: the request ids of two responses always differ. The types within the response have it.
    vec![
        prototypes.structure(attributes, name, members),
        prototypes.decode(name, fields.iter().map(member::decode).collect()),
        shown(name, Members::Decoded, prototypes),
        stored(name),
    ]
}
