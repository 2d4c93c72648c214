//! How an operation is called, where its page does not say it.

use crate::spec::entry::Operation;

/// What a page does not say of the call, as it is known from elsewhere.
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

/// What a page never says, and what holds for nearly every operation (see the vendor's documents on calling RPC operations).
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
