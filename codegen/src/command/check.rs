//! `alicloud-codegen check`: reports every problem of every product at or below a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::{Diagnostic, Diagnostics, counted};
use alicloud_codegen::rust::model::pins;
use alicloud_codegen::spec;

use super::output;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArguments {
    /// Folder of one product, or any folder above such folders.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
}

/// Prints all problems to standard error and the totals to standard output; succeeds if none is an error.
pub(crate) fn run(arguments: &CheckArguments) -> ExitCode {
    let mut problems = Diagnostics::new();
    let (mut products, mut operations) = (0, 0);
    match spec::find(&arguments.spec) {
        Err(found) => problems.extend(found),
        Ok(folders) => {
            problems.extend(spec::links(&arguments.spec).into_iter().map(link));
            problems.extend(duplicates(&folders));
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
    let totals = format!(
        "{} in {}, {}, {}\n",
        counted(operations, "operation"),
        counted(products, "product"),
        counted(errors, "error"),
        counted(warnings, "warning")
    );
    output::result(&totals, if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Products and versions that several folders have: programs would get one of them, and nobody knows which.
fn duplicates(folders: &[PathBuf]) -> Vec<Diagnostic> {
    let mut first: HashMap<(String, String), &Path> = HashMap::new();
    let mut found = Vec::new();
    for folder in folders {
        let Some((code, version)) = spec::identity(folder) else { continue };
        let identity = (code.to_lowercase(), version);
        if let Some(other) = first.get(&identity) {
            let message = format!("it is the same product and version as {}", other.display());
            let problem = Diagnostic::error(message).in_file(folder);
            found.push(problem.remedy("keep one of the two, or correct `product` and `version` of one of them"));
        } else {
            first.insert(identity, folder);
        }
    }
    found
}

/// A link to a folder.
fn link(path: PathBuf) -> Diagnostic {
    Diagnostic::warning("the folder is a link, and links to folders are not followed")
        .in_file(path)
        .rule("what is behind it is not checked, and not generated")
        .remedy("put the folder itself there, or give it with `--spec`")
}
