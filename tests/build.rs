//! Generates the code of every folder in `codegen/tests/shapes` for the test `shapes`, and the code of hostile
//! descriptions for the library, so that both are compiled. Lists the facts of every operation of RDS and STS for the
//! test `end_to_end`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is how a build script talks to Cargo and to people"
)]

#[path = "../codegen/tests/hostile/descriptions.rs"]
mod descriptions;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::{Diagnostic, Diagnostics};
use alicloud_codegen::rust::generate::generate_into;
use alicloud_codegen::rust::model::{self, Options, Selection};
use alicloud_codegen::spec;

fn main() -> ExitCode {
    match out_dir().and_then(|out| shapes(&out).and_then(|()| hostile(&out)).and_then(|()| facts(&out))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            eprintln!("{problems}");
            ExitCode::FAILURE
        }
    }
}

fn out_dir() -> Result<PathBuf, Diagnostics> {
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from);
    Ok(out.ok_or_else(|| Diagnostic::error("there is no `OUT_DIR`"))?)
}

/// Writes `FACTS`, which contains the `OperationInfo` of each generated type.
fn facts(out: &Path) -> Result<(), Diagnostics> {
    const CRATES: [(&str, &str); 2] =
        [("alicloud_rds", "../spec/rds/2014-08-15"), ("alicloud_sts", "../spec/sts/2015-04-01")];
    let mut facts = String::from("const FACTS: &[&OperationInfo] = &[\n");
    for (crate_name, folder) in CRATES {
        println!("cargo::rerun-if-changed={folder}");
        for operation in model::build(&spec::load(Path::new(folder))?, &Options::default())?.operations {
            let (module, name) = (operation.module, operation.type_name);
            let _ = writeln!(facts, "    <{crate_name}::{module}::{name} as alicloud_client::Operation>::INFO,");
        }
    }
    facts.push_str("];\n");
    let file = out.join("facts.rs");
    std::fs::write(&file, facts).map_err(|error| unusable(&file, &error).into())
}

fn shapes(out: &Path) -> Result<(), Diagnostics> {
    let folder = Path::new("../codegen/tests/shapes");
    println!("cargo::rerun-if-changed={}", folder.display());
    let options = Options { selection: Selection::All, crate_name: None };

    let mut modules = String::new();
    for case in cases(folder).map_err(|error| unusable(folder, &error))? {
        let name = case.file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        let into = out.join("shapes").join(name);
        generate_into(&case, &options, &into)?;
        let file = into.join("lib.rs");
        let _ = writeln!(modules, "/// The shape `{name}`.\n#[path = {file:?}]\npub mod {name};");
    }
    let list = out.join("shapes.rs");
    std::fs::write(&list, modules).map_err(|error| unusable(&list, &error))?;
    Ok(())
}

/// Generates several crates, so that each place gets several kinds of hostile strings.
fn hostile(out: &Path) -> Result<(), Diagnostics> {
    const ROUNDS: usize = 5;
    let folder = Path::new("../codegen/tests/hostile");
    println!("cargo::rerun-if-changed={}", folder.display());
    let file = folder.join("api-docs.json");
    let text = std::fs::read_to_string(&file).map_err(|error| unusable(&file, &error))?;
    let description = descriptions::Description::new(&text)
        .ok_or_else(|| Diagnostic::error("nothing is generated from it").in_file(&file))?;
    let options = Options { selection: Selection::All, crate_name: None };

    let mut modules = String::new();
    for round in 0..ROUNDS {
        let name = format!("round_{round}");
        let (spec, into) = (out.join("hostile").join(format!("{name}.spec")), out.join("hostile").join(&name));
        std::fs::create_dir_all(&spec).map_err(|error| unusable(&spec, &error))?;
        let json = description.hostile(round * descriptions::KINDS.len() / ROUNDS);
        std::fs::write(spec.join("api-docs.json"), json.to_string()).map_err(|error| unusable(&spec, &error))?;
        generate_into(&spec, &options, &into)?;
        let (lib, overview) = (into.join("lib.rs"), into.join("overview.md"));
        let _ = writeln!(modules, "pub mod {name} {{\n#![doc = include_str!({overview:?})]\ninclude!({lib:?});\n}}");
    }
    let list = out.join("hostile.rs");
    std::fs::write(&list, modules).map_err(|error| unusable(&list, &error))?;
    Ok(())
}

fn cases(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut cases = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    // Beside them are snapshots that several have together.
    cases.retain(|path| path.is_dir());
    cases.sort();
    Ok(cases)
}

fn unusable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot be used: {error}")).in_file(path)
}
