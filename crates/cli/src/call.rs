//! `alicloud PRODUCT OPERATION`: calls any operation, by its description.

mod complete;
mod complete_own;
mod dry_run;
mod exact;
mod follow;
mod form_file;
mod help;
mod input;
mod names;
mod partial_value;
mod path;
mod request;
mod row;
mod schema;
mod set_value;
mod sign_in;
mod sources;
mod target;
mod values;
mod words;

use alicloud_catalog::{Product, RequestParameter};
use alicloud_client::credentials::Environment;
use alicloud_client::runtime::Style;
use alicloud_client::{Answer, ErrorKind, OperationInfo, Value, region};
use clap::Command;

use crate::arguments::{BodyArgument, GlobalOptions, SyntaxError, Words, client, is_own, program};
use crate::failure::{CliFailure, UNKNOWN_OUTCOME, with_causes};
use crate::known_error::FailedCall;
use crate::output::{self, OutputSettings, ResponseFacts};
use crate::pages::PageFields;
use crate::sent_requests::SentRequests;
use crate::signals::{Signal, Signals};
use crate::streams::{complain, set_level};
use crate::wait::WaitFailure;
use crate::{escape, list, lookup, policy};
pub(crate) use complete::run as complete;
pub(crate) use follow::output_settings;
use follow::{Received, carry_out, follow, report_more};
use names::{OptionNames, ValueSource};
use request::Documented;
pub(crate) use row::{RowCall, RowOperation, RowValues};
use set_value::SetValue;
pub(crate) use sign_in::settle;
use target::{DescribedOperation, NamedWaiter, Requested, Target};
use words::{Occurrence, ParsedWords};

/// `alicloud help [PRODUCT [OPERATION]]`.
pub(crate) fn help(words: Vec<String>) -> Result<(), CliFailure> {
    let mut words = words.into_iter();
    let Some(code) = words.next() else {
        return Err(help_of(&mut program()));
    };
    if is_own(&code) {
        let words = ["alicloud", &code, "--help"];
        return match program().try_get_matches_from(words) {
            Err(help) => Err(CliFailure::Usage(help)),
            Ok(_) => Ok(()),
        };
    }
    let product = lookup::product(&code)?;
    match words.next() {
        None => list::run(Some(product.code())),
        Some(name) => {
            Err(operation_help(DescribedOperation { product, operation: lookup::operation(product, &name)? }))
        }
    }
}

fn operation_help(DescribedOperation { product, operation }: DescribedOperation) -> CliFailure {
    help_of(&mut help::command(product, operation, &OptionNames::of(product, operation, false)))
}

/// The help of a command, which `clap` returns as an error that is none.
fn help_of(command: &mut Command) -> CliFailure {
    let name = if command.is_no_binary_name_set() { None } else { Some("alicloud") };
    match command.try_get_matches_from_mut(name.into_iter().chain(["--help"])) {
        Err(help) => CliFailure::Usage(help),
        Ok(_) => CliFailure::Call("the command has no help".to_owned()),
    }
}

