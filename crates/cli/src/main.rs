//! The `alicloud` CLI.
//!
//! ```text
//! alicloud rds ReleaseInstancePublicConnection --DBInstanceId … --CurrentConnectionString …
//! alicloud emulator --listen 127.0.0.1:0 --access-key testid:testsecret
//! alicloud demo
//! ```
//!
//! Exit codes: 0 done; 1 the service refused the call; 2 the command line is not valid, or a local file or standard output cannot be used;
//! 3 credentials or configuration; 4 the network, or a response that cannot be read (standard error says whether a change may have been made);
//! 5 a wait ended without the awaited state; 6 the safety policy refuses the operation; 129, 130 and 143 interrupted by SIGHUP, Ctrl-C (SIGINT) or SIGTERM.

mod arguments;
mod batch;
mod call;
mod completion;
mod configure;
mod configure_command;
mod decimal;
mod demo;
mod descriptions;
mod emulator;
mod escape;
mod explain;
mod failure;
mod json;
mod known_error;
mod list;
mod lookup;
mod official;
mod output;
mod pages;
mod policy;
mod product;
mod product_command;
mod product_store;
mod prompt;
mod query;
mod regular_file;
mod search;
mod sent_requests;
mod shell;
mod signals;
mod streams;
mod terminal;
mod unknown_word;
mod wait;
mod warnings;
mod whoami;

use std::process::ExitCode;

use arguments::{CliCommand, CommandLine, Invoked, Words};
use configure_command::ConfigureCommand;
use failure::CliFailure;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run() -> Result<(), CliFailure> {
    warnings::show();
    let arguments = CommandLine::read()?;
    arguments.global.log_level.into_iter().for_each(streams::set_level);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliFailure::Call(format!("the asynchronous runtime cannot start: {error}")))?;
    let result = runtime.block_on(async {
        match arguments.command {
            Invoked::Own(CliCommand::Demo) => demo::run(&arguments.global).await,
            Invoked::Own(CliCommand::Emulator(emulator)) => emulator::run(emulator).await,
            Invoked::Own(CliCommand::Batch(options)) => batch::run(arguments.global, options).await,
            Invoked::Own(CliCommand::Explain { code, product }) => {
                explain::run(&code, product.as_deref(), &call::output_settings(&arguments.global)?)
            }
            Invoked::Own(CliCommand::Search { words }) => {
                search::run(&words, &call::output_settings(&arguments.global)?)
            }
            Invoked::Own(CliCommand::Product { command }) => {
                product::run(command, arguments.global.api_version.as_deref()).await
            }
            Invoked::Own(CliCommand::List { product }) => list::run(product.as_deref()),
            Invoked::Own(CliCommand::Help { words }) => call::help(words),
            Invoked::Own(CliCommand::Version) => {
                output::write(|out| writeln!(out, "alicloud {}", env!("CARGO_PKG_VERSION")))
            }
            Invoked::Own(CliCommand::Configure { command: Some(ConfigureCommand::Check) } | CliCommand::Whoami)
                if arguments.global.dry_run.is_some() =>
            {
                call::run(arguments.global, "sts".to_owned(), Words::new(vec!["GetCallerIdentity".to_owned()])).await
            }
            Invoked::Own(CliCommand::Configure { command: Some(ConfigureCommand::Check) } | CliCommand::Whoami) => {
                whoami::run(arguments.global).await
            }
            Invoked::Own(CliCommand::Configure { command }) => configure::run(&arguments.global, command).await,
            Invoked::Own(CliCommand::Completion { shell }) => completion::script(shell),
            Invoked::Own(CliCommand::Manual) => completion::manual(),
            Invoked::Own(CliCommand::AutoCompletion { uninstall }) => completion::advice(uninstall),
            Invoked::Own(CliCommand::Plugin { words }) => plugin(&words),
            Invoked::Own(CliCommand::Complete { words }) => call::complete(words),
            Invoked::Call(product, words) => call::run(arguments.global, product, words).await,
        }
    });
    // Does not wait for the threads of the runtime: one of them may be waiting for a name server.
    runtime.shutdown_background();
    result
}

/// `alicloud plugin …`: what scripts for the official CLI run before their first call.
fn plugin(words: &[String]) -> Result<(), CliFailure> {
    match words.first().map(String::as_str) {
        Some("list" | "list-remote" | "search") => list::run(None),
        _ => output::write(|out| {
            writeln!(
                out,
                "nothing is to be done: a product needs no plugin here, only a description; 'alicloud list' shows the products"
            )
        }),
    }
}
