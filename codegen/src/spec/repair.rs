//! Fixes errors and omissions in the vendor's metadata, so that a flaw in one operation does not make the whole product
//! unusable.
//!
//! Entries in `spec/` have to be correct: there, `check` reports all of these as errors with a position. Every fix is
//! reported with a sentence.

use indexmap::IndexMap;
use serde_json::Value;

use super::check::errors::is_status;
use super::check::vocabulary::{LOCATION, METHOD, PARAMETER_STYLE, STYLE, TYPE};
use super::entry::{AdditionalProperties, Endpoint, ErrorCode, Operation, Parameter, Product, Response, Schema};
use super::{host, limits};
use crate::diagnostic::counted;

/// Fixes an operation and returns a sentence for each fix.
pub(crate) fn operation(operation: &mut Operation) -> Vec<String> {
    let mut done = Vec::new();
    for method in &mut operation.methods {
        *method = method.to_ascii_lowercase();
    }
    keep(
        &mut operation.methods,
        |method| METHOD.words.contains(&method.as_str()),
        &mut done,
        |method| format!("`{method}` is not an HTTP method: it is left out"),
    );
    if operation.methods.is_empty() {
        operation.methods.push("post".to_owned());
        done.push("no method is listed: it is sent with POST".to_owned());
    }
    operation.responses.retain(|status, _| {
        let is_status = status == "default" || is_status(status);
        if !is_status {
            done.push(format!("`{status}` is not an HTTP status: its response is left out"));
        }
        is_status
    });
    if operation.responses.is_empty() {
        operation.responses.insert("200".to_owned(), Response::default());
        done.push("no response is described: it has a request id only".to_owned());
    }
    for name in operation.parameters.iter_mut().filter_map(|parameter| parameter.name.as_mut()) {
        if name.trim() != name {
            done.push(format!("the name {name:?} of a parameter is read as `{}`", name.trim()));
            *name = name.trim().to_owned();
        }
    }
    keep(
        &mut operation.parameters,
        |parameter| {
            parameter.name.as_deref().is_some_and(|name| !name.is_empty() && !name.contains(char::is_whitespace))
        },
        &mut done,
        |parameter| match parameter.name.as_deref() {
            None | Some("") => "a parameter has no name: it is left out".to_owned(),
            Some(name) => format!("the name {name:?} of a parameter contains whitespace: it is left out"),
        },
    );
    if let Some(path) = operation.path.as_mut().filter(|path| !path.starts_with('/')) {
        let repaired = format!("/{}", path.trim_start());
        done.push(format!("the path `{path}` is written `{repaired}`"));
        *path = repaired;
    }
    keep(&mut operation.parameters, has_place, &mut done, |parameter| {
        let place = parameter.location.as_deref().unwrap_or_default();
        format!(
            "`{}` is in `{place}`, which is not a location of a parameter: it is left out",
            parameter.name.as_deref().unwrap_or_default()
        )
    });
    operation.parameters.iter_mut().for_each(|parameter| self::parameter(parameter, &mut done));
    for (status, response) in &mut operation.responses {
        if let Some(schema) = &mut response.schema {
            self::schema(schema, &format!("response {status}"), &mut done);
        }
    }
    errors(&mut operation.error_codes, &mut done);
    keep(
        &mut operation.ram_actions,
        |row| row.action.is_some(),
        &mut done,
        |_| "a row of the authorization table names no action: it is left out".to_owned(),
    );
    keep(
        &mut operation.response_demo,
        |sample| sample.example.is_some(),
        &mut done,
        |_| "a sample of a response has no text: it is left out".to_owned(),
    );
    for resource in operation.ram_actions.iter_mut().flat_map(|row| &mut row.resources) {
        if resource.arn.as_deref().is_some_and(|arn| arn != "*" && !arn.starts_with("acs:")) {
            done.push(format!("`{}` is not an ARN: it is left out", resource.arn.take().unwrap_or_default()));
        }
    }
    done
}

