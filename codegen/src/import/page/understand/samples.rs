//! Samples of a page: which of them are of the operation, and whether the response reads as the tables say.

use std::collections::HashSet;

use super::super::document::{Block, Code, Document};
use super::super::identity::is_request;
use super::super::mismatch;
use super::super::notes::Notes;
use super::super::sample::{self, Sample};
use super::super::section::Section;
use super::{Reader, is_error_label};
use crate::spec::entry::{ResponseDemo, Schema};

/// A sample of a successful response.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    /// The block of code.
    pub(super) code: &'a Code,
    /// The body.
    body: &'a str,
    /// Byte of the code at which the body begins.
    at: usize,
}

impl Reader<'_> {
    /// Samples of all sections: they are needed before the tables are. Returns those of successful responses.
    pub(super) fn samples<'a>(&mut self, document: &'a Document) -> Vec<Shown<'a>> {
        let mut shown = Vec::new();
        // Errors have the host that answered; some responses do as well, and their tables list it.
        let lists_host = super::tables::names(document, Section::Response).contains("HostId");
        for part in &document.parts {
            if matches!(part.section, Some(Section::RequestSyntax | Section::Debugging)) {
                continue;
            }
            let mut label = part.heading.text.clone();
            for block in &part.blocks {
                match block {
                    Block::Paragraph(text) => label.clone_from(&text.text),
                    Block::Table(_) => {}
                    Block::Code(code) if part.section == Some(Section::Request) && !is_request(code.text.trim()) => {
                        self.notes.warn(&code.range, "left out: a sample of a part of the request");
                    }
                    Block::Code(code) => {
                        shown.extend(self.sample(code, &label, lists_host));
                        // A label such as `JSON format` says nothing of errors, the one above it may.
                        if is_error_label(&label) {
                            label.clear();
                        }
                    }
                }
            }
        }
        shown
    }

    fn sample<'a>(&mut self, code: &'a Code, label: &str, lists_host: bool) -> Option<Shown<'a>> {
        let body = sample::body(&code.text);
        if body.text.is_empty() {
            return None;
        }
        if body.status.is_none() && is_request(body.text) {
            if self.entry.request_demo.is_none() {
                self.entry.request_demo = Some(body.text.to_owned());
            } else {
                self.notes.warn(&code.range, "left out: a second sample request");
            }
            return None;
        }
        let kind = match body.text.chars().next() {
            Some('{' | '[') => "json",
            Some('<') => "xml",
            Some('"') if body.text.contains(':') => "json",
            _ => {
                self.notes.warn(&code.range, "left out: a sample that is neither a request nor JSON nor XML");
                return None;
            }
        };
        let is_error = is_error_label(label)
            || body.status.is_some_and(|status| status >= 400)
            || !lists_host && (body.text.contains("<HostId>") || body.text.contains("\"HostId\""));
        if is_error {
            self.notes.warn(&code.range, "left out: the sample of an error");
            return None;
        }
        if self.entry.response_demo.iter().any(|there| there.kind.as_deref() == Some(kind)) {
            self.notes.warn(&code.range, format!("left out: a second {} sample", kind.to_uppercase()));
        } else {
            let is_fragment = body.text.starts_with('"');
            let example = Some(if is_fragment { format!("{{\n{}\n}}", body.text) } else { body.text.to_owned() });
            self.entry.response_demo.push(ResponseDemo { kind: Some(kind.to_owned()), example });
        }
        Some(Shown { code, body: body.text, at: body.at })
    }
}

/// Reads the bodies. `listed` tells which names the tables list.
pub(super) fn read<'a>(shown: &[Shown<'a>], listed: impl Fn(&str) -> bool) -> Vec<(Shown<'a>, Sample<'a>)> {
    shown.iter().filter_map(|shown| Some((*shown, Sample::read(shown.body, &listed)?))).collect()
}

/// Reports what the samples show otherwise than the schema says, each with its line.
pub(super) fn compare(samples: &[(Shown<'_>, Sample<'_>)], schema: &Schema, notes: &mut Notes) {
    let mut seen = HashSet::new();
    for (shown, sample) in samples {
        let places = shown.code.places();
        for mismatch in mismatch::mismatches(sample, schema) {
            if seen.insert(mismatch.what.clone()) {
                notes.warn_rule(&places.of(shown.at + mismatch.at), mismatch.what, "the tables were followed");
            }
        }
    }
}
