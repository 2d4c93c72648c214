//! Checks waiters.

use indexmap::IndexMap;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::spec::entry::DocumentedWaiter;
use crate::spec::place::Place;
use crate::spec::suggest;

pub(super) fn check(check: &mut Check<'_>, waiters: &IndexMap<String, DocumentedWaiter>, place: &Place<'_>) {
    for (name, waiter) in waiters {
        let place = place.member(name);
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !name.split('-').all(is_word) {
            let diagnostic = Diagnostic::error(format!("`{name}` is not the name of a waiter"))
                .remedy("write lower-case words with hyphens between them, as in `instance-running`");
            check.name(&place, diagnostic);
        }
        check.missing(&place, "operation", "the waiter", "name the operation that it calls");
        check.missing(&place, "expression", "the waiter", "write a JMESPath expression, as in `Items[0].Status`");
        check.missing(&place, "value", "the waiter", "write the value that ends the wait");
        if let Some(operation) = &waiter.operation {
            check_operation(check, operation, waiter, &place);
        }
        if let Some(index) = waiter.never.iter().position(|value| Some(value) == waiter.value.as_ref()) {
            let diagnostic = Diagnostic::error("the awaited value is among those after which it cannot come")
                .remedy("remove it from `never`");
            check.value(&place.member("never").item(index), diagnostic);
        }
    }
}

/// The operation has to be one of the product, with the parameters that are given to it.
fn check_operation(check: &mut Check<'_>, name: &str, waiter: &DocumentedWaiter, place: &Place<'_>) {
    let Some(operation) = check.operations.get(name) else {
        let meant = suggest::closest(name, check.operations.keys().map(String::as_str));
        let diagnostic = Diagnostic::error(format!("the product has no operation `{name}`"));
        let diagnostic = match meant {
            Some(meant) => diagnostic.remedy(format!("did you mean `{meant}`?")),
            None => diagnostic.remedy("name one of its operations"),
        };
        check.value(&place.member("operation"), diagnostic);
        return;
    };
    let known: Vec<&str> = operation.parameters.iter().filter_map(|parameter| parameter.name.as_deref()).collect();
    let arguments = place.member("arguments");
    for (index, argument) in waiter.arguments.iter().enumerate() {
        if !known.contains(&argument.as_str()) {
            let diagnostic = Diagnostic::error(format!("`{name}` has no parameter `{argument}`"))
                .remedy("name one of its parameters");
            check.value(&arguments.item(index), diagnostic);
        }
    }
}
