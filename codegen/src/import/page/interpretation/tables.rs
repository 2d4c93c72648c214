//! Reads parameter tables. Those of all sections of one kind form one tree.

use std::collections::HashSet;

use super::super::column::{self, Column};
use super::super::document::{Block, Document, PagePart, Table};
use super::super::field::{self, TableField};
use super::super::kind::CellType;
use super::super::limits;
use super::super::nesting::{Nested, Nesting};
use super::super::request::{self, Common};
use super::super::section::Section;
use super::super::shape::SampleShape;
use super::Reader;

impl Reader<'_> {
    /// Reads the parameter tables of all sections of this kind into one tree.
    pub(super) fn tables(&mut self, document: &Document, section: Section, shape: Option<&SampleShape>) -> Nested {
        let mut nesting = Nesting::new(shape, section == Section::Response);
        let (mut position, mut left, mut first) = (None, 0_usize, true);
        let (mut tables, mut rows) = (0_usize, 0_usize);
        let types = TypeNames::of(document, section);
        let titles = TableTitles::of(document, section);
        for part in document.parts.iter().filter(|part| part.lists(section)) {
            if part.heading.text.contains("旧版") || part.heading.text.to_lowercase().contains("old version") {
                self.notes.warn(&part.heading.range, "left out: the parameters of an older version");
                continue;
            }
            if section == Section::Response && is_of_headers(&part.heading.text) {
                let lists = |block: &Block| matches!(block, Block::Table(table) if field::fields(table).is_some());
                if part.blocks.iter().any(lists) {
                    self.notes.warn(&part.heading.range, "left out: the headers of the response");
                }
                continue;
            }
            if !part.continues {
                position = position_of(&part.heading.text);
                left = count(document, part);
                first = true;
            }
            let mut before = BeforeTable::new(part);
            for block in &part.blocks {
                match block {
                    Block::Paragraph(text) => before.add(&text.text),
                    Block::Code(_) => {}
                    Block::Table(table) => {
                        self.report_columns(table, section);
                        if let Some(fields) = field::fields(table) {
                            self.tables += 1;
                            self.typed |= table.has(Column::Type);
                            (tables, rows) = (tables + 1, rows + fields.len());
                            if tables > limits::TABLES || rows > limits::ROWS {
                                self.notes.error(
                                    &table.header.range,
                                    format!(
                                        "there are more than {} tables or {} rows of parameters up to here",
                                        limits::TABLES,
                                        limits::ROWS
                                    ),
                                    "split the page",
                                );
                                return nesting.finish();
                            }
                            left = left.saturating_sub(1);
                            let mut fields = self.own(fields, table, position, shape, &types);
                            fields.iter().for_each(|field| {
                                self.places.add(&field.name, &field.range, section == Section::Response)
                            });
                            let later = titles.after(table.header.range.start);
                            for field in &mut fields {
                                field.is_described_elsewhere = later.contains(field.name.to_lowercase().as_str());
                            }
                            let text = before.text();
                            nesting.table(fields, (!first).then_some(text.as_str()), left > 0);
                            first = false;
                        }
                        before = BeforeTable::default();
                    }
                }
            }
        }
        nesting.finish()
    }

    /// Removes the fields that all requests or responses have.
    fn own(
        &mut self,
        fields: Vec<TableField>,
        table: &Table,
        position: Option<&str>,
        shape: Option<&SampleShape>,
        types: &TypeNames,
    ) -> Vec<TableField> {
        let mut own = Vec::new();
        // A table without locations describes the body if samples have at least half of its names there.
        let in_body = fields.iter().filter(|field| self.body.contains(&field.name)).count();
        let is_body = position.is_none() && !table.has(Column::Position) && in_body > 0 && in_body * 2 >= fields.len();
        let position = position.or(if is_body && table.has(Column::Required) { Some("body") } else { None });
        let rows = request::CommonRows::of(&fields);
        for mut field in fields {
            let lower = field.name.to_lowercase();
            let is_reference = lower.contains("公共")
                || ["common", "public"].iter().any(|word| lower.contains(word))
                    && ["parameter", "common re"].iter().any(|word| lower.contains(word));
            let common = if table.has(Column::Required) { request::common(&field) } else { None };
            let common = common.filter(|common| !self.is_own(common, &field, rows));
            if let Some(common) = common {
                self.common.push(common);
            } else if is_reference {
                self.common_response |= !table.has(Column::Required);
                self.common.push(Common::Other);
            } else {
                self.without_remarks(&mut field);
                self.without_spaces(&mut field, shape);
                self.without_slip(&mut field, types);
                named_as_a_word(&mut field, types, shape);
                field.position = field.position.or(position.map(str::to_owned));
                own.push(field);
            }
        }
        own
    }

    /// Whether a parameter with the name of a common one is the operation's own, since the page lists no others of the
    /// signature. What is left out is reported.
    fn is_own(&mut self, common: &Common, field: &TableField, rows: request::CommonRows) -> bool {
        if !request::may_be_own(common, field, rows) {
            return false;
        }
        let is_own = field.required == Some(true);
        let what = format!("`{}` is the name of a parameter that all operations have", field.name);
        let rule = if is_own {
            "it was taken to be a parameter of this operation, since this page requires it and lists none of the others"
        } else {
            "it was left out"
        };
        self.notes.warn_rule(&field.range, what, rule);
        is_own
    }

    /// Reports columns with unknown headers, and tables that cannot be read because of them.
    fn report_columns(&mut self, table: &Table, section: Section) {
        let is_read = field::fields(table).is_some();
        for guess in table.guesses.iter().filter(|_| is_read) {
            let header = if guess.header.is_empty() { "without a header" } else { &guess.header };
            let rule = match guess.column {
                Column::Other => "its cells were left out".to_owned(),
                column => format!("it was taken to hold {}", column.as_str()),
            };
            let what = if column::column(header) == Column::Other {
                format!("the column `{header}` is not known")
            } else if guess.column != Column::Other {
                format!("the header `{header}` is above the wrong column")
            } else {
                format!("the column `{header}` is the second of its kind")
            };
            self.notes.warn_rule(&table.header.range, what, rule);
        }
        let is_listing = table.has(Column::Type) || section == Section::Request && table.has(Column::Required);
        let is_other = table.has(Column::Code) || table.has(Column::Action) || table.has(Column::ChangedAt);
        if is_listing && !is_other && !table.rows.is_empty() && !is_read {
            self.notes.error(
                &table.header.range,
                "this table of parameters would be lost: no column holds names",
                "the header of names should be `Parameter`, that of types `Type`",
            );
        }
    }

    /// Corrects a misspelled type. It is one if no table describes it and it resembles a known type.
    fn without_slip(&mut self, field: &mut TableField, types: &TypeNames) {
        let CellType::Named(name) = &field.kind else { return };
        if types.has(name) {
            return;
        }
        let Some(kind) = CellType::nearly(name) else { return };
        self.notes.warn_rule(
            &field.range,
            format!("`{name}` is not a known type, and no table describes it"),
            format!(
                "it was taken to be {}",
                if kind.is_container() { "a structure of that name" } else { "the type with nearly that name" }
            ),
        );
        field.kind = kind;
    }

    /// Removes remarks from a name, and reports a name that may be two.
    fn without_remarks(&mut self, field: &mut TableField) {
        let plain = field::without_remarks(&field.name);
        if plain != field.name && !plain.is_empty() {
            let what = format!("`{}` is not a name: it has marks or a remark in it", field.name);
            self.notes.warn_rule(&field.range, what, format!("it was taken to be `{plain}`"));
            field.name = plain;
        }
        let is_of_two = field.name.contains([',', '/', '，', '、']) || field.name.contains(" or ");
        if is_of_two {
            let what = format!("`{}` may be the names of two parameters", field.name);
            self.notes.warn_rule(&field.range, what, "it was kept as one name");
        } else if let Some(odd) = field.name.chars().find(|letter| is_odd(*letter)) {
            let what = format!("`{}` is not a name: it has {odd:?} in it", field.name.escape_debug());
            self.notes.warn_rule(&field.range, what, "it was kept");
        }
    }

    /// Corrects a name with a space. The sample may have the right spelling.
    fn without_spaces(&mut self, field: &mut TableField, shape: Option<&SampleShape>) {
        if !field.name.contains(' ') {
            return;
        }
        let joined: String = field.name.split(' ').collect();
        let name = shape.and_then(|shape| shape.find(&joined)).map_or(joined, str::to_owned);
        self.notes.warn_rule(
            &field.range,
            format!("`{}` is not a name: it has a space in it", field.name),
            format!("it was taken to be `{name}`"),
        );
        field.name = name;
    }
}

