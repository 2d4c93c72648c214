//! The `alicloud-codegen` command: checks API descriptions and generates code from them.

mod command;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    command::Command::parse().run()
}
