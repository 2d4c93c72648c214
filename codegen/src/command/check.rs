//! `alicloud-codegen check`: reports every problem of every product at or below a folder.

use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_codegen::diagnostic::Diagnostics;
use alicloud_codegen::model::pins;
use alicloud_codegen::spec;

use super::output;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder of one product, or any folder above such folders.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
}

/// Prints all problems to standard error and the totals to standard output; succeeds if none is an error.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let mut problems = Diagnostics::new();
    let (mut products, mut operations) = (0, 0);
    match spec::find(&arguments.spec) {
        Err(found) => problems.extend(found),
        Ok(folders) => {
            for folder in folders {
                products += 1;
                match spec::load(&folder) {
                    Err(found) => problems.extend(found),
                    Ok(spec) => {
                        operations += spec.operations.len();
                        // A folder in the vendor's format has no pinned names.
                        if folder.join("product.json").is_file() {
                            problems.extend(pins::unpinned(&spec));
                        }
                        problems.extend(spec.warnings);
                    }
                }
            }
        }
    }
    output::problems_above_result(&problems);
    let (errors, warnings) = (problems.errors(), problems.warnings());
    let totals = format!("{operations} operations in {products} products, {errors} errors, {warnings} warnings\n");
    output::result(&totals, if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
