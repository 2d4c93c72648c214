//! What both kinds of documentation page have in common: sections of paragraphs, tables and samples.

use std::ops::Range;

use super::section::{Column, Section};

/// A page, taken apart but not understood yet.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Text of the first heading.
    pub(super) title: Option<Text>,
    /// When the page was updated, as `2025-03-31` or `2025-03-31 11:45`.
    pub(super) updated: Option<String>,
    /// Parts of the page. The first, which has no heading, begins after the title.
    pub(super) parts: Vec<Part>,
    /// Pieces that the reader itself could not make sense of, with what is wrong with them.
    pub(super) unread: Vec<(Range<usize>, String)>,
}

/// A section with its heading.
#[derive(Debug)]
pub(super) struct Part {
    /// What the heading announces; `None` if the heading is not known.
    pub(super) section: Option<Section>,
    /// The heading.
    pub(super) heading: Text,
    /// What the section holds.
    pub(super) blocks: Vec<Block>,
    /// Whether it goes on with the section before: a heading of its own for the members of a type.
    pub(super) continues: bool,
}

/// Text with its place in the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// The text, without the marks of the format.
    pub(super) text: String,
    /// Bytes of the page.
    pub(super) range: Range<usize>,
}

/// A piece of a section.
#[derive(Debug)]
pub(super) enum Block {
    /// A paragraph, a list item or a heading of lower rank; lines are separated by `\n`.
    Paragraph(Text),
    /// A table.
    Table(Table),
    /// A code block, letter by letter.
    Code(Text),
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    /// Meaning of each column; empty if the table has no header.
    pub(super) columns: Vec<Column>,
    /// The header as printed, for messages.
    pub(super) header: Text,
    /// The rows.
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// The cells, trimmed, without escapes.
    pub(super) cells: Vec<String>,
    /// Bytes of the page.
    pub(super) range: Range<usize>,
}

impl Document {
    /// Headings that are not known, with a table of parameters below them, describe a type that the section before names.
    pub(super) fn join_types(&mut self) {
        let mut current = None;
        for part in &mut self.parts {
            let describes = part.blocks.iter().any(
                |block| matches!(block, Block::Table(table) if table.has(Column::Name) && table.has(Column::Type)),
            );
            if part.section.is_none() && !part.heading.text.is_empty() && describes && current.is_some() {
                part.section = current;
                part.continues = true;
            }
            current = part.section.filter(|section| matches!(section, Section::Request | Section::Response));
        }
    }
}

impl Table {
    /// Whether the table has a column of this meaning.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }

    /// The row's cell in the first column of this meaning; empty if there is none.
    pub(super) fn cell<'a>(&self, row: &'a Row, column: Column) -> &'a str {
        let position = self.columns.iter().position(|there| *there == column);
        position.and_then(|position| row.cells.get(position)).map_or("", String::as_str)
    }
}
