//! `alicloud PRODUCT OPERATION`: calls any operation, by its description.

mod help;
mod names;
mod schema;
mod sign_in;
mod values;
mod words;

use alicloud_catalog::{Catalog, RequestParameter};
use alicloud_client::credentials::Environment;
use alicloud_client::runtime::{At, Location};
use alicloud_client::{Answer, Client, Error, ErrorKind, UntypedOperation, Value, region};
use clap::{Args as _, Command, FromArgMatches as _};

use crate::arguments::GlobalOptions;
use crate::failure::{CliFailure, UNKNOWN_OUTCOME, with_causes};
use crate::lookup::{operation, product};
use crate::output::{self, OutputFormat};
use crate::sent_requests::SentRequests;
use crate::signals::{Signal, Signals};
use names::OptionNames;
use words::Words;

/// Calls the operation that `words` name.
pub(crate) async fn run(before: GlobalOptions, words: Vec<String>) -> Result<(), CliFailure> {
    let mut words = words.into_iter();
    let product = product(Catalog::embedded(), &words.next().unwrap_or_default())?;
    // Options between product and operation, as in `alicloud rds --region cn-hangzhou DescribeRegions`.
    let options = GlobalOptions::augment_args(Command::new("alicloud"));
    let mut words = Words::new(words);
    let between =
        words.leading(&OptionNames::of_options(&options)).map_err(|problem| problem.of(&mut options.clone()))?;
    let operation = match words.next().as_deref() {
        None | Some("--help" | "-h" | "help") => return crate::list::run(Some(product.code())),
        Some(name) => operation(product, name)?,
    };

    let info = operation.info;
    let names = OptionNames::of(product, operation, &options);
    let mut command = help::command(product, operation, &names);
    let given = words.rest(&names).map_err(|problem| problem.of(&mut command))?;
    let globals = between.into_iter().chain(given.globals);
    // With all options of the operation, `clap` shows its help if it is requested, and reports what is wrong with a value.
    let matches = command.try_get_matches_from_mut(globals).map_err(CliFailure::Usage)?;
    let global = before.then(GlobalOptions::from_arg_matches(&matches).map_err(CliFailure::Usage)?);
    let values =
        values::of(product, operation, &names, &given.parameters).map_err(|problem| problem.of(&mut command))?;

    let mut parameters: Vec<(&RequestParameter, Option<Value>)> = operation.parameters.iter().zip(values).collect();
    let region = parameters.iter().find_map(|(parameter, value)| {
        value.as_ref()?.as_str().filter(|region| is_region(parameter) && !region.is_empty())
    });
    let is_chosen_here = global.region.is_some() || global.vpc || region.is_some();
    let sent = SentRequests::default();
    let client = global.client(region, &sent)?;
    // The official CLI fills it in as well. Only the client knows the region of the environment or the profile.
    if let Some(region) = client.region() {
        let unset = parameters.iter_mut().find(|(parameter, value)| value.is_none() && is_region(parameter));
        if let Some((_, value)) = unset {
            *value = Some(Value::from(region));
        }
    }
    let has_region = client.region().is_some();
    let unset = parameters.iter().filter(|(parameter, value)| value.is_none() && parameter.required);
    let unset: Vec<&str> = unset.map(|(parameter, _)| parameter.name).collect();
    if !has_region && unset.iter().any(|name| region::is_parameter(name)) {
        return Err(without_region(info.name, &format!("required and not set: {}", unset.join(", "))));
    }
    // What cannot be shown is not sent: a change would be carried out without its result. What is incomplete is not sent either, and the
    // client says why.
    if unset.is_empty() {
        output::check()?;
    }
    let mut request = UntypedOperation::new(info);
    for (parameter, value) in parameters {
        let (name, at) = (parameter.name, At::new(parameter.location, parameter.style, parameter.required));
        request = match value {
            Some(Value::String(text))
                if product.resolve(&parameter.schema).is_secret() || parameter.schema.is_secret() =>
            {
                request.secret(name, at, Some(text.into()))
            }
            value => request.parameter(name, at, value),
        };
    }
    for name in product.secret_fields(operation) {
        request = request.hide(name);
    }
    if let Some(response) = operation.response() {
        request = request.response_fields(product.resolve(response).properties.keys());
    }
    let mut signals = Signals::listen().map_err(|error| CliFailure::call(&error))?;
    let result = match send(request, &client, &sent, &mut signals).await {
        Ok(Ok(response)) => {
            let received = response.clone();
            let shown = show(response, global.output.unwrap_or_default(), &mut signals).await;
            shown.map_err(|failure| if info.read_only { failure } else { failure.after_change(&request_id(&received)) })
        }
        // A configuration error without a source concerns the choice of the endpoint; those of connections, proxies and certificates have a source.
        Ok(Err(error)) if error.kind() == ErrorKind::Configuration && std::error::Error::source(&error).is_none() => {
            Err(if !has_region {
                without_region(info.name, &format!("{} has an endpoint in each region", product.code()))
            } else if is_chosen_here {
                CliFailure::incomplete(&error)
            } else {
                error.into()
            })
        }
        Ok(Err(error)) => Err(error.into()),
        Err((signal, may_have_been_applied)) => {
            let is_unknown = may_have_been_applied && !info.read_only;
            let outcome = if is_unknown { format!("\n  {UNKNOWN_OUTCOME}") } else { String::new() };
            Err(CliFailure::Interrupted(signal, format!("{}: interrupted{outcome}", info.name)))
        }
    };
    sign_in::settle(&client, &mut signals).await;
    result
}

