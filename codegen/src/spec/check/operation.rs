//! Checks an operation except its parameters.

use super::{Check, errors, parameter, schema, vocabulary};
use crate::diagnostic::Diagnostic;
use crate::spec::entry::{Operation, RamAction, ResponseDemo};
use crate::spec::place::Place;

pub(super) fn check(check: &mut Check<'_>, operation: &Operation, place: &Place<'_>) {
    check_call(check, operation, place);
    parameter::check(check, operation, place);
    check_responses(check, operation, place);
    errors::check(check, &operation.error_codes, &place.member("errorCodes"));
    for (index, action) in operation.ram_actions.iter().enumerate() {
        check_ram_action(check, action, &place.member("ramActions").item(index));
    }
    for (index, sample) in operation.response_demo.iter().enumerate() {
        check_sample(check, sample, &place.member("responseDemo").item(index));
    }
}

fn check_call(check: &mut Check<'_>, operation: &Operation, place: &Place<'_>) {
    let methods = place.member("methods");
    check.missing(place, "methods", "the operation", "list the HTTP methods, as in `[\"post\", \"get\"]`");
    if operation.methods.is_empty() && methods.is_list() {
        check.value(&methods, Diagnostic::error("no HTTP method is listed").remedy("write `[\"post\"]`"));
    }
    for (index, method) in operation.methods.iter().enumerate() {
        vocabulary::METHOD.check(check, method, &methods.item(index));
    }
    for (index, scheme) in operation.schemes.iter().enumerate() {
        vocabulary::SCHEME.check(check, scheme, &place.member("schemes").item(index));
    }
    let security = place.member("security");
    if operation.security.is_empty() && security.is_list() {
        let diagnostic = Diagnostic::warning("no way to authenticate is listed")
            .rule("the operation is signed like any other")
            .remedy(
                "write `[{\"AK\": []}]`, or `[{\"Anonymous\": []}]` if the service accepts calls without credentials",
            );
        check.value(&security, diagnostic);
    }
    for (index, choice) in operation.security.iter().enumerate() {
        for name in choice.keys() {
            vocabulary::SECURITY.check_name(check, name, &place.member("security").item(index).member(name));
        }
    }
    if let Some(kind) = &operation.operation_type {
        vocabulary::OPERATION_TYPE.check(check, kind, &place.member("operationType"));
    }
}

fn check_responses(check: &mut Check<'_>, operation: &Operation, place: &Place<'_>) {
    check.missing(
        place,
        "responses",
        "the operation",
        "describe the response: `\"responses\": {\"200\": {\"schema\": …}}`",
    );
    let responses = place.member("responses");
    if responses.is_object() && !operation.responses.keys().any(|status| status.starts_with('2')) {
        let diagnostic = Diagnostic::warning("no response of a successful call is described")
            .rule("the response contains only a request id")
            .remedy("add `\"200\": {\"schema\": …}`");
        check.name(&responses, diagnostic);
    }
    for (status, response) in &operation.responses {
        let place = responses.member(status);
        if status != "default" {
            errors::check_status(check, status, &place);
        }
        if let Some(schema) = &response.schema {
            schema::check(check, schema, &place.member("schema"));
        }
    }
}

fn check_ram_action(check: &mut Check<'_>, row: &RamAction, place: &Place<'_>) {
    const NAME: &str = "write product and action, as in `rds:ReleaseInstanceConnection`";
    match row.action.as_deref() {
        None => check.missing(place, "action", "the RAM action", NAME),
        Some(action) if !action.contains(':') => {
            let diagnostic = Diagnostic::warning(format!("`{action}` names no product"))
                .rule("it is documented unchanged")
                .remedy(NAME);
            check.value(&place.member("action"), diagnostic);
        }
        Some(_) => {}
    }
    if let Some(level) = &row.access_level {
        vocabulary::ACCESS_LEVEL.check(check, level, &place.member("accessLevel"));
    }
    let resources = place.member("resources");
    for (index, resource) in row.resources.iter().enumerate() {
        let place = resources.item(index);
        if let Some(arn) = resource.arn.as_deref()
            && arn != "*"
            && !arn.starts_with("acs:")
        {
            let diagnostic = Diagnostic::error(format!("`{arn}` is not an ARN"))
                .remedy("write `*`, or `acs:PRODUCT:REGION:ACCOUNT:RESOURCE`");
            check.value(&place.member("arn"), diagnostic);
        }
    }
}

fn check_sample(check: &mut Check<'_>, sample: &ResponseDemo, place: &Place<'_>) {
    if !place.exists() {
        // The vendor writes samples as JSON within a string, which has no positions of its own.
        return;
    }
    check.missing(place, "type", "the sample", "write `json` or `xml`");
    check.missing(place, "example", "the sample", "add the sample as a string");
    if let Some(kind) = &sample.kind {
        vocabulary::SAMPLE_TYPE.check(check, kind, &place.member("type"));
    }
    if let (Some("json"), Some(text)) = (sample.kind.as_deref(), sample.example.as_deref())
        && let Err(error) = serde_json::from_str::<&serde_json::value::RawValue>(text)
    {
        let diagnostic = Diagnostic::warning(format!("the sample is not JSON: {error}"))
            .rule("it is printed in the documentation and used for nothing else")
            .remedy("fix it, if the document allows");
        check.value(&place.member("example"), diagnostic);
    }
}
