//! The path template of an operation as it is sent, and the parameters that fill it.
//!
//! Rules, each with a case in `tests/shapes`:
//!
//! - a path may have a query (`/shards/{id}?action=split`), whose values are fixed or placeholders;
//! - a path whose last segment is `*` is filled by one parameter, which is the whole path: it is `in: path`, a string, and
//!   the only one without a placeholder. In the vendor's libraries it is called `requestPath`.

use alicloud_api::PathTemplate;

use super::schema::{SchemaKind, kind};
use crate::spec::described_path::{self, PathPart, parts};
use crate::spec::entry;

/// Normalizes a template: placeholders become `{name}` (some files use `[name]`), and everything between them is
/// percent-encoded once, as in the vendor's libraries: `/apps:search` is sent and signed as `/apps%3Asearch`. Escapes
/// that are already in the description are kept.
pub(crate) fn template(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut template = String::with_capacity(path.len() + query.len());
    let (before, wildcard) = path.strip_suffix("/*").map_or((path, ""), |before| (before, "/*"));
    part(before, &mut template);
    template.push_str(wildcard);
    for (name, value) in pairs(query) {
        template.push(if template.contains('?') { '&' } else { '?' });
        part(name, &mut template);
        if let Some(value) = value {
            template.push('=');
            part(value, &mut template);
        }
    }
    template
}

/// Encodes everything but the placeholders.
fn part(text: &str, template: &mut String) {
    // Braces that cannot be read have no meaning: `problem` refuses the operation.
    for part in parts(text).unwrap_or_else(|| vec![PathPart::Literal(text)]) {
        match part {
            PathPart::Literal(text) => literal(text, template),
            PathPart::Placeholder(name) => {
                template.push('{');
                template.push_str(name);
                template.push('}');
            }
        }
    }
}

/// The pairs of a query as it is described.
fn pairs(query: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| match pair.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (pair, None),
    })
}

/// The names of the placeholders, in the path and in its query; none if they cannot be read.
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    described_path::placeholders(path).unwrap_or_default()
}

/// Whether the query of a path has a parameter of this name.
pub(super) fn has_in_query(path: &str, name: &str) -> bool {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let encoded = |text: &str| {
        let mut encoded = String::new();
        literal(text, &mut encoded);
        encoded
    };
    let name = encoded(name);
    pairs(query).any(|(known, _)| encoded(known) == name)
}

/// The name of the parameter that is the whole path, if the path ends with a wildcard.
pub(super) fn whole_path(operation: &entry::Operation) -> Option<&str> {
    let path = operation.path.as_deref().filter(|path| PathTemplate::new(path).has_wildcard())?;
    let placeholders = placeholders(path);
    let is_free = |name: &str| !placeholders.contains(&name);
    let mut found: Option<&entry::Parameter> = None;
    for parameter in operation.parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("path")) {
        let name = parameter.name.as_deref().filter(|name| is_free(name));
        match found {
            _ if name.is_none() => {}
            Some(other) if other.name.as_deref() == name => {}
            Some(_) => return None,
            None => found = Some(parameter),
        }
    }
    let is_string = |parameter: &&entry::Parameter| {
        parameter.schema.as_ref().is_none_or(|schema| matches!(kind(schema), SchemaKind::Text))
    };
    found.filter(is_string)?.name.as_deref()
}

/// Why a template cannot be sent; `None` if it can.
pub(super) fn problem(operation: &entry::Operation) -> Option<String> {
    let path = operation.path.as_deref()?;
    if parts(path).is_none() {
        return Some(format!("the braces in its path are unbalanced (`{path}`)"));
    }
    let template = PathTemplate::new(path);
    if path.contains('*') {
        let is_last = template.has_wildcard() && path.matches('*').count() == 1 && !path.contains('?');
        if !is_last || whole_path(operation).is_none() {
            return Some(format!("its path has a wildcard that no parameter fills (`{path}`)"));
        }
    }
    // A value is fixed or one placeholder, and a name is fixed.
    let is_fixed = |text: &str| placeholders(text).is_empty();
    let is_placeholder = |value: &str| matches!(parts(value).as_deref(), Some([PathPart::Placeholder(_)]));
    let is_odd =
        |(name, value): (&str, &str)| name.is_empty() || !is_fixed(name) || !(is_fixed(value) || is_placeholder(value));
    template.query().any(is_odd).then(|| format!("the query in its path cannot be read (`{path}`)"))
}

fn literal(text: &str, template: &mut String) {
    for (index, character) in text.char_indices() {
        let is_kept = character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '~' | '/');
        if is_kept || (character == '%' && is_encoded(text.get(index + 1..).unwrap_or_default())) {
            template.push(character);
            continue;
        }
        let mut buffer = [0; 4];
        for byte in character.encode_utf8(&mut buffer).bytes() {
            template.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Whether a percent sign is followed by two hexadecimal digits.
fn is_encoded(after: &str) -> bool {
    after.bytes().take_while(u8::is_ascii_hexdigit).take(2).count() == 2
}

#[cfg(test)]
mod tests {
    use super::{placeholders, problem, template};
    use crate::spec::entry::Operation;

    /// What `check` calls unbalanced is refused, and has no placeholders.
    #[test]
    fn unbalanced_braces_are_refused() {
        for (path, is_refused) in [
            ("/{a}/[b]?c={d}", false),
            ("/{open", true),
            ("/open}", true),
            ("/open]", true),
            ("/{a]", true),
            ("/{}", true),
            ("/{a/b}", true),
            ("/{a?b}", true),
        ] {
            let operation = Operation { path: Some(path.to_owned()), ..Operation::default() };
            let problem = problem(&operation);
            assert_eq!(problem.is_some_and(|problem| problem.contains("unbalanced")), is_refused, "{path}");
            assert_eq!(placeholders(path).is_empty(), is_refused, "{path}");
        }
    }

    #[test]
    fn literals_are_encoded_once() {
        let cases = [
            ("/", "/"),
            ("/clusters/{ClusterId}/nodes", "/clusters/{ClusterId}/nodes"),
            ("/clusters/[ClusterId]", "/clusters/{ClusterId}"),
            ("/appstack/apps:search", "/appstack/apps%3Asearch"),
            ("/appstack/apps%3Asearch", "/appstack/apps%3Asearch"),
            ("/appstack/apps%3asearch", "/appstack/apps%3asearch"),
            ("/plans/{planId}:apply", "/plans/{planId}%3Aapply"),
            ("/{a}:{b}@x", "/{a}%3A{b}%40x"),
            ("/100%/a b,c;d=e+f&g", "/100%25/a%20b%2Cc%3Bd%3De%2Bf%26g"),
            ("/%2", "/%252"),
            ("/a-b_c.d~e", "/a-b_c.d~e"),
            ("/名", "/%E5%90%8D"),
            ("/{open", "/%7Bopen"),
            ("/a/{b}?x=1&y=[z]&list", "/a/{b}?x=1&y={z}&list"),
            ("/?a b=c/d%2F+", "/?a%20b=c/d%2F%2B"),
            ("/a?&x=&", "/a?x="),
            ("/types/*", "/types/*"),
            ("/a*/b", "/a%2A/b"),
        ];
        for (path, expected) in cases {
            assert_eq!(template(path), expected, "{path}");
        }
    }
}
