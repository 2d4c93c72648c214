//! Checks a schema and the schemas nested in it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Check, vocabulary};
use crate::diagnostic::Diagnostic;
use crate::spec::entry::{AdditionalProperties, Schema};
use crate::spec::limits;
use crate::spec::place::Place;
use crate::spec::suggest;

pub(super) fn check(check: &mut Check<'_>, schema: &Schema, place: &Place<'_>) {
    check_type(check, schema, place);
    check_reference(check, schema, place);
    check_secret(check, schema, place);
    check_limits(check, schema, place);
    check_default(check, schema, place);
    check_valid_values(check, schema, place);
    let items = place.member("items");
    if let Some(inner) = &schema.items {
        self::check(check, inner, &items);
    }
    let properties = place.member("properties");
    if schema.properties.len() > limits::FIELDS {
        let count = schema.properties.len();
        let diagnostic =
            Diagnostic::error(format!("the object has {count} fields, and at most {} are read", limits::FIELDS))
                .remedy("describe an object whose keys are data with `additionalProperties`");
        return check.name(&properties, diagnostic);
    }
    for (name, inner) in &schema.properties {
        self::check(check, inner, &properties.member(name));
    }
    check_spellings(check, schema, &properties);
    if let Some(AdditionalProperties::Schema(inner)) = schema.additional_properties.as_deref() {
        self::check(check, inner, &place.member("additionalProperties"));
    }
}

/// Reports fields that differ in case only. Of two spellings with the same type, the capitalised one alone is sent.
fn check_spellings(check: &mut Check<'_>, schema: &Schema, properties: &Place<'_>) {
    let is_capital = |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase());
    let is_small = |name: &str| name.starts_with(|first: char| first.is_ascii_lowercase());
    if !schema.properties.keys().any(|name| is_small(name)) || !schema.properties.keys().any(|name| is_capital(name)) {
        return;
    }
    let capital: HashMap<String, (&String, &Schema)> = schema
        .properties
        .iter()
        .filter(|(name, _)| is_capital(name))
        .map(|(name, inner)| (name.to_ascii_lowercase(), (name, inner)))
        .collect();
    for (name, inner) in schema.properties.iter().filter(|(name, _)| is_small(name)) {
        let Some((other, _)) = capital.get(&name.to_ascii_lowercase()).filter(|(_, other)| other.kind == inner.kind)
        else {
            continue;
        };
        let diagnostic = Diagnostic::warning(format!("`{name}` and `{other}` differ in case only"))
            .rule(format!(
                "a structure that is only sent has `{other}` alone, as in the vendor's libraries; others have both"
            ))
            .remedy("remove the one that the service does not know");
        check.name(&properties.member(name), diagnostic);
    }
}

fn check_type(check: &mut Check<'_>, schema: &Schema, place: &Place<'_>) {
    let Some(kind) = schema.kind.as_deref() else {
        if schema.reference.is_none()
            && place.is_object()
            && !place.member("type").exists()
            && !place.member("$ref").exists()
        {
            let concluded = if !schema.properties.is_empty() || schema.additional_properties.is_some() {
                "object"
            } else if schema.items.is_some() {
                "array"
            } else {
                "any"
            };
            let diagnostic = Diagnostic::warning("the schema has no `type`")
                .rule(format!("it is taken to be `{concluded}`"))
                .remedy(format!("write {}", suggest::alternatives(vocabulary::TYPE.words)));
            check.name(place, diagnostic);
        }
        return;
    };
    vocabulary::TYPE.check(check, kind, &place.member("type"));
    // Resolving a location walks from the root, so it is done only if the key is missing.
    if kind == "array" && schema.items.is_none() {
        check.missing(place, "items", "the array", "describe the elements, as in `\"items\": {\"type\": \"string\"}`");
    }
    let stray = [
        ("items", schema.items.is_some() && kind != "array"),
        ("properties", !schema.properties.is_empty() && kind != "object"),
        ("additionalProperties", schema.additional_properties.is_some() && kind != "object"),
    ];
    for (member, _) in stray.into_iter().filter(|(_, stray)| *stray) {
        let diagnostic = Diagnostic::warning(format!("a value of type `{kind}` has no `{member}`"))
            .rule(format!("`{member}` is ignored"))
            .remedy("remove it, or change the type");
        check.name(&place.member(member), diagnostic);
    }
    if let Some(format) = schema.format.as_deref() {
        check_format(check, kind, format, &place.member("format"));
    }
}

