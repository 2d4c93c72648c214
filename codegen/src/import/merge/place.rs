//! Paths of facts in an entry, and their wording in messages.

use serde_json::Value;

use super::kind::EntryPart;

/// Keys, labels of list elements and statuses that lead from the entry to the fact.
pub(super) type Path = Vec<String>;

/// Returns the label of a list element in a path.
pub(super) fn label(kind: EntryPart, element: &Value) -> String {
    let key = match kind {
        EntryPart::Parameters => "name",
        EntryPart::Actions => "action",
        EntryPart::ErrorRows => "errorCode",
        EntryPart::Resources | EntryPart::Samples => "type",
        EntryPart::Sources => "document",
        EntryPart::Endpoints => "regionId",
        EntryPart::Groups | EntryPart::GroupChildren => {
            let name = element.as_str().or_else(|| element.get("title").and_then(Value::as_str));
            return name.or_else(|| element.get("x-feature").and_then(Value::as_str)).unwrap_or_default().to_owned();
        }
        _ => return shortened(element),
    };
    element.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Describes a path in words, as in "`maxLength` of the parameter `Name`".
pub(super) fn words(path: &[String]) -> String {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["parameters", name, rest @ ..] => within(&format!("the parameter `{name}`"), rest),
        ["responses", status, "schema", rest @ ..] => within(&format!("the response {status}"), rest),
        ["responses", status, rest @ ..] => within(&format!("the response {status}"), rest),
        ["errorCodes" | "x-common-error-codes", status, code, rest @ ..] => {
            within(&format!("the error {status} `{code}`"), rest)
        }
        ["components", "schemas", name, rest @ ..] => within(&format!("the component `{name}`"), rest),
        ["ramActions", action, rest @ ..] => within(&format!("the RAM action `{action}`"), rest),
        ["responseDemo", kind, rest @ ..] => within(&format!("the {kind} sample"), rest),
        ["endpoints", region, rest @ ..] => within(&format!("the endpoint of `{region}`"), rest),
        ["directories", group, rest @ ..] => {
            let steps = rest.iter().filter(|step| **step != "children");
            steps.fold(format!("the group `{group}`"), |whole, step| format!("`{step}` of {whole}"))
        }
        ["changeSet", change, ..] => format!("the change {change}"),
        [list @ ("x-engines" | "x-differences" | "x-source"), element, rest @ ..] => {
            within(&format!("`{element}` of `{list}`"), rest)
        }
        path => format!("`{}`", path.join("/")),
    }
}

/// Describes the rest of a path: the fields that it passes, and the key of the fact.
fn within(whole: &str, rest: &[&str]) -> String {
    let mut fields: Vec<&str> = Vec::new();
    let mut fact = Vec::new();
    let mut rest = rest.strip_prefix(&["schema"]).unwrap_or(rest);
    while let Some((first, others)) = rest.split_first() {
        rest = match (*first, others.split_first()) {
            ("properties", Some((name, others))) if fact.is_empty() => {
                fields.push(name);
                others
            }
            ("items" | "additionalProperties", Some(_)) if fact.is_empty() => others,
            _ => {
                fact.push(*first);
                others
            }
        };
    }
    let whole = if fields.is_empty() { whole.to_owned() } else { format!("`{}` of {whole}", fields.join(".")) };
    if fact.is_empty() { whole } else { format!("`{}` of {whole}", fact.join("/")) }
}

/// Formats a value for a message, and truncates it if it is long.
pub(super) fn shortened(value: &Value) -> String {
    const MOST: usize = 300;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