/// Whether no name of a parameter has this character.
fn is_odd(letter: char) -> bool {
    !letter.is_alphanumeric() && !"_.-[]{}#$@:/* ".contains(letter)
}

/// Recognizes named types that are spelled like scalars, as in `Array of File`. The sample, or a table that describes
/// the type, decides.
fn named_as_a_word(field: &mut TableField, types: &TypeNames, shape: Option<&SampleShape>) {
    let CellType::List(Some(item)) = &mut field.kind else { return };
    let Some(word) = field.type_cell.trim().rsplit([' ', '<']).next().map(|word| word.trim_end_matches('>')) else {
        return;
    };
    let is_name = matches!(word, "File" | "Date" | "Time" | "Text" | "Enum" | "Number" | "Timestamp" | "Binary");
    let is_structure = || types.has(word) || shape.is_some_and(|shape| shape.lists_objects(&field.name));
    if is_name && matches!(item.as_ref(), CellType::Scalar(..)) && is_structure() {
        **item = CellType::Named(word.to_owned());
    }
}

/// Words in the headings and lines above tables, which include the names of types that the tables describe.
struct TypeNames(HashSet<String>);

impl TypeNames {
    fn of(document: &Document, section: Section) -> Self {
        let parts = document.parts.iter().filter(|part| part.lists(section));
        let mut words = HashSet::new();
        for part in parts {
            let headings = std::iter::once(&part.heading).filter(|_| part.continues);
            let lines = part
                .blocks
                .iter()
                .filter_map(|block| if let Block::Paragraph(text) = block { Some(text) } else { None });
            for text in headings.chain(lines) {
                let split = text.text.split(|character: char| !character.is_ascii_alphanumeric());
                words.extend(split.filter(|word| word.len() > 3).map(str::to_lowercase));
            }
        }
        Self(words)
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&name.to_lowercase())
    }
}

