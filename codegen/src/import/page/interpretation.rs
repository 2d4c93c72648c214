//! Interprets the sections of a page.

mod request_line;
mod samples;
mod tables;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::column::Column;
use super::document::{Block, Document, PagePart, Table, Text};
use super::errors::Errors;
use super::field;
use super::identity;
use super::kind::CellType;
use super::notes::PageNotes;
use super::request::{self, Common};
use super::request_sample;
use super::sample::Sample;
use super::schema::{self, Schemas};
use super::section::Section;
use super::shape::SampleShape;
use super::{Page, authorization, errors};
use crate::diagnostic::{SourceText, counted};
use crate::import::places::PagePlaces;
use crate::spec::entry::{Change, Operation, Parameter, Response, Schema, Source};
use samples::Samples;

/// The entry that a page describes, and what is wrong with the page.
pub(super) fn interpreted(
    document: &Document,
    page: &Arc<SourceText>,
    known: Option<&Operation>,
    descriptions: bool,
) -> Page {
    let mut notes = PageNotes::new(page);
    for (range, what) in &document.unread {
        notes.warn(range, what.clone());
    }
    for (range, what, help) in &document.lost {
        notes.error(range, what.clone(), *help);
    }
    let mut reader = Reader {
        known,
        descriptions,
        entry: Operation::default(),
        common: Vec::new(),
        common_response: false,
        errors: Errors::new(),
        line: 0..0,
        body: HashSet::new(),
        tables: 0,
        typed: false,
        places: PagePlaces::new(document.title.as_ref().map(|title| title.range.clone())),
        notes,
    };
    let samples = reader.samples(document);
    let path = reader.request_line(document);
    reader.request(document, &samples, path.as_deref());
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
    for (range, message, rule) in &identity.doubts {
        reader.notes.warn_rule(range, message.clone(), rule.clone());
    }
    let listed = request_sample::Listed {
        name: identity.name.as_deref(),
        path: entry.path.as_deref(),
        parameters: &entry.parameters,
    };
    request_sample::compare(&samples.requests, listed, &mut reader.notes);
    if reader.tables > 0 && !reader.typed && !identity.certain {
        reader.notes.error_page(
            "the page does not describe an operation: nothing in it says so, and its tables have no types",
            "leave it out, or add a row `Action` with the name of the operation",
        );
    }
    Page {
        heading: document.title.as_ref().map(|title| title.range.clone()),
        name: identity.name,
        product: identity.product,
        version: identity.version,
        is_named_by_sample: identity.is_named_by_sample,
        tables: reader.tables,
        places: reader.places,
        entry,
        problems: reader.notes.into_problems(),
    }
}

struct Reader<'a> {
    known: Option<&'a Operation>,
    descriptions: bool,
    entry: Operation,
    common: Vec<Common>,
    /// Whether the page refers to the common response parameters.
    common_response: bool,
    errors: Errors,
    /// Range of the request line.
    line: Range<usize>,
    /// Keys of the request body in samples.
    body: HashSet<String>,
    /// Number of parameter tables of request and response.
    tables: usize,
    /// Whether such a table has a column of types.
    typed: bool,
    /// Where the page has its parameters, fields and errors.
    places: PagePlaces,
    notes: PageNotes,
}

