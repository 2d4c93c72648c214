//! The path of a request, made of the path template of its operation.

use std::borrow::Cow;

use alicloud_api::PathTemplate;
use alicloud_signer::percent_encode;
use percent_encoding::percent_decode_str;

use crate::pairs::Pairs;

/// The path while placeholders of the template are replaced one by one.
pub(super) struct TemplatePath {
    /// The template as it is described.
    described: &'static str,
    template: PathTemplate<'static>,
    /// Percent-encoded.
    path: Cow<'static, str>,
    /// Placeholders in the query that are not filled yet: the name of the parameter and that of the pair.
    unfilled: Vec<(&'static str, String)>,
}

impl TemplatePath {
    pub(super) fn new(described: &'static str) -> Self {
        let template = PathTemplate::new(described);
        let placeholder =
            |(name, value)| PathTemplate::placeholder(value).map(|parameter| (parameter, decoded(name).into_owned()));
        let unfilled = template.query().filter_map(placeholder).collect();
        Self { described, template, path: Cow::Borrowed(template.path()), unfilled }
    }

    /// Adds the pairs that every request has.
    pub(super) fn push_fixed_pairs(&self, query: &mut Pairs) {
        for (name, value) in self.template.query().filter(|(_, value)| PathTemplate::placeholder(value).is_none()) {
            query.push(&decoded(name), &decoded(value));
        }
    }

    /// Whether the template has this placeholder and it is not filled yet.
    pub(super) fn has(&self, name: &str) -> bool {
        self.path.contains(&braces(name)) || self.unfilled.iter().any(|(unfilled, _)| *unfilled == name)
    }

    /// Fills a placeholder.
    ///
    /// # Errors
    ///
    /// Why the value is not possible in a path.
    pub(super) fn fill(&mut self, name: &str, text: &str, query: &mut Pairs) -> Result<(), String> {
        for (_, pair) in self.unfilled.extract_if(.., |(unfilled, _)| *unfilled == name) {
            query.push(&pair, text);
        }
        let placeholder = braces(name);
        if !self.path.contains(&placeholder) {
            return Ok(());
        }
        // `.` and `..` are removed from a URL before it is sent (RFC 3986, section 5.2.4).
        if text == "." || text == ".." {
            return Err(format!("{name} is {text:?}, which is not allowed in a path"));
        }
        self.path = Cow::Owned(self.path.replace(&placeholder, &percent_encode(text)));
        Ok(())
    }

    /// Uses the value of a parameter as the whole path. Each segment is decoded and encoded again, so that a path has one
    /// spelling, whoever checks it.
    ///
    /// # Errors
    ///
    /// Why it is not such a path.
    pub(super) fn replace(&mut self, name: &str, text: &str) -> Result<(), String> {
        let refused = |problem: &str| Err(format!("{name} is {text:?}, {problem}"));
        if text.contains(['?', '#']) {
            return refused("which is not a path alone: write %3F or %23 for the character");
        }
        let mut path = String::with_capacity(text.len());
        for (index, segment) in text.split('/').enumerate() {
            let Ok(segment) = percent_decode_str(segment).decode_utf8() else {
                return refused("which is not UTF-8 when it is decoded");
            };
            if index > 0 {
                path.push('/');
            }
            path.push_str(&percent_encode(&segment));
        }
        if path.ends_with('/') || self.template.segments(&path).is_none() {
            return refused(&format!("which does not match the path {}", self.described));
        }
        self.path = Cow::Owned(path);
        Ok(())
    }

    /// The path, if nothing is left to be filled. `is_incomplete` says that it is known already why something is.
    ///
    /// # Errors
    ///
    /// Why the path cannot be sent.
    pub(super) fn finish(self, is_incomplete: bool) -> Result<Cow<'static, str>, String> {
        let Self { described, template, path, unfilled } = self;
        let has_wildcard = template.has_wildcard() && PathTemplate::new(&path).has_wildcard();
        if (path.contains('{') || !unfilled.is_empty() || has_wildcard) && !is_incomplete {
            return Err(format!("the path {described} has a placeholder that no parameter fills"));
        }
        // The path follows the host, so another character could make the host another one.
        if !path.starts_with('/') && !is_incomplete {
            return Err(format!(
                "the path {described} does not begin with '/', so the request could go to another host"
            ));
        }
        match problem(&path) {
            Some(problem) => Err(format!("the path {path:?} has {problem}, so another path would arrive")),
            None => Ok(path),
        }
    }
}

fn braces(name: &str) -> String {
    format!("{{{name}}}")
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// Why a path must not be sent; `None` if it may be.
///
/// Whatever handles a URL on its way removes `.` and `..` (RFC 3986, section 5.2.4), also percent-encoded, takes a backslash for a slash,
/// drops control characters, and cuts off what follows `#` (WHATWG URL, section 4.4). The request would be about another resource.
fn problem(path: &str) -> Option<&'static str> {
    if path.bytes().any(|byte| byte.is_ascii_control()) {
        return Some("a control character");
    }
    if path.contains('\\') {
        return Some("a backslash");
    }
    if path.contains('#') {
        return Some("a '#'");
    }
    path.split('/').any(is_dots).then_some("a segment '.' or '..'")
}

/// Whether a segment is `.` or `..`, in which `%2e` is a dot.
fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}
