//! Products that `add` adds to packages of users. That what it makes compiles and calls is tested by `tests/outside/run`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod cases;
#[allow(dead_code, reason = "only the test of fetching uses what servers do wrong")]
mod served;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use alicloud_codegen::add::{Added, Addition, CrateOrigin, add};
use alicloud_codegen::diagnostic::Diagnostics;
use alicloud_codegen::new_crate::CrateSource;
use cases::assert_together;
use served::{LIST, Served, Server, metadata};

const MANIFEST: &str =
    "[package]\nname = \"app\" # Comments stay.\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n# Ours.\n";

/// A package with these files.
fn package(manifest: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in [("Cargo.toml", manifest), ("src/main.rs", "fn main() {}\n")].iter().chain(files) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

fn git() -> CrateOrigin {
    CrateOrigin::Git { url: "https://example.com/alicloud".to_owned(), rev: Some("0123abc".to_owned()) }
}

/// Adds a version of the product `Library`.
fn add_library(project: &Path, version: &str) -> Result<Added, Diagnostics> {
    add_with(project, version, None, &[])
}

fn add_with(project: &Path, version: &str, module: Option<&str>, operations: &[&str]) -> Result<Added, Diagnostics> {
    let input = tempfile::tempdir().expect("a temporary folder");
    let file = input.path().join("api-docs.json");
    fs::write(&file, metadata("Library", version)).expect("written");
    let operations: Vec<String> = operations.iter().map(|name| (*name).to_owned()).collect();
    let source = CrateSource::Metadata { file: &file, descriptions: false };
    add(&Addition { source, project, origin: &git(), module, operations: &operations, groups: &[] })
}

#[track_caller]
fn added(project: &Path, version: &str) -> Added {
    add_library(project, version).unwrap_or_else(|problems| panic!("{problems}"))
}

#[track_caller]
fn assert_refused<T>(result: Result<T, Diagnostics>, expected: &str) {
    let problems = result.err().expect("it is refused").to_string();
    assert!(problems.contains(expected), "{expected}: {problems}");
}

/// All files of a package but those of descriptions, one below the other.
fn shown(root: &Path) -> String {
    let files = tree(root).into_iter().filter(|path| !path.starts_with("spec"));
    files.map(|path| format!("==> {path}\n{}\n", fs::read_to_string(root.join(&path)).expect("readable"))).collect()
}

/// The paths of all files below a folder, sorted.
fn tree(root: &Path) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("it is a folder") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(root).expect("below").display().to_string());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_package_gets_everything_that_it_needs() {
    let package = package(MANIFEST, &[]);
    let said = added(package.path(), "2020-01-02").to_string();
    let root = package.path().canonicalize().expect("there").display().to_string();
    let text = format!("{}\n\n{}", said.replace(&root, "PACKAGE"), shown(package.path()));
    assert_together("add", "one_product", &text);
    assert!(package.path().join("spec/library/2020-01-02/GetBook.json").is_file());
    // The next import knows which facts are the user's.
    assert!(package.path().join("spec/.imported/library/2020-01-02").is_dir());
}

#[test]
fn again_nothing_changes_and_what_the_user_changed_stays() {
    let package = package(MANIFEST, &[]);
    added(package.path(), "2020-01-02");
    let example = package.path().join("examples/library.rs");
    fs::write(&example, "fn main() {}\n").expect("written");
    let entry = package.path().join("spec/library/2020-01-02/GetBook.json");
    let text = fs::read_to_string(&entry).expect("there");
    fs::write(&entry, text.replace("\"978-1\"", "\"978-2\"")).expect("written");
    // Another version would have an example of this name.
    let other = package.path().join("examples/library_v2024_05_06.rs");
    fs::write(&other, "fn main() {} // ours\n").expect("written");
    assert_eq!(added(package.path(), "2024-05-06").called, None);
    assert_eq!(fs::read_to_string(&other).expect("there"), "fn main() {} // ours\n");
    let before = shown(package.path());
    let again = added(package.path(), "2020-01-02");
    assert_eq!((again.done.as_slice(), again.module.as_str()), (&[] as &[String], "library"), "{again}");
    assert_eq!(shown(package.path()), before);
    assert!(fs::read_to_string(&entry).expect("there").contains("978-2"));
}

