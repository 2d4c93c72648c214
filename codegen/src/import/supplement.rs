//! Combines metadata with what a page says about the same operation.
//!
//! Metadata is right about what is sent: names, types, formats, locations, styles. The page is right about what people
//! need to know: errors, samples, authorization, changes, valid values, required parameters. Contradictions are listed.

use indexmap::IndexMap;
use serde_json::Value;

use crate::spec::entry::{ErrorCode, Operation, Parameter, RamAction, Schema};

/// A point in which a page and the metadata differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageDifference {
    /// What it is about: the names of a parameter or field and of those around it, outermost first, or the code of an error.
    pub(super) subject: Vec<String>,
    /// Whether it is about the response.
    pub(super) is_response: bool,
    /// The sentence about it.
    pub(super) sentence: String,
}

/// The differences so far, and the place in the operation that is being compared.
#[derive(Debug, Default)]
struct Differences {
    subject: Vec<String>,
    is_response: bool,
    found: Vec<PageDifference>,
}

impl Differences {
    fn add(&mut self, sentence: String) {
        self.found.push(PageDifference { subject: self.subject.clone(), is_response: self.is_response, sentence });
    }

    fn within(&mut self, name: &str, act: impl FnOnce(&mut Self)) {
        self.subject.push(name.to_owned());
        act(self);
        self.subject.pop();
    }
}

/// The metadata with what a page says in addition.
pub(super) fn supplemented(entry: Operation, page: Operation) -> Operation {
    compared(entry, page).0
}

/// Does the same, and returns where the two differ. The sentences are in the entry as well.
pub(super) fn compared(mut entry: Operation, page: Operation) -> (Operation, Vec<PageDifference>) {
    let mut differences = Differences::default();
    merge_parameters(&mut entry.parameters, page.parameters, &mut differences);
    differences.is_response = true;
    for (status, response) in page.responses {
        match (entry.responses.get_mut(&status).and_then(|there| there.schema.as_mut()), response.schema.clone()) {
            (Some(there), Some(schema)) => merge_schema(there, schema, "the response", &mut differences),
            _ => {
                entry.responses.insert(status, response);
            }
        }
    }
    differences.is_response = false;
    merge_errors(&mut entry.error_codes, page.error_codes, &mut differences);
    compare_actions(&entry.ram_actions, &page.ram_actions, &mut differences);
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
    for difference in &differences.found {
        if !entry.differences.contains(&difference.sentence) {
            entry.differences.push(difference.sentence.clone());
        }
    }
    (entry, differences.found)
}

/// Adds what pages about all operations of the product say about this one. Its own page is right where it says who may call the operation
/// and what an error means; for the rest, such a page is as right as any.
pub(super) fn with_product_pages(
    mut entry: Operation,
    has_own_actions: bool,
    product_pages: &[Operation],
) -> Operation {
    for page in product_pages {
        let mut adds = false;
        if !has_own_actions && !page.ram_actions.is_empty() {
            entry.ram_actions.clone_from(&page.ram_actions);
            adds = true;
        }
        for (status, errors) in &page.error_codes {
            adds |= add_errors(entry.error_codes.entry(status.clone()).or_default(), errors);
        }
        entry.error_codes.retain(|_, errors| !errors.is_empty());
        if adds {
            entry.source.retain(|there| page.source.iter().all(|new| new.document != there.document));
            entry.source.extend_from_slice(&page.source);
        }
    }
    entry
}

/// Adds the errors of a document whose codes are not there yet. Within a document a code may have several messages. Returns whether there
/// were any.
pub(super) fn add_errors(there: &mut Vec<ErrorCode>, new: &[ErrorCode]) -> bool {
    let is_known = |error: &&ErrorCode| there.iter().any(|known| known.error_code == error.error_code);
    let new: Vec<ErrorCode> = new.iter().filter(|error| !is_known(error)).cloned().collect();
    let adds = !new.is_empty();
    there.extend(new);
    adds
}

fn replace<T>(there: &mut Vec<T>, new: Vec<T>) {
    if !new.is_empty() {
        *there = new;
    }
}

