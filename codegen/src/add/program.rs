//! The module with the generated code of a product, and an example that calls one of its operations.

use alicloud_api::Streaming;

use crate::rust::model::Model;
use crate::rust::model::documentation::{PageInput, inline, request};
use crate::rust::model::item::OperationItem;
use crate::spec::Spec;

/// The text of `src/<module>.rs`.
pub(super) fn module(model: &Model, module: &str, spec: &str) -> String {
    let (title, version) = (inline(&model.product.title), inline(&model.product.version));
    format!(
        "//! {title} ({version}): one module per operation, generated from `{spec}` while the package is built.

#![allow(dead_code, unused_imports, reason = \"a program does not use every operation, field and error code\")]

include!(concat!(env!(\"OUT_DIR\"), \"/{module}/lib.rs\"));
"
    )
}

/// The text of `examples/<module>.rs`, and the operation that it calls: one that only reads, if there is one, with as few required
/// parameters as possible, and preferably a list. `None` if no operation has only required parameters for which a value can be written.
pub(super) fn example(model: &Model, spec: &Spec, module: &str) -> Option<(String, String)> {
    let required = |operation: &OperationItem| {
        let needed = operation.facts.parameters.iter().filter(|parameter| parameter.required && !parameter.is_region);
        needed.count()
    };
    let mut operations: Vec<&OperationItem> = model.operations.iter().collect();
    // A list in pages is what a product is about, more often than what else has no required parameters.
    operations.sort_by_key(|operation| {
        let facts = &operation.facts;
        let streams = facts.streaming == Streaming::Always;
        (facts.deprecated, !facts.read_only, streams, required(operation), facts.paging.is_none(), facts.name.len())
    });
    let input = PageInput { product: &model.product, components: &model.components, crate_name: Some(module) };
    let (operation, (imports, expression)) = operations.into_iter().find_map(|operation| {
        let entry = spec.operations.get(operation.name())?;
        Some((operation, request(operation, entry, &input)?))
    })?;
    let (title, version) = (inline(&model.product.title), inline(&model.product.version));
    let (imports, wire) = (imports.join("\n"), operation.name());
    let streams = operation.facts.streaming == Streaming::Always;
    let method = if streams { "send_stream" } else { "send" };
    let call = match expression.as_slice() {
        [line] => format!("{line}.{method}(&client).await?"),
        lines => format!("{}\n        .{method}(&client)\n        .await?", lines.join("\n    ")),
    };
    let shown = if streams {
        format!(
            "let mut events = {call};
    while let Some(event) = events.next().await {{
        println!(\"{{:#?}}\", event?.data);
    }}"
        )
    } else {
        format!(
            "let response = {call};
    println!(\"{{response:#?}}\");"
        )
    };
    let text = format!(
        "//! Calls {wire} of {title} ({version}).
//!
//!     cargo run --example {module}
//!
//! Credentials, region and endpoint are found as the official tools find them. `ALIBABA_CLOUD_ENDPOINT=http://127.0.0.1:8080` calls a
//! local emulator.

#[path = \"../src/{module}.rs\"]
mod {module};

use alicloud_client::{{Client, Error}};
{imports}

#[tokio::main]
async fn main() -> Result<(), Error> {{
    let client = Client::from_env().await?;
    {shown}
    Ok(())
}}
"
    );
    Some((text, wire.to_owned()))
}
