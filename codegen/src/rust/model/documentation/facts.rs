//! Describes a value in one sentence that is computed from its schema: `` `PageSize`: integer, required, 1 to 100, by
//! default `30`, for example `50`. ``

use alicloud_api::{ListStyle, Location};

use super::Named;
use super::markdown::{code, inline};
use crate::decide::schema::{has_contradictory_limits, plain};
use crate::rust::model::item::{Direction, ParameterItem, Type};
use crate::spec::entry::Schema;

/// The sentence about a field of a structure.
pub(crate) fn member(
    wire: &str,
    schema: &Schema,
    ty: &Type,
    direction: Direction,
    enumeration: Option<Named<'_>>,
) -> String {
    let mut facts = vec![kind(schema, ty)];
    if direction != Direction::Response && schema.required.unwrap_or(false) {
        facts.push("required".to_owned());
    }
    facts.extend(values(schema, ty, enumeration));
    format!("{}: {}.", code(wire), facts.join(", "))
}

/// The sentence about a parameter.
pub(crate) fn parameter(parameter: ParameterItem<'_>, schema: &Schema, enumeration: Option<Named<'_>>) -> String {
    let ParameterItem { facts: parameter, field } = parameter;
    let ty = &field.ty;
    let mut facts = vec![kind(schema, ty)];
    match parameter.location {
        Location::Path => facts.push("in the path".to_owned()),
        Location::WholePath => facts.push("the whole path of the request".to_owned()),
        Location::Host => facts.push("the first label of the host name".to_owned()),
        Location::Header => facts.push("in a header".to_owned()),
        Location::WholeBody => facts.push("the request body".to_owned()),
        Location::Query | Location::Form | Location::BodyField => {}
    }
    match parameter.style {
        ListStyle::Json => facts.push("sent as a JSON string".to_owned()),
        ListStyle::Simple => facts.push("sent with commas between the elements".to_owned()),
        ListStyle::Flat => {}
    }
    if parameter.required && parameter.is_region {
        facts.push("required, the region of the client unless it is set".to_owned());
    } else if parameter.required {
        facts.push("required".to_owned());
    } else if schema.doc_required.unwrap_or(false) {
        facts.push("required according to the documentation".to_owned());
    }
    facts.extend(values(schema, ty, enumeration));
    format!("{}: {}.", code(&parameter.name), facts.join(", "))
}

/// The sentence about a response body that is not an object.
pub(crate) fn body(schema: &Schema, ty: &Type) -> String {
    let mut facts = vec![format!("The response body: {}", kind(schema, ty))];
    facts.extend(values(schema, ty, None));
    facts.join(", ") + "."
}

/// The type in the vendor's terms, with the schema's `format` if the Rust type does not express it.
fn kind(schema: &Schema, ty: &Type) -> String {
    let base = match ty {
        Type::Text | Type::Enumeration(_) => "string",
        Type::Secret => "string, hidden in output",
        Type::SecretValue => "a value that is hidden in output",
        Type::Bytes => "bytes",
        Type::File => "file",
        Type::SecretFile => "file, hidden in output",
        Type::Int64 => "integer",
        Type::Double => "number",
        Type::Boolean => "boolean",
        Type::Any => "any JSON value",
        Type::Structure(_) => "object",
        Type::Map(_) => "object with keys of your choice",
        Type::List(_) => "list",
    };
    match (ty, schema.format.as_deref()) {
        (Type::Text, Some(format @ ("iso8601" | "iso8601_normal"))) => format!("{base} ({format} time)"),
        (Type::Text, Some("byte")) => format!("{base} (base64)"),
        _ => base.to_owned(),
    }
}

fn values(schema: &Schema, ty: &Type, enumeration: Option<Named<'_>>) -> Vec<String> {
    let shown = |value: &str| enumeration.and_then(|known| known.link(value)).unwrap_or_else(|| code(value));
    let mut facts = Vec::new();
    if !matches!(ty, Type::Enumeration(_) | Type::List(_)) && !schema.valid_values.is_empty() {
        facts.push(format!("one of {}", valid_values(schema)));
    }
    if !has_contradictory_limits(schema) {
        facts.extend(limits(schema));
    }
    if let Some(pattern) = &schema.pattern {
        facts.push(format!("matching {}", code(pattern)));
    }
    if let Some(default) = schema.default.as_ref().and_then(plain).filter(|default| !default.is_empty()) {
        facts.push(format!("by default {}", shown(&default)));
    }
    if let Some(example) = schema.example.as_ref().and_then(plain).filter(|example| !example.trim().is_empty()) {
        let hidden = is_hidden(ty);
        facts.extend((!hidden).then(|| format!("for example {}", shown(&example))));
    }
    facts
}

/// Whether values of the type are secret. The vendor's examples of those may be real credentials and are not shown.
fn is_hidden(ty: &Type) -> bool {
    match ty {
        Type::Secret | Type::SecretValue | Type::SecretFile => true,
        Type::List(inner) | Type::Map(inner) => is_hidden(inner),
        _ => false,
    }
}

fn valid_values(schema: &Schema) -> String {
    let value = |value: &serde_json::Value| {
        let value = plain(value)?;
        let title = schema.enum_value_titles.get(&value).map(|title| format!(" ({})", inline(title.trim())));
        Some(format!("{}{}", code(&value), title.unwrap_or_default()))
    };
    schema.valid_values.iter().filter_map(value).collect::<Vec<_>>().join(", ")
}

fn limits(schema: &Schema) -> Vec<String> {
    let number = |value: &Option<serde_json::Value>| {
        value.as_ref().and_then(plain).map(|number| inline(&number)).filter(|number| !number.is_empty())
    };
    let above = if schema.exclusive_minimum.unwrap_or(false) { "more than " } else { "at least " };
    let below = if schema.exclusive_maximum.unwrap_or(false) { "less than " } else { "at most " };
    let count = |value: Option<u64>| value.map(|value| value.to_string());
    let size = |low: Option<u64>, high: Option<u64>, unit| {
        range(count(low), count(high), "at least ", "at most ").map(|range| {
            let one = range == "at most 1" || range == "at least 1" || range == "1";
            format!("{range} {}{}", unit, if one { "" } else { "s" })
        })
    };
    [
        range(number(&schema.minimum), number(&schema.maximum), above, below),
        size(schema.min_length, schema.max_length, "character"),
        size(schema.min_items, schema.max_items, "element"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn range(low: Option<String>, high: Option<String>, above: &str, below: &str) -> Option<String> {
    let inclusive = above == "at least " && below == "at most ";
    match (low, high) {
        (Some(low), Some(high)) if inclusive && low == high => Some(low),
        (Some(low), Some(high)) if inclusive => Some(format!("{low} to {high}")),
        (Some(low), Some(high)) => Some(format!("{above}{low} and {below}{high}")),
        (Some(low), None) => Some(format!("{above}{low}")),
        (None, Some(high)) => Some(format!("{below}{high}")),
        (None, None) => None,
    }
}
