//! Combines metadata with what a page says about the same operation.
//!
//! Metadata is right about what is sent: names, types, formats, locations, styles. The page is right about what people
//! need to know: errors, samples, authorization, changes, valid values, required parameters. Contradictions are listed.

use indexmap::IndexMap;

use crate::spec::entry::{Operation, Parameter, Schema};

/// The metadata with what a page says in addition.
pub(super) fn supplemented(mut entry: Operation, page: Operation) -> Operation {
    let mut differences = Vec::new();
    merge_parameters(&mut entry.parameters, page.parameters, &mut differences);
    for (status, response) in page.responses {
        match (entry.responses.get_mut(&status).and_then(|there| there.schema.as_mut()), response.schema.clone()) {
            (Some(there), Some(schema)) => merge_schema(there, schema, "the response", &mut differences),
            _ => {
                entry.responses.insert(status, response);
            }
        }
    }
    if !page.error_codes.is_empty() {
        entry.error_codes = page.error_codes;
    }
    replace(&mut entry.ram_actions, page.ram_actions);
    replace(&mut entry.response_demo, page.response_demo);
    replace(&mut entry.change_set, page.change_set);
    replace(&mut entry.engines, page.engines);
    entry.request_demo = page.request_demo.or(entry.request_demo);
    entry.title = entry.title.or(page.title);
    entry.summary = entry.summary.or(page.summary);
    entry.description = entry.description.or(page.description);
    entry.source.retain(|there| page.source.iter().all(|new| new.document != there.document));
    entry.source.extend(page.source);
    for difference in differences {
        if !entry.differences.contains(&difference) {
            entry.differences.push(difference);
        }
    }
    entry
}

fn replace<T>(there: &mut Vec<T>, new: Vec<T>) {
    if !new.is_empty() {
        *there = new;
    }
}

fn merge_parameters(there: &mut [Parameter], page: Vec<Parameter>, differences: &mut Vec<String>) {
    let hidden = ["OwnerId", "OwnerAccount", "ResourceOwnerId", "ResourceOwnerAccount", "SecurityToken"];
    for parameter in there.iter() {
        let name = parameter.name.as_deref().unwrap_or_default();
        let literal = name.contains('.');
        if !page.iter().any(|listed| listed.name.as_deref() == Some(name)) && !hidden.contains(&name) && !literal {
            differences.push(format!("The page does not list the parameter {name}, which the metadata has."));
        }
    }
    for listed in page {
        let name = listed.name.clone().unwrap_or_default();
        match (there.iter_mut().find(|parameter| parameter.name == listed.name), listed.schema) {
            (Some(parameter), Some(schema)) => {
                if parameter.location != listed.location && listed.location.as_deref() != Some("query") {
                    differences.push(format!(
                        "The page puts the parameter {name} into {}, the metadata into {}.",
                        listed.location.as_deref().unwrap_or("nothing"),
                        parameter.location.as_deref().unwrap_or("nothing"),
                    ));
                }
                let there = parameter.schema.get_or_insert_with(Schema::default);
                if let (Some(page), Some(known)) = (schema.required, there.required)
                    && page != known
                {
                    let word = |required| if required { "required" } else { "optional" };
                    differences.push(format!(
                        "The page has the parameter {name} as {}, the metadata as {}.",
                        word(page),
                        word(known)
                    ));
                }
                merge_schema(there, schema, &format!("the parameter {name}"), differences);
            }
            (Some(_), None) => {}
            (None, _) => differences.push(format!(
                "The page lists the parameter {name}, which the metadata does not have; it was left out."
            )),
        }
    }
}

fn merge_schema(there: &mut Schema, page: Schema, place: &str, differences: &mut Vec<String>) {
    if there.reference.is_none()
        && there.kind.is_some()
        && page.kind.is_some()
        && there.kind != page.kind
        && page.kind.as_deref() != Some("any")
    {
        differences.push(format!(
            "The page has {place} as {}, the metadata as {}.",
            page.kind.as_deref().unwrap_or_default(),
            there.kind.as_deref().unwrap_or_default(),
        ));
    }
    there.required = page.required.or(there.required);
    if !page.valid_values.is_empty() {
        // Manual titles are better than those of the page.
        let mut titles = page.enum_value_titles;
        titles.extend(std::mem::take(&mut there.enum_value_titles));
        let values = page.valid_values.iter().filter_map(serde_json::Value::as_str);
        there.enum_value_titles =
            values.filter_map(|value| titles.get(value).map(|title| (value.to_owned(), title.clone()))).collect();
        there.valid_values = page.valid_values;
    }
    there.description = there.description.take().or(page.description);
    there.default = there.default.take().or(page.default);
    there.example = there.example.take().or(page.example);
    there.minimum = there.minimum.take().or(page.minimum);
    there.maximum = there.maximum.take().or(page.maximum);
    there.max_items = there.max_items.or(page.max_items);
    if let (Some(there), Some(page)) = (there.items.as_deref_mut(), page.items) {
        merge_schema(
            there,
            *page,
            &format!("the elements of {}", place.trim_start_matches("the elements of ")),
            differences,
        );
    }
    if !there.properties.is_empty() {
        merge_members(&mut there.properties, page.properties, place, differences);
    }
}

fn merge_members(
    there: &mut IndexMap<String, Schema>,
    page: IndexMap<String, Schema>,
    place: &str,
    differences: &mut Vec<String>,
) {
    for (name, member) in page {
        match there.get_mut(&name) {
            Some(known) => merge_schema(known, member, &format!("{name} of {place}"), differences),
            None => differences
                .push(format!("The page lists {name} in {place}, which the metadata does not have; it was left out.")),
        }
    }
}
