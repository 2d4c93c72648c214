//! Parses the Markdown of a documentation repository.

mod code;

use super::completion;
use super::document::{Block, Document, PagePart, Text};
use super::judge;
use super::line::{Line, lines};
use super::section::{Section, section, section_of_heading};
use super::table;

/// Splits a page into sections and blocks.
pub(super) fn read(page: &str) -> Document {
    let masked = judge::without_comments(page);
    let page = masked.as_deref().unwrap_or(page);
    let lower = code::with_lower_tags(page);
    let page = lower.as_deref().unwrap_or(page);
    let lines = lines(page);
    let mut document = Document::default();
    document.parts.push(PagePart { section: None, heading: Text::default(), blocks: Vec::new(), continues: false });
    let marks = Marks::of(&lines);
    let mut position = 0;
    while let Some(line) = lines.get(position) {
        let rest = lines.get(position..).unwrap_or_default();
        let text = line.text.trim();
        let mut taken = 1;
        if text.is_empty() {
        } else if let Some((heading, level, length)) =
            titled(rest, position.checked_sub(1).and_then(|before| lines.get(before)))
        {
            taken = length;
            let known = section_of_heading(&heading.text);
            if level == 1 && document.title.is_none() {
                document.title = Some(heading);
            } else if level == 1 && known.is_none() && is_operation(&heading.text) {
                let what = format!("another operation begins here: `{}`", heading.text);
                document.lost.push((heading.range, what, "give each operation a page of its own"));
            } else if level <= 2 || known.is_some() {
                document.parts.push(PagePart { section: known, heading, blocks: Vec::new(), continues: false });
            } else {
                push(&mut document, Block::Paragraph(heading));
            }
        } else if let Some((code, length, is_closed)) = code::fenced(rest, |fence| marks.end_of_code(position, fence)) {
            if !is_closed {
                let place = line.start..line.start + line.text.len();
                // A row within the block would become a part of the sample.
                if code.text.lines().any(|line| line.trim_start().starts_with('|') && line.matches('|').count() > 2) {
                    let what =
                        "this block of code is not closed, and rows of a table below it would be lost".to_owned();
                    document.lost.push((place, what, "close the block with the same marks that open it"));
                } else {
                    let what = "this block of code is not closed; it was read up to the next heading".to_owned();
                    document.unread.push((place, what));
                }
            }
            push(&mut document, Block::Code(code));
            taken = length;
        } else if let Some((before, code, length, is_closed)) =
            code::preformatted(rest, || marks.end_of_element(position))
        {
            if !is_closed {
                let place = line.start..line.start + line.text.len();
                let what = "this `<pre>` element is not closed; it was read up to the next heading".to_owned();
                document.unread.push((place, what));
            }
            code::blocks(before, code).for_each(|block| push(&mut document, block));
            taken = length;
        } else if let Some((code, length)) =
            code::unmarked(rest, position.checked_sub(1).and_then(|before| lines.get(before)), document.parts.last())
        {
            push(&mut document, Block::Code(code));
            taken = length;
        } else if let Some(heading) = bold_heading(line).or_else(|| plain_heading(&lines, position)) {
            document.parts.push(heading);
        } else if let Some(read) = read_table(rest, || marks.end_of_table(position)) {
            document.unread.extend(read.odd);
            push(&mut document, Block::Table(read.table));
            taken = read.lines;
        } else {
            let (paragraph, length) = paragraph(rest);
            if text.starts_with('|') && text.len() > 1 {
                let place = line.start..line.start + line.text.len();
                let section = document.parts.last().and_then(|part| part.section);
                let is_listing = matches!(section, Some(Section::Request | Section::Response | Section::Errors));
                // A single stray row may be above the header of a table.
                let is_above_table = table::pipes(lines.get(position + 1..).unwrap_or_default()).is_some();
                if is_listing && !is_above_table && text.matches('|').count() > 3 {
                    let what = "this table would be lost: it has no header".to_owned();
                    document.lost.push((place, what, "begin the table with a header and a line of dashes"));
                } else {
                    document.unread.push((place, "this table cannot be read".to_owned()));
                }
            }
            push(&mut document, Block::Paragraph(paragraph));
            taken = length;
        }
        position += taken;
    }
    let lost = judge::lost_rows(page, &document);
    let bars = "begin and end each line of the table with `|`, without a quotation or list mark before it";
    document.lost.extend(lost.into_iter().map(|(range, what)| (range, what, bars)));
    completion::complete(&mut document, page);
    document
}

