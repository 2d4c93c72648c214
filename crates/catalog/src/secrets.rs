//! Lists the secret fields of an operation.

use alicloud_codegen::spec::entry::{AdditionalProperties, Schema};

use crate::operation::Operation;
use crate::product::Product;

/// Maximum nesting depth, since types may contain themselves.
const DEEPEST: usize = 16;

/// Maximum number of visited fields, since the number may grow exponentially with the depth.
const MOST_FIELDS: usize = 20_000;

impl Product {
    /// Names of all parameters of `operation` and fields within parameters that are marked as secret.
    #[must_use]
    pub fn secret_parameters(&self, operation: &Operation) -> Vec<String> {
        let mut fields = Fields { product: self, names: Vec::new(), visited: 0 };
        fields.visit_parameters(operation);
        fields.names
    }

    /// Names of all parameters of `operation`, fields within parameters, and fields of the response that are marked as
    /// secret.
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
        if (schema.is_secret() || target.is_secret())
            && !name.is_empty()
            && !self.names.iter().any(|known| known == name)
        {
            self.names.push(name.to_owned());
        }
        for (name, field) in &target.properties {
            self.visit(name, field, depth);
        }
        if let Some(items) = &target.items {
            self.visit(name, items, depth);
        }
        if let Some(AdditionalProperties::Schema(values)) = target.additional_properties.as_deref() {
            self.visit(name, values, depth);
        }
    }
}
