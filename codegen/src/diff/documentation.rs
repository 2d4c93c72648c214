//! Finds differences between two spec entries that concern documentation only.
//!
//! Entries are compared field by field in their JSON form, so that fields which the format gains later are included.
//! Differences that were already reported as changes of types are left out: a field such as `type` is listed only if no
//! other change was found at the same location, since then the difference has no effect in Rust.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Map, Value};

use super::change::{ChangeLocation, Kind, Part, Subject};
use super::pair::pair;
use super::record::Record;
use crate::spec::Spec;
use crate::spec::entry::{
    AdditionalProperties, Components, ErrorCode, Info, Operation, Parameter, Product, Response, Schema,
};

/// Compares the rest of a product after its types: descriptions and shared schemas.
pub(super) fn product(old: &Spec, new: &Spec, record: &mut Record) {
    let bare = |product: &Product| Product {
        info: Info { title: product.info.title.clone(), ..Info::default() },
        directories: Vec::new(),
        components: Components::default(),
        endpoints: Vec::new(),
        endpoint_rule: None,
        signature: None,
        location_service_code: None,
        common_error_codes: IndexMap::new(),
        ..product.clone()
    };
    let place = ChangeLocation::new(Subject::Product);
    let mut aspects = differing(&bare(&old.product), &bare(&new.product));
    let titles = |product: &Product| serde_json::to_value(&product.directories).unwrap_or_default();
    if titles(&old.product) != titles(&new.product) && record.is_empty(&Subject::Product) {
        aspects.push("directories".to_owned());
    }
    aspects.extend(
        messages(&old.product.common_error_codes, &new.product.common_error_codes)
            .map(|_| "x-common-error-codes".to_owned()),
    );
    note(aspects, &place, record);
    for (name, new) in &new.product.components.schemas {
        if let Some(old) = old.product.components.schemas.get(name) {
            schema(old, new, &ChangeLocation::component(name), record);
        }
    }
}

/// Compares the rest of an operation after its types.
pub(super) fn operation(name: &str, old: &Operation, new: &Operation, record: &mut Record) {
    if old == new {
        return;
    }
    let place = ChangeLocation::operation(name);
    let bare = |operation: &Operation| Operation {
        parameters: Vec::new(),
        responses: IndexMap::new(),
        error_codes: IndexMap::new(),
        ..operation.clone()
    };
    let mut aspects = hidden(differing(&bare(old), &bare(new)), &place, record);
    aspects.extend(messages(&old.error_codes, &new.error_codes).map(|_| "errorCodes".to_owned()));
    if old.parameters.len() == new.parameters.len() && order(old) != order(new) && is_permutation(old, new) {
        aspects.push("order of the parameters".to_owned());
    }
    note(aspects, &place, record);

    let same = |old: &Parameter, new: &Parameter| old.name == new.name && old.location == new.location;
    let renamed = |old: &Parameter, new: &Parameter| old.name == new.name;
    for (old, new) in pair(&old.parameters, &new.parameters, &[same, renamed]).both {
        parameter(old, new, &place.part(Part::Request), record);
    }
    let statuses: BTreeSet<&String> = old.responses.keys().chain(new.responses.keys()).collect();
    for status in statuses {
        responses(status, old.responses.get(status), new.responses.get(status), &place, record);
    }
}

fn parameter(old: &Parameter, new: &Parameter, place: &ChangeLocation, record: &mut Record) {
    let whole_body = |parameter: &Parameter| {
        let is_object = |schema: &Schema| schema.reference.is_none() && !schema.properties.is_empty();
        parameter.location.as_deref() == Some("body") && parameter.schema.as_ref().is_some_and(is_object)
    };
    // The fields of a body become separate parameters if there is one body, but not if there are several; so changes
    // may be recorded at either location.
    let inner = place.member(new.name.as_deref().unwrap_or_default());
    let inner = if whole_body(new) && !record.is_covered(&inner) { place.clone() } else { inner };
    let bare = |parameter: &Parameter| Parameter { schema: None, ..parameter.clone() };
    let aspects = hidden(differing(&bare(old), &bare(new)), &inner, record);
    note(aspects, &inner, record);
    match (&old.schema, &new.schema) {
        (Some(old), Some(new)) => schema(old, new, &inner, record),
        (None, None) => {}
        _ => note(hidden(vec!["schema".to_owned()], &inner, record), &inner, record),
    }
}

