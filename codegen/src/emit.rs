//! From the model to source text. No decision is taken here.
//!
//! One file per kind of item. The text is formatted: whoever follows a name into it lands in code that a person can read.

mod enumeration;
mod error_code;
mod member;
mod module;
mod paginator;
mod request;
mod response;
mod structure;
mod syntax;
mod types;

use std::collections::BTreeMap;

use syn::{File, Item};

use self::syntax::Prototypes;
use crate::model::Model;

/// Source files by name.
pub type Files = BTreeMap<String, String>;

/// `lib.rs`, one file per operation, `error_code.rs`, and `components.rs` where there are any.
#[must_use]
pub fn emit(model: &Model) -> Files {
    let prototypes = Prototypes::new();
    let product = &model.product;
    let product_file = format!("{}/product.json", product.source);
    let mut files = Files::new();
    files.insert("lib.rs".to_owned(), text(&product_file, &module::file("", module::root(model))));
    files.insert("error_code.rs".to_owned(), text(&product.source, &error_code::error_code(product, &model.error_codes)));
    if !model.components.is_empty() {
        let file = module::file("Types that operations share.", module::components(model, &prototypes));
        files.insert("components.rs".to_owned(), text(&product_file, &file));
    }
    for operation in &model.operations {
        let file = module::file(&operation.summary, module::operation(operation, &prototypes));
        files.insert(format!("{}.rs", operation.module), text(&operation.source, &file));
    }
    files
}

/// Formatted text that says where it comes from.
fn text(source: &str, file: &File) -> String {
    let mut text = format!("// From {source}; edits are lost when it is generated again.\n");
    let head = File { shebang: None, attrs: file.attrs.clone(), items: Vec::new() };
    text.push_str(&prettyplease::unparse(&head));
    let mut items = file.items.iter().peekable();
    while let Some(item) = items.next() {
        let single = File { shebang: None, attrs: Vec::new(), items: vec![item.clone()] };
        push_spaced(&mut text, &prettyplease::unparse(&single));
        let together = matches!((item, items.peek()), (Item::Mod(_), Some(Item::Mod(_))));
        if items.peek().is_some() && !together {
            text.push('\n');
        }
    }
    text
}

/// Adds the text of an item, with an empty line between the functions in it: the formatter leaves none.
fn push_spaced(text: &mut String, item: &str) {
    let mut after_function = false;
    for line in item.lines() {
        if after_function && line != "}" {
            text.push('\n');
        }
        after_function = line == "    }";
        text.push_str(line);
        text.push('\n');
    }
}
