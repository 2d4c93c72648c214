//! Responses.

use syn::{Item, parse_quote};

use super::member;
use super::structure::{shown_and_compared, stored};
use super::syntax::{Prototypes, doc};
use crate::model::item::{Home, Response};

/// The type and its implementations.
pub(super) fn response(response: &Response, prototypes: &Prototypes) -> Vec<Item> {
    let Response { name, documentation, fields } = response;
    let mut attributes = doc(documentation);
    attributes.push(parse_quote!(#[non_exhaustive]));
    let members = fields.iter().map(|field| member::field(field, Home::Operation, prototypes));
    let mut items = vec![
        prototypes.structure(attributes, name, members),
        prototypes.encode(name, fields.iter().map(member::encode).collect()),
        prototypes.decode(name, fields.iter().map(member::decode).collect()),
    ];
    items.extend(shown_and_compared(name, name, prototypes));
    items.push(stored(name));
    items
}
