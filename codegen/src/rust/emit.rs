//! Prints the model as Rust source code. Everything is decided in the model; nothing is decided here.
//!
//! Each operation, the shared types and the error codes have a file of their own. The code is formatted, because users
//! read it when they follow a name into it.

mod enumeration;
mod error_code;
mod member;
mod module;
mod paginator;
mod prototype;
mod request;
mod response;
mod structure;
mod syntax;
mod types;

use std::collections::BTreeMap;

use syn::{File, Item};

use self::prototype::Prototypes;
use self::syntax::comment_line;
use crate::decide::{OperationFacts, ProductFacts};
use crate::rust::model::Model;

/// Content of each file, by file name.
pub type Files = BTreeMap<String, String>;

/// The version of `alicloud_client::runtime` that the printed code requires: the constant `VERSION` there.
pub const RUNTIME_VERSION: u32 = 3;

/// Name of the file with the overview for the documentation of the crate.
pub(crate) const OVERVIEW: &str = "overview.md";

/// Name of the file with the warnings for the user who builds the crate, one per line.
pub(crate) const NOTES: &str = "notes.txt";

/// Prints all files of a crate: `lib.rs`, one file per operation, `error_code.rs` and `components.rs` if there are
/// error codes and shared types, `overview.md` for the documentation, and `notes.txt` if there are warnings.
#[must_use]
pub fn emit(model: &Model) -> Files {
    let prototypes = Prototypes::new();
    let product = &model.product;
    let product_file = format!("{}/product.json", product.source);
    let mut files = Files::new();
    files.insert("lib.rs".to_owned(), text(&product_file, module::file("", module::root(model))));
    let overview = model.overview.lines().flat_map(|line| [comment_line(line), "\n".into()]);
    files.insert(OVERVIEW.to_owned(), overview.collect());
    let notes: String = model.notes().iter().map(|note| note.replace('\n', " ") + "\n").collect();
    if !notes.is_empty() {
        files.insert(NOTES.to_owned(), notes);
    }
    if !model.error_codes.is_empty() {
        files.insert(
            "error_code.rs".to_owned(),
            text(&product.source, error_code::error_code(product, &model.error_codes)),
        );
    }
    if !model.components.is_empty() {
        let file = module::file("Types that operations share.", module::components(model, &prototypes));
        files.insert("components.rs".to_owned(), text(&product_file, file));
    }
    for operation in &model.operations {
        let file = module::file(&operation.summary, module::operation(operation, &prototypes));
        files.insert(format!("{}.rs", operation.module), text(&operation.facts.source, file));
    }
    files
}

/// Prints the `ProductInfo` of a product as a Rust expression, like [`emit`]. The expression needs the module `runtime`
/// in scope.
#[must_use]
pub fn product_info(product: &ProductFacts) -> String {
    module::info(product).to_string()
}

/// Prints the `OperationInfo` of an operation as a Rust expression, like [`emit`]. `product` is the name of the static
/// that holds the `ProductInfo`. The expression needs the module `runtime` in scope.
#[must_use]
pub fn operation_info(operation: &OperationFacts, product: &str) -> String {
    let product = self::syntax::ident(product);
    request::info(operation, &quote::quote!(#product)).to_string()
}

/// Prints how an operation returns its results in pages as a Rust expression, an `Option` of a reference to a
/// `PagingInfo`. The expression needs the module `runtime` in scope.
#[must_use]
pub fn paging_info(operation: &OperationFacts) -> String {
    paginator::info(operation.paging.as_ref()).to_string()
}

/// Formats a file. Its first line names the spec file that it was generated from.
fn text(source: &str, mut file: File) -> String {
    let items = std::mem::take(&mut file.items);
    let mut text = format!("// From {}; edits are lost when it is generated again.\n", comment_line(source));
    text.push_str(&prettyplease::unparse(&file));
    file.attrs.clear();

    let mut after: Option<bool> = None;
    for item in items {
        let is_module = matches!(item, Item::Mod(_));
        if after.is_some_and(|was_module| !(was_module && is_module)) {
            text.push('\n');
        }
        after = Some(is_module);
        file.items = vec![item];
        push_spaced(&mut text, &prettyplease::unparse(&file));
    }
    text
}

/// Appends a formatted item and puts a blank line between the items in it, which `prettyplease` does not do.
fn push_spaced(text: &mut String, item: &str) {
    let mut after_item = false;
    let mut in_constant = false;
    for line in item.lines() {
        if after_item && line != "}" {
            text.push('\n');
        }
        in_constant |= ["    pub const ", "    const ", "    type "].iter().any(|start| line.starts_with(start));
        // A nested item ends with its closing brace or, for a constant or type, with the first line that ends with a
        // semicolon.
        after_item = line == "    }" || (in_constant && line.ends_with(';'));
        in_constant &= !after_item;
        text.push_str(line);
        text.push('\n');
    }
}
