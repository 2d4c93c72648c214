//! Reads the path of an operation as a description has it, with placeholders `{name}` or `[name]`.
//!
//! [`alicloud_api::PathTemplate`] reads the template that is made of it, in which every other brace is encoded.

/// A part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathPart<'p> {
    /// What is sent as it is described.
    Literal(&'p str),
    /// The name of the parameter whose value is sent.
    Placeholder(&'p str),
}

/// What the name of a placeholder does not contain: other braces, and what ends a segment or a part of a query.
const NOT_IN_NAMES: [char; 8] = ['{', '}', '[', ']', '/', '?', '&', '='];

/// The parts of a path, or of a piece of it, in order. `None` if a brace has no other one of its kind, or no name is
/// between them.
pub(crate) fn parts(path: &str) -> Option<Vec<PathPart<'_>>> {
    let mut parts = Vec::new();
    let mut rest = path;
    loop {
        let (literal, after) = rest.split_at(rest.find(['{', '}', '[', ']']).unwrap_or(rest.len()));
        if !literal.is_empty() {
            parts.push(PathPart::Literal(literal));
        }
        let placeholder = match after.strip_prefix('{') {
            Some(opened) => opened.split_once('}'),
            None => after.strip_prefix('[').and_then(|opened| opened.split_once(']')),
        };
        let Some((name, behind)) = placeholder else { return after.is_empty().then_some(parts) };
        if name.is_empty() || name.contains(NOT_IN_NAMES) {
            return None;
        }
        parts.push(PathPart::Placeholder(name));
        rest = behind;
    }
}

/// The names of the placeholders of a path, in order; `None` as for [`parts`].
pub(crate) fn placeholders(path: &str) -> Option<Vec<&str>> {
    let name = |part| match part {
        PathPart::Placeholder(name) => Some(name),
        PathPart::Literal(_) => None,
    };
    parts(path).map(|parts| parts.into_iter().filter_map(name).collect())
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn placeholders_have_both_braces_and_a_name() {
        let cases: [(&str, Option<&[&str]>); 19] = [
            ("", Some(&[])),
            ("/clusters", Some(&[])),
            ("/clusters/{ClusterId}/nodes/[Node]", Some(&["ClusterId", "Node"])),
            ("/{a}:{b}", Some(&["a", "b"])),
            ("/a?x={b}&[c]", Some(&["b", "c"])),
            ("/{a b}", Some(&["a b"])),
            ("/{open", None),
            ("/open}", None),
            ("/[open", None),
            ("/open]", None),
            ("/{a]", None),
            ("/[a}", None),
            ("/{a}}", None),
            ("/{{a}}", None),
            ("/{a[b]}", None),
            ("/{}", None),
            ("/{a/b}", None),
            ("/{a?b}", None),
            ("/a?{b=c}", None),
        ];
        for (path, expected) in cases {
            assert_eq!(placeholders(path).as_deref(), expected, "{path}");
        }
    }
}
