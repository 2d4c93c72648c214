//! Writes what the parser found: paragraphs, headings, lists, tables, quotes, code, emphasis, and links to pages. Everything else is text.

mod lines;
mod spans;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use self::lines::{Container, List};
use self::spans::Span;

/// How deep lists and quotes, and how deep emphasis, are written. What is deeper is written without its marks, or the text would grow with
/// every level on every line.
const DEEPEST: usize = 8;

/// Languages of code that are kept. Any other could be one that rustdoc compiles.
const LANGUAGES: [&str; 7] = ["json", "xml", "sql", "shell", "bash", "http", "yaml"];

/// Markdown as it grows.
pub(super) struct Writer {
    out: String,
    /// Whether everything is one line.
    one_line: bool,
    containers: Vec<Container>,
    /// How many more containers are open than are written.
    unwritten: usize,
    lists: Vec<List>,
    /// The mark of the list that ended last, with nothing after it yet: the next one has another mark, or both would be one.
    ended: Option<char>,
    leaf: Leaf,
    /// The leaf before this one.
    last: Leaf,
    /// Text that is not written yet. The parser gives it in pieces, and what has to be escaped depends on its neighbours.
    text: String,
    /// A line break that is not written yet, and whether it is one of the page.
    line_break: Option<bool>,
    /// Of the table that is open.
    columns: usize,
    /// Whether the line has nothing but marks yet.
    at_start: bool,
    spans: Vec<Span>,
    /// Whether one of them is a link, which can hold no other one.
    in_link: bool,
    code_block: Option<(&'static str, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    None,
    /// Text of an item that is not a paragraph: there are no empty lines in its list.
    Tight,
    Paragraph,
    Heading,
    Code,
    Table,
}

impl Writer {
    /// For several lines.
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

    /// For one line.
    pub(super) fn line() -> Self {
        Self { one_line: true, ..Self::block() }
    }

    pub(super) fn finish(mut self) -> String {
        self.end_leaf();
        self.out
    }

    /// Writes an event that was found in `source`.
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
            // What is not asked for is not found.
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
            // `1~64`
            Tag::Strikethrough => self.text("~"),
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url),
            // An image is its description: rustdoc would have every reader load it.
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
