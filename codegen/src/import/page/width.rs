//! Widens integers for which a page says 32 bits although it shows a longer value.

use super::sample::{SampleContent, SampleValue};
use crate::spec::entry::{AdditionalProperties, Schema};

/// How an integer with a value of more than 32 bits is read.
pub(super) const RULE: &str = "it was taken to be an integer of 64 bits";

/// Widens all fields whose values in a sample need 64 bits. Returns them with the offset and the value of each.
pub(super) fn widen(value: &SampleValue<'_>, schema: &mut Schema) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    visit(value, schema, "", &mut found);
    found
}

fn visit(value: &SampleValue<'_>, schema: &mut Schema, path: &str, found: &mut Vec<(usize, String, String)>) {
    match &value.content {
        SampleContent::Integer(text) | SampleContent::Text(text) if widen_for(text, schema) => {
            found.push((value.at, path.to_owned(), (*text).to_owned()));
        }
        SampleContent::List(items) => {
            let Some(inner) = schema.items.as_deref_mut() else { return };
            items.iter().for_each(|item| visit(item, inner, path, found));
        }
        SampleContent::Object(members) => {
            for (name, member) in members {
                let inner = match (schema.properties.get_mut(*name), schema.additional_properties.as_deref_mut()) {
                    (Some(inner), _) => inner,
                    (None, Some(AdditionalProperties::Schema(values))) => values,
                    // In XML, a list with one element looks like the element.
                    (None, _) => match schema.items.as_deref_mut().and_then(|items| items.properties.get_mut(*name)) {
                        Some(inner) => inner,
                        None => continue,
                    },
                };
                let path = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
                visit(member, inner, &path, found);
            }
        }
        _ => {}
    }
}

/// Widens an integer of 32 bits if this is a value that needs 64. Returns whether it did.
pub(super) fn widen_for(value: &str, schema: &mut Schema) -> bool {
    let is_longer = is_longer(value, schema);
    if is_longer {
        schema.format = Some("int64".to_owned());
    }
    is_longer
}

/// Whether the schema is an integer of 32 bits, and this is a value that needs 64.
pub(super) fn is_longer(value: &str, schema: &Schema) -> bool {
    let is_short = schema.kind.as_deref() == Some("integer") && schema.format.as_deref() != Some("int64");
    is_short && value.parse::<i64>().is_ok_and(|value| i32::try_from(value).is_err())
}