/// Drops errors without a code, which identify nothing. A status that contains more than a number is read as that
/// number.
fn errors(errors: &mut IndexMap<String, Vec<ErrorCode>>, done: &mut Vec<String>) {
    for (status, mut rows) in std::mem::take(errors) {
        let is_code = |row: &ErrorCode| row.error_code.as_deref().is_some_and(|code| !code.trim().is_empty());
        keep(&mut rows, is_code, done, |row| {
            let message = row.error_message.as_deref().unwrap_or_default();
            format!("an error with the status `{status}` and the message {message:?} has no code: it is left out")
        });
        let known = if is_status(&status) { Some(status.as_str()) } else { number_in(&status) };
        let codes: Vec<&str> = rows.iter().filter_map(|row| row.error_code.as_deref()).collect();
        match known {
            _ if rows.is_empty() => {}
            Some(known) => {
                if known != status {
                    done.push(format!("the status {status:?} of errors is read as `{known}`"));
                }
                errors.entry(known.to_owned()).or_default().append(&mut rows);
            }
            None => done.push(format!(
                "{status:?} is not an HTTP status: its errors are left out, which are {}",
                codes.join(", ")
            )),
        }
    }
}

/// Returns the number in a string that can be an HTTP status, if there is exactly one.
fn number_in(text: &str) -> Option<&str> {
    let mut numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter(|number| is_status(number));
    numbers.next().filter(|_| numbers.next().is_none())
}

/// Fixes the parts of a product that all operations share, and returns a sentence for each fix.
///
/// If the product has no rule for the hosts of unlisted regions, it gets the rule that its listed hosts follow.
pub(crate) fn product(product: &mut Product) -> Vec<String> {
    let mut done = Vec::new();
    if let Some(style) = &mut product.info.style
        && let Some(known) = STYLE.words.iter().find(|known| known.eq_ignore_ascii_case(style.trim()))
        && known != style
    {
        done.push(format!("the gateway style `{style}` is written `{known}`"));
        *style = (*known).to_owned();
    }
    endpoints(&mut product.endpoints, &mut done);
    if product.endpoint_rule.is_none() {
        product.endpoint_rule = host::rule(product).map(str::to_owned);
    }
    for (name, schema) in &mut product.components.schemas {
        self::schema(schema, &format!("component {name}"), &mut done);
    }
    let chains: Vec<String> = limits::long_chains(&product.components.schemas).into_iter().map(str::to_owned).collect();
    if let Some(first) = chains.first() {
        done.push(format!(
            "chains of more than {} references begin with {}, the first of them `{first}`: they can be any value",
            limits::REFERENCES,
            counted(chains.len(), "component")
        ));
        for name in &chains {
            product.components.schemas.insert(name.clone(), any());
        }
    }
    done
}

fn endpoints(endpoints: &mut Vec<Endpoint>, done: &mut Vec<String>) {
    for endpoint in endpoints.iter_mut() {
        if let Some(region) = &mut endpoint.region_id {
            *region = region.trim().to_owned();
        }
        let region = endpoint.region_id.clone().unwrap_or_default();
        for host in [&mut endpoint.endpoint, &mut endpoint.public, &mut endpoint.vpc] {
            let Some(written) = host.take() else { continue };
            *host = host::host_in(&written).map(str::to_owned);
            match host {
                Some(host) if *host == written => {}
                Some(host) => {
                    done.push(format!("the host of `{region}` is written {written:?}: it is read as `{host}`"))
                }
                None => done.push(format!("{written:?} of `{region}` is not a host name: it is left out")),
            }
        }
    }
    keep(
        endpoints,
        |endpoint| endpoint.region_id.as_deref().is_some_and(|region| !region.is_empty()),
        done,
        |_| "an endpoint has no region: it is left out".to_owned(),
    );
}

