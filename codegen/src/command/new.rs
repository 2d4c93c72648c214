//! `alicloud-codegen new`: adds a product to a workspace.

use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_codegen::new_crate::{CrateSource, NewCrate, create};

use super::output;

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// A product: its description, a crate that is generated from it, and a line in the workspace's `Cargo.toml`.
    Crate(Crate),
}

#[derive(Debug, clap::Args)]
struct Crate {
    #[command(flatten)]
    source: Origin,
    /// Folder of the workspace.
    #[arg(long, value_name = "DIR", default_value = ".")]
    workspace: PathBuf,
    /// Name of the package; the default is `alicloud-<product>`.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Keep the vendor's titles, summaries and descriptions.
    #[arg(long, requires = "metadata")]
    descriptions: bool,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Origin {
    /// The vendor's `api-docs.json` of the product, or a folder that contains one; it is imported into `spec` of the
    /// workspace.
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
    /// Folder of a product whose description already exists.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

/// Prints what was created and the remaining steps to standard output, and problems to standard error.
pub(crate) fn run(arguments: &NewArguments) -> ExitCode {
    let What::Crate(arguments) = &arguments.what;
    let source = match (&arguments.source.metadata, &arguments.source.spec) {
        (Some(file), _) => CrateSource::Metadata { file, descriptions: arguments.descriptions },
        (None, Some(folder)) => CrateSource::Spec(folder),
        // Unreachable: the argument parser requires one of the two.
        (None, None) => return ExitCode::from(output::UNREADABLE),
    };
    let request = NewCrate { source, workspace: &arguments.workspace, name: arguments.name.as_deref() };
    match create(&request) {
        Err(problems) => output::problems(&problems, ExitCode::FAILURE),
        Ok(created) => {
            if !created.warnings.is_empty() {
                output::problems(&created.warnings, ExitCode::SUCCESS);
            }
            output::result(&format!("{created}\n"), ExitCode::SUCCESS)
        }
    }
}
