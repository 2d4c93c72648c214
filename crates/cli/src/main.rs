//! The `alicloud` command.
//!
//! ```text
//! alicloud rds ReleaseInstancePublicConnection --DBInstanceId … --CurrentConnectionString …
//! alicloud emulator --listen 127.0.0.1:0 --access-key testid:testsecret
//! alicloud demo
//! ```
//!
//! Exit codes: 0 success; 1 the call failed, or standard output cannot be written; 2 the command line is not valid.

mod arguments;
mod call;
mod demo;
mod emulator;
mod failure;
mod json;
mod list;
mod lookup;
mod output;
mod visible;

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
    let arguments = Arguments::read().map_err(Failure::Usage)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::call(format!("the asynchronous runtime cannot start: {error}")))?;
    runtime.block_on(async {
        match arguments.command {
            Command::Demo => demo::run(&arguments.global).await,
            Command::Emulator(emulator) => emulator::run(emulator).await,
            Command::List { product } => list::run(product.as_deref()),
            Command::Call(words) => call::run(arguments.global, words).await,
        }
    })
}
