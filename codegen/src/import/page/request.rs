//! Derives the request parameters of an operation from tables.

mod indexed;
mod public;

use std::ops::Range;

use serde_json::Value;

pub(super) use public::{Common, CommonRows, common, may_be_own};

use indexed::{ListNames, ListedParameters, NameStep, described, insert};

use super::field;
use super::kind::CellType;
use super::limits;
use super::nesting::{Nested, NestedField};
use super::notes::PageNotes;
use super::schema::Schemas;
use super::values;
use crate::spec::entry::{Parameter, Schema};

/// Content of the request tables.
#[derive(Debug, Default)]
pub(super) struct RequestParameters {
    /// The operation's own parameters.
    pub(super) parameters: Vec<Parameter>,
}

/// What the page shows of the request outside of its tables.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShownRequest<'a> {
    /// The path template.
    pub(super) path: Option<&'a str>,
    /// The sample request.
    pub(super) demo: Option<&'a str>,
    /// Whether the body is a list whose elements have the listed fields.
    pub(super) body_is_list: bool,
}

/// Derives the parameters of the operation.
pub(super) fn request(nested: Nested, shown: ShownRequest<'_>, schemas: &mut Schemas<'_>) -> RequestParameters {
    report(&nested, schemas.notes);
    let lists = ListNames::of(&nested.nodes);
    let mut parameters = ListedParameters::default();
    for mut node in nested.nodes {
        let range = node.field.range.clone();
        if !has_name(&mut node, schemas.notes) {
            continue;
        }
        let position = node.field.position.clone();
        let location = location(&node.field.name, position.as_deref(), shown.path);
        if let Some(cell) = &node.field.required_cell {
            let what = if field::is_conditional(cell) {
                format!("`{cell}` says that the parameter is required only under a condition")
            } else {
                format!("`{cell}` says neither yes nor no")
            };
            schemas.notes.warn_rule(&range, what, "the parameter is optional");
        }
        if let Some(cell) = position.as_deref().filter(|cell| !LOCATIONS.contains(cell)) {
            schemas.notes.warn_rule(
                &range,
                format!("`{cell}` is not a known location in a request"),
                format!("`{}` was taken to be in the {location}", node.field.name),
            );
        }
        let placeholder = format!("{{{}}}", node.field.name);
        if location == "path" && !shown.path.is_some_and(|path| path.contains(&placeholder)) {
            let what = match shown.path {
                Some(path) => {
                    format!("`{}` is in the path, but the path `{path}` has no `{placeholder}`", node.field.name)
                }
                None => format!("`{}` is in the path, but no request line shows the path", node.field.name),
            };
            schemas.notes.warn_rule(&range, what, "a parameter without a place in the path is not sent");
        }
        if let Some(list) = parameters.listed(&node.field.name) {
            describe_list(list, &node, schemas);
            continue;
        }
        let schema = schemas.of_node(&node);
        if let Some((base, steps, is_one)) = lists.split(&node.field.name) {
            if steps.len() > limits::LEVELS {
                schemas.notes.error(
                    &range,
                    format!("`{base}` has more than {} levels in each other", limits::LEVELS),
                    "see the limits of the documentation of `import page`",
                );
                continue;
            }
            let limit = values::facts(&node.field.description, &node.field.kind).max_items;
            let Some(list) = parameters.list(base, location) else { continue };
            if is_one {
                let is_known = described(list, &steps).is_some();
                let rule = if is_known {
                    "another row describes it for all elements, so this one was left out"
                } else {
                    "it was taken to describe all elements"
                };
                let what = format!("`{}` is about one element of the list `{base}`", node.field.name);
                schemas.notes.warn_rule(&range, what, rule);
                if is_known {
                    continue;
                }
            }
            list.max_items = list.max_items.or(limit);
            if !insert(list, &steps, schema) {
                plain_value(&range, &node.field.name, schemas.notes);
            }
            continue;
        }
        if let Some(list) = lists.around(&node.field.name) {
            schemas.notes.warn_rule(
                &range,
                format!("`{}` has no index, although `{list}` is a list", node.field.name),
                "it was kept as a parameter of its own",
            );
        }
        let style = style(&node, location, shown.demo, schemas.notes);
        parameters.push(Parameter {
            name: Some(node.field.name),
            location: Some(location.to_owned()),
            style: style.map(str::to_owned),
            schema: Some(schema),
        });
    }
    RequestParameters { parameters: with_one_body(parameters.all, shown.body_is_list) }
}

