//! Copies what a request names into the response.

use alicloud_catalog::Operation;
use serde_json::Value;

use crate::parameters::ParameterValues;
use crate::resource::{ResourceKind, kind};

/// Copies the scalar parameters into the fields of the same name.
///
/// At the top, every such field has the value of the request. Within a list, so does a field that is the same in every item; if
/// its values differ, it identifies the items, and the parameter selects one of them.
pub(super) fn echo(operation: &Operation, parameters: &ParameterValues, body: &mut Value) {
    for parameter in &operation.parameters {
        let name = parameter.name;
        // Paging comes afterwards, and no field has several names.
        let Some(text) = parameters.text(name).filter(|text| !text.contains(',')) else { continue };
        let is_instance = kind(operation.info.name, name) == Some(ResourceKind::Instance)
            && !["TargetDBInstanceId", "MemberInstanceName"].contains(&name);
        let means = |field: &str| {
            field.eq_ignore_ascii_case(name)
                || (is_instance
                    && ["DBInstanceId", "DBInstanceName"].iter().any(|other| field.eq_ignore_ascii_case(other)))
        };
        fill(body, &means, text, true);
    }
}

fn fill(value: &mut Value, means: &impl Fn(&str) -> bool, text: &str, at_top: bool) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match field {
                    Value::Array(_) | Value::Object(_) => fill(field, means, text, false),
                    _ if means(name) && (at_top || is_identifier(name)) => set(field, text),
                    _ => {}
                }
            }
        }
        Value::Array(items) => {
            choose(items, means, text);
            items.iter_mut().for_each(|item| fill(item, means, text, false));
        }
        _ => {}
    }
}

/// Keeps only the requested item, if a field identifies the items.
fn choose(items: &mut Vec<Value>, means: &impl Fn(&str) -> bool, text: &str) {
    let of = |item: &Value| {
        let (_, value) = item.as_object()?.iter().find(|(name, _)| means(name) && is_identifier(name))?;
        Some(value.clone())
    };
    let values: Vec<_> = items.iter().filter_map(of).collect();
    if values.len() < items.len() || values.windows(2).all(|pair| pair.first() == pair.last()) {
        return;
    }
    let asked = values.iter().position(|value| value.as_str() == Some(text)).unwrap_or(0);
    *items = items.drain(..).skip(asked).take(1).collect();
}

/// Names of resources, and not their properties: a time in an item need not be that of the request.
fn is_identifier(name: &str) -> bool {
    let ends =
        |end: &str| name.get(name.len().saturating_sub(end.len())..).is_some_and(|last| last.eq_ignore_ascii_case(end));
    ends("id") || ends("name") || ends("engine") || ends("engineversion")
}

/// Converts the value to the type of the field.
fn set(field: &mut Value, text: &str) {
    let value = match field {
        Value::Number(_) => text.parse::<i64>().ok().map(Value::from),
        Value::Bool(_) => text.to_ascii_lowercase().parse::<bool>().ok().map(Value::from),
        _ => Some(Value::from(text)),
    };
    if let Some(value) = value {
        *field = value;
    }
}
