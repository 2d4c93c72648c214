//! Marks the values in schemas that the model decides to be secret, at any depth, since tools without generated code
//! have only the schemas.

use indexmap::IndexMap;

use crate::model::item::Type;
use crate::model::schema::{Kind, kind};
use crate::model::secret::{hidden, mark, of_fields};
use crate::spec::entry::{AdditionalProperties, Schema};

/// Writes `x-secret` into schemas.
pub(super) struct Marks<'a> {
    /// The shared schemas that a `$ref` can refer to.
    pub(super) components: &'a IndexMap<String, Schema>,
}

impl Marks<'_> {
    /// Marks the schema of the value named `wire`, and all schemas within it.
    pub(super) fn schema(&self, wire: &str, schema: &mut Schema, around: Option<bool>) {
        let marked = mark(schema, around);
        let plain = self.leaf(schema);
        if let Some(plain) = plain {
            let secret = matches!(hidden(plain, wire, marked), Type::Secret | Type::SecretValue);
            schema.secret = (secret || schema.secret == Some(false)).then_some(secret);
        }
        for (wire, field) in &mut schema.properties {
            self.schema(wire, field, of_fields(marked));
        }
        if let Some(items) = &mut schema.items {
            self.schema(wire, items, marked);
        }
        if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref_mut() {
            self.schema(wire, values, marked);
        }
    }

    /// The type of a schema without nested schemas, after resolving `$ref`s, as precisely as [`hidden`] distinguishes
    /// types. Shared lists of strings count as strings, since the mark is at the `$ref`.
    fn leaf(&self, schema: &Schema) -> Option<Type> {
        let mut target = schema;
        for _ in 0..=self.components.len() {
            if target.reference.is_some() {
                target = target.component_name().and_then(|name| self.components.get(name))?;
                continue;
            }
            let is_shared = !std::ptr::eq(target, schema);
            target = match kind(target) {
                Kind::List(Some(inner)) | Kind::Map(Some(inner)) if is_shared => inner,
                Kind::Text => return Some(Type::Text),
                Kind::Scalar(scalar) => return Some(scalar),
                // `Boolean` stands in for the enumeration's own type: `hidden` makes both secret only if they are
                // marked.
                Kind::Enumeration => return Some(Type::Boolean),
                Kind::Unknown(_) => return Some(Type::Any),
                Kind::List(None) | Kind::Map(None) => return Some(Type::Any),
                Kind::Object | Kind::List(Some(_)) | Kind::Map(Some(_)) => return None,
            };
        }
        None
    }
}
