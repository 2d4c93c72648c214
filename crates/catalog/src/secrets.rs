//! Which fields of a call are secret.

use crate::entry::{AdditionalProperties, Operation, Schema};
use crate::product::Product;

/// How deep fields may nest: types contain themselves.
const DEEPEST: usize = 16;

/// Fields that are visited at the most.
const MOST_FIELDS: usize = 20_000;

impl Product {
    /// Names of the parameters of `operation` that the description marks as secret, and of the fields within parameters.
    #[must_use]
    pub fn secret_parameters(&self, operation: &Operation) -> Vec<String> {
        let mut fields = Fields { product: self, names: Vec::new(), visited: 0 };
        fields.visit_parameters(operation);
        fields.names
    }

    /// The same, and names of the secret fields of the response.
    #[must_use]
    pub fn secret_fields(&self, operation: &Operation) -> Vec<String> {
        let mut fields = Fields { product: self, names: Vec::new(), visited: 0 };
        fields.visit_parameters(operation);
        if let Some(response) = operation.response() {
            fields.visit("", response, DEEPEST);
        }
        fields.names
    }
}

struct Fields<'a> {
    product: &'a Product,
    names: Vec<String>,
    visited: usize,
}

impl Fields<'_> {
    fn visit_parameters(&mut self, operation: &Operation) {
        for parameter in &operation.parameters {
            self.visit(parameter.name, &parameter.schema, DEEPEST);
        }
    }

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
