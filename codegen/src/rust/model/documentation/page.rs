//! The documentation page of an operation. It shows everything in the spec entry that concerns callers; notes for
//! editors of the spec (`x-differences`) are not shown.

use alicloud_api::{Streaming, Style};

use super::example::{example, pages};
use super::markdown::{autolink, block, cell_code, code, inline, sentence};
use super::{PageInput, summary};
use crate::rust::model::item::OperationItem;
use crate::spec::entry;

/// Markdown for the documentation of the request type.
pub(crate) fn page(operation: &OperationItem, entry: &entry::Operation, input: &PageInput<'_>) -> String {
    let sections = [
        Some(summary(operation.name(), entry, input.product)),
        entry.deprecated.unwrap_or(false).then(|| "**Deprecated** by the vendor.".to_owned()),
        entry.description.as_deref().map(block).filter(|text| !text.is_empty()),
        Some(facts(operation, entry, input)),
        example(operation, entry, input),
        pages(operation, entry, input),
        errors(operation),
        permissions(operation),
        changes(entry),
    ];
    sections.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn facts(operation: &OperationItem, entry: &entry::Operation, input: &PageInput<'_>) -> String {
    let product = input.product;
    let mut facts = Vec::new();
    if product.style == Style::Roa {
        let methods: Vec<String> =
            operation.facts.methods.iter().map(|method| format!("{method:?}").to_uppercase()).collect();
        facts.push(format!("On the wire: {}", code(&format!("{} {}", methods.join("|"), operation.facts.path))));
    }
    let effect = if operation.facts.read_only { "only reads" } else { "changes something, or may" };
    facts.push(format!("Effect: {effect}"));
    match operation.facts.streaming {
        Streaming::Never => {}
        Streaming::Optional => facts.push("Response: a stream of events, or one response (`send`)".to_owned()),
        Streaming::Always => facts.push("Response: a stream of events".to_owned()),
    }
    if !entry.engines.is_empty() {
        facts.push(format!("Engines: {}", inline(&entry.engines.join(", "))));
    }
    let required: Vec<String> = operation
        .parameters()
        .filter(|parameter| parameter.facts.required)
        .map(|parameter| {
            let filled = if parameter.facts.is_region { " (the region of the client unless it is set)" } else { "" };
            field_link(&parameter.field.name) + filled
        })
        .collect();
    if !required.is_empty() {
        facts.push(format!("Required: {}", required.join(", ")));
    }
    if let Some(token) = operation.idempotency_field() {
        facts.push(format!("Safe to repeat: {} is filled in unless it is set", field_link(&token.name)));
    }
    if let Some(limit) = entry.rate_limit {
        let calls = if limit == 1 { "call" } else { "calls" };
        facts.push(format!("Rate limit: {limit} {calls} per second and user"));
    }
    // Nothing takes the place of a fact that is unknown: no action of RAM is made up of a name.
    let unknown = [
        ("errors of its own", operation.facts.errors.is_empty()),
        ("RAM action", operation.facts.ram_actions.is_empty()),
    ];
    let unknown: Vec<&str> = unknown.iter().filter(|(_, is_unknown)| *is_unknown).map(|(fact, _)| *fact).collect();
    if !unknown.is_empty() {
        facts.push(format!("Not stated by the vendor's documentation: {}", unknown.join(", ")));
    }
    let page = entry.page.clone().unwrap_or_else(|| {
        format!("https://api.aliyun.com/document/{}/{}/{}", product.code, product.version, operation.name())
    });
    facts.push(format!("Official page: {}", autolink(&page)));
    facts.iter().map(|fact| format!("- {fact}")).collect::<Vec<_>>().join("\n")
}

fn field_link(name: &str) -> String {
    format!("[`{name}`](#structfield.{name})")
}

fn errors(operation: &OperationItem) -> Option<String> {
    let rows = operation
        .facts
        .errors
        .iter()
        .map(|error| format!("| {} | {} | {} |", error.status, cell_code(&error.code), inline(&error.message)));
    table("# Errors", "| status | code | message |\n|---|---|---|", rows)
}

fn permissions(operation: &OperationItem) -> Option<String> {
    let codes = |texts: &[String]| texts.iter().map(|text| cell_code(text)).collect::<Vec<_>>().join(", ");
    let rows = operation.facts.ram_actions.iter().map(|action| {
        let resources = action.resources.iter().map(|resource| {
            let arn = resource.arn.as_ref().filter(|arn| !arn.is_empty()).map(|arn| format!(" {}", cell_code(arn)));
            let required = if resource.required == Some(true) { " (required)" } else { "" };
            format!("{}{required}{}", inline(text(&resource.kind)), arn.unwrap_or_default())
        });
        let resources = resources.collect::<Vec<_>>().join(", ");
        format!(
            "| {} | {} | {} | {} | {} |",
            cell_code(text(&action.action)),
            inline(text(&action.access_level)),
            resources,
            codes(&action.condition_keys),
            codes(&action.dependent_actions)
        )
    });
    table("# Permissions", "| action | access | resources | condition keys | also needs |\n|---|---|---|---|---|", rows)
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

fn changes(entry: &entry::Operation) -> Option<String> {
    let rows = entry.change_set.iter().map(|change| {
        let day = change.created_at.as_deref().unwrap_or("undated");
        format!("- {}: {}", inline(day), sentence(&inline(change.description.as_deref().unwrap_or("changed"))))
    });
    table("# Changes", "", rows)
}

fn table(title: &str, head: &str, rows: impl Iterator<Item = String>) -> Option<String> {
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let head = if head.is_empty() { String::new() } else { format!("{head}\n") };
    Some(format!("{title}\n\n{head}{}", rows.join("\n")))
}
