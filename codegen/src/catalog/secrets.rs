//! Marks in the descriptions what the model decides to be a secret, at any depth: a tool without generated code has nothing else.

use indexmap::IndexMap;

use crate::model::item::Type;
use crate::model::schema::{Kind, kind};
use crate::model::secret::{hidden, mark, of_fields};
use crate::spec::entry::{AdditionalProperties, Schema};

/// Writes `x-secret` into schemas.
pub(super) struct Marks<'a> {
    /// What a `$ref` can point at.
    pub(super) components: &'a IndexMap<String, Schema>,
}

impl Marks<'_> {
    /// The schema of the value `wire`, and all within it.
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

    /// What a schema without parts describes, behind `$ref`s, as far as [`hidden`] tells types apart. Lists of strings that are
    /// components count as strings: the mark is at the `$ref`.
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
                // It has a type of its own, whose name does not matter here.
                Kind::Enumeration => return Some(Type::Boolean),
                Kind::Unknown(_) => return Some(Type::Any),
                Kind::List(None) | Kind::Map(None) => return Some(Type::Any),
                Kind::Object | Kind::List(Some(_)) | Kind::Map(Some(_)) => return None,
            };
        }
        None
    }
}
