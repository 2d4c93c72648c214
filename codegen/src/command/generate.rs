//! `alicloud-codegen generate`: source text for every product at or below a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::{Diagnostic, Diagnostics};
use alicloud_codegen::generate::{Outcome, generate_into};
use alicloud_codegen::model::{Options, Selection};
use alicloud_codegen::spec;

/// What to generate, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder of one product, or any folder above such folders.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// Folder for the files; with more than one product, each gets a folder in it.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Only this operation; may be given more than once.
    #[arg(long = "operation", value_name = "NAME")]
    operations: Vec<String>,
    /// Only the operations of this group; may be given more than once.
    #[arg(long = "group", value_name = "FEATURE")]
    groups: Vec<String>,
    /// Name of the crate in the examples of the documentation; without it there are no examples.
    #[arg(long, value_name = "NAME")]
    crate_name: Option<String>,
}

/// Prints one line per product; nothing is written for a product that has a problem.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let options = Options { selection: selection(arguments), crate_name: arguments.crate_name.clone() };
    let mut problems = Diagnostics::new();
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
                    Ok(outcome) => report(folder, &outcome),
                    Err(found) => problems.extend(found),
                }
            }
        }
    }
    if problems.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("{problems}");
    ExitCode::FAILURE
}

fn selection(arguments: &Arguments) -> Selection {
    if arguments.operations.is_empty() && arguments.groups.is_empty() {
        return Selection::All;
    }
    Selection::Only {
        operations: arguments.operations.iter().cloned().collect(),
        groups: arguments.groups.iter().cloned().collect(),
    }
}

/// `rds/2014-08-15`: product and version, as the description has them. A description without them is not generated from, so that any name
/// will do.
fn own_folder(folder: &Path) -> PathBuf {
    match spec::identity(folder) {
        Some((code, version)) => {
            Path::new(&code.to_lowercase().replace(['/', '\\', '.'], "_")).join(version.replace(['/', '\\', '.'], "_"))
        }
        None => PathBuf::from("unknown"),
    }
}

fn report(folder: &Path, outcome: &Outcome) {
    let folder = folder.display();
    match outcome {
        Outcome::Fresh => println!("{folder}: nothing changed"),
        Outcome::Generated { model, written } => {
            println!(
                "{folder}: {} operations, {} files written, {} unchanged, {} removed",
                model.operations.len(),
                written.changed,
                written.unchanged,
                written.removed
            );
            for refused in &model.refused {
                println!("{folder}: {} is not generated: {}", refused.operation, refused.reason);
            }
        }
    }
}
