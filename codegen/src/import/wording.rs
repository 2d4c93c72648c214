//! Drops titles, summaries and descriptions. They are the vendor's sentences, which an import keeps only on request.

use crate::spec::entry::{AdditionalProperties, Operation, Product, Schema};

/// Drops the sentences of an operation.
pub(super) fn drop_from_operation(operation: &mut Operation) {
    operation.title = None;
    operation.summary = None;
    operation.description = None;
    for parameter in &mut operation.parameters {
        parameter.schema.iter_mut().for_each(drop_from_schema);
    }
    for response in operation.responses.values_mut() {
        response.description = None;
        response.schema.iter_mut().for_each(drop_from_schema);
    }
    operation.error_codes.values_mut().flatten().for_each(|error| error.description = None);
}

/// Drops the sentences of the shared schemas of a product.
pub(super) fn drop_from_product(product: &mut Product) {
    product.components.schemas.values_mut().for_each(drop_from_schema);
}

fn drop_from_schema(schema: &mut Schema) {
    schema.title = None;
    schema.description = None;
    schema.items.iter_mut().for_each(|items| drop_from_schema(items));
    schema.properties.values_mut().for_each(drop_from_schema);
    if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref_mut() {
        drop_from_schema(values);
    }
}
