//! Finds the samples of the operation and what each of them shows.

use std::collections::HashSet;

use super::super::document::{Block, Code, Document, PagePart};
use super::super::identity::is_request;
use super::super::mismatch;
use super::super::notes::PageNotes;
use super::super::sample::{self, Sample, ShownSample};
use super::super::section::Section;
use super::super::shape::SampleShape;
use super::super::width;
use super::{Reader, is_error_label};
use crate::spec::entry::{ResponseDemo, Schema};

/// Name of the sample of a response in messages.
const WHOSE: &str = "the sample";

/// The samples of the operation.
#[derive(Debug, Default)]
pub(super) struct Samples<'a> {
    /// Bodies of successful responses.
    pub(super) responses: Vec<ShownSample<'a>>,
    /// Requests, or their bodies.
    pub(super) requests: Vec<ShownSample<'a>>,
    /// Templates of a response, with descriptions in place of values.
    pub(super) response_templates: Vec<ShownSample<'a>>,
    /// Templates of the request body.
    pub(super) request_templates: Vec<ShownSample<'a>>,
}

impl Samples<'_> {
    /// Returns the shape of the response's templates.
    pub(super) fn response_template(&self) -> Option<SampleShape> {
        template(&self.response_templates)
    }

    /// Returns the shape of the request body's templates.
    pub(super) fn request_template(&self) -> Option<SampleShape> {
        template(&self.request_templates)
    }
}

fn template(shown: &[ShownSample<'_>]) -> Option<SampleShape> {
    let read = shown.iter().filter_map(|shown| Sample::of_request(shown.body));
    SampleShape::evidence(read.map(|sample| SampleShape::of_value(&sample.root.without_values())))
}

impl Reader<'_> {
    /// Collects the samples of all sections, since the tables can be read only with them.
    pub(super) fn samples<'a>(&mut self, document: &'a Document) -> Samples<'a> {
        let mut samples = Samples::default();
        // A `HostId` identifies an error, unless the response of this operation has one, in which case its tables list
        // it.
        let lists_host = super::tables::names(document, Section::Response).contains("HostId");
        // Samples in unknown sections come last, since they may show the value of a single parameter.
        let is_foreign = |part: &&PagePart| part.section.is_none() && !part.heading.text.is_empty();
        let known = document.parts.iter().filter(|part| !is_foreign(part));
        let others = document.parts.iter().filter(is_foreign);
        for part in known.chain(others) {
            if part.section == Some(Section::Debugging) {
                continue;
            }
            let mut label = part.heading.text.clone();
            for block in &part.blocks {
                match block {
                    Block::Paragraph(text) => label.clone_from(&text.text),
                    Block::Table(_) => {}
                    Block::Code(code) => {
                        let is_seen = !samples.responses.is_empty() || !samples.requests.is_empty();
                        if is_foreign(&part) && is_seen {
                            self.notes.warn(&code.range, "left out: a sample in a section that is not known");
                            continue;
                        }
                        self.sample(code, part, &label, lists_host, &mut samples);
                        // The label of an error applies to the next sample only.
                        if is_error_label(&label) {
                            label.clear();
                        }
                    }
                }
            }
        }
        samples
    }

    /// Classifies a code block.
    fn sample<'a>(
        &mut self,
        code: &'a Code,
        part: &PagePart,
        label: &str,
        lists_host: bool,
        samples: &mut Samples<'a>,
    ) {
        let body = sample::body(&code.text);
        if body.text.is_empty() {
            return;
        }
        let shown = ShownSample { code, body: body.text, at: body.at };
        let is_json = body.text.starts_with(['{', '[']);
        match part.section {
            Some(Section::ResponseSyntax) => samples.response_templates.extend(Some(shown).filter(|_| is_json)),
            Some(Section::RequestSyntax) => samples.request_templates.extend(syntax(shown)),
            Some(Section::Request) if !is_request(body.text) => {
                let is_sample = is_json && is_sample_label(label) && Sample::of_request(body.text).is_some();
                if is_sample {
                    samples.requests.push(shown);
                } else if is_json {
                    samples.request_templates.push(shown);
                } else {
                    self.notes.warn(&code.range, "left out: a sample of a part of the request");
                }
            }
            _ if body.status.is_none() && (is_request(body.text) || is_json && is_request_label(label)) => {
                if self.entry.request_demo.is_none() {
                    self.entry.request_demo = Some(body.text.to_owned());
                } else {
                    self.notes.warn(&code.range, "left out: a second sample request");
                }
                samples.requests.push(shown);
            }
            _ if is_json && Sample::of_request(body.text).is_some_and(|sample| sample.root.is_template()) => {
                samples.response_templates.push(shown);
            }
            _ => samples.responses.extend(self.response_sample(shown, body.status, label, lists_host)),
        }
    }

    /// Returns the sample if it is the body of a successful response.
    fn response_sample<'a>(
        &mut self,
        shown: ShownSample<'a>,
        status: Option<u16>,
        label: &str,
        lists_host: bool,
    ) -> Option<ShownSample<'a>> {
        let (code, body) = (shown.code, shown.body);
        let kind = match body.chars().next() {
            Some('{' | '[') => "json",
            Some('<') => "xml",
            Some('"') if begins_with_key(body) => "json",
            _ => {
                self.notes.warn(&code.range, "left out: a sample that is neither a request nor JSON nor XML");
                return None;
            }
        };
        let is_error = is_error_label(label)
            || status.is_some_and(|status| status >= 400)
            || !lists_host && (body.contains("<HostId>") || body.contains("\"HostId\""));
        if is_error {
            self.notes.warn(&code.range, "left out: the sample of an error");
            return None;
        }
        if kind == "json" && sample::lacks_braces(body) {
            self.notes.warn(&code.range, "left out: a JSON sample whose nesting is unclear, since braces are missing");
            return None;
        }
        if self.entry.response_demo.iter().any(|there| there.kind.as_deref() == Some(kind)) {
            self.notes.warn(&code.range, format!("left out: a second {} sample", kind.to_uppercase()));
        } else {
            let is_fragment = body.starts_with('"');
            if let Some(at) = sample::fault(body).filter(|_| !is_fragment) {
                self.notes.warn_rule(
                    &code.places().of(shown.at + at),
                    format!("from here the sample is not valid {}", kind.to_uppercase()),
                    "it is kept, and was compared with the tables as far as it can be read",
                );
            }
            let example = Some(if is_fragment { format!("{{\n{body}\n}}") } else { body.to_owned() });
            self.entry.response_demo.push(ResponseDemo { kind: Some(kind.to_owned()), example });
        }
        Some(shown)
    }
}