/// Calls the operation that `words` name.
pub(crate) async fn run(mut global: GlobalOptions, code: String, mut words: Words) -> Result<(), CliFailure> {
    // Options between product and operation, as in `alicloud rds --region cn-hangzhou DescribeRegions`.
    words.leading(false, &mut global).map_err(|problem| problem.of(&mut program()))?;
    let preview = words.preview(&global);
    let target = match target::read(&code, &mut words, &preview)? {
        Requested::Operations(product) => return list::run(Some(product.code())),
        Requested::Help(described) => return Err(operation_help(described)),
        Requested::Waiters(product) => return list::waiters(product),
        Requested::Call(target) => *target,
    };
    let force = preview.force;
    let (names, mut command) = match target.described {
        Some(DescribedOperation { product, operation }) => {
            let names = OptionNames::of(product, operation, force);
            let command = help::command(product, operation, &names);
            (names, command)
        }
        None => (OptionNames::open(), program()),
    };
    let given = words::read(words, &names, &mut global).map_err(|problem| problem.of(&mut command))?;
    if given.help {
        return Err(help_of(&mut command));
    }
    global.log_level.into_iter().for_each(set_level);
    if global.skeleton {
        let Some(DescribedOperation { product, operation }) = target.described else {
            return Err(CliFailure::usage(&mut command, "--skeleton needs the description of the operation"));
        };
        let text = input::skeleton(product, operation);
        return output::write(|out| out.write_all(escape::lines(&text).as_bytes()));
    }
    let emulator = crate::emulator::start_for_call(&mut global, &mut command).await?;
    let wrong = |problems: Vec<String>, command: &mut Command| SyntaxError::Other(listed(problems)).of(command);
    let (mut parameters, mut undocumented) =
        parameters(&target, &names, given, &global).map_err(|problems| wrong(problems, &mut command))?;
    let body = match &global.body {
        None => None,
        Some(BodyArgument::Text(text)) => Some(text.clone()),
        Some(BodyArgument::File(path)) => {
            Some(sources::file(path).map_err(|problem| wrong(vec![format!("--body-file: {problem}")], &mut command))?)
        }
    };

    let region = parameters.iter().find_map(|(parameter, value)| {
        value.as_ref()?.as_str().filter(|region| is_region(parameter) && !region.is_empty())
    });
    warn_about_values(&parameters, region, &global);
    let is_chosen_here = global.region.is_some() || global.network.is_some() || region.is_some();
    let sent = SentRequests::default();
    let client = client(&global, region, &sent, &mut command)?;
    // The official CLI fills it in as well. Only the client knows the region of the environment or the profile.
    if let Some(region) = client.region() {
        let unset = parameters.iter_mut().find(|(parameter, value)| value.is_none() && is_region(parameter));
        if let Some((_, value)) = unset {
            *value = Some(region.into());
        }
        let is_open = target.described.is_none() && target.info.product.style == Style::Rpc;
        if is_open && !undocumented.iter().any(|(name, _)| name == "RegionId") {
            undocumented.push(("RegionId".to_owned(), Value::from(region)));
        }
    }
    let has_region = client.region().is_some();
    // A whole body has the parameters of the body in it, the region of a cluster for example.
    let is_elsewhere = |parameter: &RequestParameter| body.is_some() && request::is_in_body(parameter);
    let unset = parameters
        .iter()
        .filter(|(parameter, value)| value.is_none() && parameter.required && !is_elsewhere(parameter));
    let unset: Vec<&str> = unset.map(|(parameter, _)| parameter.name).collect();
    if !has_region && unset.iter().any(|name| region::is_parameter(name)) {
        return Err(without_region(&shown_name(target.info), &format!("required and not set: {}", unset.join(", "))));
    }
    // What cannot be shown is not sent: a change would be carried out without its result. What is incomplete is not sent either, and the
    // client says why.
    if unset.is_empty() {
        output::check()?;
    }
    let set: Vec<(&str, Option<Value>)> = parameters
        .iter()
        .map(|(parameter, value)| (parameter.name, value.as_ref().and_then(SetValue::as_json).cloned()))
        .collect();
    let shown = parameters.iter().filter(|(parameter, _)| !target.is_secret(parameter));
    let shown = shown.filter_map(|(parameter, value)| Some((parameter.name, value.as_ref()?.as_str()?.to_owned())));
    let shown: Vec<(&str, String)> = shown.collect();
    let settings = output_settings(&global)?;
    let facts = facts(&target);
    let follow = follow(&global, target.described, target.waiter.map(|named| named.waiter), &set)
        .map_err(|problem| wrong(vec![problem], &mut command))?;
    let build = |fields: &PageFields| {
        let mut parameters = parameters.clone();
        for (parameter, value) in &mut parameters {
            if let Some((_, of_page)) = fields.iter().find(|(name, _)| name == parameter.name) {
                *value = Some(of_page.clone().into());
            }
        }
        request::build(&target, parameters, undocumented.clone(), body.clone(), &global)
    };
    let (info, request) = build(&Vec::new()).map_err(|problem| wrong(vec![problem], &mut command))?;
    if let Some(format) = global.dry_run {
        return dry_run::run(&client, info, request, format).await;
    }
    // What can be wrong with a request is wrong with the first one, too.
    let of_page = |fields: &PageFields| build(fields).map_or_else(|_| request.clone(), |(_, request)| request);
    let details = details(&target, &parameters, &undocumented, body.as_deref(), &global);
    let path = match dry_run::path(&client, info, request.clone()).await {
        Ok(path) => path,
        // The call fails for the same reason, with advice.
        Err(error) if error.kind() == ErrorKind::InvalidInput => None,
        Err(error) => return Err(error.into()),
    };
    policy::check(info, path.as_slice(), &Environment::process(), global.yes, &details)?;
    let mut signals = Signals::listen().map_err(|error| CliFailure::call(&error))?;
    let work = carry_out(follow, of_page, &client, &settings, &facts);
    let result = match unless_interrupted(work, &sent, &mut signals).await {
        Ok(Ok(Received::Response(response))) => {
            let received = response.clone();
            let is_quiet = settings.is_quiet;
            let shown = show(move || show_response(&response, &settings, &facts), &mut signals).await;
            if shown.is_ok() && !is_quiet {
                report_more(target.described, &set, &received);
            }
            shown.map_err(|failure| if info.read_only { failure } else { failure.after_change(&request_id(&received)) })
        }
        Ok(Ok(Received::Pages(None))) => Ok(()),
        Ok(Ok(Received::Pages(Some(response)))) => {
            show(move || output::show_value(response, &settings, &facts), &mut signals).await
        }
        Ok(Err(WaitFailure::Cli(failure))) => Err(failure),
        // A configuration error without a source concerns the choice of the endpoint; those of connections, proxies and certificates have a source.
        Ok(Err(WaitFailure::Call(error)))
            if error.kind() == ErrorKind::Configuration && std::error::Error::source(&error).is_none() =>
        {
            Err(if !has_region {
                without_region(&shown_name(info), &format!("{} has an endpoint in each region", info.product.code))
            } else if is_chosen_here {
                CliFailure::incomplete(&error)
            } else {
                error.into()
            })
        }
        Ok(Err(WaitFailure::Call(error))) if error.kind() == ErrorKind::InvalidInput && !unset.is_empty() => {
            Err(match target.described {
                Some(described) => {
                    let advice = match target.waiter {
                        Some(named) => advice_of_waiter(described.product, named),
                        None => advice(described, unset.len()),
                    };
                    CliFailure::Incomplete(format!("{}\n  {advice}", with_causes(&error)))
                }
                None => error.into(),
            })
        }
        Ok(Err(WaitFailure::Call(error))) => Err(match target.described {
            Some(DescribedOperation { product, operation }) => {
                let region = client.region();
                CliFailure::of_call(error, &FailedCall { product, operation, parameters: shown, region })
            }
            None => error.into(),
        }),
        Err((signal, may_have_been_applied)) => {
            let is_unknown = may_have_been_applied && !info.read_only;
            let outcome = if is_unknown { format!("\n  {UNKNOWN_OUTCOME}") } else { String::new() };
            Err(CliFailure::Interrupted(signal, format!("{}: interrupted{outcome}", shown_name(info))))
        }
    };
    sign_in::settle(&client, &mut signals).await;
    if let Some(emulator) = emulator {
        emulator.stop().await;
    }
    result
}

