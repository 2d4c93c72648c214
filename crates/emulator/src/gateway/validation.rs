//! Checks parameters against the spec.

use alicloud_catalog::{Operation, Product, Schema};
use serde_json::{Map, Value};

use crate::clock::parse_timestamp;
use crate::error::ApiError;
use crate::field_schema::field_schema;
use crate::parameters::ParameterValues;

/// The longest key of a map in a message, in characters.
const LONGEST_KEY: usize = 100;

/// Refuses the first missing or invalid parameter, in the documented order.
///
/// `judged` are parameters whose values the operation itself checks, because its document has codes of its own for them;
/// here they only have to be present.
pub(super) fn check(
    product: &Product,
    operation: &Operation,
    parameters: &ParameterValues,
    judged: &[&str],
) -> Result<(), ApiError> {
    for parameter in &operation.parameters {
        let schema = product.resolve(&parameter.schema);
        let (name, required) = (parameter.name, parameter.required);
        match parameters.get(name) {
            None if required => return Err(ApiError::missing(name)),
            Some(Value::String(text)) if text.is_empty() && required => return Err(ApiError::missing(name)),
            None => {}
            Some(_) if judged.contains(&name) => {}
            Some(value) => check_value(product, schema, value, name)
                .map_err(|error| documented(operation, name).unwrap_or(error))?,
        }
    }
    Ok(())
}

/// The error that the document of the operation has for a value of this parameter that is not valid: `AccountType` has
/// `InvalidAccountType.Format`, `DBInstanceType` has `InvalidDBInstanceType.ValueNotSupport`.
fn documented(operation: &Operation, parameter: &str) -> Option<ApiError> {
    const ENDS: [&str; 5] = ["", ".Format", ".Malformed", ".ValueNotSupport", ".ValueNotSupported"];
    let of = |code: &str| {
        let end = code.strip_prefix("Invalid").and_then(|rest| rest.strip_prefix(parameter));
        end.is_some_and(|end| ENDS.contains(&end))
    };
    let error = operation.errors().find(|error| of(error.code))?;
    let message = match error.message {
        "" => ApiError::invalid(parameter).message,
        message => message.to_owned(),
    };
    Some(ApiError::new(error.status, error.code, message))
}

fn check_value(product: &Product, schema: &Schema, value: &Value, name: &str) -> Result<(), ApiError> {
    let schema = product.resolve(schema);
    match (schema.kind.as_deref(), value) {
        (Some("array"), Value::Array(elements)) => check_elements(product, schema, elements, name),
        (Some("object"), Value::Object(members)) => check_members(product, schema, members, name),
        (Some("array" | "object"), _) => Err(ApiError::invalid(name)),
        (_, Value::Array(_) | Value::Object(_) | Value::Null) => Ok(()),
        (_, Value::String(text)) => check_scalar(schema, text, name),
        (_, scalar) => check_scalar(schema, &scalar.to_string(), name),
    }
}

fn check_elements(product: &Product, schema: &Schema, elements: &[Value], name: &str) -> Result<(), ApiError> {
    let count = elements.len() as u64;
    if schema.max_items.is_some_and(|most| count > most) || schema.min_items.is_some_and(|fewest| count < fewest) {
        return Err(ApiError::invalid(name));
    }
    let Some(items) = schema.items.as_deref() else { return Ok(()) };
    for (index, element) in elements.iter().enumerate() {
        check_value(product, items, element, &format!("{name}.{}", index + 1))?;
    }
    Ok(())
}

fn check_members(product: &Product, schema: &Schema, members: &Map<String, Value>, name: &str) -> Result<(), ApiError> {
    for (member, schema) in &schema.properties {
        let path = format!("{name}.{member}");
        match members.get(member) {
            None if schema.is_required() => return Err(ApiError::missing(&path)),
            None => {}
            Some(value) => check_value(product, schema, value, &path)?,
        }
    }
    for (key, value) in members.iter().filter(|(key, _)| !schema.properties.contains_key(*key)) {
        let Some(values) = field_schema(schema, key) else { continue };
        check_value(product, values, value, &format!("{name}.{}", shown(key)))?;
    }
    Ok(())
}

/// A key of a map as a message has it. The caller chose it, so it may have any length and any character.
fn shown(key: &str) -> String {
    key.chars().take(LONGEST_KEY).flat_map(char::escape_debug).collect()
}

fn check_scalar(schema: &Schema, text: &str, name: &str) -> Result<(), ApiError> {
    // An empty value of an optional parameter counts as not set; some clients send every parameter they know.
    let valid = text.is_empty()
        || (has_type(schema, text)
            && is_within_limits(schema, text)
            && has_length(schema, text)
            && matches_pattern(schema, text)
            && is_listed(schema, text));
    if valid { Ok(()) } else { Err(ApiError::invalid(name)) }
}

fn has_type(schema: &Schema, text: &str) -> bool {
    match (schema.kind.as_deref(), schema.format.as_deref()) {
        // Some identifiers are larger than the `int32` that is documented for them.
        (Some("integer"), _) => text.parse::<i64>().is_ok(),
        (Some("number"), _) => text.parse::<f64>().is_ok_and(f64::is_finite),
        // The official Python SDK writes `True`.
        (Some("boolean"), _) => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        (Some("string"), Some("iso8601")) => parse_timestamp(text).is_some(),
        _ => true,
    }
}

fn is_within_limits(schema: &Schema, text: &str) -> bool {
    if !matches!(schema.kind.as_deref(), Some("integer" | "number")) {
        return true;
    }
    let Ok(number) = text.parse::<f64>() else { return false };
    let is_above = |limit: f64| if schema.exclusive_minimum == Some(true) { number > limit } else { number >= limit };
    let is_below = |limit: f64| if schema.exclusive_maximum == Some(true) { number < limit } else { number <= limit };
    schema.lower_limit().is_none_or(is_above) && schema.upper_limit().is_none_or(is_below)
}

fn has_length(schema: &Schema, text: &str) -> bool {
    if schema.min_length.is_none() && schema.max_length.is_none() {
        return true;
    }
    let length = text.chars().count() as u64;
    schema.min_length.is_none_or(|fewest| length >= fewest) && schema.max_length.is_none_or(|most| length <= most)
}

fn matches_pattern(schema: &Schema, text: &str) -> bool {
    // The vendor's patterns are written for other regex engines; one that cannot be parsed here refuses nothing.
    schema
        .pattern
        .as_deref()
        .and_then(|pattern| regex::Regex::new(pattern).ok())
        .is_none_or(|regex| regex.is_match(text))
}

fn is_listed(schema: &Schema, text: &str) -> bool {
    let same = |valid: &String| match schema.kind.as_deref() {
        Some("boolean") => valid.eq_ignore_ascii_case(text),
        _ => valid == text,
    };
    let valid = schema.valid_strings();
    valid.is_empty() || valid.iter().any(same)
}
