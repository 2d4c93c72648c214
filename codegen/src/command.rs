//! The subcommands. Each is a module with its `Arguments` and a `run` that answers the exit code: 0 done, 1 problems found
//! (they are on standard error), 2 wrong usage (from the argument parser) or an output that cannot be written; `diff`, where 1 is an answer, has 2 for problems too.

mod check;
mod diff;
mod generate;
mod import;
mod new;
mod output;
mod report;

use std::process::ExitCode;

/// Turns Alibaba Cloud API descriptions into typed Rust code.
#[derive(Debug, clap::Parser)]
#[command(name = "alicloud-codegen", version, subcommand_required = true, arg_required_else_help = true)]
pub(crate) enum Command {
    /// Report every problem of the API descriptions, each with its place and its remedy.
    Check(check::Arguments),
    /// Tell what changed between two versions of API descriptions, and what that does to programs.
    Diff(diff::Arguments),
    /// Write the Rust code of API descriptions.
    Generate(generate::Arguments),
    /// Make entries of the spec from the vendor's metadata or documentation pages.
    Import(import::Arguments),
    /// Add a product to a workspace.
    New(new::Arguments),
    /// Tell what is generated from API descriptions, and under which names.
    Report(report::Arguments),
}

impl Command {
    /// Reads the arguments of the program, and does what they ask for.
    pub(crate) fn run_arguments() -> ExitCode {
        match <Self as clap::Parser>::try_parse() {
            Ok(command) => command.run(),
            Err(report) => output::usage(&report),
        }
    }

    /// Does what was asked for.
    fn run(self) -> ExitCode {
        match self {
            Self::Check(arguments) => check::run(&arguments),
            Self::Diff(arguments) => diff::run(&arguments),
            Self::Generate(arguments) => generate::run(&arguments),
            Self::Import(arguments) => import::run(&arguments),
            Self::New(arguments) => new::run(&arguments),
            Self::Report(arguments) => report::run(&arguments),
        }
    }
}
