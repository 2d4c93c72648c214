//! Collects the documented error codes of a product.

use indexmap::IndexMap;

use super::documentation;
use super::item::{DocumentedError, ErrorCode};
use super::name::{self, Scope};
use crate::spec::entry;

/// All codes with their variants, sorted by code. `all` are the errors of all operations of the product, from which the
/// variants are named; `selected` are the errors to generate. Therefore a variant has the same name for any selection.
pub(crate) fn error_codes(
    all: &[DocumentedError],
    selected: &[DocumentedError],
    pins: &IndexMap<String, String>,
) -> Vec<ErrorCode> {
    let kept = by_code(selected);
    names(all, pins)
        .into_iter()
        .filter_map(|(code, name)| {
            let documentation = documentation::error_code(code, kept.get(code)?);
            Some(ErrorCode { code: code.to_owned(), name, documentation })
        })
        .collect()
}

/// The variant name of each code, sorted by code.
pub(crate) fn names<'a>(all: &'a [DocumentedError], pins: &IndexMap<String, String>) -> Vec<(&'a str, String)> {
    let codes: Vec<&str> = by_code(all).into_keys().collect();
    let names = name::distinct_from_pinned(Scope::with(&["Unknown"]), &codes, name::error_variant, pins, "");
    codes.into_iter().zip(names).collect()
}

/// Errors that every operation of the product can return.
pub(crate) fn common(product: &entry::Product) -> Vec<DocumentedError> {
    let mut errors = Vec::new();
    for (status, codes) in &product.common_error_codes {
        for code in codes {
            let wire = code.error_code.as_deref().unwrap_or_default();
            if let Ok(status) = status.parse()
                && !is_template(wire)
            {
                let message = code.error_message.clone().unwrap_or_default();
                errors.push(DocumentedError { status, code: wire.to_owned(), message });
            }
        }
    }
    errors
}

/// Whether a documented code is empty or a format string (`%s`) instead of a code.
pub(crate) fn is_template(code: &str) -> bool {
    code.trim().is_empty() || code.contains('%')
}

fn by_code(errors: &[DocumentedError]) -> IndexMap<&str, Vec<&DocumentedError>> {
    let mut codes: IndexMap<&str, Vec<&DocumentedError>> = IndexMap::new();
    for error in errors {
        let same = codes.entry(&error.code).or_default();
        if !same.iter().any(|known| (known.status, &known.message) == (error.status, &error.message)) {
            same.push(error);
        }
    }
    codes.sort_unstable_keys();
    codes
}
