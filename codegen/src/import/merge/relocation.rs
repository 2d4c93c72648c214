//! Finds new places for manual edits after the documents moved the field that they belong to.

use serde_json::Value;

use super::kind::EntryPart;
use super::three_way::{Fact, component, is_of_type};

/// The new place of a fact.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// In the same entry.
    Here,
    /// In a shared schema: the fact with its path in `product.json`.
    Shared(Fact),
    /// Nowhere.
    Nowhere,
}

/// Adds a fact at the new place of its field. An object that became a list, or the reverse, still has the same fields,
/// and an error may have another status. `before` is the entry before the import.
pub(super) fn relocate(before: &Value, entry: &mut Value, fact: &Fact) -> Found {
    let kind = kind_at(before, &fact.path);
    let path: Vec<&str> = fact.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["parameters", name, "schema", rest @ ..] => {
            let parameters = entry.get_mut("parameters").and_then(Value::as_array_mut);
            let parameter = parameters.and_then(|list| {
                list.iter_mut().find(|parameter| parameter.get("name").and_then(Value::as_str) == Some(*name))
            });
            into_schema(parameter.and_then(|parameter| parameter.get_mut("schema")), rest, fact, kind)
        }
        ["responses", status, "schema", rest @ ..] => {
            let response = entry.get_mut("responses").and_then(|responses| responses.get_mut(*status));
            into_schema(response.and_then(|response| response.get_mut("schema")), rest, fact, kind)
        }
        ["components", "schemas", name, rest @ ..] => {
            let schemas = entry.get_mut("components").and_then(|components| components.get_mut("schemas"));
            into_schema(schemas.and_then(|schemas| schemas.get_mut(*name)), rest, fact, kind)
        }
        ["errorCodes", _, code, key] => into_error(entry, code, key, fact),
        _ => Found::Nowhere,
    }
}

/// Returns the type that the schema with the fact had before the import.
fn kind_at<'a>(entry: &'a Value, path: &[String]) -> Option<&'a str> {
    let (_, path) = path.split_last()?;
    let schema = path.iter().try_fold(entry, |value, step| match value {
        Value::Array(list) => list.iter().find(|element| element.get("name").and_then(Value::as_str) == Some(step)),
        _ => value.get(step),
    })?;
    schema.get("type")?.as_str()
}

fn into_schema(schema: Option<&mut Value>, path: &[&str], fact: &Fact, kind: Option<&str>) -> Found {
    let Some(mut schema) = schema else { return Found::Nowhere };
    let Some((steps, key)) = fields_and_key(path) else { return Found::Nowhere };
    if EntryPart::Schema.is_outline(key) {
        return Found::Nowhere;
    }
    for (position, name) in steps.iter().enumerate() {
        loop {
            if let Some(shared) = schema.as_object().and_then(component) {
                let mut path = vec!["components".to_owned(), "schemas".to_owned(), shared];
                for name in steps.iter().skip(position) {
                    path.extend(["properties".to_owned(), (*name).to_owned()]);
                }
                path.push(key.to_owned());
                return Found::Shared(Fact { path, value: fact.value.clone() });
            }
            if schema.get("properties").is_some() {
                break;
            }
            let inner = if schema.get("items").is_some() { "items" } else { "additionalProperties" };
            match schema.get_mut(inner) {
                Some(inner) => schema = inner,
                None => return Found::Nowhere,
            }
        }
        match schema.get_mut("properties").and_then(|fields| fields.get_mut(*name)) {
            Some(field) => schema = field,
            None => return Found::Nowhere,
        }
    }
    // Facts about values apply only to values of the same type.
    if !is_of_type(key) || kind.is_some() && kind == schema.get("type").and_then(Value::as_str) {
        put(schema, key, fact)
    } else {
        Found::Nowhere
    }
}

/// Splits a path within a schema into the fields that it passes and the key of the fact.
fn fields_and_key<'a>(path: &[&'a str]) -> Option<(Vec<&'a str>, &'a str)> {
    let mut fields = Vec::new();
    let mut rest = path;
    loop {
        match rest {
            ["properties", name, others @ ..] => {
                fields.push(*name);
                rest = others;
            }
            ["items" | "additionalProperties", others @ ..] if !others.is_empty() => rest = others,
            [key] => return Some((fields, key)),
            _ => return None,
        }
    }
}

fn into_error(entry: &mut Value, code: &str, key: &str, fact: &Fact) -> Found {
    let statuses = entry.get_mut("errorCodes").and_then(Value::as_object_mut);
    let rows =
        statuses.into_iter().flat_map(|statuses| statuses.values_mut()).filter_map(Value::as_array_mut).flatten();
    let mut rows = rows.filter(|row| row.get("errorCode").and_then(Value::as_str) == Some(code));
    match (rows.next(), rows.next()) {
        (Some(row), None) => put(row, key, fact),
        _ => Found::Nowhere,
    }
}

/// Adds the fact, unless another value exists already.
fn put(place: &mut Value, key: &str, fact: &Fact) -> Found {
    let Value::Object(place) = place else { return Found::Nowhere };
    match place.get(key) {
        None => {
            place.insert(key.to_owned(), fact.value.clone());
            Found::Here
        }
        Some(there) if *there == fact.value => Found::Here,
        Some(_) => Found::Nowhere,
    }
}
