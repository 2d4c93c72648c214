//! Completes what a documentation page does not say about how its operation is called.

use crate::spec::entry::Operation;

/// Fills the gaps of a page (path, methods, protocols, authentication) from what is already known about the operation.
pub(super) fn with_call(mut page: Operation, known: &Operation) -> Operation {
    fn fill<T: Clone>(list: &mut Vec<T>, known: &[T]) {
        if list.is_empty() {
            list.extend_from_slice(known);
        }
    }
    page.path = page.path.or_else(|| known.path.clone());
    fill(&mut page.methods, &known.methods);
    fill(&mut page.schemes, &known.schemes);
    fill(&mut page.security, &known.security);
    fill(&mut page.consumes, &known.consumes);
    fill(&mut page.produces, &known.produces);
    page.operation_type = page.operation_type.or_else(|| known.operation_type.clone());
    page.deprecated = page.deprecated.or(known.deprecated);
    page.rate_limit = page.rate_limit.or(known.rate_limit);
    page
}

/// Fills the gaps of a page with the values of nearly every operation: POST or GET, HTTPS, signed with an AccessKey
/// pair (see the vendor's documents on calling RPC operations).
pub(super) fn assumed(mut entry: Operation) -> Operation {
    if entry.methods.is_empty() {
        entry.methods = vec!["post".to_owned(), "get".to_owned()];
    }
    let plain =
        entry.request_demo.as_deref().is_some_and(|demo| demo.starts_with("http:") || demo.starts_with("http(s):"));
    entry.schemes = if plain { vec!["http".to_owned(), "https".to_owned()] } else { vec!["https".to_owned()] };
    entry.security = vec![std::iter::once(("AK".to_owned(), serde_json::Value::Array(Vec::new()))).collect()];
    entry
}
