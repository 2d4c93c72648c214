//! Path templates of ROA operations.

/// The operation behind a method and a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<'a> {
    /// Name of the operation.
    pub operation: &'static str,
    /// The placeholders of its template, each with the segment in its place, still percent-encoded.
    pub segments: Vec<(&'static str, &'a str)>,
}

/// The segments that stand for the placeholders of `template` in `path`, if it matches.
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

/// What is before `{Name}` in a segment, the name, and what is after it, as in `{Name}%3Aapply`. A segment has one placeholder at most.
fn placeholder(segment: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = segment.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
