//! The documented error codes of a product.

use alicloud_api::DocumentedError;
use indexmap::IndexMap;

use super::documentation;
use super::item::ErrorVariant;
use super::name::{self, Scope};

/// Every code with a variant of its own, sorted by code. `all` are the errors of every operation of the product and name the variants;
/// `selected` decides which are kept, so that a variant has one name whatever is selected.
pub(crate) fn error_codes(
    all: &[DocumentedError<String>],
    selected: &[DocumentedError<String>],
    pins: &IndexMap<String, String>,
) -> Vec<ErrorVariant> {
    let kept = by_code(selected);
    names(all, pins)
        .into_iter()
        .filter_map(|(code, name)| {
            let documentation = documentation::error_code(code, kept.get(code)?);
            Some(ErrorVariant { code: code.to_owned(), name, documentation })
        })
        .collect()
}

/// The name of every code, sorted by code.
pub(crate) fn names<'a>(all: &'a [DocumentedError<String>], pins: &IndexMap<String, String>) -> Vec<(&'a str, String)> {
    let codes: Vec<&str> = by_code(all).into_keys().collect();
    let names = name::distinct_from_pinned(Scope::with(&["Unknown"]), &codes, name::error_variant, pins, "");
    codes.into_iter().zip(names).collect()
}

fn by_code(errors: &[DocumentedError<String>]) -> IndexMap<&str, Vec<&DocumentedError<String>>> {
    let mut codes: IndexMap<&str, Vec<&DocumentedError<String>>> = IndexMap::new();
    for error in errors {
        let same = codes.entry(&error.code).or_default();
        if !same.iter().any(|known| (known.status, &known.message) == (error.status, &error.message)) {
            same.push(error);
        }
    }
    codes.sort_unstable_keys();
    codes
}
