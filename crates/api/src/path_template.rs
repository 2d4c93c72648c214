//! Path templates of operations, and the paths that match them.

/// A path template, such as `/clusters/{ClusterId}`, `/shards/{id}?action=split` or `/resources/*`.
///
/// Everything but the names of placeholders is percent-encoded, so a template is compared with paths as they are sent. A
/// segment has at most one placeholder, and a value in the query is a placeholder or has none.
///
/// ```
/// use alicloud_api::PathTemplate;
///
/// let template = PathTemplate::new("/logstores/{store}/index?type={kind}&keys");
/// assert_eq!(template.path(), "/logstores/{store}/index");
/// assert_eq!(template.query().collect::<Vec<_>>(), [("type", "{kind}"), ("keys", "")]);
/// assert_eq!(template.segments("/logstores/a%20b/index"), Some(vec![("store", "a%20b")]));
/// assert_eq!(template.segments("/logstores/a"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PathTemplate<'t> {
    path: &'t str,
    query: &'t str,
}

/// The last segment of a template that is matched by one or more segments.
const WILDCARD: &str = "*";

impl<'t> PathTemplate<'t> {
    /// Reads a template.
    #[must_use]
    pub fn new(template: &'t str) -> Self {
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        Self { path, query }
    }

    /// The template without its query.
    #[must_use]
    pub fn path(self) -> &'t str {
        self.path
    }

    /// The pairs of the query: names and values, percent-encoded. A pair without a value has an empty one. A value is
    /// either fixed or a [placeholder](Self::placeholder).
    pub fn query(self) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }

    /// The name of the placeholder that a value of the query is; `None` if the value is fixed.
    #[must_use]
    pub fn placeholder(value: &str) -> Option<&str> {
        value.strip_prefix('{')?.strip_suffix('}')
    }

    /// Whether the last segment is `*`, which stands for one or more segments.
    #[must_use]
    pub fn has_wildcard(self) -> bool {
        self.path.rsplit('/').next() == Some(WILDCARD)
    }

    /// The values of the placeholders in `path`, still percent-encoded; `None` if the path, without its query, does not
    /// match. A slash at the end of `path` is ignored, and no placeholder is empty.
    #[must_use]
    pub fn segments<'a>(self, path: &'a str) -> Option<Vec<(&'t str, &'a str)>> {
        let mut found = Vec::new();
        let mut given = path.trim_end_matches('/').split('/');
        let mut wanted = self.path.trim_end_matches('/').split('/').peekable();
        while let Some(template) = wanted.next() {
            let segment = given.next()?;
            if template == WILDCARD && wanted.peek().is_none() {
                let is_complete = !segment.is_empty() && given.all(|segment| !segment.is_empty());
                return is_complete.then_some(found);
            }
            match placeholder(template) {
                Some((before, name, after)) => {
                    let value = segment.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                    found.push((name, value.filter(|value| !value.is_empty())?));
                }
                None if template == segment => {}
                None => return None,
            }
        }
        given.next().is_none().then_some(found)
    }
}

/// Splits a segment such as `{Name}%3Aapply` into the prefix, the name of the placeholder, and the suffix.
fn placeholder(segment: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = segment.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
