//! The `alicloud-codegen` command: checks API descriptions and generates code from them.

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::Command::run_arguments()
}
