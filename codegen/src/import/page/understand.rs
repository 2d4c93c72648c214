//! What the sections of a page mean.

mod samples;
mod tables;

use std::sync::Arc;

use super::column::Column;
use super::document::{Block, Document, Part, Table, Text};
use super::errors::Errors;
use super::field;
use super::identity;
use super::kind::Kind;
use super::notes::Notes;
use super::request::{self, Common, Shown};
use super::schema::{self, Schemas};
use super::section::Section;
use super::shape::Shape;
use super::{Page, authorization, errors};
use crate::diagnostic::SourceText;
use crate::spec::entry::{Change, Operation, Response, Schema, Source};

/// Makes an entry of a page.
pub(super) fn understand(
    document: &Document,
    page: &Arc<SourceText>,
    known: Option<&Operation>,
    descriptions: bool,
) -> Page {
    let mut notes = Notes::new(page);
    for (range, what) in &document.unread {
        notes.warn(range, what.clone());
    }
    let mut reader = Reader {
        known,
        descriptions,
        entry: Operation::default(),
        common: Vec::new(),
        common_response: false,
        errors: Errors::new(),
        tables: 0,
        typed: false,
        notes,
    };
    let samples = reader.samples(document);
    let path = reader.request_line(document);
    reader.request(document, path.as_deref());
    reader.response(document, &samples);
    for part in &document.parts {
        reader.part(part);
    }
    reader.wording(document);
    let mut entry = reader.entry;
    entry.error_codes = reader.errors;
    entry.path = path;
    let file = page.path().file_name().and_then(std::ffi::OsStr::to_str).map(str::to_owned);
    entry.source = vec![Source { document: file, updated: document.updated.clone(), facts: None }];
    let identity = identity::identity(document, page.text(), &reader.common, &entry.ram_actions);
    if let Some((range, message, rule)) = &identity.doubt {
        reader.notes.warn_rule(range, message.clone(), rule.clone());
    }
    if reader.tables > 0 && !reader.typed && !identity.certain {
        reader.notes.error_page(
            "this is no page of an operation: nothing in it says so, and its tables tell no types",
            "leave it out, or add a row `Action` with the name of the operation",
        );
    }
    Page {
        name: identity.name,
        product: identity.product,
        version: identity.version,
        is_named_by_sample: identity.is_named_by_sample,
        tables: reader.tables,
        entry,
        problems: reader.notes.into_problems(),
    }
}

struct Reader<'a> {
    known: Option<&'a Operation>,
    descriptions: bool,
    entry: Operation,
    common: Vec<Common>,
    /// Whether the page refers to the parameters that every response has.
    common_response: bool,
    errors: Errors,
    /// Parameter tables of request and response.
    tables: usize,
    /// Whether such a table tells types.
    typed: bool,
    notes: Notes,
}

