//! `--skeleton` and `--input`: parameters in a JSON file, in which comments and trailing commas are allowed.

use std::fmt::Write as _;

use alicloud_catalog::{Operation, Product, RequestParameter, Schema};
use alicloud_client::Value;
use jsonc_parser::{JsonValue as Commented, ParseOptions, parse_to_value};

use super::exact::from_json;
use super::names::OptionNames;
use super::sources;
use crate::json::JsonValue;

/// The values in a file, in the order of the description.
///
/// # Errors
///
/// Everything that is wrong with the file.
pub(super) fn read(path: &str, operation: &Operation, names: &OptionNames) -> Result<Vec<Option<Value>>, Vec<String>> {
    let one = |problem: String| vec![format!("--input: {problem}")];
    let text = sources::file(path).map_err(one)?;
    let parsed =
        parse_to_value(&text, &ParseOptions::default()).map_err(|error| one(format!("not valid JSON: {error}")))?;
    let Some(Commented::Object(object)) = parsed else {
        return Err(one("not an object in JSON, as in {\"DBInstanceId\":\"rm-1\"}".to_owned()));
    };
    let fields = object.into_iter().map(|(name, value)| (name.into_owned(), plain(value)));
    values(fields, operation, names)
        .map_err(|problems| problems.into_iter().map(|problem| format!("--input: {problem}")).collect())
}

/// The values of the fields of an object, in the order of the description.
///
/// # Errors
///
/// Everything that is wrong with the fields.
pub(super) fn values(
    fields: impl Iterator<Item = (String, JsonValue)>,
    operation: &Operation,
    names: &OptionNames,
) -> Result<Vec<Option<Value>>, Vec<String>> {
    let mut values: Vec<Option<Value>> = vec![None; operation.parameters.len()];
    let mut problems = Vec::new();
    for (name, value) in fields {
        let slot = match names.of_field(&name) {
            Some((index, path)) if path.is_empty() => values.get_mut(index),
            _ => None,
        };
        match (from_json(value), slot) {
            (_, None) => problems.push(unknown(&name, operation, names)),
            (Ok(_), Some(Some(_))) => problems.push(format!("{name} is given twice, in different spellings")),
            (Ok(Value::Null), _) => {}
            (Ok(value), Some(slot)) => *slot = Some(value),
            (Err(problem), _) => problems.push(format!("{name}: {problem}")),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

/// The problem with a name that is not that of a parameter.
pub(super) fn unknown(name: &str, operation: &Operation, names: &OptionNames) -> String {
    let similar = names.similar(name).into_iter().next();
    let similar = similar.map(|name| format!("; did you mean {}?", name.trim_start_matches('-'))).unwrap_or_default();
    format!("{name:?} is not a parameter of {}{similar}", operation.info.name)
}

/// The value without its comments; numbers keep their digits.
fn plain(value: Commented<'_>) -> JsonValue {
    match value {
        Commented::Null => JsonValue::Null,
        Commented::Boolean(value) => JsonValue::Boolean(value),
        Commented::Number(digits) => JsonValue::Number(digits.to_owned()),
        Commented::String(text) => JsonValue::String(text.into_owned()),
        Commented::Array(elements) => JsonValue::List(elements.into_iter().map(plain).collect()),
        Commented::Object(fields) => {
            JsonValue::Object(fields.into_iter().map(|(name, value)| (name.into_owned(), plain(value))).collect())
        }
    }
}

/// A file for `--input` with all parameters. Optional ones are comments.
pub(super) fn skeleton(product: &Product, operation: &Operation) -> String {
    let mut text = String::from("{\n");
    for parameter in &operation.parameters {
        let schema = product.resolve(&parameter.schema);
        for line in facts(schema, parameter).lines() {
            let _ = writeln!(text, "  // {line}");
        }
        let mark = if parameter.required { "" } else { "// " };
        let _ = writeln!(text, "  {mark}{}: {},", Value::from(parameter.name), sample(schema, parameter, product));
    }
    text.push_str("}\n");
    text
}

fn facts(schema: &Schema, parameter: &RequestParameter) -> String {
    let mut facts = vec![schema.kind.clone().unwrap_or_else(|| "value".to_owned())];
    facts.push(if parameter.required { "required" } else { "optional" }.to_owned());
    let valid = schema.valid_strings();
    if !valid.is_empty() {
        facts.push(format!("one of {}", valid.join(", ")));
    }
    let description = parameter.schema.description.as_deref().or(schema.description.as_deref()).unwrap_or_default();
    format!("{}: {}. {description}", parameter.name, facts.join(", "))
}

/// The documented example, or a value of the type.
fn sample(schema: &Schema, parameter: &RequestParameter, product: &Product) -> Value {
    let of_type = |schema: &Schema| match schema.kind.as_deref() {
        Some("integer" | "number") => Value::from(0),
        Some("boolean") => Value::from(false),
        _ => Value::from(""),
    };
    let example = parameter.schema.example.as_ref().or(schema.example.as_ref());
    match (schema.kind.as_deref(), example) {
        (Some("array"), Some(example @ Value::Array(_))) | (Some("object"), Some(example @ Value::Object(_))) => {
            example.clone()
        }
        (Some("array"), _) => {
            let items = schema.items.as_deref().map(|items| product.resolve(items));
            Value::Array(
                items.map(|items| vec![fields(items, product).unwrap_or_else(|| of_type(items))]).unwrap_or_default(),
            )
        }
        (Some("object"), _) => fields(schema, product).unwrap_or_else(|| Value::Object(serde_json::Map::new())),
        (Some("integer" | "number" | "boolean"), Some(Value::String(text))) => serde_json::from_str(text)
            .ok()
            .filter(|value: &Value| value.is_number() || value.is_boolean())
            .unwrap_or_else(|| of_type(schema)),
        (_, Some(example)) => example.clone(),
        (_, None) => of_type(schema),
    }
}

/// An object with the fields of a schema; `None` if it has none.
fn fields(schema: &Schema, product: &Product) -> Option<Value> {
    if schema.properties.is_empty() {
        return None;
    }
    let field = |(name, schema): (&String, &Schema)| {
        let schema = product.resolve(schema);
        let value = match schema.kind.as_deref() {
            Some("array") => Value::Array(Vec::new()),
            Some("object") => Value::Object(serde_json::Map::new()),
            Some("integer" | "number") => Value::from(0),
            Some("boolean") => Value::from(false),
            _ => schema.example.clone().unwrap_or_else(|| Value::from("")),
        };
        (name.clone(), value)
    };
    Some(Value::Object(schema.properties.iter().map(|(name, schema)| field((name, schema))).collect()))
}
