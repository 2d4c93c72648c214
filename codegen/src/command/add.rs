//! `alicloud-codegen add`: adds a product to a package of the user.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::add::{Added, Addition, CrateOrigin, add};
use alicloud_codegen::diagnostic::{Diagnostic, Diagnostics};
use alicloud_codegen::new_crate::CrateSource;

use super::output;

/// Arguments of `add`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  alicloud-codegen add Vpc
  alicloud-codegen add Vpc --operation DescribeVpcs --operation CreateVpc
  alicloud-codegen add ./api-docs.json --project ../my-program")]
pub(crate) struct AddArguments {
    /// A product code, whose metadata is fetched from the vendor; or the path of an `api-docs.json` or a folder, with a `/` or ending in
    /// `.json`.
    product: String,
    /// API version; the default is the vendor's default version.
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// A folder within the package.
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// Where alicloud-client and alicloud-codegen come from: the path of a checkout, or the URL of a git repository, with `#REVISION`
    /// if that matters. The default is where this command comes from.
    #[arg(long, value_name = "PATH|URL")]
    source: Option<String>,
    /// Name of the module; the default is made of the product code.
    #[arg(long, value_name = "NAME")]
    module: Option<String>,
    /// Generate only this operation; may be given more than once.
    #[arg(long = "operation", value_name = "NAME")]
    operations: Vec<String>,
    /// Generate only the operations of this group; may be given more than once.
    #[arg(long = "group", value_name = "FEATURE")]
    groups: Vec<String>,
    /// Keep the vendor's titles, summaries and descriptions.
    #[arg(long)]
    descriptions: bool,
    /// Show all warnings about the description, which are mostly what an import corrected in the vendor's metadata.
    #[arg(long)]
    warnings: bool,
    #[cfg(feature = "fetch")]
    #[command(flatten)]
    fetch: super::fetched::FetchArguments,
}

/// Prints what was added and the remaining steps to standard output, and problems to standard error.
pub(crate) fn run(arguments: &AddArguments) -> ExitCode {
    match added(arguments) {
        Err(problems) => output::problems(&problems, ExitCode::FAILURE),
        Ok(added) => {
            if arguments.warnings {
                output::problems_above_result(&added.warnings);
            }
            output::result(&format!("{added}\n"), ExitCode::SUCCESS)
        }
    }
}

fn added(arguments: &AddArguments) -> Result<Added, Diagnostics> {
    let origin = match &arguments.source {
        Some(source) => CrateOrigin::parse(source)?,
        None => CrateOrigin::of_this_command(),
    };
    let product = Path::new(&arguments.product);
    let file = if is_path(&arguments.product) {
        if let Some(version) = &arguments.version {
            let problem = Diagnostic::error(format!("`--version {version}` is given with a path"));
            return Err(problem.remedy("leave it out: the file says its version").into());
        }
        product.to_owned()
    } else {
        fetched(arguments)?
    };
    let source = if file.join("product.json").is_file() {
        let is_within = match (file.canonicalize(), arguments.project.canonicalize()) {
            (Ok(file), Ok(project)) => file.starts_with(project),
            _ => false,
        };
        if is_within { CrateSource::Spec(&file) } else { CrateSource::Copied(&file) }
    } else {
        CrateSource::Metadata { file: &file, descriptions: arguments.descriptions }
    };
    add(&Addition {
        source,
        project: &arguments.project,
        origin: &origin,
        module: arguments.module.as_deref(),
        operations: &arguments.operations,
        groups: &arguments.groups,
    })
}

/// Whether an argument is a path: a product code has no separator and no ending.
fn is_path(argument: &str) -> bool {
    argument.contains(['/', '\\']) || argument.ends_with(".json") || matches!(argument, "." | "..")
}

#[cfg(feature = "fetch")]
fn fetched(arguments: &AddArguments) -> Result<PathBuf, Diagnostics> {
    let fetched = arguments.fetch.product(&arguments.product, arguments.version.as_deref())?;
    Ok(fetched.file)
}

#[cfg(not(feature = "fetch"))]
fn fetched(arguments: &AddArguments) -> Result<PathBuf, Diagnostics> {
    let problem = Diagnostic::error(format!(
        "{} cannot be fetched: the command was built without the feature `fetch`",
        arguments.product
    ));
    Err(problem.remedy("give the path of an `api-docs.json`, as in ./api-docs.json").into())
}
