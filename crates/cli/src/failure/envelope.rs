//! Errors as JSON on standard error, in one line, if `--output json` is given.

use alicloud_client::ErrorKind;

use super::{CliFailure, FailedService, MORE};
use crate::json::JsonValue;

/// Whether the command line asks for JSON. Its words are read again here, because errors of the command line are reported in the same way.
pub(super) fn is_requested() -> bool {
    let words: Vec<String> = std::env::args_os().skip(1).filter_map(|word| word.into_string().ok()).collect();
    let mut is_json = false;
    for (index, word) in words.iter().enumerate() {
        let value = match word.as_str() {
            "--" => break,
            "--output" | "-o" => words.get(index + 1).map(String::as_str),
            word => word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o=")),
        };
        if let Some(value) = value {
            is_json = value.eq_ignore_ascii_case("json");
        }
    }
    is_json
}

/// The envelope of a failure.
pub(super) fn of(failure: &CliFailure) -> JsonValue {
    let mut fields = vec![
        field("exit_code", JsonValue::Number(failure.exit_code().to_string())),
        field("kind", string(kind(failure))),
    ];
    describe(failure, &mut fields);
    JsonValue::Object(vec![field("error", JsonValue::Object(fields))])
}

fn describe(failure: &CliFailure, fields: &mut Vec<(String, JsonValue)>) {
    match failure {
        CliFailure::Service(failed) => of_service(failed, fields),
        CliFailure::AfterChange(inner, request_id) => {
            describe(inner, fields);
            fields.push(field("carried_out", JsonValue::Boolean(true)));
            fields.push(field("request_id", string(request_id)));
        }
        other => {
            let text = other.text();
            let text = text.trim_end().trim_end_matches(MORE).trim_end();
            fields.push(field("message", string(text.strip_prefix("error: ").unwrap_or(text))));
        }
    }
}

fn of_service(failed: &FailedService, fields: &mut Vec<(String, JsonValue)>) {
    let FailedService { error, known } = failed;
    let service = error.service();
    let mut add = |name: &str, text: Option<&str>| fields.extend(text.map(|text| field(name, string(text))));
    add("operation", error.operation());
    add("code", error.code());
    let sentence = super::with_causes(error);
    add("message", service.and_then(|service| service.message()).or(Some(&sentence)));
    add("request_id", error.request_id());
    add("recommendation", service.and_then(|service| service.recommendation()));
    if let Some(status) = error.status() {
        fields.push(field("status", JsonValue::Number(status.to_string())));
    }
    fields.push(field("may_have_been_carried_out", JsonValue::Boolean(error.may_have_been_applied())));
    let strings = |texts: &[String]| JsonValue::List(texts.iter().map(|text| string(text)).collect());
    if !known.sentences.is_empty() {
        fields.push(field("help", strings(&known.sentences)));
    }
    if !known.actions.is_empty() {
        fields.push(field("ram_actions", strings(&known.actions)));
    }
    if known.actions_unknown {
        fields.push(field("ram_actions_unknown", JsonValue::Boolean(true)));
    }
    if let Some(statement) = &known.statement {
        fields.push(field("ram_statement", statement.clone()));
    }
}

fn kind(failure: &CliFailure) -> &'static str {
    match failure {
        CliFailure::Usage(_) | CliFailure::Incomplete(_) => "usage",
        CliFailure::Output(_) | CliFailure::Call(_) => "local",
        CliFailure::Interrupted(..) => "interrupted",
        CliFailure::AfterChange(failure, _) => kind(failure),
        CliFailure::Query(_) => "query",
        CliFailure::Configuration(_) => "configuration",
        CliFailure::Unreached(_) => "unreached",
        CliFailure::Refused(_) => "policy",
        CliFailure::Network(_) => "connection",
        CliFailure::Batch(..) => "batch",
        CliFailure::Service(failed) => match failed.error.kind() {
            ErrorKind::Service if failed.error.code().is_some() => "service",
            ErrorKind::Configuration => "configuration",
            ErrorKind::Credentials => "credentials",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Connect => "connection",
            _ => "response",
        },
    }
}

fn field(name: &str, value: JsonValue) -> (String, JsonValue) {
    (name.to_owned(), value)
}

fn string(text: &str) -> JsonValue {
    JsonValue::String(text.to_owned())
}