/// Adds the errors of a page. Where both list an error, the page is followed.
fn merge_errors(
    there: &mut IndexMap<String, Vec<ErrorCode>>,
    page: IndexMap<String, Vec<ErrorCode>>,
    differences: &mut Differences,
) {
    let known = std::mem::replace(there, page);
    for (status, errors) in known {
        for error in errors {
            let code = error.error_code.clone().unwrap_or_default();
            let listed = |status: &str, errors: &[ErrorCode]| {
                errors
                    .iter()
                    .find(|other| other.error_code == error.error_code)
                    .map(|other| (status.to_owned(), other.clone()))
            };
            let same = there.get(&status).and_then(|errors| {
                let exact = errors.iter().find(|other| {
                    **other == error
                        || other.error_message == error.error_message && other.error_code == error.error_code
                });
                exact.map(|other| (status.clone(), other.clone())).or_else(|| listed(&status, errors))
            });
            let found = same.or_else(|| there.iter().find_map(|(status, errors)| listed(status, errors)));
            let Some((other_status, other)) = found else {
                there.entry(status.clone()).or_default().push(error);
                continue;
            };
            differences.within(&code, |differences| {
                if other_status != status {
                    differences.add(format!(
                        "The page has the error {code} with the status {other_status}, the metadata with {status}."
                    ));
                }
                if let (Some(page), Some(known)) = (&other.error_message, &error.error_message)
                    && page != known
                {
                    differences.add(format!(
                        "The page has the message of the error {code} as `{page}`, the metadata as `{known}`."
                    ));
                }
            });
            // Descriptions and messages that the page lacks are kept.
            if let Some(other) =
                there.get_mut(&other_status).and_then(|errors| errors.iter_mut().find(|there| **there == other))
            {
                other.error_message = other.error_message.take().or(error.error_message);
                other.description = other.description.take().or(error.description);
            }
        }
    }
}

/// Compares the actions of the authorization table. That of the page is used.
fn compare_actions(there: &[RamAction], page: &[RamAction], differences: &mut Differences) {
    if page.is_empty() {
        return;
    }
    for action in there {
        let name = action.action.as_deref().unwrap_or_default();
        match page.iter().find(|other| other.action == action.action) {
            None => differences
                .add(format!("The page does not list the RAM action {name}, which the metadata has; it was left out.")),
            Some(other) => {
                if let (Some(page), Some(known)) = (&other.access_level, &action.access_level)
                    && page != known
                {
                    differences.add(format!(
                        "The page has the access level of the RAM action {name} as {page}, the metadata as {known}."
                    ));
                }
            }
        }
    }
}

fn merge_parameters(there: &mut [Parameter], page: Vec<Parameter>, differences: &mut Differences) {
    let hidden = ["OwnerId", "OwnerAccount", "ResourceOwnerId", "ResourceOwnerAccount", "SecurityToken"];
    for parameter in there.iter() {
        let name = parameter.name.as_deref().unwrap_or_default();
        let literal = name.contains('.');
        if !page.iter().any(|listed| listed.name.as_deref() == Some(name)) && !hidden.contains(&name) && !literal {
            differences.add(format!("The page does not list the parameter {name}, which the metadata has."));
        }
    }
    for listed in page {
        let name = listed.name.clone().unwrap_or_default();
        differences.within(&name, |differences| merge_parameter(there, listed, &name, differences));
    }
}