#[test]
fn other_versions_and_products_are_added_to_what_is_there() {
    let package = package(MANIFEST, &[]);
    added(package.path(), "2020-01-02");
    let second = added(package.path(), "2024-05-06");
    assert_eq!(second.module, "library_v2024_05_06");
    let third = add_with(package.path(), "2025-01-01", Some("books"), &["GetBook"]).expect("added");
    assert_eq!((third.module.as_str(), third.operations, third.called.as_deref()), ("books", 1, Some("GetBook")));
    assert_together("add", "three_versions", &shown(package.path()));
    // What is there is not asked for once more, and another selection of operations is not passed over.
    let before = (tree(package.path()), shown(package.path()));
    for (version, operations, expected) in [
        ("2025-01-01", vec!["GetBook"], None),
        ("2025-01-01", vec![], None),
        ("2025-01-01", vec!["ListBooks"], Some(".module(\"books\").operations([\"ListBooks\"])")),
        (
            "2025-01-01",
            vec!["GetBook", "ListBooks"],
            Some("generates the product with another selection of operations"),
        ),
        ("2020-01-02", vec!["GetBook"], Some("generates the product with another selection of operations")),
    ] {
        let again = add_with(package.path(), version, None, &operations);
        match expected {
            Some(expected) => assert_refused(again, expected),
            None => assert_eq!(again.unwrap_or_else(|problems| panic!("{problems}")).done, [] as [String; 0]),
        }
        assert_eq!((tree(package.path()), shown(package.path())), before, "{version} {operations:?}");
    }
}

#[test]
fn a_build_script_of_the_user_is_changed_only_where_that_is_certain() {
    let call = "alicloud_codegen::Build::new(\"spec/library/2020-01-02\").module(\"library\")";
    for (script, expected) in [
        // Whatever is around it.
        (
            "use alicloud_codegen::Build as B;\nfn main() -> std::process::ExitCode {\n    prepare();\n    B::run_all([B::new(\"spec/a\")])\n}\n",
            Some("B::run_all([\n        NEW,\n        B::new(\"spec/a\")])"),
        ),
        (
            "fn main() -> std::process::ExitCode {\n    alicloud_codegen::Build::run_all([])\n}\n",
            Some("run_all([\n        NEW,\n        ])"),
        ),
        // The folders of others begin or end with that of the product.
        (
            "use alicloud_codegen::Build;\nfn main() -> std::process::ExitCode {\n    Build::run_all([Build::new(\"other/spec/library/2020-01-02\"), Build::new(\"spec/library/2020-01-02-old\")])\n}\n",
            Some("run_all([\n        NEW,\n        Build::new(\"other/spec/library/2020-01-02\")"),
        ),
        // In a comment or in a string, twice, or not at all.
        ("// Build::run_all([])\nfn main() {}\n", None),
        ("fn main() { let _ = \"Build::run_all([ ])\"; }\n", None),
        ("fn a() { Build::run_all([]) }\nfn b() { Build::run_all([]) }\n", None),
        ("fn main() {\n    let _ = \"run_all([ \";\n    Build::run_all( [Build::new(\"spec/a\")]);\n}\n", None),
        ("fn main() { println!(\"cargo::rerun-if-changed=x\"); }\n", None),
        ("this is not Rust: run_all([])\n", None),
    ] {
        let package = package(MANIFEST, &[("build.rs", script)]);
        let added = added(package.path(), "2020-01-02");
        let text = fs::read_to_string(package.path().join("build.rs")).expect("there");
        match expected {
            Some(expected) => {
                assert!(text.contains(&expected.replace("NEW", call)), "{text}");
                assert_eq!(added.missing_build, None);
            }
            None => {
                assert_eq!(text, script);
                assert_eq!(added.missing_build, Some(format!("build.rs: {call}")));
                assert!(added.to_string().contains(&format!("add it to build.rs: {call}.run()")), "{added}");
            }
        }
    }
}

