//! Writes inline elements: text, code, emphasis, links.

use pulldown_cmark::LinkType;

use super::super::escape;
use super::super::link::{bare_url, target};
use super::{DEEPEST, Leaf, Writer};

/// An open inline element.
pub(super) enum InlineElement {
    /// Emphasis with its marker, which is empty if the emphasis is dropped.
    Mark(&'static str),
    /// A link: the offset in the output where it begins, and its URL.
    Link(usize, String),
    /// An autolink: the offset in the output where it begins, and its URL.
    Url(usize, String),
}

impl Writer {
    pub(super) fn text(&mut self, text: &str) {
        self.begin_content();
        self.text.push_str(text);
    }

    pub(super) fn code(&mut self, code: &str) {
        self.begin_content();
        self.flush();
        let code = escape::code(code);
        // The backticks of two adjacent code spans would join.
        if self.out.ends_with('`') {
            self.out.push(' ');
        }
        self.out.push_str(&if self.leaf == Leaf::Table { code.replace('|', "\\|") } else { code });
        self.at_start = false;
    }

    /// Records a line break: a hard one, which is visible, if `is_shown`, else a soft one. It is written only when more
    /// content follows.
    pub(super) fn line_break(&mut self, is_shown: bool) {
        if self.one_line || matches!(self.leaf, Leaf::Heading | Leaf::Table) {
            self.text(" ");
        } else if self.leaf != Leaf::None {
            self.line_break = Some(is_shown || self.line_break == Some(true));
        }
    }

    pub(super) fn start_mark(&mut self, mark: &'static str) {
        self.begin_content();
        self.flush();
        let mark = if self.spans.len() < DEEPEST { mark } else { "" };
        self.out.push_str(mark);
        self.spans.push(InlineElement::Mark(mark));
    }

    pub(super) fn start_link(&mut self, link_type: LinkType, url: &str) {
        self.begin_content();
        self.flush();
        let begin = self.out.len();
        let target = target(url);
        self.in_link = target.is_some();
        let span = match target {
            None => InlineElement::Mark(""),
            Some(url) if link_type == LinkType::Autolink => InlineElement::Url(begin, url),
            Some(url) => {
                self.out.push('[');
                InlineElement::Link(begin, url)
            }
        };
        self.spans.push(span);
    }

    pub(super) fn end_span(&mut self) {
        self.flush();
        let span = self.spans.pop();
        self.in_link &= !matches!(span, Some(InlineElement::Link(..) | InlineElement::Url(..)));
        match span {
            Some(InlineElement::Mark(mark)) => self.out.push_str(mark),
            Some(InlineElement::Link(begin, url)) if self.out.len() > begin + 1 => {
                self.out.push_str(&format!("]({url})"))
            }
            Some(InlineElement::Link(begin, url) | InlineElement::Url(begin, url)) => {
                self.out.truncate(begin);
                self.out.push_str(&format!("<{url}>"));
                self.at_start = false;
            }
            None => {}
        }
    }

    /// Writes the collected text, with bare URLs as autolinks.
    pub(super) fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut rest = text.as_str();
        while let Some((before, url)) = if self.in_link { None } else { first_url(rest) } {
            self.push(before);
            if let Some(url) = target(url) {
                self.out.push_str(&format!("<{url}>"));
                self.at_start = false;
            }
            rest = rest.get(before.len() + url.len()..).unwrap_or_default();
        }
        self.push(rest);
    }

    fn push(&mut self, text: &str) {
        let is_heading = self.leaf == Leaf::Heading;
        escape::push_text(&mut self.out, text, &mut self.at_start, is_heading);
    }

    /// Opens a tight leaf if none is open, and writes the pending line break.
    fn begin_content(&mut self) {
        if self.leaf == Leaf::None {
            self.start_leaf(Leaf::Tight);
        }
        if let Some(is_shown) = self.line_break.take() {
            self.flush();
            if is_shown && !self.at_start {
                self.out.push('\\');
            }
            self.new_line();
        }
    }
}

/// The first bare URL in `text`, and the text before it.
fn first_url(text: &str) -> Option<(&str, &str)> {
    text.match_indices("http").find_map(|(position, _)| {
        let (before, rest) = text.split_at_checked(position)?;
        Some((before, bare_url(rest)?))
    })
}
