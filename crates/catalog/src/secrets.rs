//! Lists the secret fields of an operation.

use std::collections::HashMap;

use alicloud_codegen::spec::entry::{AdditionalProperties, Schema};

use crate::operation::Operation;
use crate::product::Product;

/// Maximum nesting depth, since types may contain themselves.
const DEEPEST: usize = 16;

impl Product {
    /// Names of all parameters of `operation` and fields within parameters that are marked as secret.
    #[must_use]
    pub fn secret_parameters(&self, operation: &Operation) -> Vec<String> {
        let mut fields = Fields { product: self, names: Vec::new(), shared: HashMap::new() };
        fields.visit_parameters(operation);
        fields.names
    }

    /// Names of all parameters of `operation`, fields within parameters, and fields of the response that are marked as
    /// secret.
    #[must_use]
    pub fn secret_fields(&self, operation: &Operation) -> Vec<String> {
        let mut fields = Fields { product: self, names: Vec::new(), shared: HashMap::new() };
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
    /// The shared types whose fields were visited, by their references, each with the number of levels below it. To visit the fields
    /// of a type wherever it is used would take time that grows exponentially with the depth.
    shared: HashMap<String, usize>,
}

impl Fields<'_> {
    fn visit_parameters(&mut self, operation: &Operation) {
        for parameter in &operation.parameters {
            self.visit(parameter.name, &parameter.schema, DEEPEST);
        }
    }

    fn visit(&mut self, name: &str, schema: &Schema, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let target = self.product.resolve(schema);
        if (schema.is_secret() || target.is_secret())
            && !name.is_empty()
            && !self.names.iter().any(|known| known == name)
        {
            self.names.push(name.to_owned());
        }
        if self.is_new(schema, depth) {
            for (name, field) in &target.properties {
                self.visit(name, field, depth);
            }
        }
        // These are secret under the name of what contains them, so they are visited wherever the type is used.
        if let Some(items) = &target.items {
            self.visit(name, items, depth);
        }
        if let Some(AdditionalProperties::Schema(values)) = target.additional_properties.as_deref() {
            self.visit(name, values, depth);
        }
    }

    /// Whether the fields of a type were not visited yet to this depth.
    fn is_new(&mut self, schema: &Schema, depth: usize) -> bool {
        let Some(reference) = &schema.reference else { return true };
        match self.shared.get_mut(reference) {
            Some(visited) if *visited >= depth => false,
            Some(visited) => {
                *visited = depth;
                true
            }
            None => {
                self.shared.insert(reference.clone(), depth);
                true
            }
        }
    }
}
