//! Generates the code of every folder in `codegen/tests/shapes` for the test `shapes`, and the code of hostile
//! descriptions for the library, so that both are compiled. Lists the operations of RDS and STS, and of one group of each
//! other product, for the test `end_to_end`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is how a build script talks to Cargo and to people"
)]

#[path = "../codegen/tests/hostile/descriptions.rs"]
mod descriptions;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::{Diagnostic, Diagnostics};
use alicloud_codegen::rust::generate::generate_into;
use alicloud_codegen::rust::model::{self, Options, Selection};
use alicloud_codegen::spec;

fn main() -> ExitCode {
    match out_dir().and_then(|out| {
        shapes(&out).and_then(|()| versions(&out)).and_then(|()| hostile(&out)).and_then(|()| facts(&out))
    }) {
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

/// The folder of each product below `spec/`, and the group of operations that the tests depend on; all of them if it is `None`.
const PRODUCTS: &[(&str, Option<&str>)] = &[
    ("rds/2014-08-15", None),
    ("sts/2015-04-01", None),
    ("actiontrail/2020-07-06", Some("data-event")),
    ("alb/2020-06-16", Some("security-policy")),
    ("alidns/2015-01-09", Some("instance")),
    ("bssopenapi/2017-12-14", Some("coupon")),
    ("cas/2020-04-07", Some("asset")),
    ("cdn/2018-05-10", Some("cache")),
    ("cms/2019-01-01", Some("quota")),
    ("cr/2018-12-01", Some("instance")),
    ("cs/2015-12-15", Some("template")),
    ("dds/2015-12-01", Some("billing")),
    ("dm/2015-11-23", Some("mail")),
    ("dts/2020-01-01", Some("data-check")),
    ("dysmsapi/2017-05-25", Some("digital-message")),
    ("eci/2018-08-08", Some("image-cache")),
    ("ecs/2014-05-26", Some("auto-provisioning-group")),
    ("elasticsearch/2017-06-13", Some("data-migration")),
    ("ess/2022-02-22", Some("scaling-activity")),
    ("fc/2023-03-30", Some("domain")),
    ("ims/2019-08-15", Some("service-credential")),
    ("kms/2016-01-20", Some("instance")),
    ("nas/2017-06-26", Some("log-analysis")),
    ("nlb/2022-04-30", Some("security-policy")),
    ("oos/2019-06-01", Some("ops-item")),
    ("polardb/2017-08-01", Some("polar-agent")),
    ("pvtz/2018-01-01", Some("statistic")),
    ("quotas/2020-05-10", Some("application")),
    ("r-kvstore/2015-01-01", Some("global-cache")),
    ("ram/2015-05-01", Some("access-key")),
    ("resourcemanager/2020-03-31", Some("folder")),
    ("ros/2019-09-10", Some("template-scratch")),
    ("sae/2019-05-06", Some("region")),
    ("slb/2014-05-15", Some("monitor")),
    ("tag/2018-08-28", Some("associated-resource-rule")),
    ("vpc/2016-04-28", Some("ha-vip")),
    ("waf-openapi/2021-10-01", Some("instance")),
];

/// Writes `FACTS`, which contains the `OperationInfo` of each generated type, and `calls`, which calls each operation that
/// only reads and needs no parameters but the region.
fn facts(out: &Path) -> Result<(), Diagnostics> {
    let mut facts = String::from("const FACTS: &[&OperationInfo] = &[\n");
    let mut calls = String::from("async fn calls(client: &Client, called: &mut Called) {\n");
    for (folder, group) in PRODUCTS {
        let (product, _) = folder.split_once('/').unwrap_or((folder, ""));
        let crate_name = format!("alicloud_{}", product.replace('-', "_"));
        let folder = format!("../spec/{folder}");
        println!("cargo::rerun-if-changed={folder}");
        let selection = group.map_or(Selection::All, |group| Selection::Only {
            operations: BTreeSet::new(),
            groups: BTreeSet::from([group.to_owned()]),
        });
        let options = Options { selection, crate_name: None };
        for operation in model::build(&spec::load(Path::new(&folder))?, &options)?.operations {
            let needs_nothing = operation.facts.parameters.iter().all(|known| !known.required || known.is_region);
            let path = format!("{crate_name}::{}::{}", operation.module, operation.type_name);
            let _ = writeln!(facts, "    <{path} as alicloud_client::Operation>::INFO,");
            if needs_nothing && operation.facts.read_only && !operation.facts.deprecated {
                let _ = writeln!(calls, "    called.insert({path}::new().send(client).await);");
            }
        }
    }
    facts.push_str("];\n");
    calls.push_str("}\n");
    for (name, text) in [("facts.rs", facts), ("calls.rs", calls)] {
        let file = out.join(name);
        std::fs::write(&file, text).map_err(|error| unusable(&file, &error))?;
    }
    Ok(())
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

/// Generates a product with two versions: one at the root, and one in a module.
fn versions(out: &Path) -> Result<(), Diagnostics> {
    let folder = Path::new("../codegen/tests/versions");
    let build = alicloud_codegen::Build::new(folder.join("2020-01-02")).version(folder.join("2024-05-06"));
    build.without_examples().module("versions").out_dir(out).compile()
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
