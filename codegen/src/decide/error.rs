//! Documented errors.

use alicloud_api::DocumentedError;
use indexmap::IndexMap;

#[cfg(feature = "rust")]
use crate::spec::entry::Product;
use crate::spec::entry::{ErrorCode, Operation};

/// Errors that every operation of the product can return.
#[cfg(feature = "rust")]
pub(crate) fn common(product: &Product) -> Vec<DocumentedError<String>> {
    documented(&product.common_error_codes, &mut |_| {})
}

/// Errors of an operation; `warn` takes what is odd about others.
pub(crate) fn errors(entry: &Operation, warn: &mut dyn FnMut(String)) -> Vec<DocumentedError<String>> {
    documented(&entry.error_codes, warn)
}

fn documented(
    by_status: &IndexMap<String, Vec<ErrorCode>>,
    warn: &mut dyn FnMut(String),
) -> Vec<DocumentedError<String>> {
    let mut errors = Vec::new();
    for (status, codes) in by_status {
        let Ok(status) = status.parse() else {
            warn(format!("`{status}` is not an HTTP status: its errors are left out"));
            continue;
        };
        for code in codes {
            let wire = code.error_code.as_deref().unwrap_or_default();
            if is_template(wire) {
                warn(format!("the error code `{wire}` is a template: it is left out"));
                continue;
            }
            let message = code.error_message.clone().unwrap_or_default();
            errors.push(DocumentedError::new(status, wire.to_owned(), message));
        }
    }
    errors
}

/// Whether a documented code is empty or a format string (`%s`) instead of a code.
fn is_template(code: &str) -> bool {
    code.trim().is_empty() || code.contains('%')
}
