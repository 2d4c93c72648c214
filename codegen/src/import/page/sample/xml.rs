//! An XML reader that recovers from syntax errors.

use indexmap::IndexMap;

use super::{DEPTH, SampleContent, SampleValue, offset};

/// An open element.
struct Open<'a> {
    name: &'a str,
    at: usize,
    /// Child elements by name. Several with the same name form a list.
    inner: IndexMap<&'a str, Vec<SampleValue<'a>>>,
    /// Offset of the text inside.
    text: usize,
}

/// Returns the offset of the first tag that makes a sample not well-formed: a closing tag of another element, or an element
/// that is never closed.
pub(in super::super) fn fault(sample: &str) -> Option<usize> {
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut rest = sample;
    while let Some((_, after)) = rest.split_once('<') {
        let start = offset(sample, after).saturating_sub(1);
        let Some((tag, after)) = after.split_once('>') else { return Some(start) };
        rest = after;
        if tag.starts_with(['?', '!']) || tag.ends_with('/') {
            continue;
        }
        match tag.strip_prefix('/') {
            None => open.push((tag.split_whitespace().next().unwrap_or_default(), start)),
            Some(name) if open.pop().is_some_and(|(opened, _)| opened == name.trim()) => {}
            Some(_) => return Some(start),
        }
    }
    open.pop().map(|(_, start)| start)
}

/// Reads the root element of a sample. Attributes are ignored, since no response has any.
pub(super) fn read(sample: &str) -> Option<SampleValue<'_>> {
    let element = |name, at, text| Open { name, at, inner: IndexMap::new(), text };
    let mut open = vec![element("", 0, 0)];
    let mut rest = sample;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((tag, after)) = after.split_once('>') else { break };
        let start = offset(sample, tag).saturating_sub(1);
        rest = after;
        let tag = tag.trim();
        if tag.starts_with(['?', '!']) || open.len() > DEPTH {
            continue;
        }
        let name = tag.trim_matches('/').split_whitespace().next().unwrap_or_default();
        if !tag.starts_with('/') {
            open.push(element(name, start, offset(sample, after)));
        }
        if tag.starts_with('/') || tag.ends_with('/') {
            if open.len() < 2 {
                continue;
            }
            let Some(mut closed) = open.pop() else { break };
            let text = sample.get(closed.text..start).unwrap_or_default();
            let value = closed.value(text);
            if let Some(parent) = open.last_mut() {
                parent.inner.entry(closed.name).or_default().push(value);
            }
        }
    }
    let mut outermost = open.into_iter().next()?;
    let outermost = outermost.value("");
    // Some samples lack the root element of the response.
    match outermost.content {
        SampleContent::Object(mut roots) if roots.len() == 1 && roots.iter().any(|(_, root)| root.has("RequestId")) => {
            roots.pop().map(|(_, root)| root)
        }
        content => Some(SampleValue { at: 0, content }),
    }
}

impl<'a> Open<'a> {
    fn value(&mut self, text: &'a str) -> SampleValue<'a> {
        let inner = std::mem::take(&mut self.inner);
        if inner.is_empty() {
            return SampleValue { at: self.at, content: SampleContent::Text(text.trim()) };
        }
        let members = inner.into_iter().filter_map(|(name, mut values)| {
            let at = values.first()?.at;
            Some((
                name,
                if values.len() > 1 {
                    SampleValue { at, content: SampleContent::List(values) }
                } else {
                    values.pop()?
                },
            ))
        });
        SampleValue { at: self.at, content: SampleContent::Object(members.collect()) }
    }
}
