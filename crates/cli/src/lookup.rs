//! Finds products and operations by the names that people type.

use alicloud_catalog::{CatalogError, Operation, Product, same_name};
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::arguments::program;
use crate::failure::CliFailure;
use crate::{descriptions, official, unknown_word};

/// So many products are named in a message.
const IN_MESSAGE: usize = 3;

/// The product with this code, in any case.
pub(crate) fn product(code: &str) -> Result<&'static Product, CliFailure> {
    descriptions::of(code)?.product(code, None).ok_or_else(|| {
        if let Some(instead) = official::in_place_of(code) {
            return unknown(code, Vec::new(), vec![instead.to_owned()]);
        }
        let known = descriptions::codes();
        let similar: Vec<String> =
            unknown_word::similar(code, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        let mut advice = vec!["to list all products, run 'alicloud list'".to_owned()];
        let named = if similar.is_empty() { operations_named(code) } else { Vec::new() };
        if let Some((product, name)) = named.first() {
            let products: Vec<&str> = named.iter().take(IN_MESSAGE).map(|(product, _)| product.code()).collect();
            let others = if named.len() > IN_MESSAGE { " and others" } else { "" };
            advice.push(format!(
                "{name} is an operation of {}{others}; its product comes first, as in 'alicloud {} {name}'",
                products.join(", "),
                product.code().to_lowercase()
            ));
        } else if similar.is_empty() && is_code(code) {
            advice.push(format!("to add its description, run 'alicloud product fetch {code}'"));
            advice.push(format!(
                "if {code} is a product, it has no description here; --force sends its operations all the same, as in 'alicloud {code} OPERATION \
                 --force --api-version YYYY-MM-DD --endpoint HOST'"
            ));
        }
        unknown(code, similar, advice)
    })
}

/// The first products that have an operation of this name, in any spelling, and its documented name.
pub(crate) fn operations_named(word: &str) -> Vec<(&'static Product, &'static str)> {
    if unknown_word::is_too_long(word) {
        return Vec::new();
    }
    let Ok(catalog) = descriptions::all() else { return Vec::new() };
    let of_product = |product: &'static Product| {
        product.operation_names().find(|name| same_name(name, word)).map(|name| (product, name))
    };
    catalog.products().iter().filter_map(of_product).take(IN_MESSAGE + 1).collect()
}

/// The operation with this name, in any spelling.
pub(crate) fn operation<'a>(product: &'a Product, name: &str) -> Result<&'a Operation, CliFailure> {
    product.operation(name).map_err(|error| match error {
        CatalogError::UnknownOperation { similar, .. } => {
            let list = format!("to list all operations of {0}, run 'alicloud list {0}'", product.code().to_lowercase());
            unknown(name, similar, vec![list])
        }
        error => CliFailure::call(&error),
    })
}

/// Whether a word can be the code of a product.
fn is_code(word: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (2..=32).contains(&word.len()) && word.bytes().all(is_letter) && !word.starts_with('-')
}

/// The failure for an unknown word, with advice.
fn unknown(word: &str, suggestions: Vec<String>, advice: Vec<String>) -> CliFailure {
    let mut error = Error::new(ErrorKind::InvalidSubcommand).with_cmd(&program());
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(unknown_word::shown(word)));
    if !suggestions.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(suggestions));
    }
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(advice.into_iter().map(Into::into).collect()));
    CliFailure::Usage(error)
}