/// Reads a table in one of the forms that pages have.
fn read_table(lines: &[Line<'_>], end: impl Fn() -> Option<usize>) -> Option<table::ReadTable> {
    table::html(lines, end).or_else(|| table::pipes(lines)).or_else(|| table::grid(lines))
}

fn push(document: &mut Document, block: Block) {
    if let Some(part) = document.parts.last_mut() {
        part.blocks.push(block);
    }
}

/// Returns a heading with its level and its number of lines.
fn titled(lines: &[Line<'_>], before: Option<&Line<'_>>) -> Option<(Text, usize, usize)> {
    let line = lines.first()?;
    if let Some(heading) = heading(line) {
        return Some((heading, line.text.trim().chars().take_while(|character| *character == '#').count(), 1));
    }
    let level = underlined(line.text, lines.get(1)?.text)?;
    // A line below other text is the end of a paragraph, above a rule.
    let is_first = before.is_none_or(|before| before.text.trim().is_empty());
    let text = table::unescape(line.text.trim().trim_matches('*'));
    is_first.then(|| (Text { text, range: line.start..line.start + line.text.len() }, level, 2))
}

/// Whether a page has a heading with this underline.
pub(super) fn is_underlined(line: &str, below: &str) -> bool {
    underlined(line, below).is_some()
}

/// Returns the level of a heading that a second line underlines, as in `Request parameters` above `---`.
fn underlined(line: &str, below: &str) -> Option<usize> {
    let (text, rule) = (line.trim(), below.trim());
    let is_title = text.contains(char::is_alphabetic)
        && text.len() < 200
        && !text.starts_with(['|', '-', '*', '+', '>', '`', '<', '{', '[', '}', ']'])
        && line.len() - line.trim_start().len() < 4;
    if !is_title || rule.len() < 3 {
        return None;
    }
    if rule.bytes().all(|byte| byte == b'=') {
        return Some(1);
    }
    rule.bytes().all(|byte| byte == b'-').then_some(2)
}

/// Returns the text of a heading without `#` and its anchor, as in `{#doc_api_1075637 .reference}`.
fn heading(line: &Line<'_>) -> Option<Text> {
    let text = line.text.trim();
    let title = text.trim_start_matches('#');
    if title.len() == text.len() || !title.starts_with([' ', '\t']) {
        return None;
    }
    let title = title.split(" {").next().unwrap_or_default();
    let title = table::unescape(title.trim().trim_end_matches('#').trim_end());
    Some(Text { text: title, range: line.start..line.start + line.text.len() })
}

/// Whether a heading is the name of an operation: one word with a capital letter behind a small one, as in `GetWidget`.
fn is_operation(heading: &str) -> bool {
    let is_word = !heading.is_empty() && heading.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_words = heading
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [first, second] if first.is_ascii_lowercase() && second.is_ascii_uppercase()));
    is_word && has_words
}

