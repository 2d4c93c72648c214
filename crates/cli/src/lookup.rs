//! Finds products and operations by the names that people type.

use alicloud_catalog::{Catalog, CatalogError, Operation, Product};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Error};

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::unknown_word;

/// The product with this code, in any case.
pub(crate) fn product<'a>(catalog: &'a Catalog, code: &str) -> Result<&'a Product, Failure> {
    catalog.product(code, None).ok_or_else(|| {
        let known = catalog.products().iter().map(|product| product.code().to_lowercase()).collect();
        unknown(code, known, "to list all products, run 'alicloud list'".to_owned())
    })
}

/// The operation with this name, in any spelling.
pub(crate) fn operation<'a>(product: &'a Product, name: &str) -> Result<&'a Operation, Failure> {
    product.operation(name).map_err(|error| match error {
        CatalogError::UnknownOperation { similar, .. } => {
            let list = format!("to list all operations of {0}, run 'alicloud list {0}'", product.code().to_lowercase());
            unknown(name, similar, list)
        }
        error => Failure::call(&error),
    })
}

/// The failure for a word that is not known; `list` says how to see those that are.
fn unknown(word: &str, suggestions: Vec<String>, list: String) -> Failure {
    let mut error = Error::new(ErrorKind::InvalidSubcommand).with_cmd(&Arguments::command());
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(unknown_word::shown(word)));
    if !suggestions.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(suggestions));
    }
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![list.into()]));
    Failure::Usage(error)
}
