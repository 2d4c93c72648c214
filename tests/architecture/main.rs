//! Tests which crate may depend on which (as in `rooms.json`), that modules of a crate form no circles, which names of
//! types have several definitions, that groups of products have one word for one thing, and that links in documents and
//! the metadata of packages are complete.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::needless_pass_by_value, reason = "a test of this workspace's own files")]

mod documents;
mod features;
mod modules;
mod suite;
mod type_names;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use modules::Modules;
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Crates that are written by hand, with their root files.
const CRATES: [(&str, &str); 7] = [
    ("api", "crates/api/src/lib.rs"),
    ("catalog", "crates/catalog/src/lib.rs"),
    ("cli", "crates/cli/src/main.rs"),
    ("client", "crates/client/src/lib.rs"),
    ("codegen", "codegen/src/lib.rs"),
    ("emulator", "crates/emulator/src/lib.rs"),
    ("signer", "crates/signer/src/lib.rs"),
];

fn plan() -> Value {
    serde_json::from_str(include_str!("rooms.json")).expect("it is JSON")
}

/// Returns what `cargo metadata` prints about the packages of the workspace. `arguments` may select others.
fn packages(arguments: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .current_dir(ROOT)
        .output()
        .expect("Cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    metadata["packages"].as_array().expect("a list").clone()
}

/// Returns the target triple of this machine, since packages for other platforms may not be downloaded.
fn platform() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(output.stdout).expect("it is UTF-8");
    version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}

/// `rust-version` is a promise to users. A dependency that needs a newer Rust would break it.
#[test]
fn no_dependency_needs_a_newer_rust_than_the_workspace() {
    let version = |package: &Value| {
        let parts = package["rust_version"].as_str()?.split('.').map(|part| part.parse::<u32>().expect("a number"));
        Some(parts.chain(std::iter::repeat(0)).take(3).collect::<Vec<_>>())
    };
    let packages = packages(&["--filter-platform", &platform()]);
    let is_ours = |package: &&Value| package["name"].as_str().is_some_and(|name| name.starts_with("alicloud-"));
    let ours: BTreeSet<_> = packages.iter().filter(is_ours).filter_map(version).collect();
    assert_eq!(ours.len(), 1, "all packages of the workspace have the same rust-version");
    let oldest = ours.first().expect("one");
    let stated: Vec<&Value> = packages.iter().filter(|package| version(package).is_some()).collect();
    assert!(stated.len() > 100, "only {} packages state their rust-version", stated.len());
    let newer: Vec<_> = stated
        .iter()
        .filter(|package| version(package).as_ref() > Some(oldest))
        .map(|package| format!("{} {} needs {}", package["name"], package["version"], package["rust_version"]))
        .collect();
    assert_eq!(newer, Vec::<String>::new());
}

/// Checks the dependencies between crates of the workspace, at run time and of build scripts. Tests and benchmarks may
/// depend on any crate.
#[test]
fn crates_depend_on_what_the_plan_says() {
    let packages = packages(&["--no-deps"]);
    let mut found = BTreeMap::new();
    for package in &packages {
        let name = package["name"].as_str().expect("a name");
        let is_product = package["manifest_path"].as_str().is_some_and(|path| path.contains("/crates/products/"));
        let uses = |kind: Option<&str>| {
            let dependencies = package["dependencies"].as_array().expect("a list").iter();
            let names = dependencies.filter(|dependency| dependency["kind"].as_str() == kind);
            let names = names.filter_map(|dependency| dependency["name"].as_str()?.strip_prefix("alicloud-"));
            names.map(str::to_owned).collect::<BTreeSet<String>>()
        };
        let name = if is_product { "products/*" } else { name.strip_prefix("alicloud-").unwrap_or(name) };
        let arrows = serde_json::json!({"uses": uses(None), "build script uses": uses(Some("build"))});
        if let Some(other) = found.insert(name.to_owned(), arrows.clone()) {
            assert_eq!(other, arrows, "the generated crates are not alike");
        }
    }
    let found = serde_json::to_value(found).expect("JSON");
    assert_eq!(found, plan()["crates"], "change tests/architecture/rooms.json only with a reason in docs/design.md");
}

