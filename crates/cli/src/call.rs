//! `alicloud PRODUCT OPERATION`: any operation, from its description.

mod info;
mod parameters;

use alicloud_catalog::Catalog;
use alicloud_client::{UntypedOperation, Value};

use crate::Failure;
use crate::arguments::{Connection, Output};
use crate::lookup::{operation, product};
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
        let Some((name, at)) = info::place(parameter) else { continue };
        request = match value {
            Some(Value::String(text)) if parameter.schema.secret => request.secret(name, at, Some(text.into())),
            value => request.parameter(name, at, value),
        };
    }
    let region = given.region;
    let client = given.connection.client(region.as_deref())?;
    let answer = request.send(&client).await?;
    output::show(answer.body(), given.output)
}