impl Reader<'_> {
    fn request(&mut self, document: &Document, samples: &Samples<'_>, path: Option<&str>) {
        let known = self.known.map(|known| {
            let parameters = known
                .parameters
                .iter()
                .filter_map(|parameter| Some((parameter.name.clone()?, parameter.schema.as_ref()?)));
            SampleShape::Object(parameters.map(|(name, schema)| (name, SampleShape::of_schema(schema))).collect())
        });
        let sent: Vec<_> =
            samples.requests.iter().map(|shown| request_sample::RequestSample::read(shown.body)).collect();
        let bodies =
            sent.iter().filter(|request| request.path.is_some() || path.is_some()).filter_map(|request| request.body);
        let bodies =
            bodies.filter_map(|(body, _)| Sample::of_request(body)).map(|sample| SampleShape::of_value(&sample.root));
        // JSON below a table may be the value of a parameter, unless the operation has a path or a section about its
        // body.
        let has_body = path.is_some() || tables::names_body(document);
        let body = SampleShape::evidence(bodies.chain(samples.request_template().filter(|_| has_body)));
        // JSON values in the query show the nesting of those parameters.
        let values = sent.iter().flat_map(|request| &request.pairs).filter(|pair| pair.value.starts_with(['{', '[']));
        let values = values.filter_map(|pair| {
            Some((pair.name.to_owned(), SampleShape::of_value(&Sample::of_request(pair.value)?.root)))
        });
        let query = SampleShape::Object(values.collect());
        let shown = body
            .clone()
            .into_iter()
            .chain([query].into_iter().filter(|query| query.members().is_some_and(|members| !members.is_empty())));
        let shape = SampleShape::evidence(shown.chain(known));
        self.body = body
            .as_ref()
            .and_then(SampleShape::members)
            .map(|members| members.keys().cloned().collect())
            .unwrap_or_default();
        let nested = self.tables(document, Section::Request, shape.as_ref());
        let mut schemas = Schemas { descriptions: self.descriptions, notes: &mut self.notes };
        let demo = self.entry.request_demo.as_deref();
        let body_is_list = matches!(body, Some(SampleShape::List(Some(_)))) || tables::body_is_list(document, demo);
        let shown = request::ShownRequest { path, demo, body_is_list };
        self.entry.parameters = request::request(nested, shown, &mut schemas).parameters;
        for name in request::without_row(path.unwrap_or_default(), &self.entry.parameters) {
            self.notes.warn_rule(
                &self.line,
                format!("no row describes `{{{name}}}` of the path"),
                "a required string of that name is added",
            );
        }
        let is_body = |parameter: &Parameter| parameter.location.as_deref() == Some("body");
        if let Some(body) = body.filter(|_| self.known.is_none() && !self.entry.parameters.iter().any(is_body)) {
            let place = samples.requests.iter().chain(&samples.request_templates).next();
            let place = place.map_or(0..0, |shown| shown.code.range.clone());
            let listed: HashSet<&str> =
                self.entry.parameters.iter().filter_map(|parameter| parameter.name.as_deref()).collect();
            let mut keys = body.members().into_iter().flat_map(indexmap::IndexMap::keys);
            let unlisted = !keys.any(|name| listed.contains(name.as_str()));
            if unlisted {
                self.notes.warn_rule(&place, "no table lists the body of the request", "it was taken from the sample");
                self.entry.parameters.push(request::whole_body(schema::of_shape(&body)));
            }
        }
        for parameter in self.entry.parameters.iter().filter(|parameter| is_body(parameter)) {
            if let Some(schema) = &parameter.schema {
                samples::compare_templates(
                    &samples.request_templates,
                    schema,
                    "the syntax of the body",
                    &mut self.notes,
                );
            }
        }
    }

    fn response(&mut self, document: &Document, samples: &Samples<'_>) {
        let listed = tables::names(document, Section::Response);
        let read = samples::read(&samples.responses, |name| listed.contains(name));
        let known = self
            .known
            .and_then(|known| known.responses.get("200"))
            .and_then(|response| response.schema.as_ref())
            .map(SampleShape::of_schema);
        // JSON shows types and lists, which XML does not.
        let (xml, json): (Vec<_>, Vec<_>) = read.iter().partition(|(_, sample)| sample.xml);
        let shown = json.into_iter().chain(xml).map(|(_, sample)| SampleShape::of_value(&sample.root));
        let shown = SampleShape::evidence(shown.chain(samples.response_template()));
        let is_shown = shown.is_some();
        // The page comes first: the existing entry only adds what the page leaves open.
        let shape = SampleShape::evidence(shown.into_iter().chain(known));
        let nested = self.tables(document, Section::Response, shape.as_ref());
        request::report(&nested, &mut self.notes);
        if nested.nodes.is_empty() && !is_shown && !self.common_response {
            let rule = match self.known {
                Some(_) => "the response stays as the metadata has it",
                None => "the entry has a response with the request id only",
            };
            let title = document.title.as_ref().map_or(0..0, |title| title.range.clone());
            self.notes.warn_rule(&title, "no table and no sample of this page describes the response", rule);
        }
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
                let mut object = CellType::Object.schema();
                object.properties =
                    nested.nodes.iter().map(|node| (node.field.name.clone(), schemas.of_node(node))).collect();
                object
            }
        };
        let is_list = matches!(shape, Some(SampleShape::List(Some(_))));
        // Every response has a request id. Pages that refer to the common parameters do not list it.
        let is_listed = is_list || schema.properties.keys().any(|name| is_request_id(name));
        let members = shape.as_ref().and_then(SampleShape::members);
        let spelled = members.and_then(|members| members.keys().find(|name| is_request_id(name)));
        if !is_listed && (spelled.is_some() || shape.is_none() || self.common_response) {
            schema.properties.shift_insert(
                0,
                spelled.map_or("RequestId", String::as_str).to_owned(),
                Schema { kind: Some("string".to_owned()), ..Schema::default() },
            );
        }
        if is_list && schema.items.is_none() {
            schema = Schema { items: Some(Box::new(schema)), ..CellType::List(None).schema() };
        }
        samples::widen(&read, &mut schema, &mut self.notes);
        samples::compare(&read, &schema, &mut self.notes);
        samples::compare_templates(&samples.response_templates, &schema, "the syntax of the response", &mut self.notes);
        self.entry.responses.insert("200".to_owned(), Response { schema: Some(schema), ..Response::default() });
    }

    /// Reads everything in a section except parameters and samples.
    fn part(&mut self, part: &PagePart) {
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

    /// Whether a section of parameters has several paragraphs, but no table.
    fn is_unread(part: &PagePart) -> bool {
        let tables = part.blocks.iter().any(|block| matches!(block, Block::Table(_)));
        let paragraphs = part.blocks.iter().filter(|block| matches!(block, Block::Paragraph(_))).count();
        !tables && paragraphs > 3
    }

    /// Reads a table that is recognized by its columns, in any section.
    fn other_table(&mut self, part: &PagePart, table: &Table) {
        let is_error = table.has(Column::Code) && (table.has(Column::Status) || table.has(Column::Message));
        if is_error || (part.section == Some(Section::Errors) && table.columns.is_empty()) {
            let mut codes: Vec<String> = Vec::new();
            if let Some(known) = self.known {
                codes.extend(known.error_codes.values().flatten().filter_map(|error| error.error_code.clone()));
            }
            let target = (&mut self.errors, &mut self.places);
            errors::read(table, &codes, self.descriptions, target, &mut self.notes);
        } else if table.has(Column::Action) && table.has(Column::AccessLevel) {
            authorization::read(table, &mut self.entry.ram_actions, &mut self.notes);
        } else if table.has(Column::ChangedAt) {
            self.changes(table);
        } else if !(part.lists(Section::Request) || part.lists(Section::Response)) || field::fields(table).is_none() {
            let rows = counted(table.rows.len(), "row");
            self.notes.warn(
                &table.header.range,
                format!("left out: a table of {rows} that is about neither parameters nor errors"),
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
        let paragraphs = |part: &PagePart| -> Vec<String> {
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
