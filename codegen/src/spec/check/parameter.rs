//! Checks the parameters of an operation, and the path template that they fill.

use std::collections::HashSet;

use alicloud_api::PathTemplate;

use super::{Check, schema, vocabulary};
use crate::diagnostic::Diagnostic;
use crate::spec::described_path::placeholders;
use crate::spec::entry::{Operation, Parameter};
use crate::spec::limits;
use crate::spec::place::Place;
use crate::spec::suggest;

pub(super) fn check(check: &mut Check<'_>, operation: &Operation, place: &Place<'_>) {
    let parameters = place.member("parameters");
    if let Some(excess) = limits::excess(operation) {
        let diagnostic = Diagnostic::error(format!("the operation is too large: {excess}"))
            .remedy("describe a structure as one parameter of the type `object`");
        return check.name(&parameters, diagnostic);
    }
    let mut seen = HashSet::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let place = parameters.item(index);
        check_parameter(check, parameter, &place);
        if let Some(name) = parameter.name.as_deref()
            && !seen.insert((name, parameter.location.as_deref()))
        {
            let diagnostic = Diagnostic::warning(format!("parameter `{name}` is listed twice"))
                .rule("the first one is used")
                .remedy("remove one of the two");
            check.value(&place.member("name"), diagnostic);
        }
    }
    check_path(check, operation, place);
}

fn check_parameter(check: &mut Check<'_>, parameter: &Parameter, place: &Place<'_>) {
    let what = parameter.name.as_ref().map_or_else(|| "the parameter".to_owned(), |name| format!("parameter `{name}`"));
    check.missing(place, "name", &what, "write the name that is sent to the service");
    check.missing(place, "in", &what, "write `query`, `formData`, `path`, `header`, `body` or `host`");
    check.missing(place, "schema", &what, "describe its type, as in `\"schema\": {\"type\": \"string\"}`");
    if parameter.name.as_deref().is_some_and(|name| name.trim().is_empty()) && place.member("name").exists() {
        let diagnostic = Diagnostic::error("the name is empty").remedy("write the name that is sent to the service");
        check.value(&place.member("name"), diagnostic);
    }
    if let Some(name) =
        parameter.name.as_deref().filter(|name| name.contains(char::is_whitespace) && !name.trim().is_empty())
    {
        let diagnostic = Diagnostic::error(format!("the name {name:?} contains whitespace"))
            .remedy("write the name as it is sent to the service");
        check.value(&place.member("name"), diagnostic);
    }
    if let Some(location) = &parameter.location {
        vocabulary::LOCATION.check(check, location, &place.member("in"));
    }
    if let Some(style) = &parameter.style {
        vocabulary::PARAMETER_STYLE.check(check, style, &place.member("style"));
    }
    if let Some(schema) = &parameter.schema {
        if let (Some("flat" | "repeatList" | "simple"), Some(kind @ ("string" | "integer" | "number" | "boolean"))) =
            (parameter.style.as_deref(), schema.kind.as_deref())
        {
            let diagnostic =
                Diagnostic::warning(format!("the style is for lists and objects, but the type is `{kind}`"))
                    .rule("the style is ignored")
                    .remedy("remove the style");
            check.value(&place.member("style"), diagnostic);
        }
        schema::check(check, schema, &place.member("schema"));
    }
}

fn check_path(check: &mut Check<'_>, operation: &Operation, place: &Place<'_>) {
    // An RPC gateway accepts every call at `/`, so the paths that some of the vendor's files have are ignored. A
    // gateway of the style V3 accepts both; an operation without a path is called as in RPC style.
    let style = check.product.info.style.as_deref();
    let in_path = style != Some("RPC");
    if matches!(style, Some("ROA" | "FC")) {
        check.missing(place, "path", "the operation", "write the path, as in `/clusters/{ClusterId}`");
    }
    let path = operation.path.as_deref().filter(|_| in_path).unwrap_or_default();
    let path_place = place.member("path");
    if !path.starts_with('/') && !path.is_empty() {
        let diagnostic = Diagnostic::error("the path does not begin with `/`").remedy(format!("write `/{path}`"));
        check.value(&path_place, diagnostic);
    }
    match placeholders(path) {
        // One parameter is the whole path then, with what stands for the placeholders.
        Some(_) if PathTemplate::new(path).has_wildcard() => {}
        Some(placeholders) => check_placeholders(check, operation, &placeholders, place),
        None => {
            let diagnostic = Diagnostic::error("the braces in the path are unbalanced")
                .remedy("write placeholders as in `{ClusterId}`");
            check.value(&path_place, diagnostic);
        }
    }
}

fn check_placeholders(check: &mut Check<'_>, operation: &Operation, placeholders: &[&str], place: &Place<'_>) {
    let parameters = place.member("parameters");
    let mut filled = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let (Some("path"), Some(name)) = (parameter.location.as_deref(), parameter.name.as_deref()) else { continue };
        filled.push(name);
        if !placeholders.contains(&name) {
            let is_rpc = check.product.info.style.as_deref() == Some("RPC");
            let diagnostic = if is_rpc {
                Diagnostic::warning(format!(
                    "`{name}` is in the path, and operations of a product of the style `RPC` have none"
                ))
                .remedy("write where the parameter belongs, as in `query`; if paths are called, the style is `ROA`")
            } else {
                Diagnostic::warning(format!("the path has no `{{{name}}}`"))
                    .remedy("add the placeholder to `path`, or write where the parameter belongs")
            };
            let diagnostic = diagnostic.rule("the parameter is left out, because it cannot be sent");
            check.value(&parameters.item(index).member("in"), diagnostic);
        }
    }
    for placeholder in placeholders.iter().filter(|placeholder| !filled.contains(*placeholder)) {
        let mut diagnostic = Diagnostic::warning(format!("no parameter fills `{{{placeholder}}}`"))
            .rule("a required parameter of that name is added, of type `string`")
            .remedy(format!("add the parameter `{placeholder}` with `\"in\": \"path\"`"));
        if let Some(meant) = suggest::closest(placeholder, filled.iter().copied()) {
            diagnostic = diagnostic.label(format!("did you mean `{{{meant}}}`?"));
        }
        check.value(&place.member("path"), diagnostic);
    }
}

/// Sentences about parameters in the path that no placeholder names, and about placeholders that no parameter fills.
/// `style` is the gateway style of the product.
#[cfg(feature = "cli")]
pub(crate) fn unfilled(operation: &Operation, style: Option<&str>) -> Vec<String> {
    let in_path = operation.parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("path"));
    let filled: Vec<&str> = in_path.filter_map(|parameter| parameter.name.as_deref()).collect();
    if style == Some("RPC") {
        let sentence = |name: &&str| {
            format!("`{name}` is in the path, and operations of an RPC product have none: the parameter cannot be sent")
        };
        return filled.iter().map(sentence).collect();
    }
    let path = operation.path.as_deref().unwrap_or_default();
    if PathTemplate::new(path).has_wildcard() {
        return Vec::new();
    }
    let placeholders = placeholders(path).unwrap_or_default();
    let strange = filled
        .iter()
        .filter(|name| !placeholders.contains(*name))
        .map(|name| format!("`{name}` is in the path, but the path has no `{{{name}}}`: the parameter cannot be sent"));
    let empty = placeholders
        .iter()
        .filter(|name| !filled.contains(*name))
        .map(|name| format!("no parameter fills `{{{name}}}` of the path: a required string of that name is added"));
    strange.chain(empty).collect()
}
