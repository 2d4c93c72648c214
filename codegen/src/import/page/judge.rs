//! Compares what was read of a Markdown page with what a Markdown parser finds in it.
//!
//! The reader of pages accepts much that is not Markdown, because the documentation was converted from other formats. A
//! table that it does not recognize would be a paragraph to it. The parser of rustdoc knows every form that Markdown allows:
//! tables without bars at the ends of rows, in quotations and in lists, and comments.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::column::{Column, column};
use super::document::{Block, Document};
use super::line::lines;

/// Replaces HTML comments by spaces, so that offsets do not change. Returns `None` if there are none.
pub(super) fn without_comments(page: &str) -> Option<String> {
    if !page.contains("<!--") {
        return None;
    }
    let mut text = page.as_bytes().to_vec();
    for (event, range) in Parser::new_ext(page, Options::empty()).into_offset_iter() {
        let is_html = matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_));
        let Some(html) = page.get(range.clone()).filter(|html| is_html && html.trim_start().starts_with("<!--")) else {
            continue;
        };
        let length = html.find("-->").map_or(html.len(), |end| end + "-->".len());
        let comment = text.get_mut(range.start..range.start + length).unwrap_or_default();
        comment.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    }
    String::from_utf8(text).ok()
}

/// Returns the rows of tables about the operation that are in no table or sample of the document, each with a message.
pub(super) fn lost_rows(page: &str, document: &Document) -> Vec<(Range<usize>, String)> {
    let read = Covered::of(document);
    let mut lost = Vec::new();
    let mut is_lost = false;
    for (event, range) in Parser::new_ext(page, Options::ENABLE_TABLES).into_offset_iter() {
        let text = page.get(range.clone()).unwrap_or_default();
        match event {
            Event::Start(Tag::TableHead) => {
                let is_about_operation = text.trim_matches('|').split('|').any(|title| {
                    matches!(
                        column(title.trim()),
                        Column::Name | Column::Type | Column::Required | Column::Code | Column::Action
                    )
                });
                is_lost = !read.contains(range.start) && is_about_operation;
                if is_lost {
                    lost.push((range, "this table would be lost: it is not recognized as one".to_owned()));
                }
            }
            // Text directly after a table is a row to a Markdown parser.
            Event::Start(Tag::TableRow)
                if !is_lost && text.contains('|') && !read.contains(range.start) && read.touches(range.start) =>
            {
                lost.push((range, "this row would be lost: it does not belong to the table above it".to_owned()));
            }
            _ => {}
        }
    }
    lost.extend(lost_html(page, &read));
    lost
}

/// Returns the rows of HTML tables that are in no table or sample, and tables within cells, whose rows would be taken for
/// rows of the table around them.
fn lost_html(page: &str, read: &Covered) -> Vec<(Range<usize>, String)> {
    let mut lost = Vec::new();
    for line in lines(page) {
        let text = line.text.trim();
        let range = line.start..line.start + line.text.len();
        let has_cell = ["<td", "<th>", "<th "].iter().any(|tag| text.contains(tag));
        let is_row = text.starts_with("<tr") || has_cell && text.starts_with("<t");
        if is_row && !read.contains(line.start) {
            lost.push((range, "this row of an HTML table would be lost: no `</table>` ends the table".to_owned()));
        } else if let Some((before, _)) = line.text.split_once("<table")
            && (before.contains("<t") || read.continues(line.start))
            && read.contains(line.start)
        {
            lost.push((range, "this table would be lost: it is within a cell of another table".to_owned()));
        }
    }
    lost
}

/// Characters that look like the bar between cells.
const BARS: &[char] = &['｜', '│', '┃', '¦', '∣', '￨', '❘'];

/// Returns the first line of each table that has other bars between its cells than `|`, as in `｜Name｜Type｜`.
pub(super) fn lost_bars(page: &str, document: &Document) -> Vec<(Range<usize>, String)> {
    let read = Covered::of(document);
    let mut lost = Vec::new();
    let mut before: Option<Range<usize>> = None;
    let (mut is_reported, mut is_below_table) = (false, false);
    for line in lines(page) {
        let range = line.start..line.start + line.text.len();
        let is_read = read.contains(line.start);
        let is_tabbed = line.text.matches('\t').count() > 1 && !is_read;
        let is_spaced = line.text.trim().matches("  ").count() > 1 && !is_read;
        let titles = || line.text.split("  ").map(str::trim).filter(|title| !title.is_empty());
        if is_tabbed && is_header(line.text.split('\t')) || is_spaced && titles().count() > 2 && is_header(titles()) {
            lost.push((range, "this table would be lost: its cells are not separated by `|`".to_owned()));
            continue;
        }
        if line.text.matches(BARS).count() < 2 || is_read {
            (before, is_reported, is_below_table) = (None, false, is_read && !line.text.trim().is_empty());
            continue;
        }
        let has_title = line
            .text
            .split(BARS)
            .any(|title| matches!(column(title.trim()), Column::Name | Column::Type | Column::Required | Column::Code));
        // A single line may be the site's navigation.
        let is_row = has_title || before.is_some() || is_below_table;
        if is_row && !is_reported {
            let what = "this table would be lost: its cells are not separated by `|`".to_owned();
            lost.push((before.take().unwrap_or_else(|| range.clone()), what));
            is_reported = true;
        }
        before = Some(range);
    }
    lost
}

/// Whether at least two titles are those of columns of parameters or errors.
fn is_header<'a>(titles: impl Iterator<Item = &'a str>) -> bool {
    let known = titles.filter(|title| {
        matches!(
            column(title.trim()),
            Column::Name | Column::Type | Column::Required | Column::Code | Column::Description
        )
    });
    known.count() > 1
}

/// The parts of a page that became tables or samples, in their order.
struct Covered(Vec<Range<usize>>);

impl Covered {
    fn of(document: &Document) -> Self {
        let blocks = document.parts.iter().flat_map(|part| &part.blocks);
        let mut ranges: Vec<_> = blocks
            .filter_map(|block| match block {
                Block::Paragraph(_) => None,
                Block::Code(code) => Some(code.range.clone()),
                Block::Table(table) => {
                    let end = table.rows.last().map_or(table.header.range.end, |row| row.range.end);
                    Some(table.header.range.start..end)
                }
            })
            .collect();
        ranges.sort_by_key(|range| range.start);
        Self(ranges)
    }

    /// The last range that begins at or before this position.
    fn before(&self, position: usize) -> Option<&Range<usize>> {
        self.0.partition_point(|range| range.start <= position).checked_sub(1).and_then(|index| self.0.get(index))
    }

    fn contains(&self, position: usize) -> bool {
        self.before(position).is_some_and(|range| position < range.end)
    }

    /// Whether a table or sample begins above this line and goes on here.
    fn continues(&self, position: usize) -> bool {
        self.before(position).is_some_and(|range| range.start < position && position < range.end)
    }

    /// Whether a table or sample ends on the line before this position.
    fn touches(&self, position: usize) -> bool {
        self.before(position).is_some_and(|range| position.saturating_sub(range.end) <= 2)
    }
}