/// The module of a product is that of its own build, and not of another one in the script.
#[test]
fn a_build_script_names_the_module_of_a_product() {
    const NEW: &str = "Build::new(\"spec/library/2020-01-02\")";
    let no_module = Err("does not name a module for it");
    for (builds, expected) in [
        ("run_all([NEW.module(\"mine\")])", Ok("mine")),
        (
            "run_all([NEW.without_examples()\n    .module(r\"mine\"), Build::new(\"spec/a\").module(\"other\")])",
            Ok("mine"),
        ),
        (
            "run_all([Build::new(\"spec/a\").module(\"other\"), NEW.module(\"mine\").operations([\"GetBook\"])])",
            Ok("mine"),
        ),
        ("run_all(vec![Build::new(\"spec/a\").module(\"other\"), NEW.module(\"mine\")])", Ok("mine")),
        // Without a module of its own.
        ("run_all([NEW, Build::new(\"spec/a\").module(\"other\")])", no_module),
        ("run_all([NEW.operations([\"GetBook\"]), Build::new(\"spec/a\").module(\"other\")])", no_module),
        ("run_all([NEW.module(NAME), Build::new(\"spec/a\").module(\"other\")])", no_module),
        ("run_all([wrapped(NEW).module(\"other\")])", no_module),
        // No build at all.
        ("run_all([]) // NEW.module(\"old\")\n", Ok("library")),
        ("run_all([Build::new(\"spec/a\").module(\"other\")]); let _ = r#\"NEW.module(\"old\")\"#", Ok("library")),
        ("run_all([Build::new(\"spec/a\").version(\"spec/library/2020-01-02\").module(\"other\")])", Ok("library")),
    ] {
        let script =
            format!("use alicloud_codegen::Build;\nfn main() {{\n    Build::{};\n}}\n", builds.replace("NEW", NEW));
        let package = package(MANIFEST, &[("build.rs", &script)]);
        match (add_library(package.path(), "2020-01-02"), expected) {
            (Ok(added), Ok(module)) => {
                assert_eq!(added.module, module, "{script}");
                let is_changed = fs::read_to_string(package.path().join("build.rs")).expect("there") != script;
                assert_eq!(is_changed, module == "library", "{script}");
                assert_eq!(package.path().join("src/library.rs").exists(), is_changed, "{script}");
            }
            (result, expected) => assert_refused(result, expected.expect_err("it is added")),
        }
    }
}

