//! Reads the line of a request: its methods and its path.

use super::super::document::{Block, Document};
use super::super::section::Section;
use super::{Reader, tables};

impl Reader<'_> {
    /// Reads a request line like `POST /clusters/[ClusterId]/nodes HTTP/1.1`: stores the method and returns the path
    /// template.
    pub(super) fn request_line(&mut self, document: &Document) -> Option<String> {
        let parts = document.parts.iter().filter(|part| part.section == Some(Section::RequestSyntax));
        let texts = parts.flat_map(|part| &part.blocks).filter_map(|block| match block {
            Block::Code(code) => Some((code.text.trim(), &code.range)),
            Block::Paragraph(text) => Some((text.text.trim(), &text.range)),
            Block::Table(_) => None,
        });
        for (line, range) in texts.flat_map(|(text, range)| text.lines().map(move |line| (line, range))) {
            let mut words = line.split_whitespace();
            let (Some(methods), Some(path)) = (words.next(), words.next()) else { continue };
            let methods: Vec<String> = methods.split('|').map(str::to_ascii_lowercase).collect();
            let known =
                |method: &String| matches!(method.as_str(), "get" | "post" | "put" | "delete" | "patch" | "head");
            if path.starts_with('/') && methods.iter().all(known) {
                self.entry.methods = methods;
                self.line = range.clone();
                return Some(template(path, document));
            }
        }
        None
    }
}

/// Returns the path template of a request line. `[Id]` and `{Id}` are parameters. If there are none, a segment with the
/// name of a parameter is one, as in `/rooms/RoomId?Name=String`.
fn template(path: &str, document: &Document) -> String {
    let path = path.replace('[', "{").replace(']', "}");
    let path = path.split('?').next().unwrap_or_default();
    if path.contains('{') {
        return path.to_owned();
    }
    let names = tables::names(document, Section::Request);
    let segment = |segment: &str| {
        let is_parameter = names.contains(segment) && segment.starts_with(|first: char| first.is_ascii_uppercase());
        if is_parameter { format!("{{{segment}}}") } else { segment.to_owned() }
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}