fn check_format(check: &mut Check<'_>, kind: &str, format: &str, place: &Place<'_>) {
    let fitting = match format {
        "int32" | "int64" => "integer",
        "float" | "double" => "number",
        "binary" | "byte" | "iso8601" | "iso8601_normal" => "string",
        _ => return vocabulary::FORMAT.check(check, format, place),
    };
    if kind != fitting && vocabulary::TYPE.words.contains(&kind) {
        let diagnostic =
            Diagnostic::warning(format!("`{format}` is a format of the type `{fitting}`, not of `{kind}`"))
                .rule("the format is ignored")
                .remedy(format!("remove the format, or write the type `{fitting}`"));
        check.value(place, diagnostic);
    }
}

fn check_reference(check: &mut Check<'_>, schema: &Schema, place: &Place<'_>) {
    let Some(reference) = schema.reference.as_deref() else { return };
    let place = place.member("$ref");
    let Some(name) = schema.component_name() else {
        let diagnostic = Diagnostic::error(format!("`{reference}` is not a reference to a shared schema"))
            .remedy("write `#/components/schemas/NAME`");
        return check.value(&place, diagnostic);
    };
    let schemas = &check.product.components.schemas;
    if check.is_product_known && !schemas.contains_key(name) {
        let mut diagnostic = Diagnostic::error(format!("there is no shared schema `{name}`"));
        if let Some(meant) = suggest::closest(name, schemas.keys().map(String::as_str)) {
            diagnostic = diagnostic.label(format!("did you mean `{meant}`?"));
        }
        check.value(&place, diagnostic.remedy("add it to `components.schemas` of product.json"));
    }
}

/// Checks `x-secret`. A shared object has one Rust type for all its uses, so only its fields can be marked, not a
/// single use.
fn check_secret(check: &mut Check<'_>, schema: &Schema, place: &Place<'_>) {
    if schema.secret.is_none() {
        return;
    }
    let schemas = &check.product.components.schemas;
    let mut target = schema;
    for _ in 0..=schemas.len() {
        match target.component_name().and_then(|name| schemas.get(name)).or(target.items.as_deref()) {
            Some(next) => target = next,
            None => break,
        }
    }
    if !std::ptr::eq(target, schema) && !target.properties.is_empty() && schema.items.is_none() {
        let diagnostic = Diagnostic::error("a shared object cannot be marked as a secret where it is used")
            .remedy("write `x-secret` at the fields of the component that are secrets");
        check.value(&place.member("x-secret"), diagnostic);
    }
}

fn check_limits(check: &mut Check<'_>, schema: &Schema, place: &Place<'_>) {
    let length = |limit: Option<u64>| limit.map(|limit| limit as f64);
    let mut number = |value: &Option<Value>, member: &str| {
        let value = value.as_ref()?;
        let number = as_number(value);
        if number.is_none() {
            let diagnostic =
                Diagnostic::error("the limit is not a number").remedy("write a number, with or without quotes");
            check.value(&place.member(member), diagnostic);
        }
        number
    };
    let pairs = [
        ("minimum", number(&schema.minimum, "minimum"), "maximum", number(&schema.maximum, "maximum")),
        ("minLength", length(schema.min_length), "maxLength", length(schema.max_length)),
        ("minItems", length(schema.min_items), "maxItems", length(schema.max_items)),
    ];
    let [(_, from, _, to), ..] = pairs;
    let is_number = matches!(schema.kind.as_deref(), Some("integer" | "number"));
    if let Some(default) = schema.default.as_ref().filter(|_| is_number).and_then(as_number)
        && (from.is_some_and(|from| default < from) || to.is_some_and(|to| default > to))
    {
        let diagnostic = Diagnostic::warning(format!("the default {default} is outside of the limits of the value"))
            .rule("it is documented as it is")
            .remedy("correct the default, or the limits");
        check.value(&place.member("default"), diagnostic);
    }
    for (least, from, most, to) in pairs {
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            let diagnostic = Diagnostic::warning(format!("`{least}` is {from}, and `{most}` is {to}"))
                .rule("the limits of the value are not documented")
                .remedy("correct one of the two");
            check.value(&place.member(least), diagnostic);
        }
    }
}

