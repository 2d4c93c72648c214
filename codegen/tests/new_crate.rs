//! Crates that `new crate` makes: in workspaces of their own, and the ones of this workspace.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod cases;

use std::fs;
use std::path::Path;
use std::process::Command;

use alicloud_codegen::import;
use alicloud_codegen::new_crate::{CrateSource, Created, NewCrate, create};
use alicloud_codegen::spec;
use cases::assert_together;

const WORKSPACE: &str = r#"[workspace]
# Comments stay.
members = ["crates/products/*"]

[workspace.package]
version = "0.3.0"
edition = "2024"
license = "MIT"

[workspace.dependencies]
alicloud-client = { path = "crates/client", version = "0.3.0" }
alicloud-codegen = { path = "codegen", version = "0.3.0", default-features = false }
alicloud-sts = { path = "crates/products/sts", version = "0.3.0" }

# Others.
serde = "1.0"

[workspace.lints.rust]
missing_docs = "warn"
"#;

#[test]
fn a_crate_with_groups_inherits_what_the_workspace_has() {
    let (root, _) = made(WORKSPACE, "tests/new_crate/grouped/api-docs.json", None);
    assert_files("grouped", root.path(), "rds");
}

#[test]
fn a_workspace_that_has_nothing_gets_a_member_and_the_crate_says_everything_itself() {
    let (root, _) =
        made("[workspace]\nmembers = [\"tools\"]\n", "tests/new_crate/ungrouped/api-docs.json", Some("my-rds"));
    assert_files("ungrouped", root.path(), "my-rds");
}

#[test]
fn what_was_made_and_what_is_left_is_said() {
    let (root, created) = made(WORKSPACE, "tests/new_crate/grouped/api-docs.json", None);
    let text = created.to_string().replace(&root.path().display().to_string(), "WORKSPACE");
    assert_together("new_crate/grouped", "said", &text);
}

/// Wherever the description is, the build script finds it from the folder of the crate, and a package has it under the same name.
#[test]
fn the_build_script_finds_the_description() {
    let (root, created) = made(WORKSPACE, "tests/new_crate/grouped/api-docs.json", None);
    assert_found(&created, "rds/2014-08-15");
    let elsewhere = tempfile::tempdir().expect("a folder");
    for (name, folder, in_package) in [
        ("within", root.path().join("descriptions/ours/rds"), "ours/rds"),
        ("near", root.path().join("crates/products/described"), "described"),
        ("at-root", root.path().join("api"), "api"),
        ("other", elsewhere.path().join("rds/two words"), "rds/two words"),
    ] {
        fs::create_dir_all(&folder).expect("made");
        for file in fs::read_dir(&created.spec).expect("it is there").map(|file| file.expect("readable").path()) {
            fs::copy(&file, folder.join(file.file_name().expect("a name"))).expect("copied");
        }
        let request = NewCrate { source: CrateSource::Spec(&folder), workspace: root.path(), name: Some(name) };
        let made = create(&request).unwrap_or_else(|problems| panic!("{name}: {problems}"));
        assert_found(&made, in_package);
    }
}

#[track_caller]
fn assert_found(created: &Created, in_package: &str) {
    let script = fs::read_to_string(created.folder.join("build.rs")).expect("it is made");
    let quoted: Vec<&str> = script.split('"').collect();
    let [_, root, _, name, ..] = quoted.as_slice() else { panic!("{script}") };
    assert_eq!(*name, in_package, "{script}");
    let manifest = fs::read_to_string(created.folder.join("Cargo.toml")).expect("it is made");
    assert!(manifest.contains(&format!("folder = \"{name}\"")), "{manifest}");
    let spec = created.folder.join(root).join(name);
    let spec = spec::load(&spec).unwrap_or_else(|problems| panic!("{script}: {problems}"));
    assert_eq!(spec.operations.len(), created.operations + created.refused);
}

