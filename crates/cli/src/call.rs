//! `alicloud PRODUCT OPERATION`: any operation, from its description.

mod help;
mod info;
mod names;
mod values;
mod words;

use alicloud_catalog::{Catalog, Location, Parameter};
use alicloud_client::{UntypedOperation, Value};
use clap::{Args as _, Command, FromArgMatches as _};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::lookup::{operation, product};
use crate::output;
use names::Names;
use words::Words;

/// Calls the operation that `words` name.
pub(crate) async fn run(before: Global, words: Vec<String>) -> Result<(), Failure> {
    let mut words = words.into_iter();
    let product = product(Catalog::embedded(), &words.next().unwrap_or_default())?;
    // Options between product and operation, as in `alicloud rds --region cn-hangzhou DescribeRegions`.
    let options = Global::augment_args(Command::new("alicloud"));
    let mut words = Words::new(words);
    let between = words.leading(&Names::of_options(&options)).map_err(|problem| problem.of(&mut options.clone()))?;
    let operation = match words.next().as_deref() {
        None | Some("--help" | "-h" | "help") => return crate::list::run(Some(product.code())),
        Some(name) => operation(product, name)?,
    };

    let names = Names::of(product, operation, &options);
    let mut command = help::command(product, operation, &names);
    let given = words.rest(&names).map_err(|problem| problem.of(&mut command))?;
    let globals = between.into_iter().chain(given.globals);
    // With all options of the operation, `clap` shows its help if it is asked for, and says what is wrong with a value.
    let matches = command.try_get_matches_from_mut(globals).map_err(Failure::Usage)?;
    let global = before.then(Global::from_arg_matches(&matches).map_err(Failure::Usage)?);
    let values =
        values::of(product, operation, &names, &given.parameters).map_err(|problem| problem.of(&mut command))?;

    let mut parameters: Vec<(&Parameter, Option<Value>)> = operation.parameters.iter().zip(values).collect();
    let region =
        parameters.iter().find_map(|(parameter, value)| value.as_ref()?.as_str().filter(|_| is_region(parameter)));
    let client = global.client(region)?;
    // As the official CLI does. Only the client knows the region of the environment or the profile.
    if let Some(region) = client.region().filter(|region| !region.is_empty()) {
        let unset = parameters.iter_mut().find(|(parameter, value)| value.is_none() && is_region(parameter));
        if let Some((_, value)) = unset {
            *value = Some(Value::from(region));
        }
    }
    let mut request = UntypedOperation::new(info::of(product, operation).map_err(Failure::Call)?);
    for (parameter, value) in parameters {
        let Some((name, at)) = info::place(parameter) else { continue };
        request = match value {
            Some(Value::String(text)) if product.resolve(&parameter.schema).secret || parameter.schema.secret => {
                request.secret(name, at, Some(text.into()))
            }
            value => request.parameter(name, at, value),
        };
    }
    for name in product.secret_fields(operation) {
        request = request.hide(name);
    }
    let response = request.send(&client).await.map_err(|error| {
        let lacks_region = client.region().is_none_or(str::is_empty) && operation.parameters.iter().any(is_region);
        Failure::from(error).with_hint(lacks_region.then_some("--region sets it for this call"))
    })?;
    let content_type = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    output::show(response.body(), content_type, global.output.unwrap_or_default())
}

/// Whether a parameter is the region in which the operation works. A part of a path or a header is not filled in for the user.
fn is_region(parameter: &Parameter) -> bool {
    parameter.name == "RegionId" && !matches!(parameter.location, Location::Path | Location::Header)
}
