//! Finds products and operations by the names that people type.

use alicloud_catalog::{Catalog, CatalogError, Operation, Product};
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::arguments::program;
use crate::failure::CliFailure;
use crate::unknown_word;

/// The product with this code, in any case.
pub(crate) fn product<'a>(catalog: &'a Catalog, code: &str) -> Result<&'a Product, CliFailure> {
    catalog.product(code, None).ok_or_else(|| {
        let known: Vec<String> = catalog.products().iter().map(|product| product.code().to_lowercase()).collect();
        let similar =
            unknown_word::similar(code, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        unknown(code, similar, "to list all products, run 'alicloud list'".to_owned())
    })
}

/// The operation with this name, in any spelling.
pub(crate) fn operation<'a>(product: &'a Product, name: &str) -> Result<&'a Operation, CliFailure> {
    product.operation(name).map_err(|error| match error {
        CatalogError::UnknownOperation { similar, .. } => {
            let list = format!("to list all operations of {0}, run 'alicloud list {0}'", product.code().to_lowercase());
            unknown(name, similar, list)
        }
        error => CliFailure::call(&error),
    })
}

/// The failure for an unknown word; `list` is the advice how to list the known ones.
fn unknown(word: &str, suggestions: Vec<String>, list: String) -> CliFailure {
    let mut error = Error::new(ErrorKind::InvalidSubcommand).with_cmd(&program());
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(unknown_word::shown(word)));
    if !suggestions.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(suggestions));
    }
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![list.into()]));
    CliFailure::Usage(error)
}
