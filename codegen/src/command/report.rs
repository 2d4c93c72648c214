//! `alicloud-codegen report`: what is generated from a spec, under which names.

use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_codegen::diff::load;
use alicloud_codegen::report::report;
use alicloud_codegen::spec;

use super::output;

/// What to report on.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder of one product, a folder above such folders, or an `api-docs.json` of the vendor.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// Text for people, or JSON with every wire name, its Rust path and its type.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Name of the crate, as it is written in `use`; `alicloud_<product>`, unless it is said.
    #[arg(long, value_name = "NAME")]
    crate_name: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Prints the report to standard output, and problems to standard error.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let crate_name = arguments.crate_name.as_ref().map(|name| name.replace('-', "_"));
    let report = load(&arguments.spec).and_then(|specs| report(&specs, crate_name.as_deref()));
    match (report, arguments.format) {
        (Ok(report), Format::Text) => output::result(&report.to_string(), ExitCode::SUCCESS),
        (Ok(report), Format::Json) => output::result(&spec::to_text(&report), ExitCode::SUCCESS),
        (Err(problems), _) => output::problems(&problems, ExitCode::FAILURE),
    }
}