/// The documented parameters with their values, and the others.
type Parameters<'a> = (Vec<Documented<'a>>, Vec<(String, Value)>);

/// The parameters of a call.
fn parameters<'a>(
    target: &'a Target,
    names: &OptionNames,
    given: ParsedWords,
    options: &GlobalOptions,
) -> Result<Parameters<'a>, Vec<String>> {
    let force = options.force;
    let ParsedWords { parameters: mut occurrences, mut undocumented, .. } = given;
    let Some(DescribedOperation { product, operation }) = target.described else {
        if options.input.is_some() {
            return Err(vec!["--input needs the description of the operation".to_owned()]);
        }
        undocumented.splice(0..0, target.in_path.iter().cloned());
        return Ok((Vec::new(), values(undocumented)));
    };
    for (name, value) in &target.in_path {
        match operation.parameters.iter().position(|parameter| parameter.name == name) {
            Some(index) => occurrences.push(Occurrence {
                spelling: if target.waiter.is_some() { name.clone() } else { format!("{name} in the path") },
                index,
                path: Vec::new(),
                value: value.clone(),
                source: ValueSource::Value,
            }),
            None if force => undocumented.push((name.clone(), value.clone())),
            None => return Err(vec![format!("{} has no parameter {name:?}, which the path has", operation.info.name)]),
        }
    }
    let preset = match &options.input {
        Some(path) => input::read(path, operation, names)?,
        None => Vec::new(),
    };
    let documented = values::of(product, operation, names, &occurrences, preset, force)?;
    Ok((operation.parameters.iter().zip(documented).collect(), values(undocumented)))
}

/// Parameters without a description are strings.
fn values(undocumented: Vec<(String, String)>) -> Vec<(String, Value)> {
    undocumented.into_iter().map(|(name, value)| (name, Value::String(value))).collect()
}

/// One problem, or a list of several.
fn listed(mut problems: Vec<String>) -> String {
    match problems.len() {
        1 => problems.remove(0),
        count => format!("{count} problems, and nothing was sent:\n  {}", problems.join("\n  ")),
    }
}

/// Returns the result of a call. If a signal arrives first, returns the signal, and whether the operation may have been carried out.
async fn unless_interrupted<T>(
    work: impl Future<Output = T>,
    sent: &SentRequests,
    signals: &mut Signals,
) -> Result<T, (Signal, bool)> {
    // Outside of `select!`, which ends the requests of the call before it handles the signal.
    let mut work = Box::pin(work);
    tokio::select! {
        result = &mut work => Ok(result),
        signal = signals.next() => Err((signal, sent.may_have_been_applied())),
    }
}

