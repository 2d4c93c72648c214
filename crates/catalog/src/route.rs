//! Matches paths with the templates of ROA operations.

use std::borrow::Cow;
use std::cmp::Reverse;

use alicloud_api::{OperationInfo, PathTemplate};
use percent_encoding::percent_decode_str;

/// The operation that a method and a path with its query identify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<'a> {
    /// Name of the operation.
    pub operation: &'static str,
    /// The placeholders in the path of its template, each with its value, which is still percent-encoded.
    pub segments: Vec<(&'static str, &'a str)>,
    /// The placeholders in the query of its template, each with its value, decoded.
    pub query_values: Vec<(&'static str, &'a str)>,
    /// The names in the query of its template, decoded. Other names in the query of the request are those of parameters.
    pub query_names: Vec<Cow<'static, str>>,
    has_wildcard: bool,
}

impl<'a> Route<'a> {
    /// The route of an operation; `None` if its template does not match. `query` is decoded.
    pub(crate) fn new(info: &OperationInfo, path: &'a str, query: &'a [(String, String)]) -> Option<Self> {
        let template = PathTemplate::new(info.path);
        let segments = template.segments(path)?;
        let (mut query_values, mut query_names) = (Vec::new(), Vec::new());
        for (name, wanted) in template.query() {
            let name = decoded(name);
            let (_, value) = query.iter().find(|(given, _)| *given == *name)?;
            match PathTemplate::placeholder(wanted) {
                Some(placeholder) if !value.is_empty() => query_values.push((placeholder, value.as_str())),
                None if *value == *decoded(wanted) => {}
                _ => return None,
            }
            query_names.push(name);
        }
        let has_wildcard = template.has_wildcard();
        Some(Self { operation: info.name, segments, query_values, query_names, has_wildcard })
    }

    /// The route with the smallest value of several is used: the one that leaves the least open.
    pub(crate) fn openness(&self) -> impl Ord + use<> {
        (self.has_wildcard, self.segments.len(), Reverse(self.query_names.len()), self.query_values.len())
    }
}

fn decoded(text: &'static str) -> Cow<'static, str> {
    percent_decode_str(text).decode_utf8_lossy()
}
