//! What both kinds of documentation page have in common: sections of paragraphs, tables and samples.

use std::ops::Range;

use super::column::{Column, Guess};
use super::section::Section;

/// A page, taken apart but not understood yet.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Text of the first heading.
    pub(super) title: Option<Text>,
    /// When the page was updated, as `2025-03-31` or `2025-03-31 11:45`.
    pub(super) updated: Option<String>,
    /// Parts of the page. The first, which has no heading, begins after the title.
    pub(super) parts: Vec<PagePart>,
    /// Pieces that the reader itself could not make sense of, with what is wrong with them.
    pub(super) unread: Vec<(Range<usize>, String)>,
}

/// A section with its heading.
#[derive(Debug)]
pub(super) struct PagePart {
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
    /// A code block.
    Code(Code),
}

/// A code block, letter by letter.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// The code.
    pub(super) text: String,
    /// Bytes of the page, with the fences.
    pub(super) range: Range<usize>,
    /// Byte of the page at which each line of the code begins.
    pub(super) lines: Vec<usize>,
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    /// Meaning of each column; empty if the table has no header.
    pub(super) columns: Vec<Column>,
    /// The header as printed, for messages.
    pub(super) header: Text,
    /// The header of each column.
    pub(super) headers: Vec<String>,
    /// Columns that are not known by their headers, and what was made of them.
    pub(super) guesses: Vec<Guess>,
    /// The rows.
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// The cells, trimmed, without escapes.
    pub(super) cells: Vec<String>,
    /// Width of the white space before the name that shows the level of the row.
    pub(super) indent: usize,
    /// Bytes of the page.
    pub(super) range: Range<usize>,
}

impl Document {
    /// A table of names, types and what is required is one of the request, even above all headings, or below one that nobody
    /// knows, where no other section is about that.
    pub(super) fn find_request(&mut self) {
        let needed = [Column::Name, Column::Type, Column::Required];
        let is_request =
            |block: &Block| matches!(block, Block::Table(table) if needed.iter().all(|column| table.has(*column)));
        let is_known = self.parts.iter().any(|part| part.lists(Section::Request) && part.blocks.iter().any(is_request));
        let is_prose = |part: &PagePart| match part.section {
            None => true,
            Some(Section::Description | Section::Engines | Section::Debugging) => !is_known,
            Some(_) => false,
        };
        let is_other = |part: &PagePart| is_prose(part) && part.blocks.iter().any(is_request);
        let Some(index) = self.parts.iter().position(is_other) else { return };
        let Some(part) = self.parts.get_mut(index).filter(|part| !is_known || part.heading.text.is_empty()) else {
            return;
        };
        if part.section.is_none() && !part.heading.text.is_empty() {
            let what = format!(
                "the section `{}` is not known; its table was taken for that of the request",
                part.heading.text
            );
            self.unread.push((part.heading.range.clone(), what));
            part.section = Some(Section::Request);
            return;
        }
        let begin = part.blocks.iter().position(is_request).unwrap_or_default();
        let blocks = part.blocks.split_off(begin);
        let request = PagePart { section: Some(Section::Request), heading: Text::default(), blocks, continues: false };
        self.parts.insert(index + 1, request);
    }

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

impl PagePart {
    /// Whether a table of parameters in this part is one of the request, or of the response.
    pub(super) fn lists(&self, section: Section) -> bool {
        match self.section {
            Some(Section::RequestSyntax) => section == Section::Request,
            Some(Section::ResponseSyntax) => section == Section::Response,
            other => other == Some(section),
        }
    }
}

impl Code {
    /// Finds places in the page.
    pub(super) fn places(&self) -> Places<'_> {
        let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
        Places { code: self, starts: std::iter::once(0).chain(breaks).collect() }
    }
}

/// Where each line of a block of code begins, in the code and in the page.
pub(super) struct Places<'a> {
    code: &'a Code,
    starts: Vec<usize>,
}

impl Places<'_> {
    /// The place in the page of a byte of the code, up to the end of its line.
    pub(super) fn of(&self, at: usize) -> Range<usize> {
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let rest = self.code.text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        match (self.code.lines.get(line), self.starts.get(line)) {
            (Some(start), Some(begin)) => start + at - begin..start + at - begin + rest.len(),
            _ => self.code.range.clone(),
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