/// The text above a table: a title, which may be a heading of a low level, and the paragraph directly above.
#[derive(Debug, Default)]
struct BeforeTable {
    title: String,
    last: String,
}

impl BeforeTable {
    /// Begins a section. The heading of one that continues another one is the title of its table.
    fn new(part: &PagePart) -> Self {
        Self { title: if part.continues { part.heading.text.clone() } else { String::new() }, last: String::new() }
    }

    fn add(&mut self, paragraph: &str) {
        let is_title = paragraph.chars().count() <= 60
            && paragraph.split_whitespace().count() <= 6
            && !paragraph.contains('\n')
            && !paragraph.ends_with(['.', '。']);
        if is_title { &mut self.title } else { &mut self.last }.replace_range(.., paragraph);
    }

    fn text(&self) -> String {
        format!("{}\n{}", self.last, self.title)
    }
}

/// Words in the titles of tables, with the position of each table.
struct TableTitles(Vec<(usize, HashSet<String>)>);

impl TableTitles {
    fn of(document: &Document, section: Section) -> Self {
        let mut titles = Vec::new();
        for part in document.parts.iter().filter(|part| part.lists(section)) {
            let mut before = BeforeTable::new(part);
            for block in &part.blocks {
                match block {
                    Block::Paragraph(text) => before.add(&text.text),
                    Block::Table(table) => {
                        let words = before.title.split(|character: char| !character.is_ascii_alphanumeric());
                        titles.push((table.header.range.start, words.map(str::to_lowercase).collect()));
                        before = BeforeTable::default();
                    }
                    Block::Code(_) => {}
                }
            }
        }
        Self(titles)
    }