#[test]
fn manifests_in_every_form() {
    let with = |lines: &str| format!("[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{lines}");
    for (manifest, expected) in [
        // The build script has the name that the package gives it.
        (with("build = \"make/code.rs\"\n"), "created make/code.rs"),
        (with("build = true\n"), "created build.rs"),
        // What is there stays as it is.
        (
            with("[dependencies]\ntokio = { version = \"1\", features = [\"full\"] }\n"),
            ": alicloud-client, alicloud-codegen, profile",
        ),
        (
            with("[dependencies]\ntokio = { version = \"1\", features = [\"rt-multi-thread\", \"macros\"] }\n"),
            ": alicloud-client, alicloud-codegen, profile",
        ),
        (
            with("[dependencies]\ntokio = { version = \"1\", features = [\"macros\"] }\n"),
            ": alicloud-client, alicloud-codegen, tokio, profile",
        ),
        (with("[dev-dependencies]\ntokio = \"1\"\n"), ": alicloud-client, alicloud-codegen, profile"),
        (with("[dependencies]\ntokio = \"1\"\n"), ": alicloud-client, alicloud-codegen, tokio, profile"),
        (with("[dependencies.alicloud-client]\npath = \"../x\"\n"), ": alicloud-codegen, tokio, profile"),
        (with("[profile.dev.build-override]\nopt-level = 1\n"), ": alicloud-client, alicloud-codegen, tokio\n"),
        (with("[profile.release]\nlto = true\n"), "tokio, profile.dev.build-override\n"),
    ] {
        let package = package(&manifest, &[]);
        let said = added(package.path(), "2020-01-02").to_string();
        assert!(said.contains(expected), "{manifest}\n{said}");
    }
    // The profile of a member of a workspace would not be read.
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::write(root.path().join("Cargo.toml"), "[workspace]\nmembers = [\"app\"]\n").expect("written");
    let member = root.path().join("app");
    fs::create_dir_all(member.join("src")).expect("made");
    fs::write(member.join("Cargo.toml"), MANIFEST).expect("written");
    assert!(!added(&member, "2020-01-02").to_string().contains("profile"));
    // A folder within the package is enough.
    assert_eq!(added(&member.join("src"), "2024-05-06").project, member.canonicalize().expect("there"));
    assert_refused(add_library(root.path(), "2020-01-02"), "the manifest of a workspace, not of a package");
}

/// Whatever is wrong, the package stays as it is.
#[test]
fn a_run_that_fails_leaves_nothing_behind() {
    let off = "[package]\nname = \"app\"\nedition = \"2024\"\nbuild = false\n";
    for (manifest, files, expected) in [
        ("[package]\nname = \"app\"\n", vec![], "has the edition 2015 of Rust"),
        ("[package]\nname = \"app\"\nedition = \"2018\"\n", vec![], "write `edition = \"2021\"`"),
        (off, vec![], "`package.build` switches the build script off"),
        ("name = ", vec![], "it is not TOML"),
        ("[dependencies]\n", vec![], "the manifest of a workspace"),
        (MANIFEST, vec![("spec", "a file")], "cannot be written"),
        (MANIFEST, vec![("examples", "a file")], "cannot be written"),
        (
            MANIFEST,
            vec![("src/library.rs", ""), ("src/library_v2020_01_02.rs", ""), ("src/library_api/x.rs", "")],
            "give another name for the module with `--module`",
        ),
        (
            "[package]\nname = \"app\"\nedition = \"2024\"\n[target]\n[[dependencies]]\n",
            vec![],
            "`dependencies` is not a table",
        ),
    ] {
        let package = package(manifest, &files);
        let before = (tree(package.path()), shown(package.path()));
        assert_refused(add_library(package.path(), "2020-01-02"), expected);
        assert_eq!((tree(package.path()), shown(package.path())), before, "{expected}");
    }
    let package = package(MANIFEST, &[("src/taken.rs", "")]);
    let before = tree(package.path());
    for (module, expected) in [
        ("taken", "the file is there already"),
        ("type", "cannot be the name"),
        ("../up", "cannot be the name"),
        ("main", "cannot be the name"),
    ] {
        assert_refused(add_with(package.path(), "2020-01-02", Some(module), &[]), expected);
    }
    assert_refused(add_with(package.path(), "2020-01-02", None, &["GetShelf"]), "there is no operation `GetShelf`");
    let elsewhere = CrateSource::Metadata { file: Path::new("tests/shapes/gateway"), descriptions: false };
    let gateway = Addition {
        source: elsewhere,
        project: package.path(),
        origin: &git(),
        module: None,
        operations: &[],
        groups: &[],
    };
    assert_refused(add(&gateway), "no operation of this product can be generated");
    assert_eq!(tree(package.path()), before);
}

