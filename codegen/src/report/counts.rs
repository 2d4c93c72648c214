//! Counts the items of a product or a group.

use alicloud_api::Streaming;

use super::Counts;
use crate::rust::model::Model;
use crate::rust::model::item::{Item, OperationItem, Type};

/// Counts the items of a model.
pub(super) fn counts(model: &Model) -> Counts {
    let count = |is: fn(&OperationItem) -> bool| model.operations.iter().filter(|operation| is(operation)).count();
    let items = || model.operations.iter().flat_map(|operation| &operation.types).chain(&model.components);
    let mut counts = Counts {
        operations: model.operations.len(),
        parameters: model.operations.iter().map(|operation| operation.fields.len()).sum(),
        members: model.operations.iter().map(|operation| operation.response.fields.len()).sum(),
        error_codes: model.error_codes.len(),
        refused: model.refused.len(),
        streaming: count(|operation| operation.facts.streaming != Streaming::Never),
        paginated: count(|operation| operation.paginator.is_some()),
        without_paginator: count(|operation| operation.facts.without_paging.is_some()),
        reads: count(|operation| operation.facts.read_only),
        secret_reads: count(|operation| operation.facts.read_only && operation.facts.returns_secrets),
        changes: count(|operation| !operation.facts.read_only),
        ..Counts::default()
    };
    let fields = |operation: &OperationItem| {
        operation.fields.iter().chain(&operation.response.fields).filter(|field| is_secret(&field.ty)).count()
    };
    counts.secrets = model.operations.iter().map(fields).sum();
    for item in items() {
        match item {
            Item::Structure(structure) => {
                counts.structures += 1;
                counts.members += structure.fields.len();
                counts.secrets += structure.fields.iter().filter(|field| is_secret(&field.ty)).count();
            }
            Item::Enumeration(enumeration) => {
                counts.enumerations += 1;
                counts.values += enumeration.variants.len();
            }
        }
    }
    counts
}

/// Whether values of the type, or their elements, are secrets.
fn is_secret(ty: &Type) -> bool {
    match ty {
        Type::Secret | Type::SecretValue | Type::SecretFile => true,
        Type::List(inner) | Type::Map(inner) => is_secret(inner),
        _ => false,
    }
}