/// Returns the body after the request line and headers of a template, if it has one.
fn syntax(shown: ShownSample<'_>) -> Option<ShownSample<'_>> {
    let mut start = 0;
    for line in shown.body.split_inclusive('\n') {
        if line.trim_start().starts_with(['{', '[']) {
            return Some(ShownSample { body: shown.body.get(start..)?, at: shown.at + start, ..shown });
        }
        start += line.len();
    }
    None
}

/// Whether a sample without braces begins with a key of an object.
fn begins_with_key(body: &str) -> bool {
    let rest = body.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    rest.is_some_and(|(name, rest)| !name.contains('\n') && rest.trim_start().starts_with(':'))
}

fn is_sample_label(label: &str) -> bool {
    let label = label.to_lowercase();
    ["example", "sample", "示例", "样例", "例如"].iter().any(|word| label.contains(word))
}

/// Whether a label like `Sample requests` announces a request, even if only a body follows.
fn is_request_label(label: &str) -> bool {
    let label = label.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    label.chars().count() < 40 && has(&["request", "请求"]) && !has(&["respon", "return", "返回", "响应"])
}

/// Parses the bodies. `listed` tells which names the tables list.
pub(super) fn read<'a>(shown: &[ShownSample<'a>], listed: impl Fn(&str) -> bool) -> Vec<(ShownSample<'a>, Sample<'a>)> {
    shown.iter().filter_map(|shown| Some((*shown, Sample::read(shown.body, &listed)?))).collect()
}

/// Widens integers whose values in the samples need 64 bits, and reports each with its line.
pub(super) fn widen(samples: &[(ShownSample<'_>, Sample<'_>)], schema: &mut Schema, notes: &mut PageNotes) {
    for (shown, sample) in samples {
        let places = shown.code.places();
        for (at, path, value) in width::widen(&sample.root, schema) {
            let what = format!("{WHOSE} shows `{path}` as {value}, which is more than an integer of 32 bits holds");
            notes.warn_rule(&places.of(shown.at + at), what, width::RULE);
        }
    }
}

/// Reports where the samples contradict the schema, each with its line.
pub(super) fn compare(samples: &[(ShownSample<'_>, Sample<'_>)], schema: &Schema, notes: &mut PageNotes) {
    let mut seen = HashSet::new();
    for (shown, sample) in samples {
        let places = shown.code.places();
        for mismatch in mismatch::mismatches(sample, schema, WHOSE, "") {
            if seen.insert(mismatch.what.clone()) {
                notes.warn_rule(&places.of(shown.at + mismatch.at), mismatch.what, "the tables were followed");
            }
        }
    }
}

/// Does the same for templates, which do not show types.
pub(super) fn compare_templates(
    shown: &[ShownSample<'_>],
    schema: &Schema,
    whose: &'static str,
    notes: &mut PageNotes,
) {
    for shown in shown {
        let Some(sample) = Sample::of_request(shown.body) else { continue };
        let sample = Sample { root: sample.root.without_values(), xml: false };
        let places = shown.code.places();
        for mismatch in mismatch::mismatches(&sample, schema, whose, "") {
            notes.warn_rule(&places.of(shown.at + mismatch.at), mismatch.what, "the tables were followed");
        }
    }
}
