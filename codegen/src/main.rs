//! The `alicloud-codegen` command: checks API descriptions and generates code from them.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to a person through both")]

mod command;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    command::Command::parse().run()
}