/// Manifest, build script and description of each crate that is shipped speak of one release of the API.
#[test]
fn what_a_manifest_says_about_its_description_is_so() {
    let repository = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let crates = fs::read_dir(repository.join("crates/products")).expect("there are some");
    let mut checked = 0;
    for folder in crates.map(|folder| folder.expect("readable").path()) {
        let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let (manifest, script) = (read("Cargo.toml"), read("build.rs"));
        let manifest: toml_edit::DocumentMut = manifest.parse().expect("it is TOML");
        let described = manifest["package"]["metadata"]["alicloud"]["descriptions"].as_array_of_tables();
        for description in described.expect("a list of descriptions").iter() {
            let [in_spec, product, version] =
                ["folder", "product", "version"].map(|key| description[key].as_str().expect("text"));
            let spec =
                spec::load(&repository.join("spec").join(in_spec)).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(spec.product.info.product.as_deref(), Some(product), "{}", folder.display());
            assert_eq!(spec.product.info.version.as_deref(), Some(version), "{}", folder.display());
            assert!(script.contains(&format!(".join({in_spec:?})")), "{}: {script}", folder.display());
            checked += 1;
        }
        assert!(!folder.join("spec").exists(), "{}: the release step alone puts a copy here", folder.display());
    }
    assert!(checked >= 3, "{checked}");
}

/// The version that is there stays at the root, and the new one is a module behind a feature.
#[test]
fn a_second_version_is_added_to_the_crate_that_is_there() {
    let root = workspace(WORKSPACE);
    let add = |version: &str| {
        let file = Path::new("tests/versions").join(version);
        let source = CrateSource::Metadata { file: &file, descriptions: false };
        create(&NewCrate { source, workspace: root.path(), name: None })
    };
    add("2020-01-02").unwrap_or_else(|problems| panic!("{problems}"));
    let manifest = fs::read_to_string(root.path().join("Cargo.toml")).expect("there is one");
    let added = add("2024-05-06").unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(added.version_feature.as_deref(), Some("v2024-05-06"));
    assert_eq!(fs::read_to_string(root.path().join("Cargo.toml")).expect("still there"), manifest);
    let said = added.to_string().replace(&root.path().display().to_string(), "WORKSPACE");
    assert_together("versions", "said", &said);
    assert_files_in("versions", root.path(), "library");
    // Each version once.
    let before = entries(root.path());
    assert_refused(add("2024-05-06"), "the crate exists already");
    assert_refused(add("2020-01-02"), "the crate exists already");
    assert_eq!(entries(root.path()), before);
    // Where that is not certain, nothing is changed.
    for (file, from, to, expected) in [
        ("build.rs", "fn main", "// Mine.\nfn main", "the build script was changed"),
        ("Cargo.toml", "[features]\n", "[features]\nv2025-01-01 = []\n", "has a feature `v2025-01-01` already"),
        ("Cargo.toml", "product = \"Library\"", "product = \"Other\"", "the crate exists already"),
        ("Cargo.toml", "[features]", "[features", "it is not TOML"),
    ] {
        let path = root.path().join("crates/products/library").join(file);
        let text = fs::read_to_string(&path).expect("there");
        fs::write(&path, text.replace(from, to)).expect("written");
        let before = entries(root.path());
        assert_refused(add("2025-01-01"), expected);
        assert_eq!(entries(root.path()), before, "{expected}");
        fs::write(&path, text).expect("written");
    }
    let third = add("2025-01-01").unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(third.features, [] as [String; 0]);
}

/// Whatever is wrong, the workspace stays as it is.
#[test]
fn nothing_is_overwritten() {
    let (root, created) = made(WORKSPACE, "tests/new_crate/grouped/api-docs.json", None);
    let manifest = fs::read_to_string(root.path().join("Cargo.toml")).expect("there is one");
    let again = |source, name| create(&NewCrate { source, workspace: root.path(), name });
    let metadata =
        CrateSource::Metadata { file: Path::new("tests/new_crate/grouped/api-docs.json"), descriptions: false };
    assert_refused(again(metadata, None), "the crate exists already");
    assert_refused(again(CrateSource::Spec(&created.spec), Some("rds")), "the crate exists already");
    assert_refused(again(CrateSource::Spec(&created.spec), Some("serde")), "in `[workspace.dependencies]` already");
    assert_refused(again(CrateSource::Spec(&created.spec), Some("7 zip")), "cannot be the name of a package");
    assert_refused(again(CrateSource::Spec(Path::new("tests/nowhere")), None), "tests/nowhere");
    let entry = CrateSource::Metadata { file: Path::new("tests/new_crate.rs"), descriptions: false };
    assert_refused(again(entry, Some("other")), "it is not JSON");
    let folder = |folder| CrateSource::Metadata { file: Path::new(folder), descriptions: false };
    assert_refused(again(folder("tests/cases"), None), "there is no api-docs.json");
    assert_refused(again(folder("tests/shapes"), None), "give one of them: tests/shapes/");
    assert_refused(again(folder("tests/shapes/bodies"), Some("rds")), "the crate exists already");
    let elsewhere = NewCrate { source: metadata, workspace: Path::new("tests/cases"), name: None };
    assert_refused(create(&elsewhere), "give the folder of a workspace");
    assert_eq!(fs::read_to_string(root.path().join("Cargo.toml")).expect("still there"), manifest);
    let crates = fs::read_dir(root.path().join("crates/products")).expect("there is one").count();
    assert_eq!(crates, 1);
}

