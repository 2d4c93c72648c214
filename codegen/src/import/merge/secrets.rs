//! Moves `x-secret` from a reference to the shared object. A reference cannot carry the mark, so all fields of the
//! object get it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::place::Path;
use super::three_way::{Fact, component};

/// A mark that was removed from a reference, and the location of the object that the reference leads to.
#[derive(Debug)]
pub(super) struct Mark {
    /// The mark and its path.
    pub(super) fact: Fact,
    /// Path of the object in `product.json`.
    pub(super) object: Path,
}

/// Removes the marks from references to objects within `value`. `schemas` are the shared schemas.
pub(super) fn take(value: &mut Value, schemas: &Value) -> Vec<Mark> {
    let mut marks = Vec::new();
    walk(value, schemas, &mut Vec::new(), &mut marks);
    marks
}

fn walk(value: &mut Value, schemas: &Value, path: &mut Path, marks: &mut Vec<Mark>) {
    match value {
        Value::Object(map) => {
            if map.get("x-secret").is_some_and(Value::is_boolean)
                && let Some(object) = component(map).and_then(|name| object_behind(schemas, &name))
                && let Some(value) = map.shift_remove("x-secret")
            {
                let mut path = path.clone();
                path.push("x-secret".to_owned());
                marks.push(Mark { fact: Fact { path, value }, object });
            }
            for (key, inner) in map {
                path.push(key.clone());
                walk(inner, schemas, path, marks);
                path.pop();
            }
        }
        Value::Array(list) => {
            for inner in list {
                let name = inner.get("name").and_then(Value::as_str).unwrap_or_default();
                path.push(name.to_owned());
                walk(inner, schemas, path, marks);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Returns the path of the object that a reference leads to, possibly through other references and lists. Returns
/// `None` if it does not lead to an object with fields.
fn object_behind(schemas: &Value, name: &str) -> Option<Path> {
    let mut name = name.to_owned();
    let mut seen = BTreeSet::new();
    while seen.insert(name.clone()) {
        let mut path = vec!["components".to_owned(), "schemas".to_owned(), name.clone()];
        let mut schema = schemas.get(&name)?;
        while let (None, Some(items)) = (schema.get("$ref"), schema.get("items")) {
            schema = items;
            path.push("items".to_owned());
        }
        match schema.as_object().and_then(component) {
            Some(next) => name = next,
            None => return schema.get("properties")?.as_object().filter(|fields| !fields.is_empty()).map(|_| path),
        }
    }
    None
}

/// Marks all fields of these objects of a product, and of the shared objects that they refer to.
pub(super) fn mark(product: &mut Value, objects: Vec<Path>) {
    let schemas = product.pointer("/components/schemas").cloned().unwrap_or_default();
    let mut seen: BTreeSet<Path> = objects.iter().cloned().collect();
    let mut waiting = objects;
    while let Some(path) = waiting.pop() {
        let object = path.iter().try_fold(&mut *product, |value, step| value.get_mut(step));
        let Some(Value::Object(fields)) = object.and_then(|object| object.get_mut("properties")) else { continue };
        for field in fields.values_mut().filter_map(Value::as_object_mut) {
            match component(field).and_then(|name| object_behind(&schemas, &name)) {
                Some(next) => {
                    if seen.insert(next.clone()) {
                        waiting.push(next);
                    }
                }
                None => drop(field.entry("x-secret").or_insert(Value::Bool(true))),
            }
        }
    }
}