fn responses(
    status: &str,
    old: Option<&Response>,
    new: Option<&Response>,
    place: &ChangeLocation,
    record: &mut Record,
) {
    let (Some(old), Some(new)) = (old, new) else {
        return note(vec![format!("response {status}")], place, record);
    };
    let bare = |response: &Response| Response { schema: None, ..response.clone() };
    let place = place.part(Part::Response);
    if differing(&bare(old), &bare(new)).is_empty() && old.schema == new.schema {
        return;
    }
    if !status.starts_with('2') {
        return note(vec![format!("response {status}")], &place, record);
    }
    note(differing(&bare(old), &bare(new)), &place, record);
    match (&old.schema, &new.schema) {
        (Some(old), Some(new)) => schema(old, new, &place, record),
        _ => note(hidden(vec!["schema".to_owned()], &place, record), &place, record),
    }
}

fn schema(old: &Schema, new: &Schema, place: &ChangeLocation, record: &mut Record) {
    if old == new {
        return;
    }
    let bare = |schema: &Schema| Schema {
        items: None,
        properties: IndexMap::new(),
        additional_properties: None,
        ..schema.clone()
    };
    note(hidden(differing(&bare(old), &bare(new)), place, record), place, record);
    if let (Some(old), Some(new)) = (&old.items, &new.items) {
        schema(old, new, &place.elements(), record);
    }
    for (name, new) in &new.properties {
        if let Some(old) = old.properties.get(name) {
            schema(old, new, &place.member(name), record);
        }
    }
    if let (Some(old), Some(new)) = (map_values(old), map_values(new)) {
        schema(old, new, &place.values(), record);
    }
}

fn map_values(schema: &Schema) -> Option<&Schema> {
    match schema.additional_properties.as_deref()? {
        AdditionalProperties::Schema(values) => Some(values),
        AdditionalProperties::Allowed(_) => None,
    }
}

/// Whether a message or description changed for an error code that both versions have. A code that only one version has
/// is a change of another kind.
fn messages(old: &IndexMap<String, Vec<ErrorCode>>, new: &IndexMap<String, Vec<ErrorCode>>) -> Option<()> {
    let rows = |codes: &IndexMap<String, Vec<ErrorCode>>| -> BTreeSet<(String, String, String)> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let row = |status: &String, code: &ErrorCode| {
            (format!("{status} {}", text(&code.error_code)), text(&code.error_message), text(&code.description))
        };
        codes.iter().flat_map(|(status, codes)| codes.iter().map(move |code| row(status, code))).collect()
    };
    let (old, new) = (rows(old), rows(new));
    let known = |rows: &BTreeSet<(String, String, String)>, code: &String| rows.iter().any(|(known, ..)| known == code);
    let changed = old.symmetric_difference(&new).any(|(code, ..)| known(&old, code) && known(&new, code));
    changed.then_some(())
}

fn order(operation: &Operation) -> Vec<Option<&str>> {
    operation.parameters.iter().map(|parameter| parameter.name.as_deref()).collect()
}

fn is_permutation(old: &Operation, new: &Operation) -> bool {
    let sorted = |operation| {
        let mut names = order(operation);
        names.sort_unstable();
        names.into_iter().map(|name| name.map(str::to_owned)).collect::<Vec<_>>()
    };
    sorted(old) == sorted(new)
}

/// Removes the fields whose difference is already recorded as a change of types or of what is sent.
fn hidden(mut aspects: Vec<String>, place: &ChangeLocation, record: &Record) -> Vec<String> {
    let holder = place.of_list_or_map();
    aspects.retain(|aspect| !record.explains(place, aspect) && !record.explains(&holder, aspect));
    aspects
}

fn note(aspects: Vec<String>, place: &ChangeLocation, record: &mut Record) {
    if !aspects.is_empty() {
        let names: Vec<String> = aspects.iter().map(|aspect| format!("`{aspect}`")).collect();
        record.add(Kind::Documentation, place, names.join(", "));
    }
}

/// Names of the JSON keys whose values differ.
fn differing<T: Serialize + PartialEq>(old: &T, new: &T) -> Vec<String> {
    if old == new {
        return Vec::new();
    }
    let (old, new) = (members(old), members(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

fn members<T: Serialize>(value: &T) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        // Unreachable: the types of an entry serialize to objects and have no content that fails to serialize.
        _ => Map::new(),
    }
}
