//! Handles references to shared schemas: keeps schemas that are referred to, and replaces dangling references by "any".

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::spec::entry::{AdditionalProperties, Operation, Product, Schema};

/// Adds the shared schemas that an operation refers to directly to `names`.
pub(super) fn of_operation(operation: &Operation, names: &mut BTreeSet<String>) {
    for schema in schemas(operation) {
        of_schema(schema, names);
    }
}

fn schemas(operation: &Operation) -> impl Iterator<Item = &Schema> {
    let parameters = operation.parameters.iter().filter_map(|parameter| parameter.schema.as_ref());
    parameters.chain(operation.responses.values().filter_map(|response| response.schema.as_ref()))
}

fn of_schema(schema: &Schema, names: &mut BTreeSet<String>) {
    names.extend(schema.component_name().map(str::to_owned));
    schema.items.iter().for_each(|items| of_schema(items, names));
    schema.properties.values().for_each(|field| of_schema(field, names));
    if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref() {
        of_schema(values, names);
    }
}

/// Copies from `before` to `there` the schemas in `names` that are missing, and those that they refer to in turn.
/// `ours` are the schemas of the entry, which may have references of their own. Returns the names of the copied
/// schemas.
pub(super) fn keep(
    mut names: BTreeSet<String>,
    there: &mut IndexMap<String, Schema>,
    before: &IndexMap<String, Schema>,
    ours: Option<&IndexMap<String, Schema>>,
) -> Vec<String> {
    names.extend(ours.into_iter().flat_map(IndexMap::keys).filter(|name| !before.contains_key(*name)).cloned());
    let mut kept = Vec::new();
    let mut waiting: Vec<String> = names.iter().cloned().collect();
    while let Some(name) = waiting.pop() {
        if !there.contains_key(&name)
            && let Some(schema) = before.get(&name)
        {
            there.insert(name.clone(), schema.clone());
            kept.push(name.clone());
        }
        let of = |schemas: Option<&IndexMap<String, Schema>>| {
            let mut names = BTreeSet::new();
            schemas.and_then(|schemas| schemas.get(&name)).into_iter().for_each(|schema| of_schema(schema, &mut names));
            names
        };
        // Only references that were added by hand count: the others are from documents that this import replaces.
        let mut more = of(Some(&*there));
        more.extend(of(ours).difference(&of(Some(before))).cloned());
        waiting.extend(more.into_iter().filter(|name| names.insert(name.clone())));
    }
    kept.sort();
    kept
}

/// Replaces each reference to a missing shared schema by a value of any type. Returns a sentence for each.
pub(super) fn without_dangling(operation: &mut Operation, schemas: &IndexMap<String, Schema>) -> Vec<String> {
    let mut done = Vec::new();
    for parameter in &mut operation.parameters {
        if let Some(schema) = &mut parameter.schema {
            replace_dangling(schema, schemas, parameter.name.as_deref().unwrap_or_default(), &mut done);
        }
    }
    for (status, response) in &mut operation.responses {
        if let Some(schema) = &mut response.schema {
            replace_dangling(schema, schemas, &format!("response {status}"), &mut done);
        }
    }
    done
}

/// Does the same for the shared schemas themselves.
pub(super) fn shared_without_dangling(product: &mut Product) -> Vec<String> {
    let mut done = Vec::new();
    let schemas = product.components.schemas.clone();
    for (name, schema) in &mut product.components.schemas {
        replace_dangling(schema, &schemas, &format!("component {name}"), &mut done);
    }
    done
}

fn replace_dangling(schema: &mut Schema, schemas: &IndexMap<String, Schema>, place: &str, done: &mut Vec<String>) {
    if schema.component_name().is_some_and(|name| !schemas.contains_key(name)) {
        let reference = schema.reference.take().unwrap_or_default();
        done.push(format!("`{reference}` of `{place}` refers to a schema that does not exist: it can be any value"));
        schema.kind.get_or_insert_with(|| "any".to_owned());
    }
    for (name, member) in &mut schema.properties {
        replace_dangling(member, schemas, &format!("{place}.{name}"), done);
    }
    if let Some(items) = &mut schema.items {
        replace_dangling(items, schemas, &format!("{place}[]"), done);
    }
    if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref_mut() {
        replace_dangling(values, schemas, &format!("{place}{{}}"), done);
    }
}