/// Reports a default that is no value of the type. Valid values are compared with the default separately.
fn check_default(check: &mut Check<'_>, schema: &Schema, place: &Place<'_>) {
    let (Some(kind), Some(default)) = (schema.kind.as_deref(), schema.default.as_ref()) else { return };
    let text = as_text(default).unwrap_or_default();
    let text = text.trim();
    // An empty default says that there is none.
    let fits = (text.is_empty() && default.is_string())
        || match kind {
            "integer" => text.parse::<i128>().is_ok(),
            "number" => as_number(default).is_some_and(f64::is_finite),
            "boolean" => ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)),
            _ => true,
        };
    if !fits {
        let diagnostic = Diagnostic::warning(format!("the default `{text}` is not a value of the type `{kind}`"))
            .rule("it is documented as it is")
            .remedy("correct the default, or the type");
        check.value(&place.member("default"), diagnostic);
    }
}

fn check_valid_values(check: &mut Check<'_>, schema: &Schema, place: &Place<'_>) {
    let values = place.member("enum");
    let mut texts = HashSet::new();
    for (index, value) in schema.valid_values.iter().enumerate() {
        let place = values.item(index);
        let Some(text) = as_text(value) else {
            let diagnostic = Diagnostic::error("a valid value must be a string, a number or a boolean")
                .remedy("write the value as it is sent to the service");
            check.value(&place, diagnostic);
            continue;
        };
        if schema.kind.as_deref() == Some("string") && !value.is_string() {
            let diagnostic = Diagnostic::error(format!("`{text}` is not a value of the type `string`"))
                .remedy("write it in quotes, or correct the type");
            check.value(&place, diagnostic);
        }
        if let Some(kind @ ("integer" | "number")) = schema.kind.as_deref()
            && as_number(value).is_none()
        {
            let diagnostic = Diagnostic::warning(format!("`{text}` is not a value of the type `{kind}`"))
                .rule("it is documented unchanged")
                .remedy("correct the value, or the type");
            check.value(&place, diagnostic);
        }
        if schema.kind.as_deref() == Some("boolean") && !["true", "false"].contains(&text.as_str()) {
            let diagnostic = Diagnostic::warning(format!("`{text}` is not a value of the type `boolean`"))
                .rule("it is documented as it is")
                .remedy("remove it, or correct the type");
            check.value(&place, diagnostic);
        }
        if !texts.insert(text.clone()) {
            let diagnostic = Diagnostic::warning(format!("`{text}` is listed twice"))
                .rule("the first one is used")
                .remedy("remove one of the two");
            check.value(&place, diagnostic);
        }
    }
    if texts.is_empty() {
        // Some files have no list of values but titles for some of them.
        return;
    }
    if let Some(default) = schema.default.as_ref().and_then(as_text)
        && schema.kind.as_deref().is_some_and(|kind| !matches!(kind, "array" | "object" | "any"))
        && !default.is_empty()
        && !texts.contains(&default)
    {
        let mut diagnostic = Diagnostic::warning(format!("the default `{default}` is not a valid value"))
            .rule("it is documented as it is")
            .remedy("correct the default, or add it to `enum`");
        if let Some(meant) = suggest::closest(&default, texts.iter().map(String::as_str)) {
            diagnostic = diagnostic.label(format!("did you mean `{meant}`?"));
        }
        check.value(&place.member("default"), diagnostic);
    }
    let titles = place.member("enumValueTitles");
    for value in schema.enum_value_titles.keys().filter(|value| !texts.contains(*value)) {
        let mut diagnostic = Diagnostic::warning(format!("`{value}` has a title but is not a valid value"))
            .rule("the title is ignored")
            .remedy("add the value to `enum`, or remove the title");
        if let Some(meant) = suggest::closest(value, texts.iter().map(String::as_str)) {
            diagnostic = diagnostic.label(format!("did you mean `{meant}`?"));
        }
        check.name(&titles.member(value), diagnostic);
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
