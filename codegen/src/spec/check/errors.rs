//! Checks documented errors.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::spec::entry::ErrorCode;
use crate::spec::place::Place;

pub(super) fn check(check: &mut Check<'_>, errors: &IndexMap<String, Vec<ErrorCode>>, place: &Place<'_>) {
    for (status, rows) in errors {
        let place = place.member(status);
        check_status(check, status, &place);
        let mut seen = HashSet::new();
        for (index, row) in rows.iter().enumerate() {
            let place = place.item(index);
            let Some(code) = row.error_code.as_deref() else {
                check.missing(&place, "errorCode", "the error", "write the code, as in `Endpoint.NotFound`");
                continue;
            };
            if code.trim().is_empty() {
                let diagnostic =
                    Diagnostic::error("the error code is empty").remedy("write the code, as in `Endpoint.NotFound`");
                check.value(&place.member("errorCode"), diagnostic);
            }
            if !seen.insert((code, row.error_message.as_deref())) {
                let diagnostic = Diagnostic::warning(format!("error `{code}` is listed twice with the same message"))
                    .rule("it is documented once")
                    .remedy("remove one of the two");
                check.value(&place.member("errorCode"), diagnostic);
            }
        }
    }
}

/// Reports a name that is not an HTTP status.
pub(super) fn check_status(check: &mut Check<'_>, status: &str, place: &Place<'_>) {
    if !is_status(status) {
        let diagnostic = Diagnostic::error(format!("`{status}` is not an HTTP status"))
            .remedy("write a number from 100 to 599, in quotes");
        check.name(place, diagnostic);
    }
}

/// Whether a text is an HTTP status and nothing else.
pub(in crate::spec) fn is_status(text: &str) -> bool {
    text.len() == 3 && text.parse::<u16>().is_ok_and(|status| (100..600).contains(&status))
}