/// Neither Rust nor Cargo nor the crates that generated code needs can spare these names.
#[test]
fn names_that_no_package_can_have() {
    let (root, created) = made(WORKSPACE, "tests/new_crate/grouped/api-docs.json", None);
    let manifest = fs::read_to_string(root.path().join("Cargo.toml")).expect("there is one");
    let long = "a".repeat(65);
    for (name, reason) in [
        ("self", "a keyword of Rust"),
        ("crate", "a keyword of Rust"),
        ("match", "a keyword of Rust"),
        ("async", "a keyword of Rust"),
        ("std", "a crate that comes with Rust"),
        ("core", "a crate that comes with Rust"),
        ("Core", "a crate that comes with Rust"),
        ("proc-macro", "a crate that comes with Rust"),
        ("test", "a crate that comes with Rust"),
        ("alicloud_client", "a crate that generated code needs"),
        ("alicloud-api", "a crate that generated code needs"),
        ("deps", "a folder that Cargo creates"),
        ("nul", "Windows"),
        ("", "begin with a letter"),
        ("../up", "begin with a letter"),
        ("größe", "begin with a letter"),
        (&long, "64 characters"),
    ] {
        let refused =
            create(&NewCrate { source: CrateSource::Spec(&created.spec), workspace: root.path(), name: Some(name) });
        let problems = refused.expect_err(name).to_string();
        assert!(problems.contains(reason), "{name}: {problems}");
        assert!(problems.contains("`--name alicloud-rds`"), "{name}: {problems}");
    }
    assert_eq!(fs::read_to_string(root.path().join("Cargo.toml")).expect("still there"), manifest);
    // A product whose own name is one of them gets another proposal.
    let text = fs::read_to_string("tests/new_crate/grouped/api-docs.json")
        .expect("there is one")
        .replace("\"Rds\"", "\"Client\"");
    let file = root.path().join("client.json");
    fs::write(&file, text).expect("written");
    let source = CrateSource::Metadata { file: &file, descriptions: false };
    let refused = create(&NewCrate { source, workspace: root.path(), name: None });
    assert_refused(refused, "as in `--name alicloud-client-service`");
}

/// The metadata is imported into a temporary folder first, which is gone when somebody reads the messages.
#[test]
fn warnings_name_the_folder_in_which_the_description_is() {
    let root = workspace(WORKSPACE);
    let file = root.path().join("library.json");
    let operation = |kind: &str| {
        format!(
            r#"{{"methods": ["post"], "parameters": [{{"name": "Id", "in": "query", "schema": {{"type": "{kind}"}}}}], "responses": {{"200": {{}}}}}}"#
        )
    };
    let document = |kind: &str| {
        format!(
            r#"{{"info": {{"style": "RPC", "product": "Library", "version": "2020-01-02"}}, "directories": [{{"title": "Books", "children": ["GetBook"]}}],
                "apis": {{"GetBook": {}, "GetShelf": {}}}}}"#,
            operation("string"),
            operation(kind)
        )
    };
    fs::write(&file, document("string")).expect("written");
    let source = CrateSource::Metadata { file: &file, descriptions: false };
    let created = create(&NewCrate { source, workspace: root.path(), name: None }).expect("made");
    let warnings = created.warnings.to_string();
    let spec = root.path().join("spec/library/2020-01-02");
    assert!(warnings.contains(&spec.join("product.json").display().to_string()), "{warnings}");
    assert!(!warnings.contains(".alicloud-codegen"), "{warnings}");
    // The same of errors in what is there.
    fs::write(spec.join("GetBook.json"), r#"{"methods": "post"}"#).expect("written");
    let again = create(&NewCrate { source, workspace: root.path(), name: Some("again") }).expect_err("refused");
    let errors = again.to_string();
    assert!(
        errors.contains(&spec.join("GetBook.json").display().to_string()) && !errors.contains(".alicloud-codegen"),
        "{errors}"
    );
}