/// Warns about values that are probably not meant.
fn warn_about_values(parameters: &[Documented<'_>], region: Option<&str>, options: &GlobalOptions) {
    if let (Some(chosen), Some(sent)) = (&options.region, region)
        && chosen != sent
    {
        complain(&format!(
            "warning: --region is {chosen} and --RegionId is {sent}: the first one chooses the endpoint, and the second one is sent as the parameter"
        ));
    }
    let is_empty = |(_, value): &&Documented<'_>| value.as_ref().and_then(SetValue::as_str).is_some_and(str::is_empty);
    let empty: Vec<String> =
        parameters.iter().filter(is_empty).map(|(parameter, _)| format!("--{}", parameter.name)).collect();
    if !empty.is_empty() {
        complain(&format!(
            "warning: the value of {} is empty, and most services treat that as if it were not set; is a variable of the shell not set?",
            empty.join(" and ")
        ));
    }
}

/// What a user who is asked to confirm a call is shown of it: where it goes, and its parameters without secrets.
fn details<'a>(
    target: &Target,
    parameters: &'a [Documented<'_>],
    undocumented: &'a [(String, Value)],
    body: Option<&str>,
    options: &GlobalOptions,
) -> Vec<(&'a str, String)> {
    let redactor = match target.described {
        Some(DescribedOperation { product, operation }) => names::redactor(product, operation),
        None => alicloud_signer::redact::Redactor::new(),
    };
    let text = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        redactor.text(&text).into_owned()
    };
    let mut details = Vec::new();
    details.extend(options.profile.clone().map(|profile| ("profile", profile)));
    details.extend(options.endpoint.clone().map(|endpoint| ("endpoint", endpoint)));
    for (parameter, value) in parameters {
        if let Some(value) = value {
            let is_secret = target.is_secret(parameter) || redactor.hides_path(parameter.name);
            let shown = match value {
                _ if is_secret => alicloud_signer::redact::HIDDEN.to_owned(),
                SetValue::Json(value) => text(value),
                SetValue::File(file) => format!("{:?} ({} bytes)", file.name(), file.content().len()),
            };
            details.push((parameter.name, shown));
        }
    }
    for (name, value) in undocumented {
        let is_secret = redactor.hides_path(name);
        details.push((name, if is_secret { alicloud_signer::redact::HIDDEN.to_owned() } else { text(value) }));
    }
    details.extend(body.map(|body| ("body", redactor.text(body).into_owned())));
    details
}

/// What to do about required parameters that are not set.
fn advice(described: DescribedOperation, missing: usize) -> String {
    let (code, name) = (described.product.code().to_lowercase(), described.operation.info.name);
    let help = format!("'alicloud help {code} {name}' describes the parameters");
    if missing < 2 {
        return help;
    }
    format!("{help}; 'alicloud {code} {name} --skeleton' prints a file with all of them for --input")
}

/// What to do about a value that a waiter needs.
fn advice_of_waiter(product: &Product, NamedWaiter { name, waiter }: NamedWaiter) -> String {
    let written = list::waiter_call(product, name, waiter);
    format!("the waiter is written '{written}'; 'alicloud {} wait' lists all", product.code().to_lowercase())
}

/// How a call is named in messages: one by its path has no name.
fn shown_name(info: &OperationInfo) -> String {
    if info.name.is_empty() { format!("{} {}", info.method.as_str(), info.path) } else { info.name.to_owned() }
}

/// What the description says about the response.
fn facts(target: &Target) -> ResponseFacts {
    let schema = target
        .described
        .and_then(|DescribedOperation { product, operation }| operation.response().map(|schema| (product, schema)));
    ResponseFacts { schema, list: schema.and_then(|(product, schema)| output::list_path(product, schema)) }
}

/// The request ID of a response, from its header or its body.
fn request_id(response: &Answer) -> String {
    match response.request_id() {
        "" => output::request_id(response.body()).unwrap_or_default(),
        id => id.to_owned(),
    }
}

fn show_response(response: &Answer, settings: &OutputSettings, facts: &ResponseFacts) -> Result<(), CliFailure> {
    let content_type = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    output::show(response.body(), content_type.unwrap_or_default(), settings, facts)
}

/// Writes the response on another thread, so that a signal ends the program even if nobody reads its output.
async fn show(
    write: impl FnOnce() -> Result<(), CliFailure> + Send + 'static,
    signals: &mut Signals,
) -> Result<(), CliFailure> {
    let written = tokio::task::spawn_blocking(write);
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
            CliFailure::Configuration(format!(
                "{operation}: {problem}; so no region is known ({why})\n  correct the profile, or {ways}"
            ))
        }
    }
}

/// Whether a parameter is the region in which the operation works. A part of a path, of a host name or a header is not filled in for the
/// user.
fn is_region(parameter: &RequestParameter) -> bool {
    let is_filled_in = !matches!(parameter.location.part(), "path" | "host" | "header");
    parameter.name == "RegionId" && is_filled_in
}