/// Two modules that use each other can be understood and changed only together. This test treats a module and its
/// submodules as one unit: in each folder, no module may use itself through its siblings.
#[test]
fn no_module_uses_itself_by_way_of_its_neighbours() {
    let mut found = String::new();
    let mut neighbours = 0;
    for (name, root) in CRATES {
        let modules = Modules::read(&Path::new(ROOT).join(root));
        let uses = modules.uses();
        for folder in modules.folders() {
            let between: BTreeMap<(&str, &str), Vec<String>> =
                uses.iter().fold(BTreeMap::new(), |mut all, ((from, to), names)| {
                    if let (Some(a), Some(b)) = (below(from, folder), below(to, folder))
                        && a != b
                    {
                        let names: Vec<&str> = names.iter().map(String::as_str).collect();
                        all.entry((a, b))
                            .or_insert_with(Vec::new)
                            .push(format!("{from} uses {} of {to}", names.join(", ")));
                    }
                    all
                });
            neighbours += between.len();
            let graph: DiGraphMap<&str, ()> = between.keys().map(|(from, to)| (*from, *to, ())).collect();
            for circle in tarjan_scc(&graph).into_iter().filter(|circle| circle.len() > 1) {
                let circle: BTreeSet<&str> = circle.into_iter().collect();
                let names: Vec<&str> = circle.iter().copied().collect();
                let _ = writeln!(found, "{name}::{folder}: {}", names.join(", "));
                let within = between.iter().filter(|((from, to), _)| circle.contains(from) && circle.contains(to));
                within.flat_map(|(_, lines)| lines).for_each(|line| {
                    let _ = writeln!(found, "  {line}");
                });
            }
        }
    }
    assert!(neighbours > 500, "only {neighbours} uses were found: are the files read?");
    assert!(found.is_empty(), "modules that use each other in a circle, and what ties them:\n{found}");
}

/// Checks that no module of a crate uses a module of a floor above its own: what a description says and means does not depend on names
/// in Rust.
#[test]
fn no_floor_uses_a_higher_one() {
    let plan = plan();
    for (name, floors) in plan["floors"].as_object().expect("an object") {
        let floors: Vec<&str> = floors.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let (_, root) = CRATES.iter().find(|(known, _)| known == name).expect("a crate of the table");
        let modules = Modules::read(&Path::new(ROOT).join(root));
        let uses = modules.uses();
        let floor = |module: &str| floors.iter().position(|floor| below(module, "") == Some(floor));
        let mut found = String::new();
        let mut downward = 0;
        for ((from, to), names) in &uses {
            let (Some(own), Some(used)) = (floor(from), floor(to)) else { continue };
            downward += usize::from(own > used);
            if own < used {
                let _ = writeln!(found, "{name}: {from} uses {names:?} of {to}");
            }
        }
        assert!(downward > 20, "only {downward} uses of lower floors were found: are the files read?");
        assert!(found.is_empty(), "modules that use a higher floor:\n{found}");
    }
}

/// A name with several definitions has to be told apart by its path. Each such name is listed with its reason.
#[test]
fn names_of_types_are_defined_once_or_have_a_reason() {
    let plan: Value = serde_json::from_str(include_str!("type_names.json")).expect("it is JSON");
    let allowed = plan["names"].as_object().expect("an object");
    let folders: BTreeSet<&str> = CRATES.iter().filter_map(|(_, root)| Some(root.rsplit_once('/')?.0)).collect();
    let definitions = type_names::definitions(Path::new(ROOT), &Vec::from_iter(folders));
    assert!(definitions.len() > 500, "only {} types were found: are the files read?", definitions.len());
    let repeated = definitions.iter().filter(|(_, files)| files.len() > 1);
    let (listed, others): (Vec<_>, Vec<_>) = repeated.partition(|(name, _)| allowed.contains_key(*name));
    let lines: Vec<String> = others.iter().map(|(name, files)| format!("{name}: {}", files.join(", "))).collect();
    assert!(lines.is_empty(), "types with one name, for which type_names.json has no reason:\n{}", lines.join("\n"));
    let listed: BTreeSet<&String> = listed.into_iter().map(|(name, _)| name).collect();
    let obsolete: Vec<&String> = allowed.keys().filter(|name| !listed.contains(name)).collect();
    assert!(obsolete.is_empty(), "type_names.json lists names that are defined once: {obsolete:?}");
    assert!(
        allowed.len() < plan["most"].as_u64().expect("a number") as usize,
        "too many names have several definitions"
    );
}

/// Returns the name of the direct child of `folder` that contains a module. `None` if the module is not below the
/// folder.
fn below<'a>(module: &'a str, folder: &str) -> Option<&'a str> {
    let rest = if folder.is_empty() { module } else { module.strip_prefix(folder)?.strip_prefix("::")? };
    rest.split("::").next().filter(|name| !name.is_empty())
}
