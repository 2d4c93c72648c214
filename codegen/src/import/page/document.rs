//! Common representation of both kinds of documentation page: sections of paragraphs, tables and samples.

use std::ops::Range;

use super::column::{Column, Guess};
use super::section::Section;

/// A page that is split into parts, but not interpreted yet.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The first heading.
    pub(super) title: Option<Text>,
    /// Time of the page's last update, as `2025-03-31` or `2025-03-31 11:45`.
    pub(super) updated: Option<String>,
    /// Parts of the page. The first part has no heading and begins after the title.
    pub(super) parts: Vec<PagePart>,
    /// Ranges that could not be parsed, each with a message.
    pub(super) unread: Vec<(Range<usize>, String)>,
    /// Parts of the operation that would be lost, so that the page is refused: ranges with a message and help.
    pub(super) lost: Vec<(Range<usize>, String, &'static str)>,
}

/// A section with its heading.
#[derive(Debug)]
pub(super) struct PagePart {
    /// Kind of the section; `None` if the heading is unknown.
    pub(super) section: Option<Section>,
    /// The heading.
    pub(super) heading: Text,
    /// Content of the section.
    pub(super) blocks: Vec<Block>,
    /// Whether this continues the previous section: some pages give the fields of a type a heading of their own.
    pub(super) continues: bool,
}

/// Text with its location in the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// The text without markup.
    pub(super) text: String,
    /// Byte range in the page.
    pub(super) range: Range<usize>,
}

/// A block of a section.
#[derive(Debug)]
pub(super) enum Block {
    /// A paragraph, a list item or a heading of a lower level; lines are separated by `\n`.
    Paragraph(Text),
    /// A table.
    Table(Table),
    /// A code block.
    Code(Code),
}

/// A code block, with its text unchanged.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// The code.
    pub(super) text: String,
    /// Byte range in the page, including the fences.
    pub(super) range: Range<usize>,
    /// Byte offset in the page of each line of code.
    pub(super) lines: Vec<usize>,
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    /// Meaning of each column; empty if the table has no header.
    pub(super) columns: Vec<Column>,
    /// The header as written, for messages.
    pub(super) header: Text,
    /// The header of each column.
    pub(super) headers: Vec<String>,
    /// Columns with unknown headers, and their presumed meanings.
    pub(super) guesses: Vec<Guess>,
    /// The rows.
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// The cells, trimmed and unescaped.
    pub(super) cells: Vec<String>,
    /// Width of the indentation before the name, which shows the nesting level of the row.
    pub(super) indent: usize,
    /// Byte range in the page.
    pub(super) range: Range<usize>,
}

impl Document {
    /// Finds request parameters outside of known sections. A table with columns for name, type and "required" lists
    /// them if it is above all headings, or if no section of the request has such a table and it is in a descriptive or
    /// unknown section.
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

    /// Joins sections with an unknown heading and a table of parameters to the section before. Such a table describes a
    /// type that the section refers to; if the section does not mention it, that is a guess.
    pub(super) fn join_types(&mut self) {
        let mut current = None;
        let mut types = String::new();
        for part in &mut self.parts {
            if part.section.is_some() {
                types.clear();
            }
            let describes = part.blocks.iter().any(
                |block| matches!(block, Block::Table(table) if table.has(Column::Name) && table.has(Column::Type)),
            );
            if part.section.is_none() && !part.heading.text.is_empty() && describes && current.is_some() {
                part.section = current;
                part.continues = true;
                let name = part.heading.text.trim().to_lowercase();
                if !name
                    .split(|character: char| !character.is_ascii_alphanumeric())
                    .any(|word| word.len() > 2 && types.contains(word))
                {
                    let what = format!(
                        "the section `{}` is not known; its table was taken to describe a type of the section before",
                        part.heading.text
                    );
                    self.unread.push((part.heading.range.clone(), what));
                }
            }
            for block in &part.blocks {
                if let Block::Table(table) = block {
                    table
                        .rows
                        .iter()
                        .for_each(|row| row.cells.iter().for_each(|cell| types.push_str(&cell.to_lowercase())));
                }
            }
            current = part.section.filter(|section| matches!(section, Section::Request | Section::Response));
        }
    }
}

impl PagePart {
    /// Whether a table of parameters in this part belongs to this section, which is that of the request or of the
    /// response.
    pub(super) fn lists(&self, section: Section) -> bool {
        match self.section {
            Some(Section::RequestSyntax) => section == Section::Request,
            Some(Section::ResponseSyntax) => section == Section::Response,
            other => other == Some(section),
        }
    }
}

impl Code {
    /// Returns a mapping from offsets in the code to ranges in the page.
    pub(super) fn places(&self) -> Places<'_> {
        let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
        Places { code: self, starts: std::iter::once(0).chain(breaks).collect() }
    }
}

/// Offsets of the lines of a code block, in the code and in the page.
pub(super) struct Places<'a> {
    code: &'a Code,
    starts: Vec<usize>,
}

impl Places<'_> {
    /// Returns the range in the page from an offset in the code to the end of its line.
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
    /// Whether the table has a column with this meaning.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }

    /// Returns the cell in the first column with this meaning, or an empty string if there is none.
    pub(super) fn cell<'a>(&self, row: &'a Row, column: Column) -> &'a str {
        let position = self.columns.iter().position(|there| *there == column);
        position.and_then(|position| row.cells.get(position)).map_or("", String::as_str)
    }
}
