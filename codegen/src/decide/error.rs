//! Documented errors.

use alicloud_api::DocumentedError;
use indexmap::IndexMap;

#[cfg(feature = "rust")]
use crate::spec::entry::Product;
use crate::spec::entry::{ErrorCode, Operation};

/// Errors that every operation of the product can return.
#[cfg(feature = "rust")]
pub(crate) fn common(product: &Product) -> Vec<DocumentedError<String>> {
    documented(&product.common_error_codes).map(owned).collect()
}

/// Errors of an operation; `warn` takes what is odd about others.
pub(crate) fn errors(entry: &Operation, warn: &mut dyn FnMut(String)) -> Vec<DocumentedError<String>> {
    for (status, codes) in &entry.error_codes {
        if status.parse::<u16>().is_err() {
            warn(format!("`{status}` is not an HTTP status: its errors are left out"));
            continue;
        }
        for code in codes.iter().map(code).filter(|code| is_template(code)) {
            warn(format!("the error code `{code}` is a template: it is left out"));
        }
    }
    documented(&entry.error_codes).map(owned).collect()
}

/// The errors of a table by HTTP status. What is not an HTTP status or not a code is left out.
pub(crate) fn documented(by_status: &IndexMap<String, Vec<ErrorCode>>) -> impl Iterator<Item = DocumentedError<&str>> {
    by_status.iter().filter_map(|(status, codes)| Some((status.parse().ok()?, codes))).flat_map(|(status, codes)| {
        let codes = codes.iter().filter(|error| !is_template(code(error)));
        codes.map(move |error| {
            DocumentedError::new(status, code(error), error.error_message.as_deref().unwrap_or_default())
        })
    })
}

fn code(error: &ErrorCode) -> &str {
    error.error_code.as_deref().unwrap_or_default()
}

fn owned(error: DocumentedError<&str>) -> DocumentedError<String> {
    DocumentedError::new(error.status, error.code.to_owned(), error.message.to_owned())
}

/// Whether a documented code is empty or a format string (`%s`) instead of a code.
fn is_template(code: &str) -> bool {
    code.trim().is_empty() || code.contains('%')
}
