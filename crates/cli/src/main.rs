//! The `alicloud` command.
//!
//! ```text
//! alicloud rds ReleaseInstancePublicConnection --DBInstanceId … --CurrentConnectionString …
//! alicloud emulator --listen 127.0.0.1:0 --access-key testid:testsecret
//! alicloud demo
//! ```
//!
//! Exit codes: 0 success; 1 the call failed; 2 the command line is not valid.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool writes to its terminal")]

mod arguments;
mod call;
mod demo;
mod emulator;
mod list;
mod lookup;
mod output;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the asynchronous runtime cannot start: {error}")),
    };
    let result = runtime.block_on(async {
        match arguments.command {
            Command::Demo => demo::run(&arguments.connection).await,
            Command::Emulator(emulator) => emulator::run(emulator).await,
            Command::List { product } => list::run(product.as_deref()),
            Command::Call(words) => call::run(&arguments.connection, arguments.output, words).await,
        }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(error)) => error.exit(),
        Err(Failure::Call(message)) => fail(&message),
    }
}

/// Why the command did not do what was asked.
enum Failure {
    /// The command line is not valid, or only its help was asked for.
    Usage(clap::Error),
    /// Everything else.
    Call(String),
}

impl Failure {
    fn call(error: impl ToString) -> Self {
        Self::Call(error.to_string())
    }
}

impl From<alicloud_client::Error> for Failure {
    fn from(error: alicloud_client::Error) -> Self {
        let mut message = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            let text = cause.to_string();
            if !message.contains(&text) {
                message = format!("{message}: {text}");
            }
            source = cause.source();
        }
        if let Some(address) = error.service().and_then(alicloud_client::ServiceError::recommendation) {
            message = format!("{message}\n  see {address}");
        }
        if error.may_have_been_applied() {
            message =
                format!("{message}\n  the operation may have been carried out all the same: look before you repeat it");
        }
        Self::Call(message)
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::FAILURE
}
