//! Matches paths with the templates of ROA operations.

/// The operation that a method and a path identify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<'a> {
    /// Name of the operation.
    pub operation: &'static str,
    /// The placeholders of its template, each with its value in the path, which is still percent-encoded.
    pub segments: Vec<(&'static str, &'a str)>,
}

/// The values of the placeholders of `template` in `path`; `None` if the path does not match.
pub(crate) fn segments<'a>(template: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let mut found = Vec::new();
    let mut given = path.trim_end_matches('/').split('/');
    for wanted in template.trim_end_matches('/').split('/') {
        let segment = given.next()?;
        match placeholder(wanted) {
            Some((before, name, after)) => {
                let value = segment.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                found.push((name, value.filter(|value| !value.is_empty())?));
            }
            None if wanted == segment => {}
            None => return None,
        }
    }
    given.next().is_none().then_some(found)
}

/// Splits a segment such as `{Name}%3Aapply` into the prefix, the name of the placeholder, and the suffix. A segment
/// has at most one placeholder.
fn placeholder(segment: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = segment.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
