//! Derives the request parameters of an operation from tables.

use std::collections::HashMap;
use std::ops::Range;

use super::field::TableField;
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

/// A row about a parameter that all operations have, which may still identify the operation.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Common {
    /// `Action`: the name of the operation, and the range of the row.
    Action(Option<String>, Range<usize>),
    /// `Version`: the version of the API.
    Version(String),
    /// Signature, AccessKey, format, or a reference to the common parameters.
    Other,
}

/// Returns the common parameter that a row describes, if it describes one.
pub(super) fn common(field: &TableField) -> Option<Common> {
    let name = field.name.trim_matches(['<', '>', '\\', ' ']).to_lowercase();
    let example = field.example.as_deref().unwrap_or_default();
    match name.as_str() {
        "action" => {
            let operation = field.example.clone().or_else(|| named(&field.description));
            // The operation may have a parameter `action` of its own.
            let is_own = field.name.starts_with('a')
                && operation.as_deref().is_none_or(|name| !name.contains(|letter: char| letter.is_ascii_uppercase()));
            (!is_own).then(|| Common::Action(operation, field.range.clone()))
        }
        "version" => {
            let words = field.description.split([' ', '。', '，', '：', '.', '\n', '`', '*']).chain([example]);
            let version = words.into_iter().find(|word| super::text::is_day(word));
            version.map(|version| Common::Version(version.to_owned()))
        }
        "accesskeyid" | "signature" | "signaturemethod" | "signaturenonce" | "signatureversion" | "securitytoken" => {
            Some(Common::Other)
        }
        "format" if ["JSON", "XML", "json", "xml"].contains(&example) => Some(Common::Other),
        "common request parameters" | "common parameters" | "public parameters" | "公共请求参数" | "公共参数" => {
            Some(Common::Other)
        }
        _ => None,
    }
}