    /// Returns the words in the titles of all tables behind this position.
    fn after(&self, position: usize) -> HashSet<&str> {
        let later = self.0.iter().filter(|(start, _)| *start > position);
        later.flat_map(|(_, words)| words.iter().map(String::as_str)).collect()
    }
}

/// Counts the parameter tables of a part and of those that continue it.
fn count(document: &Document, part: &PagePart) -> usize {
    let parts = document.parts.iter().skip_while(|there| !std::ptr::eq(*there, part));
    let parts = parts.enumerate().take_while(|(index, part)| *index == 0 || part.continues);
    let blocks = parts.flat_map(|(_, part)| &part.blocks);
    blocks.filter(|block| matches!(block, Block::Table(table) if field::fields(table).is_some())).count()
}

/// Whether a sample shows that the request body is a list whose elements have the listed fields.
pub(super) fn body_is_list(document: &Document, demo: Option<&str>) -> bool {
    let bodies = document
        .parts
        .iter()
        .filter(|part| part.lists(Section::Request) && position_of(&part.heading.text) == Some("body"));
    let mut samples = bodies.flat_map(|part| &part.blocks).filter_map(|block| match block {
        Block::Code(code) => Some(code.text.as_str()),
        _ => None,
    });
    let after_request_line = demo.and_then(|demo| demo.split_once('\n')).map(|(_, rest)| rest);
    samples.any(begins_list)
        || after_request_line.is_some_and(|rest| {
            let begins = rest.lines().find(|line| line.trim_start().starts_with(['[', '{']));
            begins.is_some_and(begins_list)
        })
}

/// Whether JSON begins with a list that has elements.
fn begins_list(json: &str) -> bool {
    json.trim_start().strip_prefix('[').is_some_and(|rest| !rest.trim_start().starts_with(']'))
}

/// Whether a section is about the body of the request.
pub(super) fn names_body(document: &Document) -> bool {
    document.parts.iter().any(|part| part.lists(Section::Request) && position_of(&part.heading.text) == Some("body"))
}

/// Returns the names in the tables of a section, at any level.
pub(super) fn names(document: &Document, section: Section) -> HashSet<String> {
    let parts = document.parts.iter().filter(|part| part.lists(section));
    let blocks = parts.flat_map(|part| &part.blocks);
    let tables = blocks.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
    tables
        .flat_map(|table| {
            table.rows.iter().map(|row| field::without_remarks(&field::name(table.cell(row, Column::Name)).1))
        })
        .collect()
}

/// Whether a section is about the headers of the response, and about nothing else of it.
fn is_of_headers(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    let others = ["body", "parameter", "example", "参数", "响应体", "返回体"];
    ["headers", "响应头", "返回头"].iter().any(|word| heading.contains(word))
        && !others.iter().any(|word| heading.contains(word))
}

/// Returns the location of the parameters of a section, if its heading contains it.
fn position_of(heading: &str) -> Option<&'static str> {
    let heading = heading.to_lowercase();
    let places = [
        ("header", "header"),
        ("请求头", "header"),
        ("path", "path"),
        ("query", "query"),
        ("body", "body"),
        ("请求体", "body"),
        ("路径参数", "path"),
        ("查询参数", "query"),
        ("form data", "formData"),
        ("formdata", "formData"),
    ];
    places.iter().find(|(word, _)| heading.contains(word)).map(|(_, place)| *place)
}