fn keep<T>(values: &mut Vec<T>, is_right: impl Fn(&T) -> bool, done: &mut Vec<String>, say: impl Fn(&T) -> String) {
    values.retain(|value| {
        let right = is_right(value);
        if !right {
            done.push(say(value));
        }
        right
    });
}

fn has_place(parameter: &Parameter) -> bool {
    parameter.location.as_deref().is_some_and(|location| LOCATION.words.contains(&location))
}

fn parameter(parameter: &mut Parameter, done: &mut Vec<String>) {
    let name = parameter.name.clone().unwrap_or_default();
    if let Some(style) = parameter.style.take_if(|style| !PARAMETER_STYLE.words.contains(&style.as_str())) {
        done.push(format!(
            "`{style}` of `{name}` is not a parameter style: the parameter is serialized as if it had none"
        ));
    }
    if parameter.schema.is_none() {
        done.push(format!("`{name}` has no schema: it can be any value"));
    }
    schema(parameter.schema.get_or_insert_with(any), &name, done);
}

fn any() -> Schema {
    Schema { kind: Some("any".to_owned()), ..Schema::default() }
}

fn schema(schema: &mut Schema, place: &str, done: &mut Vec<String>) {
    if let Some(kind) = schema.kind.take_if(|kind| !TYPE.words.contains(&kind.as_str())) {
        let (known, format) = synonym(&kind);
        done.push(format!("`{kind}` of `{place}` is not a type: it is read as `{known}`"));
        schema.kind = Some(known.to_owned());
        schema.format = schema.format.take().or(format.map(str::to_owned));
    }
    if schema.kind.as_deref() == Some("array") && schema.items.is_none() {
        done.push(format!("`{place}` is an array without `items`: its elements can be any value"));
        schema.items = Some(Box::new(any()));
    }
    if let Some(reference) = schema.reference.take_if(|reference| !reference.starts_with("#/components/schemas/")) {
        done.push(format!("`{reference}` of `{place}` is not a reference to a shared schema: it can be any value"));
    }
    keep(
        &mut schema.valid_values,
        |value| matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)),
        done,
        |value| format!("the valid value {value} of `{place}` is no string, number or boolean: it is left out"),
    );
    if schema.kind.as_deref() == Some("string") {
        for value in schema.valid_values.iter_mut().filter(|value| !value.is_string()) {
            done.push(format!("the value {value} of `{place}` is a string: it is written in quotes"));
            *value = Value::String(value.to_string());
        }
    }
    for limit in [&mut schema.minimum, &mut schema.maximum] {
        if let Some(value) = limit.take_if(|value| !is_number(value)) {
            done.push(format!("the limit {value} of `{place}` is not a number: it is left out"));
        }
    }
    if schema.properties.len() > limits::FIELDS {
        done.push(format!("`{place}` has {} fields: it can be any value", schema.properties.len()));
        *schema = Schema { required: schema.required, ..any() };
    }
    for (name, member) in &mut schema.properties {
        self::schema(member, &format!("{place}.{name}"), done);
    }
    if let Some(items) = &mut schema.items {
        self::schema(items, &format!("{place}[]"), done);
    }
    if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref_mut() {
        self::schema(values, &format!("{place}{{}}"), done);
    }
}

/// Maps type names of other formats to the type and format that they mean.
fn synonym(kind: &str) -> (&'static str, Option<&'static str>) {
    match kind.to_ascii_lowercase().as_str() {
        "string" | "text" | "date" | "datetime" => ("string", None),
        "int" | "int32" | "integer" => ("integer", Some("int32")),
        "long" | "int64" => ("integer", Some("int64")),
        "float" => ("number", Some("float")),
        "double" | "number" => ("number", Some("double")),
        "bool" | "boolean" => ("boolean", None),
        "list" | "array" => ("array", None),
        "map" | "struct" | "object" => ("object", None),
        _ => ("any", None),
    }
}

fn is_number(value: &Value) -> bool {
    value.is_number() || value.as_str().is_some_and(|text| text.trim().parse::<f64>().is_ok())
}
