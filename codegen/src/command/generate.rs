//! `alicloud-codegen generate`: writes source code for every product at or below a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::{Diagnostic, Diagnostics, counted};
use alicloud_codegen::rust::generate::{GenerateOutcome, generate_into};
use alicloud_codegen::rust::model::{Options, Selection};
use alicloud_codegen::spec;

use super::{crate_name, output};

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArguments {
    /// Folder of one product, or any folder above such folders.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// Folder for the files; if there are several products, each gets a folder in it.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Only this operation; may be given more than once.
    #[arg(long = "operation", value_name = "NAME")]
    operations: Vec<String>,
    /// Only the operations of this group; may be given more than once.
    #[arg(long = "group", value_name = "FEATURE")]
    groups: Vec<String>,
    /// Name of the crate in the examples of the documentation; without it, no examples are written.
    #[arg(long, value_name = "NAME", value_parser = crate_name::parse)]
    crate_name: Option<String>,
}

/// Prints one line per product. Nothing is written for a product that has errors.
pub(crate) fn run(arguments: &GenerateArguments) -> ExitCode {
    let options = Options { selection: selection(arguments), crate_name: arguments.crate_name.clone() };
    let (mut problems, mut printed) = (Diagnostics::new(), Ok(()));
    if arguments.out.exists() && !arguments.out.is_dir() {
        let problem = Diagnostic::error("it is a file, and a folder is needed").in_file(&arguments.out);
        return output::problems(&problem.remedy("give a folder with `--out`").into(), ExitCode::FAILURE);
    }
    match spec::find(&arguments.spec) {
        Err(found) => problems.extend(found),
        Ok(folders) => {
            let mut taken: HashMap<PathBuf, PathBuf> = HashMap::new();
            for folder in &folders {
                let out = match folders.len() {
                    1 => arguments.out.clone(),
                    _ => arguments.out.join(own_folder(folder)),
                };
                if let Some(other) = taken.insert(out.clone(), folder.clone()) {
                    let message = format!("it is the same product and version as {}", other.display());
                    let problem = Diagnostic::error(message).in_file(folder);
                    problems.push(problem.remedy("generate one of the two: both would be written into one folder"));
                    continue;
                }
                match generate_into(folder, &options, &out) {
                    // All products are generated even if standard output cannot be written.
                    Ok(outcome) => printed = printed.and_then(|()| output::write(&report(folder, &outcome))),
                    Err(found) => problems.extend(found),
                }
            }
        }
    }
    let code = if problems.is_empty() { ExitCode::SUCCESS } else { output::problems(&problems, ExitCode::FAILURE) };
    printed.err().unwrap_or(code)
}

fn selection(arguments: &GenerateArguments) -> Selection {
    if arguments.operations.is_empty() && arguments.groups.is_empty() {
        return Selection::All;
    }
    Selection::Only {
        operations: arguments.operations.iter().cloned().collect(),
        groups: arguments.groups.iter().cloned().collect(),
    }
}

/// The folder for a product within the output folder, such as `rds/2014-08-15`: product and version from the
/// description. If the description lacks them, it will be rejected later, so the name does not matter.
fn own_folder(folder: &Path) -> PathBuf {
    match spec::identity(folder) {
        Some((code, version)) => {
            Path::new(&code.to_lowercase().replace(['/', '\\', '.'], "_")).join(version.replace(['/', '\\', '.'], "_"))
        }
        None => PathBuf::from("unknown"),
    }
}

/// The lines about a product for standard output.
fn report(folder: &Path, outcome: &GenerateOutcome) -> String {
    let folder = folder.display();
    match outcome {
        GenerateOutcome::Fresh => format!("{folder}: nothing changed\n"),
        GenerateOutcome::Generated { model, written } => {
            let totals = format!(
                "{folder}: {}, {} written, {} unchanged, {} removed\n",
                counted(model.operations.len(), "operation"),
                counted(written.changed, "file"),
                written.unchanged,
                written.removed
            );
            let refused = model.refused.iter();
            let refused =
                refused.map(|refused| format!("{folder}: {} is not generated: {}\n", refused.name, refused.reason));
            std::iter::once(totals).chain(refused).collect()
        }
    }
}
