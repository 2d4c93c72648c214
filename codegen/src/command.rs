//! The subcommands. Each is a module with its arguments and a function `run` that returns the exit code: 0 for
//! success; 1 if problems were found, which are printed to standard error; 2 for wrong usage (from the argument parser)
//! or if the output cannot be written. `diff` uses 1 for its result, so it returns 2 for problems as well.

mod add;
mod check;
mod crate_name;
mod diff;
#[cfg(feature = "fetch")]
mod fetched;
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
    /// Add a product to a package of yours: its description, build script, dependencies and an example.
    Add(add::AddArguments),
    /// Report every problem of the API descriptions with its position and a fix.
    Check(check::CheckArguments),
    /// Report what changed between two versions of API descriptions, and the effect on programs.
    Diff(diff::DiffArguments),
    /// Generate Rust code from API descriptions.
    Generate(generate::GenerateArguments),
    /// Create spec entries from the vendor's metadata or documentation pages.
    Import(import::ImportArguments),
    /// Add a product to a workspace.
    New(new::NewArguments),
    /// Report what is generated from API descriptions, and under which names.
    Report(report::ReportArguments),
}

impl Command {
    /// Parses the arguments of the process and runs the subcommand.
    pub(crate) fn run_arguments() -> ExitCode {
        match <Self as clap::Parser>::try_parse() {
            Ok(command) => command.run(),
            Err(report) => output::usage(&report),
        }
    }

    /// Runs the subcommand.
    fn run(self) -> ExitCode {
        match self {
            Self::Add(arguments) => add::run(&arguments),
            Self::Check(arguments) => check::run(&arguments),
            Self::Diff(arguments) => diff::run(&arguments),
            Self::Generate(arguments) => generate::run(&arguments),
            Self::Import(arguments) => import::run(&arguments),
            Self::New(arguments) => new::run(&arguments),
            Self::Report(arguments) => report::run(&arguments),
        }
    }
}
