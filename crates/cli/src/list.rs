//! `alicloud list`: lists products and operations.

use alicloud_catalog::{DocumentedWaiter, Product};

use crate::failure::CliFailure;
use crate::lookup::product as product_named;
use crate::{descriptions, escape, output};

/// The ready-made waiters of a product.
pub(crate) fn waiters(product: &Product) -> Result<(), CliFailure> {
    let waiters = &product.details().map_err(|error| CliFailure::call(&error))?.waiters;
    let code = product.code().to_lowercase();
    if waiters.is_empty() {
        return output::write(|out| {
            writeln!(
                out,
                "{code} has no ready-made waiters; --wait PATH==VALUE repeats any of its operations that only read until the response has the value"
            )
        });
    }
    let mut lines = String::new();
    for (name, waiter) in waiters {
        let summary = waiter.summary.as_deref().unwrap_or_default();
        lines.push_str(&waiter_call(product, name, waiter));
        lines.push_str(&format!("\n    {}\n", escape::line(summary)));
    }
    output::write(|out| out.write_all(lines.as_bytes()))
}

/// How a waiter is called, with the names of its values; safe for a terminal.
pub(crate) fn waiter_call(product: &Product, name: &str, waiter: &DocumentedWaiter) -> String {
    let arguments: String = waiter.arguments.iter().map(|argument| format!(" {argument}")).collect();
    escape::line(&format!("alicloud {} wait {name}{arguments}", product.code().to_lowercase())).into_owned()
}

pub(crate) fn run(product: Option<&str>) -> Result<(), CliFailure> {
    let mut lines = String::new();
    match product {
        None => {
            let products = descriptions::all()?.products();
            let width = products.iter().map(|product| product.code().len()).max().unwrap_or_default();
            for product in products {
                let title = escape::line(&product.details().map_err(|error| CliFailure::call(&error))?.title);
                let count = product.operation_names().count();
                lines.push_str(&format!(
                    "{:width$}  {:<12}  {count:>5} operations  {title}\n",
                    product.code().to_lowercase(),
                    product.version()
                ));
            }
        }
        Some(code) => {
            let product = product_named(code)?;
            let width = product.operation_names().map(str::len).max().unwrap_or_default();
            for name in product.operation_names() {
                let operation = product.operation(name).map_err(|error| CliFailure::call(&error))?;
                let summary = operation.details.summary.as_deref().map(escape::line).unwrap_or_default();
                lines.push_str(format!("{name:width$}  {summary}").trim_end());
                lines.push('\n');
            }
        }
    }
    output::write(|out| out.write_all(lines.as_bytes()))
}