fn merge_parameter(there: &mut [Parameter], listed: Parameter, name: &str, differences: &mut Differences) {
    match (there.iter_mut().find(|parameter| parameter.name == listed.name), listed.schema) {
        (Some(parameter), Some(schema)) => {
            if parameter.location != listed.location && listed.location.as_deref() != Some("query") {
                differences.add(format!(
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
                differences.add(format!(
                    "The page has the parameter {name} as {}, the metadata as {}.",
                    word(page),
                    word(known)
                ));
            }
            merge_schema(there, schema, &format!("the parameter {name}"), differences);
        }
        (Some(_), None) => {}
        (None, _) => differences
            .add(format!("The page lists the parameter {name}, which the metadata does not have; it was left out.")),
    }
}

fn merge_schema(there: &mut Schema, page: Schema, place: &str, differences: &mut Differences) {
    compare_types(there, &page, place, differences);
    there.required = page.required.or(there.required);
    if !page.valid_values.is_empty() {
        let values = |schema: &Schema| -> Vec<String> { schema.valid_values.iter().map(text).collect() };
        let (listed, known) = (values(&page), values(there));
        let is_other = !known.is_empty()
            && (listed.iter().any(|value| !known.contains(value)) || known.iter().any(|value| !listed.contains(value)));
        if is_other {
            let (listed, known) = (listed.join(", "), known.join(", "));
            differences
                .add(format!("The page lists the valid values of {place} as {listed}, the metadata as {known}."));
        }
        // Manual titles are better than those of the page.
        let mut titles = page.enum_value_titles;
        titles.extend(std::mem::take(&mut there.enum_value_titles));
        let values = page.valid_values.iter().filter_map(serde_json::Value::as_str);
        there.enum_value_titles =
            values.filter_map(|value| titles.get(value).map(|title| (value.to_owned(), title.clone()))).collect();
        there.valid_values = page.valid_values;
    }
    there.description = there.description.take().or(page.description);
    there.example = there.example.take().or(page.example);
    let mut fact = |what: &str, there: &mut Option<Value>, page: Option<Value>| {
        if let (Some(known), Some(listed)) = (&there, &page)
            && is_other(known, listed)
        {
            let (listed, known) = (text(listed), text(known));
            differences.add(format!("The page has the {what} of {place} as {listed}, the metadata as {known}."));
        }
        *there = there.take().or(page);
    };
    fact("default", &mut there.default, page.default);
    fact("minimum", &mut there.minimum, page.minimum);
    fact("maximum", &mut there.maximum, page.maximum);
    let mut size = |what: &str, there: &mut Option<u64>, page: Option<u64>| {
        if let (Some(known), Some(listed)) = (*there, page)
            && known != listed
        {
            differences.add(format!("The page has the {what} of {place} as {listed}, the metadata as {known}."));
        }
        *there = there.or(page);
    };
    size("minimum length", &mut there.min_length, page.min_length);
    size("maximum length", &mut there.max_length, page.max_length);
    size("maximum number of elements", &mut there.max_items, page.max_items);
    if let (Some(there), Some(page)) = (there.items.as_deref_mut(), page.items) {
        merge_schema(
            there,
            *page,
            &format!("the elements of {}", place.trim_start_matches("the elements of ")),
            differences,
        );
    }
    // A shared schema, and an object whose fields the metadata leaves open, are not completed by a page.
    if !there.properties.is_empty() {
        merge_members(&mut there.properties, page.properties, place, differences);
    } else if there.reference.is_none() && !page.properties.is_empty() {
        let names: Vec<&str> = page.properties.keys().map(String::as_str).collect();
        differences.add(format!(
            "The page lists fields of {place}, which the metadata does not have; they were left out: {}.",
            names.join(", ")
        ));
    }
}

/// Compares the types. That of the metadata is used.
fn compare_types(there: &Schema, page: &Schema, place: &str, differences: &mut Differences) {
    if there.reference.is_some() || page.kind.as_deref() == Some("any") {
        return;
    }
    let (Some(known), Some(listed)) = (there.kind.as_deref(), page.kind.as_deref()) else { return };
    if known != listed {
        differences.add(format!("The page has {place} as {listed}, the metadata as {known}."));
    } else if let (Some(format), Some(other)) = (there.format.as_deref(), page.format.as_deref())
        && format != other
    {
        differences.add(format!("The page has {place} as {listed} ({other}), the metadata as {known} ({format})."));
    }
}

fn merge_members(
    there: &mut IndexMap<String, Schema>,
    page: IndexMap<String, Schema>,
    place: &str,
    differences: &mut Differences,
) {
    for (name, member) in page {
        differences.within(&name, |differences| match there.get_mut(&name) {
            Some(known) => merge_schema(known, member, &format!("{name} of {place}"), differences),
            None => differences
                .add(format!("The page lists {name} in {place}, which the metadata does not have; it was left out.")),
        });
    }
}

/// Whether two values differ, apart from how they are written: a number in a string is a number.
fn is_other(known: &Value, listed: &Value) -> bool {
    let (known, listed) = (text(known), text(listed));
    match (known.parse::<f64>(), listed.parse::<f64>()) {
        #[allow(clippy::float_cmp, reason = "both were written by people, and equal texts give equal numbers")]
        (Ok(known), Ok(listed)) => known != listed,
        _ => known != listed,
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
