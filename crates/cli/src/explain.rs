//! `alicloud explain CODE`: which operations return an error, with which status, and what to do.

use std::collections::BTreeMap;

use alicloud_catalog::{Product, same_name};
use alicloud_client::{Error, ErrorKind};

use crate::failure::CliFailure;
use crate::json::JsonValue;
use crate::known_error::{common_help, documented};
use crate::output::{self, OutputFormat, OutputSettings};
use crate::unknown_word::{self, similar};
use crate::{descriptions, escape, lookup};

/// Names in a line of operations.
const IN_LINE: usize = 4;

/// A documented error, and the operations that have it.
struct Explained {
    product: &'static Product,
    code: String,
    status: u16,
    message: String,
    help: Option<String>,
    operations: Vec<&'static str>,
}

/// Explains an error code; `product` limits it to one product.
pub(crate) fn run(code: &str, product: Option<&str>, settings: &OutputSettings) -> Result<(), CliFailure> {
    let products: Vec<&'static Product> = match product {
        Some(word) => vec![lookup::product(word).map_err(|failure| misplaced(code, word).unwrap_or(failure))?],
        None => descriptions::all()?.products().iter().collect(),
    };
    let code = code.trim().trim_end_matches(':');
    let (explained, known) = find(&products, code)?;
    let help = common_help(&Error::builder(ErrorKind::Service).code(code).build());
    if explained.is_empty() && help.is_none() {
        let close = similar(code, known.iter().map(String::as_str));
        let help = match lookup::operations_named(code).first() {
            Some((product, name)) => of_operation(product, name),
            None if close.is_empty() => "search for a part of it with 'alicloud search'".to_owned(),
            None => format!("did you mean {}?", close.join(", ")),
        };
        let code = unknown_word::shown(code);
        return Err(CliFailure::Incomplete(format!("no description has the error code '{code}'; {help}")));
    }
    if settings.format.is_some_and(|format| format != OutputFormat::Text) || settings.query.is_some() {
        return output::show_value(as_json(&explained, help), settings, &output::ResponseFacts::default());
    }
    let text = as_text(code, &explained, help);
    output::write(|out| out.write_all(escape::lines(&text).as_bytes()))
}

/// The failure for the code of a product in the place of that of an error, before another word.
fn misplaced(code: &str, word: &str) -> Option<CliFailure> {
    let product = descriptions::product(code)?;
    let name = product.operation_names().find(|name| same_name(name, word));
    let help = match name {
        Some(name) => of_operation(product, name),
        None => {
            format!("the code comes first: 'alicloud explain {} {}'", unknown_word::shown(word), code.to_lowercase())
        }
    };
    Some(CliFailure::Incomplete(format!("{} is a product, and no error code; {help}", product.code())))
}

fn of_operation(product: &Product, name: &str) -> String {
    let code = product.code();
    format!("{name} is an operation of {code}, and 'alicloud help {} {name}' describes it", code.to_lowercase())
}

/// The errors with this code, and all codes.
fn find(products: &[&'static Product], code: &str) -> Result<(Vec<Explained>, Vec<String>), CliFailure> {
    let mut known = Vec::new();
    let mut found: BTreeMap<(&str, u16, String, Option<String>), Explained> = BTreeMap::new();
    for product in products {
        for name in product.operation_names() {
            let operation = product.operation(name).map_err(|error| CliFailure::call(&error))?;
            for (status, error) in documented(product, operation) {
                let Some(name_of_error) = error.error_code.as_deref() else { continue };
                if !name_of_error.eq_ignore_ascii_case(code) {
                    known.push(name_of_error.to_owned());
                    continue;
                }
                let message = error.error_message.as_deref().map(one_line).unwrap_or_default();
                let help = error.description.as_deref().map(one_line).filter(|help| !help.is_empty());
                let key = (product.code(), status, message.clone(), help.clone());
                let explained = found.entry(key).or_insert_with(|| Explained {
                    product,
                    code: name_of_error.to_owned(),
                    status,
                    message,
                    help,
                    operations: Vec::new(),
                });
                if explained.operations.last() != Some(&name) {
                    explained.operations.push(name);
                }
            }
        }
    }
    known.sort();
    known.dedup();
    Ok((found.into_values().collect(), known))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn as_text(code: &str, explained: &[Explained], help: Option<&str>) -> String {
    let mut text = String::new();
    for Explained { product, code, status, message, help, operations } in explained {
        text.push_str(&format!("{code} (HTTP {status}, {} {}): {message}\n", product.code(), product.version()));
        if let Some(help) = help {
            text.push_str(&format!("  what to do: {help}\n"));
        }
        text.push_str(
            &format!("  returned by {} operations:\n", operations.len()).replace(" 1 operations", " 1 operation"),
        );
        for names in operations.chunks(IN_LINE) {
            text.push_str(&format!("    {}\n", names.join(", ")));
        }
    }
    if explained.is_empty() {
        text.push_str(&format!("{code}: no description lists it; any operation can return it\n"));
    }
    if let Some(help) = help {
        text.push_str(&format!("In general: {help}\n"));
    }
    text
}

fn as_json(explained: &[Explained], help: Option<&str>) -> JsonValue {
    let string = |text: &str| JsonValue::String(text.to_owned());
    let field = |name: &str, value: JsonValue| (name.to_owned(), value);
    let errors = explained.iter().map(|error| {
        let mut fields = vec![
            field("Product", string(error.product.code())),
            field("Code", string(&error.code)),
            field("Status", JsonValue::Number(error.status.to_string())),
            field("Message", string(&error.message)),
        ];
        fields.extend(error.help.as_deref().map(|help| field("Help", string(help))));
        fields.push(field("Operations", JsonValue::List(error.operations.iter().map(|name| string(name)).collect())));
        JsonValue::Object(fields)
    });
    let mut fields = vec![field("Errors", JsonValue::List(errors.collect()))];
    fields.extend(help.map(|help| field("Help", string(help))));
    JsonValue::Object(fields)
}
