//! Parameter tables: those of one kind of section make one tree.

use super::super::document::{Block, Document, Part, Table};
use super::super::field::{self, Field};
use super::super::nesting::{Nested, Nesting, Node};
use super::super::request::{self, Common};
use super::super::sample::Shape;
use super::super::section::{Column, Section};
use super::Reader;

impl Reader<'_> {
    /// The parameter tables of all sections of this kind, put into one tree.
    pub(super) fn tables(&mut self, document: &Document, section: Section, shape: Option<&Shape>) -> Nested {
        let mut nesting = Nesting::new(shape);
        let (mut position, mut left, mut first) = (None, 0_usize, true);
        for part in document.parts.iter().filter(|part| part.section == Some(section)) {
            if part.heading.text.contains("旧版") || part.heading.text.to_lowercase().contains("old version") {
                self.notes.warn(&part.heading.range, "left out: the parameters of an older version");
                continue;
            }
            if !part.continues {
                position = position_of(&part.heading.text);
                left = count(document, part);
                first = true;
            }
            let mut before = if part.continues { part.heading.text.clone() } else { String::new() };
            for block in &part.blocks {
                match block {
                    Block::Paragraph(text) => before.clone_from(&text.text),
                    Block::Code(_) => {}
                    Block::Table(table) => {
                        if let Some(fields) = field::fields(table) {
                            self.tables += 1;
                            left = left.saturating_sub(1);
                            let fields = self.own(fields, table, position, shape);
                            let before = (!first).then_some(before.as_str());
                            nesting.table(fields, before, left > 0);
                            first = false;
                        }
                        before.clear();
                    }
                }
            }
        }
        nesting.finish()
    }

    /// Fields without those that every request or response has.
    fn own(&mut self, fields: Vec<Field>, table: &Table, position: Option<&str>, shape: Option<&Shape>) -> Vec<Field> {
        let mut own = Vec::new();
        for mut field in fields {
            let is_reference = field.name.contains("公共")
                || field.name.to_lowercase().contains("common re")
                || field.name.to_lowercase().contains("common parameters");
            let common = if table.has(Column::Required) { request::common(&field) } else { None };
            if let Some(common) = common {
                self.common.push(common);
            } else if is_reference {
                self.common_response |= !table.has(Column::Required);
                self.common.push(Common::Other);
            } else {
                self.without_spaces(&mut field, shape);
                field.position = field.position.or(position.map(str::to_owned));
                own.push(field);
            }
        }
        own
    }

    /// A name with a space in it is a slip: the sample may have the right one.
    fn without_spaces(&mut self, field: &mut Field, shape: Option<&Shape>) {
        if !field.name.contains(' ') {
            return;
        }
        let joined: String = field.name.split(' ').collect();
        let name = shape.and_then(|shape| shape.find(&joined)).map_or(joined, str::to_owned);
        self.notes.warn_rule(
            &field.range,
            format!("`{}` is no name: it has a space in it", field.name),
            format!("it was taken to be `{name}`"),
        );
        field.name = name;
    }
}

/// Parameter tables of a part and of those that go on with it.
fn count(document: &Document, part: &Part) -> usize {
    let parts = document.parts.iter().skip_while(|there| !std::ptr::eq(*there, part));
    let parts = parts.enumerate().take_while(|(index, part)| *index == 0 || part.continues);
    let blocks = parts.flat_map(|(_, part)| &part.blocks);
    blocks.filter(|block| matches!(block, Block::Table(table) if field::fields(table).is_some())).count()
}

/// Whether a sample shows that the body of the request is a list, of which the page lists the members of an element.
pub(super) fn body_is_list(document: &Document, demo: Option<&str>) -> bool {
    let bodies = document
        .parts
        .iter()
        .filter(|part| part.section == Some(Section::Request) && position_of(&part.heading.text) == Some("body"));
    let mut samples = bodies.flat_map(|part| &part.blocks).filter_map(|block| match block {
        Block::Code(code) => Some(code.text.as_str()),
        _ => None,
    });
    let after_request_line = demo.and_then(|demo| demo.split_once('\n')).map(|(_, rest)| rest);
    samples.any(|sample| sample.trim_start().starts_with('['))
        || after_request_line.is_some_and(|rest| {
            let begins = rest.lines().find(|line| line.trim_start().starts_with(['[', '{']));
            begins.is_some_and(|line| line.trim_start().starts_with('['))
        })
}

/// Adds the paths that the sample shows and the tree lacks.
pub(super) fn unlisted(shown: &Shape, nodes: &[Node], path: &str, names: &mut Vec<String>) {
    for (name, inner) in shown.members().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let Some(node) = nodes.iter().find(|node| node.field.name == *name) else {
            let other = nodes.iter().find(|node| node.field.name.eq_ignore_ascii_case(name));
            names.push(
                other.map_or_else(|| path.clone(), |node| format!("{path} (`{}` in the table)", node.field.name)),
            );
            continue;
        };
        if node.members.is_empty() {
            continue;
        }
        match inner.wrapper() {
            Some((wrapper, elements)) if !node.members.iter().any(|member| member.field.name == wrapper) => {
                unlisted(elements, &node.members, &format!("{path}.{wrapper}"), names);
            }
            _ => unlisted(inner, &node.members, &path, names),
        }
    }
}

/// Where the parameters of a section go, if its heading says.
fn position_of(heading: &str) -> Option<&'static str> {
    let heading = heading.to_lowercase();
    let places = [
        ("header", "header"),
        ("请求头", "header"),
        ("path", "path"),
        ("query", "query"),
        ("body", "body"),
        ("请求体", "body"),
    ];
    places.iter().find(|(word, _)| heading.contains(word)).map(|(_, place)| *place)
}