/// Returns the operation that the description of `Action` names: in bold, or as the last word that is spelled like a
/// name.
fn named(description: &str) -> Option<String> {
    let bold = description.split("**").skip(1).step_by(2).map(str::trim).filter(|word| {
        word.len() > 3
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let mut words = description.split(|character: char| !character.is_ascii_alphanumeric());
    let is_name = |word: &&str| {
        let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
        word.starts_with(|first: char| first.is_ascii_uppercase())
            && capitals > 1
            && word.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    // A word after a colon needs only one capital letter, as in `取值：Decrypt`.
    let after =
        description.rsplit(['：', ':']).next().filter(|_| description.contains(['：', ':'])).unwrap_or_default();
    let after = after.trim().trim_matches(['*', '`', '。', '.', ' ']);
    let after = Some(after).filter(|word| {
        word.len() > 3
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    bold.last().or(after).or_else(|| words.rfind(is_name)).map(str::to_owned)
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
    let mut parameters = Parameters::default();
    for node in nested.nodes {
        let range = node.field.range.clone();
        let position = node.field.position.clone();
        let location = location(&node.field.name, position.as_deref(), shown.path);
        if let Some(cell) = &node.field.required_cell {
            schemas.notes.warn_rule(&range, format!("`{cell}` says neither yes nor no"), "the parameter is optional");
        }
        if let Some(cell) = position.as_deref().filter(|cell| !LOCATIONS.contains(cell)) {
            schemas.notes.warn_rule(
                &range,
                format!("`{cell}` is not a known location in a request"),
                format!("`{}` was taken to be in the {location}", node.field.name),
            );
        }
        if let Some(list) = parameters.listed(&node.field.name).filter(|_| node.members.is_empty()) {
            // A row `Tag` after rows like `Tag.N.Key` describes the list itself.
            list.required = node.field.required.or(list.required);
            list.description = list.description.take().or(schemas.description(&node));
            continue;
        }
        let schema = schemas.of_node(&node);
        if let Some((base, steps)) = indexed(&node.field.name) {
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
            list.max_items = list.max_items.or(limit);
            // A list is required if a field of its elements is.
            if schema.required == Some(true) {
                list.required = Some(true);
            }
            if !insert(list, &steps, schema) {
                schemas.notes.warn_rule(
                    &range,
                    format!("`{}` is inside something that another row calls a plain value", node.field.name),
                    "that was taken to be what this row says",
                );
            }
            continue;
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

/// The parameters so far, with an index by name for rows like `Tag.N.Key`.
#[derive(Default)]
struct Parameters {
    all: Vec<Parameter>,
    by_name: HashMap<String, usize>,
}

impl Parameters {
    fn push(&mut self, parameter: Parameter) {
        if let Some(name) = &parameter.name {
            self.by_name.entry(name.clone()).or_insert(self.all.len());
        }
        self.all.push(parameter);
    }

    /// Returns the schema of an existing parameter.
    fn listed(&mut self, name: &str) -> Option<&mut Schema> {
        let position = *self.by_name.get(name)?;
        self.all.get_mut(position)?.schema.as_mut()
    }

    /// Returns the schema of a list parameter, which is added if it does not exist.
    fn list(&mut self, name: &str, location: &str) -> Option<&mut Schema> {
        let position = match self.by_name.get(name) {
            Some(position) => *position,
            None => {
                let schema = Schema { required: Some(false), ..array() };
                self.push(Parameter {
                    name: Some(name.to_owned()),
                    location: Some(location.to_owned()),
                    style: Some("repeatList".to_owned()),
                    schema: Some(schema),
                });
                self.all.len() - 1
            }
        };
        let parameter = self.all.get_mut(position)?;
        parameter.style = Some("repeatList".to_owned());
        Some(parameter.schema.get_or_insert_with(array))
    }
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

/// A part of a parameter's name after the name of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    /// The elements of a list: `N`.
    Element,
    /// A field of an object.
    Field(&'a str),
}

/// Splits `Disk.N.Ebs.Size` into `Disk` and the steps after it. Returns `None` for `SystemDisk.Size`, which has no
/// index and is an ordinary name.
fn indexed(name: &str) -> Option<(&str, Vec<Step<'_>>)> {
    let is_index = |part: &str| matches!(part, "N" | "n" | "M" | "m" | "X" | "Y" | "#" | "*") || part.starts_with('{');
    let mut start = 0;
    for part in name.split('.') {
        if start > 0 && is_index(part) {
            let steps = name.get(start..)?.split('.').filter(|part| !part.is_empty());
            let steps = steps.map(|part| if is_index(part) { Step::Element } else { Step::Field(part) });
            return Some((name.get(..start - 1)?, steps.collect()));
        }
        start += part.len() + 1;
    }
    None
}

fn array() -> Schema {
    Schema { kind: Some("array".to_owned()), ..Schema::default() }
}

/// Inserts a schema into another at a path. Returns `false` if the path leads through a value that was a scalar before.
fn insert(there: &mut Schema, steps: &[Step<'_>], schema: Schema) -> bool {
    let is_any = |there: &Schema| matches!(there.kind.as_deref(), None | Some("any"));
    match steps.split_first() {
        None => {
            // The row of an object may come after those of its fields.
            let before = std::mem::replace(there, schema);
            if there.properties.is_empty()
                && there.items.is_none()
                && (!before.properties.is_empty() || before.items.is_some())
            {
                (there.kind, there.properties, there.items) = (before.kind, before.properties, before.items);
            }
            true
        }
        Some((Step::Element, rest)) => {
            let fits = is_any(there) || there.kind.as_deref() == Some("array");
            if there.kind.as_deref() != Some("array") {
                there.kind = Some("array".to_owned());
                (there.format, there.items) = (None, None);
                there.properties.clear();
            }
            let item = there.items.get_or_insert_default();
            if !rest.is_empty() {
                return insert(item, rest, schema) && fits;
            }
            // A row like `InstanceId.N` has the type of the element (or RepeatList), but its "required" cell is about
            // the list.
            let (required, example) = (schema.required, schema.example.clone());
            let mut element = match schema {
                Schema { kind: Some(kind), items, .. } if kind == "array" => {
                    items.map(|items| *items).unwrap_or_default()
                }
                other => other,
            };
            (element.required, element.max_items, element.example) = (None, None, None);
            there.required = if required == Some(true) { required } else { there.required.or(required) };
            there.example = example.or(there.example.take());
            there.description = element.description.take().or(there.description.take());
            insert(item, rest, element) && fits
        }
        Some((Step::Field(name), rest)) => {
            let fits = is_any(there) || there.kind.as_deref() == Some("object");
            if there.kind.as_deref() != Some("object") {
                *there = Schema {
                    required: there.required,
                    description: there.description.take(),
                    ..CellType::Object.schema()
                };
            }
            insert(there.properties.entry((*name).to_owned()).or_default(), rest, schema) && fits
        }
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
        CellType::List(_) | CellType::Object | CellType::Map => true,
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
