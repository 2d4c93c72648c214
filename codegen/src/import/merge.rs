//! Merges what a document says with the entry that is there already.
//!
//! The rule: facts of the new document win; facts that it does not speak of stay; what people wrote (titles, summaries,
//! descriptions, every `x-` member) and what metadata rarely has (errors, authorization, samples, changes) survives.

use indexmap::IndexMap;

use crate::spec::entry::{
    AdditionalProperties, Change, Directory, DirectoryItem, Endpoint, ErrorCode, Operation, Parameter, Product,
    RamAction, Response, ResponseDemo, Schema, Source,
};

/// An operation of new metadata, merged with its entry.
pub(super) fn operation(old: Operation, mut new: Operation) -> Operation {
    wording(&mut new, &old);
    new.path = new.path.or(old.path);
    keep_list(&mut new.methods, old.methods);
    keep_list(&mut new.schemes, old.schemes);
    keep_list(&mut new.security, old.security);
    keep_list(&mut new.consumes, old.consumes);
    keep_list(&mut new.produces, old.produces);
    // That of an entry was reviewed; that of a document follows from what else it says.
    new.operation_type = old.operation_type.or(new.operation_type);
    // A flag that is down says as much as no flag.
    new.deprecated = new.deprecated.or(old.deprecated).filter(|deprecated| *deprecated);
    new.parameters = parameters(old.parameters, new.parameters);
    new.responses = responses(old.responses, new.responses);
    new.error_codes = error_codes(old.error_codes, new.error_codes);
    new.ram_actions = union(old.ram_actions, new.ram_actions, |a: &RamAction, b| a.action == b.action);
    new.response_demo = union(old.response_demo, new.response_demo, |a: &ResponseDemo, b| a.kind == b.kind);
    new.change_set = union(old.change_set, new.change_set, |a: &Change, b| a == b);
    keep_list(&mut new.engines, old.engines);
    new.rate_limit = old.rate_limit.or(new.rate_limit);
    new.request_demo = old.request_demo.or(new.request_demo);
    new.page = old.page.or(new.page);
    new.source = union(old.source, new.source, |a: &Source, b| a.document == b.document);
    new.differences = union(old.differences, new.differences, |a: &String, b| a == b);
    new
}

/// Keeps the wording of the entry that is there: nothing that people wrote is replaced by a text of the vendor.
pub(super) fn wording(new: &mut Operation, old: &Operation) {
    new.title = old.title.clone().or(new.title.take());
    new.summary = old.summary.clone().or(new.summary.take());
    new.description = old.description.clone().or(new.description.take());
}

/// A product of new metadata, merged with its `product.json`.
pub(super) fn product(old: Product, mut new: Product) -> Product {
    new.version = new.version.or(old.version);
    new.info.style = new.info.style.or(old.info.style);
    new.info.product = new.info.product.or(old.info.product);
    new.info.version = new.info.version.or(old.info.version);
    new.info.title = old.info.title.or(new.info.title);
    // Groups are chosen by people: the vendor's directories serve only where nobody chose yet.
    if old.directories.is_empty() {
        name_features(&mut new.directories);
    } else {
        new.directories = old.directories;
    }
    new.components.schemas = named_schemas(old.components.schemas, new.components.schemas);
    new.endpoints = endpoints(old.endpoints, new.endpoints);
    new.endpoint_rule = old.endpoint_rule.or(new.endpoint_rule);
    new.location_service_code = old.location_service_code.or(new.location_service_code);
    new.common_error_codes = error_codes(old.common_error_codes, new.common_error_codes);
    new.source = union(old.source, new.source, |a: &Source, b| a.document == b.document);
    new
}

/// Operations that `directories` name, at any depth.
pub(super) fn grouped(directories: &[Directory]) -> Vec<&str> {
    let mut names = Vec::new();
    for directory in directories {
        for child in &directory.children {
            match child {
                DirectoryItem::Operation(name) => names.push(name.as_str()),
                DirectoryItem::Directory(inner) => names.extend(grouped(std::slice::from_ref(inner))),
            }
        }
    }
    names
}

/// A schema of new metadata, merged with the one that is there.
pub(super) fn schema(old: Schema, mut new: Schema) -> Schema {
    new.title = old.title.or(new.title);
    new.description = old.description.or(new.description);
    // Another type: nothing that was said of the old one holds for it.
    if new.kind.is_some() && old.kind.is_some() && new.kind != old.kind || new.reference.is_some() {
        new.secret = old.secret.or(new.secret);
        return new;
    }
    new.kind = new.kind.or(old.kind);
    new.format = new.format.or(old.format);
    new.reference = new.reference.or(old.reference);
    new.required = new.required.or(old.required);
    new.doc_required = new.doc_required.or(old.doc_required);
    new.deprecated = new.deprecated.or(old.deprecated);
    new.nullable = new.nullable.or(old.nullable);
    keep_list(&mut new.valid_values, old.valid_values);
    for (value, title) in old.enum_value_titles {
        new.enum_value_titles.insert(value, title);
    }
    new.default = new.default.or(old.default);
    new.example = new.example.or(old.example);
    new.minimum = new.minimum.or(old.minimum);
    new.maximum = new.maximum.or(old.maximum);
    new.exclusive_minimum = new.exclusive_minimum.or(old.exclusive_minimum);
    new.exclusive_maximum = new.exclusive_maximum.or(old.exclusive_maximum);
    new.min_length = new.min_length.or(old.min_length);
    new.max_length = new.max_length.or(old.max_length);
    new.pattern = new.pattern.or(old.pattern);
    new.min_items = new.min_items.or(old.min_items);
    new.max_items = new.max_items.or(old.max_items);
    new.items = match (old.items, new.items) {
        (Some(old), Some(new)) => Some(Box::new(schema(*old, *new))),
        (old, new) => new.or(old),
    };
    new.properties =
        if new.properties.is_empty() { old.properties } else { named_schemas(old.properties, new.properties) };
    new.additional_properties =
        match (old.additional_properties.map(|old| *old), new.additional_properties.map(|new| *new)) {
            (Some(AdditionalProperties::Schema(old)), Some(AdditionalProperties::Schema(new))) => {
                Some(Box::new(AdditionalProperties::Schema(schema(old, new))))
            }
            (old, new) => new.or(old).map(Box::new),
        };
    new.secret = old.secret.or(new.secret);
    new
}

