//! Writes parser events as Markdown again: paragraphs, headings, lists, tables, quotes, code, emphasis, and links to
//! web pages. Every other construct is written as plain text.

mod lines;
mod spans;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use self::lines::{Container, List};
use self::spans::InlineElement;

/// Maximum nesting depth, both of lists and quotes and of emphasis. Deeper levels are written without their markers;
/// otherwise the output could grow quadratically, since every level adds to every line.
const DEEPEST: usize = 8;

/// Languages of code blocks that are kept. Any other info string becomes `text`, since rustdoc may compile it as Rust.
const LANGUAGES: [&str; 7] = ["json", "xml", "sql", "shell", "bash", "http", "yaml"];

/// State of the writer and the Markdown written so far.
pub(super) struct Writer {
    out: String,
    /// Whether the output has to be a single line.
    one_line: bool,
    containers: Vec<Container>,
    /// Number of open containers that are too deep to be written.
    unwritten: usize,
    lists: Vec<List>,
    /// The marker of a list that has just ended. An adjacent list needs a different marker, or Markdown would join the
    /// two.
    ended: Option<char>,
    leaf: Leaf,
    /// The previous leaf.
    last: Leaf,
    /// Text that is not written yet. The parser splits text into several events, but escaping needs to see the
    /// neighbours of a character.
    text: String,
    /// A line break that is not written yet: `true` for a hard break, `false` for a soft one.
    line_break: Option<bool>,
    /// Number of columns of the open table.
    columns: usize,
    /// Whether the current line has only container markers so far.
    at_start: bool,
    spans: Vec<InlineElement>,
    /// Whether one of `spans` is a link. Links cannot be nested.
    in_link: bool,
    code_block: Option<(&'static str, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    None,
    /// Text directly in a list item, without a paragraph: the list has no blank lines.
    Tight,
    Paragraph,
    Heading,
    Code,
    Table,
}

impl Writer {
    /// A writer for one or more blocks.
    pub(super) fn block() -> Self {
        Self {
            out: String::new(),
            one_line: false,
            containers: Vec::new(),
            unwritten: 0,
            lists: Vec::new(),
            ended: None,
            leaf: Leaf::None,
            last: Leaf::None,
            text: String::new(),
            line_break: None,
            columns: 0,
            at_start: true,
            spans: Vec::new(),
            in_link: false,
            code_block: None,
        }
    }

    /// A writer for a single line.
    pub(super) fn line() -> Self {
        Self { one_line: true, ..Self::block() }
    }

    pub(super) fn finish(mut self) -> String {
        self.end_leaf();
        self.out
    }

    /// Writes an event. `source` is the part of the Markdown that it was parsed from.
    pub(super) fn event(&mut self, event: Event<'_>, source: &str) {
        match event {
            Event::Start(tag) => self.start(tag, source),
            Event::End(tag) => self.end(tag, source),
            Event::Text(text) => match &mut self.code_block {
                Some((_, code)) => code.push_str(&text),
                None => self.text(&text),
            },
            Event::InlineHtml(tag) if tag.trim_end_matches(['/', ' ', '>']).eq_ignore_ascii_case("<br") => {
                self.line_break(true);
            }
            // HTML is shown as text. Mathematics and footnotes do not occur, since the parser has those extensions off.
            Event::Html(text) | Event::InlineHtml(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text);
            }
            Event::FootnoteReference(text) => self.text(&text),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak => self.line_break(false),
            Event::HardBreak => self.line_break(true),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, source: &str) {
        match tag {
            Tag::Heading { level, .. } => {
                self.start_leaf(Leaf::Heading);
                self.out.push_str(&"#".repeat(level as usize));
                self.out.push(' ');
            }
            Tag::BlockQuote(_) => {
                self.end_leaf();
                self.start_container("> ".to_owned(), "> ".to_owned(), false);
            }
            Tag::List(number) => {
                self.end_leaf();
                let marks = if number.is_some() { ['.', ')'] } else { ['-', '*'] };
                let [first, second] = marks;
                let mark = if self.ended == Some(first) { second } else { first };
                self.lists.push(List { mark, number });
            }
            Tag::Item => {
                self.end_leaf();
                let mark = self.lists.last_mut().map_or_else(|| "- ".to_owned(), List::next_mark);
                let indent = " ".repeat(mark.len());
                self.start_container(mark, indent, true);
            }
            Tag::CodeBlock(kind) => {
                self.end_leaf();
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
                    CodeBlockKind::Indented => "",
                };
                let language = LANGUAGES.into_iter().find(|&known| known == language).unwrap_or("text");
                self.code_block = Some((language, String::new()));
            }
            Tag::Table(columns) => {
                self.start_leaf(Leaf::Table);
                self.columns = columns.len();
            }
            Tag::TableHead => self.out.push('|'),
            Tag::TableRow => {
                self.new_line();
                self.out.push('|');
            }
            Tag::TableCell => {
                self.out.push(' ');
                self.at_start = false;
            }
            Tag::Emphasis => self.start_mark("*"),
            Tag::Strong => self.start_mark("**"),
            Tag::Strikethrough if source.starts_with("~~") => self.start_mark("~~"),
            // A single `~`, as in the range `1~64`, is not meant as strikethrough.
            Tag::Strikethrough => self.text("~"),
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url),
            // Only the alternative text of an image is written; an image would make every reader's browser load it.
            Tag::Image { .. } | Tag::Superscript | Tag::Subscript => {}
            Tag::Paragraph
            | Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => self.start_leaf(Leaf::Paragraph),
        }
    }

    fn end(&mut self, tag: TagEnd, source: &str) {
        match tag {
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.end_leaf();
                self.end_container();
            }
            TagEnd::List(_) => {
                self.end_leaf();
                self.ended = self.lists.pop().map(|list| list.mark);
            }
            TagEnd::CodeBlock => self.end_code_block(),
            TagEnd::TableHead => {
                self.new_line();
                self.out.push('|');
                self.out.push_str(&"---|".repeat(self.columns));
            }
            TagEnd::TableRow | TagEnd::Superscript | TagEnd::Subscript | TagEnd::Image => {}
            TagEnd::TableCell => {
                self.flush();
                self.out.push_str(" |");
            }
            TagEnd::Strikethrough if !source.starts_with("~~") => self.text("~"),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => self.end_span(),
            TagEnd::Paragraph
            | TagEnd::HtmlBlock
            | TagEnd::Heading(_)
            | TagEnd::Table
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => self.end_leaf(),
        }
    }
}