#[test]
fn a_folder_is_copied_unless_it_is_in_the_package() {
    let (one, other) = (package(MANIFEST, &[]), package(MANIFEST, &[]));
    added(one.path(), "2020-01-02");
    let described = one.path().join("spec/library/2020-01-02");
    let run = |source| {
        add(&Addition { source, project: other.path(), origin: &git(), module: None, operations: &[], groups: &[] })
    };
    let copied = run(CrateSource::Copied(&described)).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!((copied.spec.as_str(), copied.called.as_deref()), ("spec/library/2020-01-02", Some("ListBooks")));
    let entry = |root: &Path| fs::read(root.join("spec/library/2020-01-02/GetBook.json")).expect("there");
    assert_eq!(entry(one.path()), entry(other.path()));
    // What the user changed there is not lost.
    fs::write(other.path().join("spec/library/2020-01-02/GetBook.json"), "{}").expect("written");
    assert_refused(run(CrateSource::Copied(&described)), "differs from the one to be copied");
    let within = one.path().canonicalize().expect("there").join("spec/library/2020-01-02");
    let again = add(&Addition {
        source: CrateSource::Spec(&within),
        project: one.path(),
        origin: &git(),
        module: None,
        operations: &[],
        groups: &[],
    });
    assert_eq!(again.unwrap_or_else(|problems| panic!("{problems}")).done, [] as [String; 0]);
}

#[test]
fn a_source_is_a_checkout_or_a_url() {
    assert_eq!(CrateOrigin::parse("https://example.com/alicloud#0123abc").expect("a URL"), git());
    let file = CrateOrigin::parse("file:///alicloud").expect("a URL");
    assert_eq!(file, CrateOrigin::Git { url: "file:///alicloud".to_owned(), rev: None });
    let here = Path::new("..").canonicalize().expect("there");
    assert_eq!(CrateOrigin::parse("..").expect("a checkout"), CrateOrigin::Path(here));
    assert_refused(CrateOrigin::parse("."), "so it is no checkout of alicloud");
}

#[test]
fn the_command_fetches_a_product() {
    let server = Server::start([
        ("products.json", Served::Text(LIST.to_owned())),
        ("products/Library/versions/2020-01-02/api-docs.json", Served::Text(metadata("Library", "2020-01-02"))),
    ]);
    let (package, cache) = (package(MANIFEST, &[]), tempfile::tempdir().expect("a temporary folder"));
    let run = |arguments: &[&str]| -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"));
        command.args(["add", "--project"]).arg(package.path()).args(arguments);
        command.env("ALICLOUD_METADATA_URL", &server.base).env("ALICLOUD_CACHE_DIR", cache.path());
        command.output().expect("the command runs")
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let refused = run(&["Libary"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("did you mean Library"), "{}", text(&refused.stderr));
    assert_eq!(tree(package.path()), ["Cargo.toml", "src/main.rs"]);
    let done = run(&["library"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("cargo run --example library"), "{}", text(&done.stdout));
    // The crates come from where the command comes from.
    let manifest = fs::read_to_string(package.path().join("Cargo.toml")).expect("there");
    let checkout = Path::new("..").canonicalize().expect("there").join("crates/client");
    // The path is relative if the temporary folder is near the checkout.
    let path = manifest.split_once("alicloud-client = { path = \"").and_then(|(_, rest)| rest.split_once('"'));
    let path = package.path().join(path.expect("a path").0).canonicalize().expect("there");
    assert_eq!(path, checkout, "{manifest}");
    server.requests();
    assert!(run(&["library", "--offline", "--module", "library"]).status.success());
    assert_eq!(server.requests(), [] as [&str; 0]);
    for (arguments, expected) in [
        (vec!["./api-docs.json", "--version", "2020-01-02"], "leave it out"),
        (vec!["./api-docs.json"], "there is no such file"),
        (vec!["library", "--source", "src"], "so it is no checkout"),
        (vec!["library", "--metadata-url", "ftp://x"], "neither with https://"),
    ] {
        let refused = run(&arguments);
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        assert!(text(&refused.stderr).contains(expected), "{arguments:?}: {}", text(&refused.stderr));
    }
}
