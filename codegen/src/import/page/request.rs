//! Request parameters.

use super::field::Field;
use super::kind::Kind;
use super::nesting::{Nested, Node};
use super::notes::Notes;
use super::schema::Schemas;
use super::values;
use crate::spec::entry::{Parameter, Schema};

/// What the request tables say.
#[derive(Debug, Default)]
pub(super) struct Request {
    /// The operation's own parameters.
    pub(super) parameters: Vec<Parameter>,
}

/// A row that describes no parameter of the operation, and what it tells of it all the same.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Common {
    /// `Action`, with the operation's name.
    Action(Option<String>),
    /// `Version`, with the version of the API.
    Version(String),
    /// Signature, access key, format, or a reference to all of them.
    Other,
}

/// Whether a row is about the parameters that every request has.
pub(super) fn common(field: &Field) -> Option<Common> {
    let name = field.name.trim_matches(['<', '>', '\\', ' ']).to_lowercase();
    let example = field.example.as_deref().unwrap_or_default();
    match name.as_str() {
        "action" => {
            let mut words = field.description.split(|character: char| !character.is_ascii_alphanumeric());
            let last = words.rfind(|word| word.starts_with(|first: char| first.is_ascii_uppercase()) && word.len() > 3);
            Some(Common::Action(field.example.clone().or_else(|| last.map(str::to_owned))))
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

/// What the page shows of the request beside its tables.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    /// The path template.
    pub(super) path: Option<&'a str>,
    /// The sample request.
    pub(super) demo: Option<&'a str>,
    /// Whether the body is a list of what the page lists.
    pub(super) body_is_list: bool,
}

/// Parameters of the operation.
pub(super) fn request(nested: Nested, shown: Shown<'_>, schemas: &mut Schemas<'_>) -> Request {
    report(&nested, schemas.notes);
    let mut parameters: Vec<Parameter> = Vec::new();
    for node in nested.nodes {
        let position = node.field.position.clone();
        let location = location(&node.field.name, position.as_deref(), shown.path);
        if let Some((base, rest)) = indexed(&node.field.name) {
            let schema = schemas.of_node(&node);
            let limit = values::facts(&node.field.description, &node.field.kind).max_items;
            element(&mut parameters, base, rest, (location, limit), schema);
            continue;
        }
        if let Some(cell) = &node.field.required_cell {
            schemas.notes.warn_rule(
                &node.field.range,
                format!("`{cell}` says neither yes nor no"),
                "the parameter is optional",
            );
        }
        let schema = schemas.of_node(&node);
        let style = style(&node, location, shown.demo, schemas.notes);
        parameters.push(Parameter {
            name: Some(node.field.name),
            location: Some(location.to_owned()),
            style: style.map(str::to_owned),
            schema: Some(schema),
        });
    }
    Request { parameters: with_one_body(parameters, shown.body_is_list) }
}

/// A request has one body: members of it that the page lists one by one are the members of one object.
fn with_one_body(parameters: Vec<Parameter>, is_list: bool) -> Vec<Parameter> {
    let is_body = |parameter: &Parameter| parameter.location.as_deref() == Some("body");
    let is_whole =
        |parameter: &Parameter| parameter.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("body"));
    let (members, mut others): (Vec<Parameter>, Vec<Parameter>) = parameters.into_iter().partition(is_body);
    if members.is_empty() || members.len() == 1 && members.iter().all(is_whole) {
        others.extend(members);
        return others;
    }
    let mut body = Kind::Object.schema();
    body.required =
        Some(members.iter().any(|member| member.schema.as_ref().is_some_and(|schema| schema.required == Some(true))));
    body.properties = members.into_iter().filter_map(|member| Some((member.name?, member.schema?))).collect();
    if is_list {
        let required = body.required.take();
        body = Schema { required, items: Some(Box::new(body)), ..Kind::List(None).schema() };
    }
    let text = |text: &str| Some(text.to_owned());
    others.push(Parameter { name: text("body"), location: text("body"), style: text("json"), schema: Some(body) });
    others
}

/// Reports what the placing of rows left open.
pub(super) fn report(nested: &Nested, notes: &mut Notes) {
    for (range, what) in &nested.unplaced {
        notes.warn(range, format!("left out: {what}"));
    }
    if let Some((range, first)) = nested.guesses.first() {
        let more = nested.guesses.len() - 1;
        let more = if more == 0 { String::new() } else { format!(", as were {more} more members") };
        notes.warn_rule(
            range,
            format!("no sample shows where this member belongs: {first}{more}"),
            "compare the result with the page",
        );
    }
}

/// Splits `Tag.N.Key` into `Tag` and `Key`. `SystemDisk.Size` has no index and is a name like any other.
fn indexed(name: &str) -> Option<(&str, Vec<&str>)> {
    let is_index = |part: &str| matches!(part, "N" | "n" | "M" | "m" | "X" | "Y" | "#" | "*") || part.starts_with('{');
    let mut start = 0;
    for part in name.split('.') {
        if start > 0 && is_index(part) {
            let rest = name.get(start + part.len()..)?.trim_start_matches('.');
            let rest =
                if rest.is_empty() { Vec::new() } else { rest.split('.').filter(|part| !part.is_empty()).collect() };
            return Some((name.get(..start - 1)?, rest));
        }
        start += part.len() + 1;
    }
    None
}

/// Adds what a row says of the elements of a list parameter.
fn element(
    parameters: &mut Vec<Parameter>,
    base: &str,
    rest: Vec<&str>,
    (location, limit): (&str, Option<u64>),
    schema: Schema,
) {
    let position = parameters.iter().position(|there| there.name.as_deref() == Some(base)).unwrap_or_else(|| {
        parameters.push(Parameter {
            name: Some(base.to_owned()),
            location: Some(location.to_owned()),
            style: Some("repeatList".to_owned()),
            schema: Some(Schema { kind: Some("array".to_owned()), required: Some(false), ..Schema::default() }),
        });
        parameters.len() - 1
    });
    let Some(list) = parameters.get_mut(position).and_then(|parameter| parameter.schema.as_mut()) else { return };
    list.max_items = list.max_items.or(limit);
    // A list must be given if something in each of its elements must.
    if schema.required == Some(true) {
        list.required = Some(true);
    }
    if rest.is_empty() {
        // `InstanceId.N` of type String or RepeatList: the row describes the element, its flag the list.
        let mut item = if schema.kind.as_deref() == Some("array") {
            schema.items.map(|items| *items).unwrap_or_default()
        } else {
            schema.clone()
        };
        (item.required, item.max_items) = (None, None);
        list.example = schema.example.clone();
        item.example = None;
        list.description = item.description.take();
        list.items = Some(Box::new(item));
        return;
    }
    insert(list, &rest, schema);
}

/// Puts a schema below a list: `Key`, or `Ebs.Size`, or `Ip.N` of its elements.
fn insert(list: &mut Schema, rest: &[&str], schema: Schema) {
    let item =
        list.items.get_or_insert_with(|| Box::new(Schema { kind: Some("object".to_owned()), ..Schema::default() }));
    let Some((name, rest)) = rest.split_first() else { return };
    let is_index = |part: &&str| matches!(*part, "N" | "n" | "M" | "m" | "X" | "Y");
    match rest.split_first() {
        None => {
            item.properties.insert((*name).to_owned(), schema);
        }
        Some((index, rest)) if is_index(index) => {
            let inner = item
                .properties
                .entry((*name).to_owned())
                .or_insert_with(|| Schema { kind: Some("array".to_owned()), ..Schema::default() });
            if rest.is_empty() {
                (inner.required, inner.example) = (schema.required, schema.example.clone());
                inner.items = Some(Box::new(Schema { required: None, example: None, ..schema }));
            } else {
                insert(inner, rest, schema);
            }
        }
        Some((member, _)) => {
            let inner = item.properties.entry((*name).to_owned()).or_insert_with(|| Kind::Object.schema());
            inner.properties.insert((*member).to_owned(), schema);
        }
    }
}

fn location<'a>(name: &str, position: Option<&'a str>, path: Option<&str>) -> &'a str {
    match position {
        Some("query" | "param" | "params") => "query",
        Some("path") => "path",
        Some("header") => "header",
        Some("body") => "body",
        Some("formdata" | "form") => "formData",
        Some("host") => "host",
        _ if path.is_some_and(|path| path.contains(&format!("{{{name}}}")) || path.contains(&format!("[{name}]"))) => {
            "path"
        }
        _ => "query",
    }
}

/// How a list or an object is written. Where the name has no index, only a sample tells.
fn style(node: &Node, location: &str, demo: Option<&str>, notes: &mut Notes) -> Option<&'static str> {
    if location == "body" {
        return Some("json");
    }
    let repeats = node.field.type_cell.trim().eq_ignore_ascii_case("repeatlist");
    if repeats || location != "query" && location != "formData" {
        return repeats.then_some("repeatList");
    }
    let structured = match &node.field.kind {
        Kind::List(_) | Kind::Object | Kind::Map => true,
        _ => !node.members.is_empty(),
    };
    if !structured {
        return None;
    }
    let name = &node.field.name;
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
        format!("the style `{style}` was assumed; metadata knows it"),
    );
    Some(style)
}
