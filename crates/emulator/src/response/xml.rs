//! Writes JSON bodies as XML.

use quick_xml::escape::escape;
use serde_json::Value;

/// A document: fields become elements, and a list becomes one element for each of its own.
pub(super) fn document(root: &str, body: &Value) -> String {
    let mut text = String::from("<?xml version='1.0' encoding='UTF-8'?>");
    match body {
        // A list at the top has no name.
        Value::Array(_) => element(&mut text, root, &serde_json::json!({ "Item": body })),
        _ => element(&mut text, root, body),
    }
    text
}

fn element(text: &mut String, name: &str, value: &Value) {
    let name = element_name(name);
    match value {
        Value::Array(elements) => {
            for value in elements {
                match value {
                    Value::Array(_) => element(text, &name, &serde_json::json!({ "Item": value })),
                    _ => element(text, &name, value),
                }
            }
        }
        Value::Null => {}
        _ => {
            text.extend(["<", &name, ">"]);
            match value {
                Value::Object(members) => members.iter().for_each(|(name, value)| element(text, name, value)),
                Value::String(content) => text.push_str(&escape(content.as_str())),
                other => text.push_str(&other.to_string()),
            }
            text.extend(["</", &name, ">"]);
        }
    }
}

/// Keys of maps can be names that XML does not allow.
fn element_name(name: &str) -> String {
    let allowed = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    let mut valid: String = name.chars().map(|character| if allowed(character) { character } else { '_' }).collect();
    if !valid.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        valid.insert(0, '_');
    }
    valid
}