/// A product of which nothing can be generated is found out after its import, a folder that cannot be written after that.
#[test]
fn a_run_that_fails_leaves_nothing_behind() {
    let gateway = CrateSource::Metadata { file: Path::new("tests/shapes/gateway"), descriptions: false };
    let grouped =
        CrateSource::Metadata { file: Path::new("tests/new_crate/grouped/api-docs.json"), descriptions: false };

    let root = workspace(WORKSPACE);
    let refused = create(&NewCrate { source: gateway, workspace: root.path(), name: None });
    assert_refused(refused, "no operation of this product can be generated");
    assert_eq!(tree(root.path()), ["Cargo.toml"]);

    // An entry that is there already is as it was.
    let root = workspace(WORKSPACE);
    let entry = root.path().join("spec/gateway/2020-01-01/PutThing.json");
    fs::create_dir_all(entry.parent().expect("a folder")).expect("made");
    fs::write(&entry, r#"{"title": "Ours", "methods": ["post"], "path": "/", "responses": {"200": {}}}"#)
        .expect("written");
    let before = fs::read(&entry).expect("written");
    create(&NewCrate { source: gateway, workspace: root.path(), name: None }).expect_err("it is refused");
    assert_eq!(fs::read(&entry).expect("still there"), before);
    assert_eq!(
        tree(root.path()),
        ["Cargo.toml", "spec", "spec/gateway", "spec/gateway/2020-01-01", "spec/gateway/2020-01-01/PutThing.json"]
    );

    // The crate is written, and its description cannot be.
    let root = workspace(WORKSPACE);
    fs::write(root.path().join("spec"), "a file").expect("written");
    let refused = create(&NewCrate { source: grouped, workspace: root.path(), name: None });
    assert_refused(refused, "cannot be written");
    assert_eq!(tree(root.path()), ["Cargo.toml", "spec"]);
}

/// A file that is written in place is half a file when the disk is full: its second name shows whether it was.
#[test]
fn the_manifest_is_not_written_in_place() {
    let root = workspace(WORKSPACE);
    let other = root.path().join("other.toml");
    fs::hard_link(root.path().join("Cargo.toml"), &other).expect("linked");
    let metadata =
        CrateSource::Metadata { file: Path::new("tests/new_crate/grouped/api-docs.json"), descriptions: false };
    create(&NewCrate { source: metadata, workspace: root.path(), name: None }).expect("it is made");
    assert_ne!(fs::read_to_string(root.path().join("Cargo.toml")).expect("there"), WORKSPACE);
    assert_eq!(fs::read_to_string(&other).expect("there"), WORKSPACE);
}

/// The description is merged by the rules of `import metadata`, with the same memory of what documents said: what people corrected stays.
#[test]
fn what_people_wrote_outlives_a_new_crate() {
    let (imported, made) = (workspace(WORKSPACE), workspace(WORKSPACE));
    let metadata = Path::new("tests/new_crate/grouped/api-docs.json");
    let import = |root: &Path| {
        let options = import::metadata::MetadataOptions { spec: &root.join("spec"), descriptions: false, prune: false };
        import::metadata::import(&[metadata.to_owned()], options)
    };
    for root in [imported.path(), made.path()] {
        assert_eq!(import(root).problems.errors(), 0);
        let files = entries(&root.join("spec")).into_iter();
        let mut files = files.filter(|(path, text)| !path.starts_with('.') && text.contains("\"post\""));
        let entry = files.next();
        let (path, text) = entry.expect("there is one");
        fs::write(root.join("spec").join(path), text.replace("\"post\"", "\"get\"")).expect("written");
    }
    import(imported.path());
    let source = CrateSource::Metadata { file: metadata, descriptions: false };
    create(&NewCrate { source, workspace: made.path(), name: None }).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(entries(&made.path().join("spec")), entries(&imported.path().join("spec")));

    // Where nothing was imported before, the memory is begun.
    let (first, _) = self::made(WORKSPACE, "tests/new_crate/grouped/api-docs.json", None);
    let fresh = workspace(WORKSPACE);
    import(fresh.path());
    assert_eq!(entries(&first.path().join("spec")), entries(&fresh.path().join("spec")));
}

/// All files below a folder, hidden ones as well.
fn entries(folder: &Path) -> Vec<(String, String)> {
    let files = tree(folder).into_iter().filter(|path| folder.join(path).is_file());
    files.map(|path| (path.clone(), fs::read_to_string(folder.join(path)).expect("readable"))).collect()
}

/// Everything below a folder, sorted.
fn tree(root: &Path) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("it is a folder") {
            let path = entry.expect("readable").path();
            found.push(path.strip_prefix(root).expect("below").display().to_string());
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What the workspace ships is what the command makes; only the documentation of the library is better, being written by hand.
#[test]
fn the_crates_of_this_workspace_are_made_like_this() {
    assert_shipped("rds", "2014-08-15");
    assert_shipped("sts", "2015-04-01");
}

#[test]
fn the_command_makes_a_crate() {
    let root = workspace(WORKSPACE);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"));
        command
            .args(["new", "crate", "--workspace"])
            .arg(root.path())
            .args(arguments)
            .output()
            .expect("the command runs")
    };
    let made = run(&["--metadata", "tests/new_crate/ungrouped/api-docs.json"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(root.path().join("crates/products/rds/Cargo.toml").is_file());
    assert_eq!(run(&["--metadata", "tests/new_crate/ungrouped/api-docs.json"]).status.code(), Some(1));
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&["--metadata", "a", "--spec", "b"]).status.code(), Some(2));
}

#[track_caller]
fn assert_shipped(product: &str, version: &str) {
    let repository = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let shipped = |file: &str| {
        fs::read_to_string(repository.join("crates/products").join(product).join(file)).expect("it is shipped")
    };
    let root = workspace(
        &fs::read_to_string(repository.join("Cargo.toml"))
            .expect("there is one")
            .replace(&format!("alicloud-{product} "), "other "),
    );
    let described = root.path().join("spec").join(product).join(version);
    fs::create_dir_all(&described).expect("made");
    let files = fs::read_dir(repository.join("spec").join(product).join(version)).expect("it is described");
    for file in files.map(|file| file.expect("readable").path()) {
        fs::copy(&file, described.join(file.file_name().expect("a name"))).expect("copied");
    }
    let created = create(&NewCrate { source: CrateSource::Spec(&described), workspace: root.path(), name: None });
    let folder = created.unwrap_or_else(|problems| panic!("{problems}")).folder;
    let made = |file: &str| fs::read_to_string(folder.join(file)).expect("it is made");
    // What the examples need is added by hand, at the end.
    let manifest = shipped("Cargo.toml");
    assert_eq!(made("Cargo.toml"), manifest.split("\n[dev-dependencies]").next().expect("there is a first part"));
    assert_eq!(made("build.rs"), shipped("build.rs"));
    assert_eq!(made("src/lib.rs").lines().next(), shipped("src/lib.rs").lines().next());
    assert_eq!(made("src/lib.rs").lines().last(), shipped("src/lib.rs").lines().last());
}

#[track_caller]
fn assert_refused(result: Result<Created, alicloud_codegen::diagnostic::Diagnostics>, said: &str) {
    let problems = result.expect_err("it must be refused").to_string();
    assert!(problems.contains(said), "{problems}");
}

#[track_caller]
fn made(manifest: &str, metadata: &str, name: Option<&str>) -> (tempfile::TempDir, Created) {
    let root = workspace(manifest);
    let source = CrateSource::Metadata { file: Path::new(metadata), descriptions: false };
    let created =
        create(&NewCrate { source, workspace: root.path(), name }).unwrap_or_else(|problems| panic!("{problems}"));
    (root, created)
}

fn workspace(manifest: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::write(root.path().join("Cargo.toml"), manifest).expect("written");
    root
}

/// The files of the crate and the manifest of the workspace, one below the other.
#[track_caller]
fn assert_files(name: &str, root: &Path, product: &str) {
    assert_files_in(&format!("new_crate/{name}"), root, product);
}

#[track_caller]
fn assert_files_in(kind: &str, root: &Path, product: &str) {
    assert!(
        !root.join("crates/products").join(product).join("spec").exists(),
        "a link, which a checkout on Windows breaks"
    );
    let mut text = String::new();
    for file in [
        "Cargo.toml".to_owned(),
        format!("crates/products/{product}/Cargo.toml"),
        format!("crates/products/{product}/build.rs"),
        format!("crates/products/{product}/src/lib.rs"),
        format!("crates/products/{product}/README.md"),
        format!("crates/products/{product}/CHANGELOG.md"),
    ] {
        let content = fs::read_to_string(root.join(&file)).expect("it is made");
        text.push_str(&format!("\n==> {file}\n{content}"));
    }
    assert_together(kind, "made", &text);
}