impl Reader<'_> {
    /// `POST /clusters/[ClusterId]/nodes HTTP/1.1`: the method is noted, the path template returned.
    fn request_line(&mut self, document: &Document) -> Option<String> {
        let parts = document.parts.iter().filter(|part| part.section == Some(Section::RequestSyntax));
        let texts = parts.flat_map(|part| &part.blocks).filter_map(|block| match block {
            Block::Code(code) => Some(code.text.trim()),
            Block::Paragraph(text) => Some(text.text.trim()),
            Block::Table(_) => None,
        });
        for line in texts.flat_map(str::lines) {
            let mut words = line.split_whitespace();
            let (Some(methods), Some(path)) = (words.next(), words.next()) else { continue };
            let methods: Vec<String> = methods.split('|').map(str::to_ascii_lowercase).collect();
            let known =
                |method: &String| matches!(method.as_str(), "get" | "post" | "put" | "delete" | "patch" | "head");
            if path.starts_with('/') && methods.iter().all(known) {
                self.entry.methods = methods;
                return Some(path.replace('[', "{").replace(']', "}"));
            }
        }
        None
    }

    fn request(&mut self, document: &Document, path: Option<&str>) {
        let shape = self.known.map(|known| {
            let parameters = known
                .parameters
                .iter()
                .filter_map(|parameter| Some((parameter.name.clone()?, parameter.schema.as_ref()?)));
            Shape::Object(parameters.map(|(name, schema)| (name, Shape::of_schema(schema))).collect())
        });
        let nested = self.tables(document, Section::Request, shape.as_ref());
        let mut schemas = Schemas { descriptions: self.descriptions, notes: &mut self.notes };
        let demo = self.entry.request_demo.as_deref();
        let shown = Shown { path, demo, body_is_list: tables::body_is_list(document, demo) };
        self.entry.parameters = request::request(nested, shown, &mut schemas).parameters;
    }

    fn response(&mut self, document: &Document, samples: &[samples::Shown<'_>]) {
        let listed = tables::names(document, Section::Response);
        let read = samples::read(samples, |name| listed.contains(name));
        let known = self
            .known
            .and_then(|known| known.responses.get("200"))
            .and_then(|response| response.schema.as_ref())
            .map(Shape::of_schema);
        // JSON shows more than XML.
        let (xml, json): (Vec<_>, Vec<_>) = read.iter().partition(|(_, sample)| sample.xml);
        let shown = Shape::evidence(json.into_iter().chain(xml).map(|(_, sample)| Shape::of_value(&sample.root)));
        // What the page itself shows comes first: the entry only adds what the page leaves open.
        let shape = Shape::evidence(shown.into_iter().chain(known));
        let nested = self.tables(document, Section::Response, shape.as_ref());
        request::report(&nested, &mut self.notes);
        let mut schemas = Schemas { descriptions: self.descriptions, notes: &mut self.notes };
        let mut schema = match &shape {
            Some(shape) if nested.nodes.is_empty() && self.known.is_none() => {
                if let Some((shown, _)) = read
                    .first()
                    .filter(|_| shape.members().is_some_and(|members| !members.keys().all(|name| is_request_id(name))))
                {
                    schemas.notes.warn_rule(
                        &shown.code.range,
                        "no table lists the fields of the response",
                        "they were taken from the sample",
                    );
                }
                schema::of_shape(shape)
            }
            _ => {
                let mut object = Kind::Object.schema();
                object.properties =
                    nested.nodes.iter().map(|node| (node.field.name.clone(), schemas.of_node(node))).collect();
                object
            }
        };
        let is_list = matches!(shape, Some(Shape::List(_)));
        // Every response has one; pages that refer to the common parameters do not list it.
        let is_listed = is_list || schema.properties.keys().any(|name| is_request_id(name));
        let members = shape.as_ref().and_then(Shape::members);
        let spelled = members.and_then(|members| members.keys().find(|name| is_request_id(name)));
        if !is_listed && (spelled.is_some() || shape.is_none() || self.common_response) {
            schema.properties.shift_insert(
                0,
                spelled.map_or("RequestId", String::as_str).to_owned(),
                Schema { kind: Some("string".to_owned()), ..Schema::default() },
            );
        }
        if is_list && schema.items.is_none() {
            schema = Schema { items: Some(Box::new(schema)), ..Kind::List(None).schema() };
        }
        samples::compare(&read, &schema, &mut self.notes);
        self.entry.responses.insert("200".to_owned(), Response { schema: Some(schema), ..Response::default() });
    }

    /// What is in a section beside parameters and samples.
    fn part(&mut self, part: &Part) {
        if part.section == Some(Section::Boilerplate) {
            return;
        }
        for block in &part.blocks {
            match block {
                Block::Table(table) => self.other_table(part, table),
                Block::Paragraph(text) if part.section == Some(Section::Engines) => self.engine(text),
                Block::Paragraph(_) | Block::Code(_) => {}
            }
        }
        if matches!(part.section, Some(Section::Request | Section::Response)) && Self::is_unread(part) {
            self.notes.warn(&part.heading.range, "nothing in this section could be read as a table of parameters");
        }
        if part.section.is_none() && !part.heading.text.is_empty() {
            let texts = part.blocks.iter().filter(|block| matches!(block, Block::Paragraph(_))).count();
            if texts > 0 {
                self.notes.warn(
                    &part.heading.range,
                    format!("the section `{}` is not known; its text was left out", part.heading.text),
                );
            }
        }
    }

    /// Whether a section of parameters has text of several paragraphs, and no table.
    fn is_unread(part: &Part) -> bool {
        let tables = part.blocks.iter().any(|block| matches!(block, Block::Table(_)));
        let paragraphs = part.blocks.iter().filter(|block| matches!(block, Block::Paragraph(_))).count();
        !tables && paragraphs > 3
    }

    /// Tables are known by their columns, wherever they stand.
    fn other_table(&mut self, part: &Part, table: &Table) {
        let is_error = table.has(Column::Code) && (table.has(Column::Status) || table.has(Column::Message));
        if is_error || (part.section == Some(Section::Errors) && table.columns.is_empty()) {
            let mut codes: Vec<String> = Vec::new();
            if let Some(known) = self.known {
                codes.extend(known.error_codes.values().flatten().filter_map(|error| error.error_code.clone()));
            }
            errors::read(table, &codes, self.descriptions, &mut self.errors, &mut self.notes);
        } else if table.has(Column::Action) && table.has(Column::AccessLevel) {
            authorization::read(table, &mut self.entry.ram_actions, &mut self.notes);
        } else if table.has(Column::ChangedAt) {
            self.changes(table);
        } else if !matches!(part.section, Some(Section::Request | Section::Response)) || field::fields(table).is_none()
        {
            let rows = table.rows.len();
            self.notes.warn(
                &table.header.range,
                format!("left out: a table of {rows} rows that is about neither parameters nor errors"),
            );
        }
    }

    fn changes(&mut self, table: &Table) {
        for row in &table.rows {
            let (day, what) = match row.cells.as_slice() {
                [line] => line.split_at_checked(10).unwrap_or((line, "")),
                _ => (table.cell(row, Column::ChangedAt), table.cell(row, Column::Change)),
            };
            if super::text::is_day(day) {
                let what = what.trim().trim_end_matches("View Change Details").trim_end_matches("查看变更详情").trim();
                let description = (!what.is_empty()).then(|| what.to_owned());
                self.entry.change_set.push(Change { created_at: Some(day.to_owned()), description });
            } else {
                self.notes.warn(&row.range, "left out: a change without a day");
            }
        }
    }

    fn engine(&mut self, text: &Text) {
        for line in text.text.lines() {
            if let Some(engine) = line.trim().strip_prefix("- ").or_else(|| line.trim().strip_prefix("* ")) {
                let engine =
                    engine.trim().trim_matches('*').trim_start_matches("RDS ").trim_start_matches("ApsaraDB RDS for ");
                if !engine.is_empty() && engine.len() < 40 {
                    self.entry.engines.push(engine.to_owned());
                }
            }
        }
    }

    /// Sentences of the page, for those who want them.
    fn wording(&mut self, document: &Document) {
        if !self.descriptions {
            return;
        }
        let paragraphs = |part: &Part| -> Vec<String> {
            let texts = part
                .blocks
                .iter()
                .filter_map(|block| if let Block::Paragraph(text) = block { Some(text.text.clone()) } else { None });
            texts.collect()
        };
        let mut first = document.parts.first().map_or_else(Vec::new, paragraphs);
        if !first.is_empty() {
            self.entry.summary = Some(first.remove(0));
        }
        for part in document.parts.iter().filter(|part| part.section == Some(Section::Description)) {
            first.extend(paragraphs(part));
        }
        if !first.is_empty() {
            self.entry.description = Some(first.join("\n\n"));
        }
    }
}

fn is_request_id(name: &str) -> bool {
    name.eq_ignore_ascii_case("RequestId")
}

fn is_error_label(label: &str) -> bool {
    let label = label.to_lowercase();
    ["异常", "错误", "error", "fail"].iter().any(|word| label.contains(word))
}
