//! What a description means for a call, in the vendor's words: which operations can be called, with which parameters, how each is sent,
//! what is secret, what a response is. Nothing here knows what anything is called in Rust.
//!
//! Each question has one module: which operations (`select`), which of them are out of scope (`refuse`), which parameters there are
//! (`parameter`, `dotted`), what type a value has (`types`), and so on. The catalog has these decisions as they are; names, types and
//! documentation in Rust are given in a later pass.

mod absence;
pub(crate) mod auth;
mod body;
pub(crate) mod dotted;
pub(crate) mod error;
mod fact;
pub(crate) mod operation;
mod paging;
mod parameter;
mod path;
mod product;
pub(crate) mod refuse;
mod region;
pub(crate) mod response;
pub(crate) mod schema;
pub(crate) mod secret;
#[cfg(feature = "rust")]
pub(crate) mod select;
pub(crate) mod types;
pub(crate) mod value;
pub(crate) mod words;

use std::collections::BTreeMap;

use indexmap::IndexMap;

pub use self::absence::Absence;
pub use self::fact::{
    Group, OperationFacts, Origin, ParameterFacts, ProductFacts, RefusedOperation, RegionEntry, Repeated, ResponseKind,
    Warning,
};
pub(crate) use self::operation::Decided;
use self::types::SharedTypes;
pub use self::value::Type;
use crate::spec::Spec;
use crate::spec::entry;

/// What is decided about a product before its operations.
pub(crate) struct Decisions<'a> {
    pub(crate) product: ProductFacts,
    pub(crate) schemas: &'a IndexMap<String, entry::Schema>,
    /// The types of the shared schemas.
    pub(crate) shared: SharedTypes<'a>,
    /// Operations that can be called, by name.
    pub(crate) accepted: BTreeMap<&'a str, &'a entry::Operation>,
    /// The others, by name.
    pub(crate) refused: Vec<RefusedOperation>,
}

impl<'a> Decisions<'a> {
    /// Decides on a product.
    pub(crate) fn on(spec: &'a Spec) -> Self {
        let gateway = product::gateway(spec);
        let product = product::product(spec, gateway);
        let mut refused = Vec::new();
        let mut accepted: BTreeMap<&str, &entry::Operation> = BTreeMap::new();
        let schemas = &spec.product.components.schemas;
        for (name, operation) in &spec.operations {
            match refuse::reason(gateway, product.signature, operation, schemas) {
                None => drop(accepted.insert(name, operation)),
                Some(reason) => refused.push(RefusedOperation { name: name.clone(), reason }),
            }
        }
        let shared = SharedTypes::of(schemas);
        Self { product, schemas, shared, accepted, refused }
    }

    /// Decides on one of its operations that can be called.
    pub(crate) fn operation(&self, name: &str, entry: &'a entry::Operation) -> Decided<'a> {
        operation::operation(name, entry, self)
    }
}
