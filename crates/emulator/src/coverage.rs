//! A page that lists which operations have state.

use std::fmt::Write as _;

use alicloud_catalog::{Catalog, CatalogError, Product};

use crate::emulated::Emulated;
use crate::operations;

/// How real the successful responses of an operation are: [`Emulated::Stateful`] or [`Emulated::Sample`], or
/// [`Emulated::Refused`] if the emulator refuses every call of it.
///
/// `None` if the product has no such operation.
#[must_use]
pub fn coverage_of(product: &Product, operation: &str) -> Option<Emulated> {
    match product.operation(operation) {
        Ok(operation) => Some(operations::emulated(product, operation)),
        Err(CatalogError::OutOfScope { .. }) => Some(Emulated::Refused),
        Err(_) => None,
    }
}

/// The coverage of a catalog, or of one product of it, as Markdown: for each product the operations with state, those that
/// are checked and get a sample as their response, and those that are refused.
#[must_use]
pub fn coverage<'a>(products: impl IntoIterator<Item = &'a Product>) -> String {
    let mut page = String::from(INTRODUCTION);
    for product in products {
        let mut names: [Vec<&str>; 3] = Default::default();
        let in_scope = product.operation_names().map(|name| -> &str { name });
        for name in in_scope.chain(product.out_of_scope().map(|(name, _)| name)) {
            let [stateful, sample, refused] = &mut names;
            match coverage_of(product, name) {
                Some(Emulated::Stateful) => stateful.push(name),
                Some(Emulated::Sample) => sample.push(name),
                _ => refused.push(name),
            }
        }
        // Writing to a string cannot fail.
        let _ = writeln!(page, "\n## {} {}\n", product.code(), product.version());
        for (title, names) in ["With state", "Checked, and a sample as response", "Refused"].into_iter().zip(names) {
            let _ = writeln!(page, "### {title}: {}\n", names.len());
            for name in &names {
                let _ = writeln!(page, "- `{name}`");
            }
            if !names.is_empty() {
                page.push('\n');
            }
        }
        page.truncate(page.trim_end().len());
        page.push('\n');
    }
    page
}

/// The page `docs/emulator-coverage.md`, which covers the embedded catalog.
#[must_use]
pub fn coverage_page() -> String {
    coverage(Catalog::embedded().products())
}

const INTRODUCTION: &str = "\
# What the emulator emulates

Made by `alicloud emulator coverage`; do not edit it by hand.

Every response of the emulator says in the header `x-alicloud-emulated` how real it is:

- `stateful`: the operation was carried out on the state of the emulator, and later calls see what it changed.
- `sample`: signature, parameters and the existence of named resources were checked; the response is made of the documented
  examples, and **nothing was changed**. With `alicloud emulator --strict` the response is 501 `Emulator.NotStateful` instead.
- `refused`: the request was refused, by a check or by an injected fault.
";
