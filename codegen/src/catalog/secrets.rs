//! Marks in the descriptions what is decided to be a secret, at any depth: a tool without generated code has nothing else.

use indexmap::IndexMap;

use crate::decide::Type;
use crate::decide::schema::{SchemaKind, kind};
use crate::decide::secret::{hidden, mark, of_fields};
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
    fn leaf(&self, schema: &Schema) -> Option<Type<()>> {
        let mut target = schema;
        for _ in 0..=self.components.len() {
            if target.reference.is_some() {
                target = target.component_name().and_then(|name| self.components.get(name))?;
                continue;
            }
            let is_shared = !std::ptr::eq(target, schema);
            target = match kind(target) {
                SchemaKind::List(Some(inner)) | SchemaKind::Map(Some(inner)) if is_shared => inner,
                SchemaKind::Text => return Some(Type::Text),
                SchemaKind::Integer => return Some(Type::Int64),
                SchemaKind::Number => return Some(Type::Double),
                SchemaKind::Boolean => return Some(Type::Boolean),
                SchemaKind::Enumeration => return Some(Type::Enumeration(())),
                SchemaKind::Any | SchemaKind::Unknown(_) | SchemaKind::List(None) | SchemaKind::Map(None) => {
                    return Some(Type::Any);
                }
                SchemaKind::Object | SchemaKind::List(Some(_)) | SchemaKind::Map(Some(_)) => return None,
            };
        }
        None
    }
}
