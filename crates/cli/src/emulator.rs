//! `alicloud emulator`: a local endpoint that runs until the program is interrupted.

use alicloud_client::AccessKey;
use alicloud_emulator::Emulator;
use clap::Command;

use crate::arguments::{self, EmulatorCommand, GlobalOptions, program};
use crate::failure::CliFailure;
use crate::lookup::product;
use crate::signals::Signals;
use crate::streams::complain;
use crate::{descriptions, escape, output};

pub(crate) async fn run(arguments: arguments::EmulatorOptions) -> Result<(), CliFailure> {
    if let Some(EmulatorCommand::Coverage { product }) = arguments.command {
        return coverage(product.as_deref());
    }
    // Already here, and not only once it listens: without a handler, process 1 of a container ignores the signals.
    let mut signals = Signals::listen().map_err(|error| CliFailure::call(&error))?;
    let mut builder = Emulator::builder().listen(arguments.listen).strict(arguments.strict);
    if let Some(catalog) = descriptions::with_added()? {
        builder = builder.catalog(catalog);
    }
    for text in &arguments.access_key {
        builder = builder.access_key(access_key(text)?);
    }
    for token in arguments.oidc_token {
        builder = builder.oidc_token(token);
    }
    if arguments.no_oidc {
        builder = builder.refuse_oidc();
    }
    if !arguments.listen.ip().is_loopback() {
        complain(&format!(
            "warning: whoever reaches {} can call the emulator, which protects nothing; 127.0.0.1 is for this machine alone",
            arguments.listen
        ));
    }
    let emulator = builder.start().await.map_err(|error| CliFailure::call(&error))?;
    // Nobody can find the endpoint without its URL, so it ends if that cannot be written. A reader that has closed the pipe has read it.
    let endpoint = emulator.endpoint();
    let how = how_to_call(&endpoint, &arguments.access_key);
    output::write(|out| write!(out, "listening on {endpoint}\n{}\n", escape::line(&how)))?;
    signals.next().await;
    emulator.stop().await;
    Ok(())
}

/// A line with a call of the emulator. A secret that somebody chose is not shown.
fn how_to_call(endpoint: &str, keys: &[String]) -> String {
    let (id, secret) = keys.first().and_then(|key| key.split_once(':')).unwrap_or_default();
    let secret = if secret == "testsecret" { secret } else { "…" };
    format!(
        "ready: alicloud --endpoint {endpoint} --access-key-id {id} --access-key-secret {secret} --region cn-hangzhou rds DescribeDBInstances"
    )
}

/// An access key that only the emulator of a single call accepts.
const KEY: (&str, &str) = ("emulator-id", "emulator-secret");

/// With `--emulator`, starts an emulator for this call or batch, which is then sent to it. `command` is the one whose usage an error shows.
pub(crate) async fn start_for_call(
    options: &mut GlobalOptions,
    command: &mut Command,
) -> Result<Option<Emulator>, CliFailure> {
    if !options.emulator {
        return Ok(None);
    }
    if options.endpoint.is_some() {
        return Err(CliFailure::usage(command, "--emulator and --endpoint cannot be used together"));
    }
    arguments::warn_about_secrets(&options.identity);
    let unused = options.unused_by_emulator();
    if !unused.is_empty() {
        complain(&format!(
            "warning: --emulator has an endpoint and an access key of its own, so {} {} not used",
            unused.join(" and "),
            if unused.len() == 1 { "is" } else { "are" }
        ));
    }
    let mut builder = Emulator::builder().access_key(AccessKey::new(KEY.0, KEY.1));
    if let Some(catalog) = descriptions::with_added()? {
        builder = builder.catalog(catalog);
    }
    let emulator = builder.start().await;
    let emulator = emulator.map_err(|error| CliFailure::call(&error))?;
    options.use_emulator(emulator.endpoint(), KEY.0, KEY.1);
    Ok(Some(emulator))
}

fn coverage(code: Option<&str>) -> Result<(), CliFailure> {
    let page = match code {
        None => alicloud_emulator::coverage_page(),
        Some(code) => alicloud_emulator::coverage([product(code)?]),
    };
    output::write(|out| out.write_all(escape::lines(&page).as_bytes()))
}

fn access_key(text: &str) -> Result<AccessKey, CliFailure> {
    match text.split_once(':') {
        Some((id, secret)) if !id.is_empty() && !secret.is_empty() => Ok(AccessKey::new(id, secret)),
        _ => {
            // The value may be a secret, so it is not repeated.
            let message = "an access key is written ID:SECRET, as in testid:testsecret";
            Err(CliFailure::usage(&mut program(), message))
        }
    }
}
