//! Which fields of a call are secret.

use alicloud_catalog::{AdditionalProperties, Operation, Product, Schema};

/// How deep fields may nest: types contain themselves.
const DEEPEST: usize = 16;

/// Fields that are visited at the most.
const MOST_FIELDS: usize = 20_000;

/// Names of the fields that the description marks as secret, within parameters and in the response.
pub(super) fn names(product: &Product, operation: &Operation) -> Vec<String> {
    let mut fields = Fields { product, names: Vec::new(), visited: 0 };
    for parameter in &operation.parameters {
        fields.visit(&parameter.name, &parameter.schema, DEEPEST);
    }
    if let Some(response) = operation.response() {
        fields.visit("", response, DEEPEST);
    }
    fields.names
}

struct Fields<'a> {
    product: &'a Product,
    names: Vec<String>,
    visited: usize,
}

impl Fields<'_> {
    fn visit(&mut self, name: &str, schema: &Schema, depth: usize) {
        self.visited += 1;
        let Some(depth) = depth.checked_sub(1).filter(|_| self.visited < MOST_FIELDS) else { return };
        let target = self.product.resolve(schema);
        if (schema.secret || target.secret) && !name.is_empty() && !self.names.iter().any(|known| known == name) {
            self.names.push(name.to_owned());
        }
        for (name, field) in &target.properties {
            self.visit(name, field, depth);
        }
        if let Some(items) = &target.items {
            self.visit(name, items, depth);
        }
        if let Some(AdditionalProperties::Schema(values)) = &target.additional_properties {
            self.visit(name, values, depth);
        }
    }
}
