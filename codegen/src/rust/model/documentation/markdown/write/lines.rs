//! Begins and ends leaf blocks and lines, with the markers and indentation of their containers.

use super::{DEEPEST, Leaf, Writer};

/// A container block: a list item or a quote. Its marker is written where its first leaf begins, and its indentation
/// before every later line, so an empty container writes nothing.
pub(super) struct Container {
    mark: String,
    indent: String,
    is_item: bool,
    is_open: bool,
}

pub(super) struct List {
    pub(super) mark: char,
    pub(super) number: Option<u64>,
}

impl List {
    pub(super) fn next_mark(&mut self) -> String {
        const LAST: u64 = 999_999_999;
        match &mut self.number {
            None => format!("{} ", self.mark),
            Some(number) => {
                let mark = format!("{number}{} ", self.mark);
                *number = (*number + 1).min(LAST);
                mark
            }
        }
    }
}

impl Writer {
    pub(super) fn start_container(&mut self, mark: String, indent: String, is_item: bool) {
        if self.containers.len() < DEEPEST {
            self.containers.push(Container { mark, indent, is_item, is_open: false });
        } else {
            self.unwritten += 1;
        }
    }

    pub(super) fn end_container(&mut self) {
        if self.unwritten > 0 {
            self.unwritten -= 1;
        } else {
            self.containers.pop();
        }
    }

    pub(super) fn start_leaf(&mut self, leaf: Leaf) {
        self.end_leaf();
        if !self.out.is_empty() {
            // A new item of a tight list, or the first item of a list nested in it, gets no blank line before it.
            let is_tight = self.last == Leaf::Tight
                && self.containers.iter().any(|container| container.is_item && !container.is_open);
            if !is_tight {
                self.out.push('\n');
                let indents: String = self.open_containers().map(|container| container.indent.as_str()).collect();
                self.out.push_str(indents.trim_end());
            }
            self.out.push('\n');
        }
        for container in &mut self.containers {
            self.out.push_str(if container.is_open { &container.indent } else { &container.mark });
            container.is_open = true;
        }
        self.leaf = leaf;
        self.ended = None;
        self.at_start = true;
    }

    /// Ends the open leaf, if there is one.
    pub(super) fn end_leaf(&mut self) {
        self.flush();
        self.line_break = None;
        while !self.spans.is_empty() {
            self.end_span();
        }
        let written = self.out.trim_end_matches([' ', '\n']).len();
        if self.leaf != Leaf::None {
            self.out.truncate(written);
            self.last = self.leaf;
            self.leaf = Leaf::None;
        }
    }

    /// Begins the next line of the open leaf.
    pub(super) fn new_line(&mut self) {
        let written = self.out.trim_end_matches(' ').len();
        self.out.truncate(written);
        self.out.push('\n');
        for container in &self.containers {
            self.out.push_str(&container.indent);
        }
        self.at_start = true;
    }

    pub(super) fn end_code_block(&mut self) {
        let Some((language, code)) = self.code_block.take() else { return };
        let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        self.start_leaf(Leaf::Code);
        self.out.push_str(&fence);
        self.out.push_str(language);
        for line in code.lines().chain(std::iter::once(fence.as_str())) {
            self.new_line();
            self.out.push_str(line);
        }
        self.end_leaf();
    }

    fn open_containers(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().filter(|container| container.is_open)
    }
}