/// Returns the placeholders of a path that no parameter fills.
pub(super) fn without_row<'p>(path: &'p str, parameters: &[Parameter]) -> Vec<&'p str> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let is_listed = |name: &str| parameters.iter().any(|parameter| parameter.name.as_deref() == Some(name));
    names.filter(|name| !is_listed(name)).collect()
}

/// Whether a row has a name. Dots without anything between them are removed.
fn has_name(node: &mut NestedField, notes: &mut PageNotes) -> bool {
    let name = &node.field.name;
    if !name.split('.').any(str::is_empty) {
        return true;
    }
    let parts: Vec<&str> = name.split('.').filter(|part| !part.is_empty()).collect();
    let joined = parts.join(".");
    let what = format!("`{name}` is not a name: nothing is before or after one of its dots");
    if name.starts_with('.') || joined.is_empty() {
        notes.warn_rule(&node.field.range, what, "the row was left out");
        return false;
    }
    notes.warn_rule(&node.field.range, what, format!("it was taken to be `{joined}`"));
    node.field.name = joined;
    true
}

/// Adds what a row `Tag` says after rows like `Tag.N.Key`: it describes the list itself.
fn describe_list(list: &mut Schema, node: &NestedField, schemas: &mut Schemas<'_>) {
    let field = &node.field;
    let element = list.items.as_ref().and_then(|items| items.kind.as_deref());
    let listed = match &field.kind {
        // `RepeatList` says nothing about the elements.
        CellType::List(Some(_)) if field.type_cell.trim().eq_ignore_ascii_case("repeatlist") => None,
        CellType::List(Some(item)) => item.schema().kind,
        _ => None,
    };
    let is_other = element.is_some_and(|element| listed.as_deref().is_some_and(|listed| listed != element));
    if is_other || matches!(field.kind, CellType::Scalar(..)) {
        let kind = field.type_cell.trim();
        schemas.notes.warn_rule(
            &field.range,
            format!("`{0}` is listed as `{kind}`, and `{0}.N` as the elements of a list", field.name),
            "the rows of the elements were followed",
        );
    }
    list.required = field.required.or(list.required);
    list.description = list.description.take().or(schemas.description(node));
    if list.example.is_none() && !matches!(field.kind, CellType::Scalar(..)) {
        list.example = field.example.clone().map(Value::String);
    }
    if node.members.is_empty() {
        return;
    }
    let whole = schemas.of_node(node);
    let element = whole.items.map_or_else(|| whole.properties.clone(), |items| items.properties);
    for (name, property) in element {
        let steps = [NameStep::Element, NameStep::Field(&name)];
        if described(list, &steps).is_none() && !insert(list, &steps, property) {
            plain_value(&field.range, &format!("{}.N.{name}", field.name), schemas.notes);
        }
    }
}

fn plain_value(range: &Range<usize>, name: &str, notes: &mut PageNotes) {
    notes.warn_rule(
        range,
        format!("`{name}` is inside something that another row calls a plain value"),
        "that was taken to be what this row says",
    );
}

/// Creates the parameter for the whole body.
pub(super) fn whole_body(schema: Schema) -> Parameter {
    let text = |text: &str| Some(text.to_owned());
    Parameter { name: text("body"), location: text("body"), style: text("json"), schema: Some(schema) }
}

