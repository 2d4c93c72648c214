//! `alicloud PRODUCT OPERATION`: any operation, from its description.

mod info;
mod parameters;

use alicloud_catalog::{Catalog, Operation, Product, same_name};
use alicloud_client::UntypedOperation;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Error};

use crate::Failure;
use crate::arguments::{Arguments, Connection, Output};
use crate::output;

/// Calls the operation that `words` name.
pub(crate) async fn run(connection: &Connection, output: Output, words: Vec<String>) -> Result<(), Failure> {
    let mut words = words.into_iter();
    let product = product(Catalog::embedded(), &words.next().unwrap_or_default())?;
    let operation = match words.next().as_deref() {
        None | Some("--help" | "-h" | "help") => return crate::list::run(Some(product.code())),
        Some(name) => operation(product, name)?,
    };
    let given = parameters::read(product, operation, connection, output, words)?;
    let mut request = UntypedOperation::new(info::of(product, operation).map_err(Failure::Call)?);
    for (parameter, value) in operation.parameters.iter().zip(given.values) {
        if let Some((name, at)) = info::place(parameter) {
            request = request.parameter(name, at, value);
        }
    }
    let region = given.region;
    let client = given.connection.client(region.as_deref())?;
    let answer = request.send(&client).await?;
    output::show(answer.body(), given.output)
}

/// The product with this code, in any case.
pub(crate) fn product<'a>(catalog: &'a Catalog, code: &str) -> Result<&'a Product, Failure> {
    catalog.product(code, None).ok_or_else(|| {
        let known = catalog.products().iter().map(|product| product.code().to_lowercase()).collect();
        unknown(code, known)
    })
}

fn operation<'a>(product: &'a Product, name: &str) -> Result<&'a Operation, Failure> {
    let known = product.operation_names().any(|known| same_name(known, name));
    if known { product.operation(name).map_err(Failure::call) } else { Err(unknown(name, similar(product, name))) }
}

fn similar(product: &Product, name: &str) -> Vec<String> {
    match product.operation(name) {
        Err(alicloud_catalog::CatalogError::UnknownOperation { similar, .. }) => similar,
        _ => Vec::new(),
    }
}

fn unknown(word: &str, suggestions: Vec<String>) -> Failure {
    let mut error = Error::new(ErrorKind::InvalidSubcommand).with_cmd(&Arguments::command());
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(word.to_owned()));
    if !suggestions.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(suggestions));
    }
    Failure::Usage(error)
}
