//! Finds the list of a response whose elements are the rows of CSV, TSV and lines.

use alicloud_catalog::{Product, Schema};

use crate::json::JsonValue;

/// Lists in deeper objects are no rows.
const DEPTH: usize = 8;

/// The rows of a value.
pub(super) struct ListedRows<'a> {
    elements: &'a [JsonValue],
    /// The lists of the value, if it has several, so that it is a single row.
    pub(super) unclear: Option<Vec<String>>,
}

impl<'a> ListedRows<'a> {
    pub(super) fn elements(&self) -> &'a [JsonValue] {
        self.elements
    }
}

/// The rows of a value: the elements of the list at `path`, of the list that it is itself, or of the only list in it. What has no list is
/// a single row. An empty path stands for the value itself.
pub(super) fn rows<'a>(value: &'a JsonValue, path: Option<&[String]>) -> ListedRows<'a> {
    let single = |unclear| ListedRows { elements: std::slice::from_ref(value), unclear };
    if let Some(path) = path {
        let elements = match value.at(path.iter().map(String::as_str)) {
            Some(JsonValue::List(elements)) => elements.as_slice(),
            // What an expression finds is shown as it is, but for an object around a list.
            Some(JsonValue::Object(fields)) if path.is_empty() => match fields.as_slice() {
                [(_, JsonValue::List(elements))] => elements,
                _ => return single(None),
            },
            // An expression that finds nothing has no rows, and services leave an empty list out or write it as an empty string.
            None | Some(JsonValue::Null) => &[],
            Some(JsonValue::String(text)) if text.is_empty() && !path.is_empty() => &[],
            _ => return single(None),
        };
        return ListedRows { elements, unclear: None };
    }
    let mut lists = Vec::new();
    find(value, String::new(), DEPTH, &mut lists);
    match lists.as_slice() {
        [] => single(None),
        [(_, elements)] => ListedRows { elements, unclear: None },
        _ => single(Some(lists.into_iter().map(|(name, _)| name).collect())),
    }
}

/// Adds all lists that are not in another list.
fn find<'a>(value: &'a JsonValue, name: String, depth: usize, lists: &mut Vec<(String, &'a [JsonValue])>) {
    match value {
        JsonValue::List(elements) => lists.push((name, elements)),
        JsonValue::Object(fields) => {
            let Some(depth) = depth.checked_sub(1) else { return };
            for (field, value) in fields {
                find(value, if name.is_empty() { field.clone() } else { format!("{name}.{field}") }, depth, lists);
            }
        }
        _ => {}
    }
}

/// The path of the only list that a type has outside of other lists, so that an empty response has the same rows as any other.
pub(crate) fn list_path(product: &Product, schema: &Schema) -> Option<Vec<String>> {
    let mut lists = Vec::new();
    described(product, schema, &mut Vec::new(), DEPTH, &mut lists);
    match lists.len() {
        1 => lists.pop(),
        _ => None,
    }
}

fn described(product: &Product, schema: &Schema, path: &mut Vec<String>, depth: usize, lists: &mut Vec<Vec<String>>) {
    let schema = product.resolve(schema);
    if schema.items.is_some() {
        lists.push(path.clone());
        return;
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    for (name, field) in &schema.properties {
        path.push(name.clone());
        described(product, field, path, depth, lists);
        path.pop();
    }
}
