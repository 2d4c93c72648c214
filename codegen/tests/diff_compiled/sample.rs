//! A few operations of a real product, with the components that they use: small enough to be compiled by the thousand.

use std::collections::BTreeSet;
use std::path::Path;

use alicloud_codegen::diff::load;
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Bytes of an operation that is not too large to be compiled often.
const LARGEST: usize = 24_000;

/// Every product of a folder, each as one description.
pub(crate) fn products(folder: &Path) -> Vec<(String, Value)> {
    let specs = load(folder).unwrap_or_else(|problems| panic!("{problems}"));
    specs
        .iter()
        .map(|spec| {
            let mut json = serde_json::to_value(&spec.product).unwrap();
            json["version"] = json!("1.0");
            json["apis"] = serde_json::to_value(&spec.operations).unwrap();
            (spec.product.info.product.clone().unwrap_or_default(), json)
        })
        .collect()
}

/// The product with one to three of its operations.
pub(crate) fn some_of(product: &Value, rng: &mut Rng) -> Value {
    let operations = product["apis"].as_object().unwrap();
    let names: Vec<&String> =
        operations.iter().filter(|(_, entry)| entry.to_string().len() < LARGEST).map(|(name, _)| name).collect();
    let mut chosen = Map::new();
    for _ in 0..rng.usize(1..4) {
        let name = names[rng.usize(..names.len())];
        chosen.insert(name.clone(), operations[name].clone());
    }
    let mut some = product.clone();
    let schemas = product.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    some["apis"] = Value::Object(chosen);
    let mut used = BTreeSet::new();
    references(&some["apis"], &schemas, &mut used);
    if let Some(all) = some.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        all.retain(|name, _| used.contains(name));
    }
    // Regions are the same in all pairs: a few of them say as much.
    if let Some(endpoints) = some.get_mut("endpoints").and_then(Value::as_array_mut) {
        endpoints.truncate(3);
    }
    keep_in_groups(&mut some);
    some
}

/// Groups name operations that are there; one without any is left out.
fn keep_in_groups(product: &mut Value) {
    let kept: BTreeSet<String> = product["apis"].as_object().unwrap().keys().cloned().collect();
    fn filter(entries: &mut Vec<Value>, kept: &BTreeSet<String>) {
        entries.retain_mut(|entry| {
            if let Some(children) = entry.get_mut("children").and_then(Value::as_array_mut) {
                filter(children, kept);
                return !children.is_empty();
            }
            entry.as_str().is_none_or(|name| kept.contains(name))
        });
    }
    if let Some(directories) = product.get_mut("directories").and_then(Value::as_array_mut) {
        filter(directories, &kept);
    }
}

/// The names of the components that a value leads to.
fn references(value: &Value, schemas: &Map<String, Value>, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next())
                && let Some(schema) = schemas.get(name)
                && used.insert(name.to_owned())
            {
                references(schema, schemas, used);
            }
            fields.values().for_each(|value| references(value, schemas, used));
        }
        Value::Array(elements) => elements.iter().for_each(|value| references(value, schemas, used)),
        _ => {}
    }
}