/// Errors of both, those that are there first; an error is the same if status, code and message are.
pub(super) fn error_codes(
    old: IndexMap<String, Vec<ErrorCode>>,
    new: IndexMap<String, Vec<ErrorCode>>,
) -> IndexMap<String, Vec<ErrorCode>> {
    let mut merged = old;
    for (status, rows) in new {
        let there = merged.entry(status).or_default();
        *there = union(std::mem::take(there), rows, |a, b| {
            a.error_code == b.error_code
                && a.error_message.as_deref().map(str::trim) == b.error_message.as_deref().map(str::trim)
        });
    }
    merged
}

/// What is there, then what is new.
pub(super) fn union<T>(old: Vec<T>, new: Vec<T>, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut merged = old;
    for item in new {
        if !merged.iter().any(|there| same(there, &item)) {
            merged.push(item);
        }
    }
    merged
}

fn keep_list<T>(new: &mut Vec<T>, old: Vec<T>) {
    if new.is_empty() {
        *new = old;
    }
}

fn parameters(mut old: Vec<Parameter>, new: Vec<Parameter>) -> Vec<Parameter> {
    let merge = |mut parameter: Parameter| {
        // Removed when used: a parameter may be listed twice.
        let same = |there: &Parameter| there.name == parameter.name && there.location == parameter.location;
        if let Some(position) = old.iter().position(same) {
            let there = old.remove(position);
            parameter.style = parameter.style.or(there.style);
            parameter.schema = match (there.schema, parameter.schema) {
                (Some(old), Some(new)) => Some(schema(old, new)),
                (old, new) => new.or(old),
            };
        }
        parameter
    };
    new.into_iter().map(merge).collect()
}

fn responses(mut old: IndexMap<String, Response>, new: IndexMap<String, Response>) -> IndexMap<String, Response> {
    if new.is_empty() {
        return old;
    }
    let merge = |(status, mut response): (String, Response)| {
        if let Some(there) = old.shift_remove(&status) {
            response.description = there.description.or(response.description);
            response.schema = match (there.schema, response.schema) {
                (Some(old), Some(new)) => Some(schema(old, new)),
                (old, new) => new.or(old),
            };
            if response.headers.is_empty() {
                response.headers = there.headers;
            }
        }
        (status, response)
    };
    new.into_iter().map(merge).collect()
}

fn named_schemas(mut old: IndexMap<String, Schema>, new: IndexMap<String, Schema>) -> IndexMap<String, Schema> {
    let merge = |(name, new)| match old.shift_remove(&name) {
        Some(there) => (name, schema(there, new)),
        None => (name, new),
    };
    new.into_iter().map(merge).collect()
}

/// Regions in the order in which they are there, then the new ones. `endpoint` and `public` are two spellings of one fact.
fn endpoints(old: Vec<Endpoint>, mut new: Vec<Endpoint>) -> Vec<Endpoint> {
    let mut merged = old;
    for there in &mut merged {
        let Some(position) = new.iter().position(|endpoint| endpoint.region_id == there.region_id) else { continue };
        let endpoint = new.remove(position);
        let host = endpoint.public.or(endpoint.endpoint);
        if there.endpoint.is_some() && there.public.is_none() {
            there.endpoint = host.or(there.endpoint.take());
        } else {
            there.public = host.or(there.public.take());
            there.endpoint = None;
        }
        there.region_name = there.region_name.take().or(endpoint.region_name);
        there.vpc = endpoint.vpc.or(there.vpc.take());
    }
    merged.extend(new);
    for endpoint in &mut merged {
        if endpoint.public == endpoint.endpoint {
            endpoint.endpoint = None;
        }
    }
    merged
}

/// Gives the vendor's groups the names of features, where their titles can serve.
fn name_features(directories: &mut [Directory]) {
    let mut taken = vec!["default".to_owned(), "full".to_owned()];
    for directory in directories {
        let title = directory.title.as_deref().unwrap_or_default();
        if directory.feature.is_some() || !title.is_ascii() {
            continue;
        }
        let words = title.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
        if name.is_empty() {
            continue;
        }
        let mut feature = name.clone();
        let mut number = 2;
        while taken.contains(&feature) {
            feature = format!("{name}-{number}");
            number += 1;
        }
        taken.push(feature.clone());
        directory.feature = Some(feature);
    }
}