/// Combines parameters in the body into one object, since a request has one body.
fn with_one_body(parameters: Vec<Parameter>, is_list: bool) -> Vec<Parameter> {
    let is_body = |parameter: &Parameter| parameter.location.as_deref() == Some("body");
    let is_whole =
        |parameter: &Parameter| parameter.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("body"));
    let (members, mut others): (Vec<Parameter>, Vec<Parameter>) = parameters.into_iter().partition(is_body);
    if members.is_empty() || members.len() == 1 && members.iter().all(is_whole) {
        others.extend(members);
        return others;
    }
    let mut body = CellType::Object.schema();
    body.required =
        Some(members.iter().any(|member| member.schema.as_ref().is_some_and(|schema| schema.required == Some(true))));
    body.properties = members.into_iter().filter_map(|member| Some((member.name?, member.schema?))).collect();
    if is_list {
        let required = body.required.take();
        body = Schema { required, items: Some(Box::new(body)), ..CellType::List(None).schema() };
    }
    others.push(whole_body(body));
    others
}

/// Reports the uncertainties of nesting.
pub(super) fn report(nested: &Nested, notes: &mut PageNotes) {
    for (range, what) in &nested.unplaced {
        notes.warn(range, format!("left out: {what}"));
    }
    for (range, what) in &nested.guesses {
        notes.warn_rule(
            range,
            format!("no sample shows where this field belongs: {what}"),
            "compare the result with the page",
        );
    }
    for (range, what) in &nested.decided {
        notes.warn_rule(range, what.clone(), "the sample was followed");
    }
    for range in &nested.too_deep {
        notes.error(
            range,
            format!("more than {} objects would be in each other from this row on", limits::LEVELS),
            "mark the levels of the rows, or give the page a sample that shows them",
        );
    }
}

/// Words for locations in a request.
const LOCATIONS: &[&str] =
    &["query", "param", "params", "path", "header", "headers", "body", "formdata", "form", "host"];

fn location<'a>(name: &str, position: Option<&'a str>, path: Option<&str>) -> &'a str {
    let is_in_path = path.is_some_and(|path| path.contains(&format!("{{{name}}}")));
    match position {
        // The path template is more reliable than the cell.
        Some("body") if is_in_path => "path",
        Some("query" | "param" | "params") => "query",
        Some("path") => "path",
        Some("header" | "headers") => "header",
        Some("body") => "body",
        Some("formdata" | "form") => "formData",
        Some("host") => "host",
        _ if is_in_path => "path",
        _ => "query",
    }
}

/// Number of bytes of a sample request that are searched for a parameter.
const DEMO: usize = 1 << 16;

/// Determines the serialization style of a list or an object. If the name has no index, only a sample shows it.
fn style(node: &NestedField, location: &str, demo: Option<&str>, notes: &mut PageNotes) -> Option<&'static str> {
    if location == "body" {
        return Some("json");
    }
    let repeats = node.field.type_cell.trim().eq_ignore_ascii_case("repeatlist");
    if repeats || location != "query" && location != "formData" {
        return repeats.then_some("repeatList");
    }
    let structured = match &node.field.kind {
        CellType::List(_) | CellType::Object | CellType::Map(_) => true,
        _ => !node.members.is_empty(),
    };
    if !structured {
        return None;
    }
    let name = &node.field.name;
    let demo = demo.map(|demo| demo.get(..DEMO).unwrap_or(demo));
    let shows = |continuation: &str| demo.is_some_and(|demo| demo.contains(&format!("{name}{continuation}")));
    if shows("=[") || shows("={") || shows("=%5B") || shows("=%7B") {
        return Some("json");
    }
    if shows(".1") {
        return Some("repeatList");
    }
    let looks_like_json = node.field.example.as_deref().is_some_and(|example| example.starts_with(['[', '{']));
    let style = if node.field.kind.is_list() && !looks_like_json { "repeatList" } else { "json" };
    notes.warn_rule(
        &node.field.range,
        format!("the page does not say how `{name}` is written"),
        format!("the style `{style}` was assumed; the metadata contains it"),
    );
    Some(style)
}