/// Lines that may end a construct that begins far above. They are searched for once, so that parsing takes linear time.
struct Marks {
    /// Lines that close an HTML table.
    tables: Vec<usize>,
    /// Lines that close a code block, by kind of fence.
    codes: [(&'static str, Vec<usize>); 2],
    /// Lines that close a `<pre>` element.
    elements: Vec<usize>,
    /// Headings of known sections.
    sections: Vec<usize>,
}

impl Marks {
    fn of(lines: &[Line<'_>]) -> Self {
        let all = |fits: &dyn Fn(&Line<'_>) -> bool| -> Vec<usize> {
            lines.iter().enumerate().filter(|(_, line)| fits(line)).map(|(index, _)| index).collect()
        };
        // A closing fence may be followed by the bar of a table cell.
        let closes = |fence: &'static str| {
            let fits = move |line: &Line<'_>| {
                let text = line.text.trim();
                text.starts_with(fence) && text.trim_matches(['`', '~', '|', ' ']).is_empty()
            };
            (fence, all(&fits))
        };
        Self {
            tables: all(&|line| line.text.contains("</table")),
            codes: [closes("```"), closes("~~~")],
            elements: all(&|line| line.text.contains("</pre")),
            sections: all(&|line| {
                line.text.trim_start().starts_with("##")
                    && heading(line).is_some_and(|heading| section_of_heading(&heading.text).is_some())
            }),
        }
    }

    /// Returns the number of lines before the one that closes the HTML table.
    fn end_of_table(&self, position: usize) -> Option<usize> {
        next(&self.tables, position).map(|line| line - position)
    }

    /// Returns the number of lines before the end of the code block, which is its closing fence or the heading of the
    /// next known section, and whether it has a closing fence.
    fn end_of_code(&self, position: usize, fence: &str) -> (Option<usize>, bool) {
        let closings = self.codes.iter().find(|(there, _)| *there == fence).map(|(_, lines)| lines.as_slice());
        self.end(position, next(closings.unwrap_or_default(), position + 1))
    }

    /// Does the same for a `<pre>` element, which may end on its first line.
    fn end_of_element(&self, position: usize) -> (Option<usize>, bool) {
        self.end(position, next(&self.elements, position))
    }

    fn end(&self, position: usize, closing: Option<usize>) -> (Option<usize>, bool) {
        let section = next(&self.sections, position + 1);
        // A mark after the heading of the next section belongs to another block: this one is not closed.
        let closing = closing.filter(|closing| section.is_none_or(|section| *closing < section));
        let end = closing.or(section);
        (end.map(|line| line - position), closing.is_some())
    }
}

/// Returns the first of these lines at or after a position.
fn next(lines: &[usize], position: usize) -> Option<usize> {
    lines.get(lines.partition_point(|line| *line < position)).copied()
}

/// Recognizes a heading of older pages: a bold line that names a section of tables.
fn bold_heading(line: &Line<'_>) -> Option<PagePart> {
    let title = line.text.trim().strip_prefix("**")?.strip_suffix("**")?;
    heading_of(line, title)
}

/// Recognizes a line between blank lines that is the title of a section of the request or the response.
fn plain_heading(lines: &[Line<'_>], position: usize) -> Option<PagePart> {
    let line = lines.get(position)?;
    let is_blank = |line: Option<&Line<'_>>| line.is_none_or(|line| line.text.trim().is_empty());
    let is_alone =
        is_blank(position.checked_sub(1).and_then(|before| lines.get(before))) && is_blank(lines.get(position + 1));
    // A single word such as `Parameters` is too common to be a heading.
    heading_of(line, line.text.trim()).filter(|_| is_alone && line.text.trim().contains([' ', '请', '返', '响']))
}

fn heading_of(line: &Line<'_>, title: &str) -> Option<PagePart> {
    let title = table::unescape(title);
    let known = section(&title).filter(|known| {
        matches!(
            known,
            Section::Request | Section::RequestSyntax | Section::Response | Section::ResponseSyntax | Section::Errors
        )
    })?;
    let heading = Text { text: title.trim().to_owned(), range: line.start..line.start + line.text.len() };
    Some(PagePart { section: Some(known), heading, blocks: Vec::new(), continues: false })
}

/// Reads the lines up to the next blank line or other block.
fn paragraph(lines: &[Line<'_>]) -> (Text, usize) {
    let ends = |line: &Line<'_>| {
        let text = line.text.trim();
        text.is_empty()
            || text.starts_with("```")
            || text.starts_with('|')
            || text.starts_with("+-")
            || text.contains("<table")
            || code::preformatted_start(text).is_some()
            || heading(line).is_some()
    };
    let length = lines.iter().skip(1).position(ends).map_or(lines.len(), |position| position + 1);
    let taken = lines.get(..length).unwrap_or_default();
    let text: Vec<&str> = taken.iter().map(|line| line.text.trim()).collect();
    let start = taken.first().map_or(0, |line| line.start);
    let end = taken.last().map_or(start, |line| line.start + line.text.len());
    (Text { text: table::unescape(&text.join("\n")), range: start..end }, length)
}
