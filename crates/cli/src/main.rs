//! The `alicloud` CLI.
//!
//! ```text
//! alicloud rds ReleaseInstancePublicConnection --DBInstanceId … --CurrentConnectionString …
//! alicloud emulator --listen 127.0.0.1:0 --access-key testid:testsecret
//! alicloud demo
//! ```
//!
//! Exit codes: 0 success; 1 the call failed, or standard output cannot be written; 2 the command line is not valid; 130 and 143 a call was
//! interrupted by Ctrl-C (SIGINT) or SIGTERM.

mod arguments;
mod call;
mod demo;
mod emulator;
mod failure;
mod interrupt;
mod json;
mod list;
mod lookup;
mod output;
mod sent;
mod streams;
mod unknown_word;
mod visible;
mod warnings;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use failure::Failure;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run() -> Result<(), Failure> {
    warnings::show();
    let arguments = Arguments::read().map_err(Failure::Usage)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Call(format!("the asynchronous runtime cannot start: {error}")))?;
    let result = runtime.block_on(async {
        match arguments.command {
            Command::Demo => demo::run(&arguments.global).await,
            Command::Emulator(emulator) => emulator::run(emulator).await,
            Command::List { product } => list::run(product.as_deref()),
            Command::Call(words) => call::run(arguments.global, words).await,
        }
    });
    // Does not wait for the threads of the runtime: one of them may be waiting for a name server.
    runtime.shutdown_background();
    result
}