/// Returns the result of a call. If a signal arrives first, returns the signal, and whether the operation may have been carried out.
async fn send(
    request: UntypedOperation,
    client: &Client,
    sent: &SentRequests,
    signals: &mut Signals,
) -> Result<Result<Answer, Error>, (Signal, bool)> {
    // Outside of `select!`, which ends the requests of the call before it handles the signal.
    let mut result = request.send(client).into_future();
    tokio::select! {
        result = &mut result => Ok(result),
        signal = signals.next() => Err((signal, sent.may_have_been_applied())),
    }
}

/// The request ID of a response, from its header or its body.
fn request_id(response: &Answer) -> String {
    match response.request_id() {
        "" => output::request_id(response.body()).unwrap_or_default(),
        id => id.to_owned(),
    }
}

/// Writes the response on another thread, so that a signal ends the program even if nobody reads its output.
async fn show(response: Answer, output: OutputFormat, signals: &mut Signals) -> Result<(), CliFailure> {
    let written = tokio::task::spawn_blocking(move || {
        let content_type = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        output::show(response.body(), content_type.unwrap_or_default(), output)
    });
    tokio::select! {
        written = written => written.unwrap_or_else(|error| Err(CliFailure::call(&error))),
        signal = signals.next() => {
            Err(CliFailure::Interrupted(signal, "interrupted while the response was written".to_owned()))
        }
    }
}

/// The failure of a call that needs a region if none is known. If the profile that may set one cannot be read, that is the cause, and
/// not the command line.
fn without_region(operation: &str, why: &str) -> CliFailure {
    let ways = "set it with --region cn-hangzhou for this call, in the variable ALIBABA_CLOUD_REGION_ID, or as region_id of the profile in \
                ~/.aliyun/config.json";
    match region::discover(&Environment::process()) {
        Ok(_) => CliFailure::Incomplete(format!("{operation}: no region is known ({why})\n  {ways}")),
        Err(problem) => {
            let problem = with_causes(&problem);
            CliFailure::Call(format!(
                "{operation}: {problem}; so no region is known ({why})\n  correct the profile, or {ways}"
            ))
        }
    }
}

/// Whether a parameter is the region in which the operation works. A part of a path or a header is not filled in for the user.
fn is_region(parameter: &RequestParameter) -> bool {
    parameter.name == "RegionId" && !matches!(parameter.location, Location::Path | Location::Header)
}
