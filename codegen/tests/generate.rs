//! What is generated, guarded as text: whole modules for small specs that hold every hostile shape.
//!
//! That all of it compiles is checked by the test `shapes` of the package `alicloud-tests`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod cases;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use alicloud_codegen::Build;
use alicloud_codegen::rust::emit::Files;
use alicloud_codegen::rust::generate::{GenerateOutcome, Generated, generate, generate_into};
use alicloud_codegen::rust::model::{Model, Options, Selection};
use alicloud_codegen::spec;
use cases::cases;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Every folder in `tests/shapes` is a spec; what it generates, refuses and puts up with is in `generated.snap`.
#[test]
fn every_shape_generates_what_its_snapshot_says() {
    for case in cases("shapes", 18) {
        case.assert("generated", &everything(&all_of(&case.folder)));
    }
}

#[test]
fn the_same_spec_gives_the_same_text() {
    for case in cases("shapes", 18) {
        assert_eq!(all_of(&case.folder).files, all_of(&case.folder).files, "{}", case.name);
    }
}

#[test]
fn every_operation_of_rds_is_generated() {
    let folder = Path::new(HERE).join("../spec/rds/2014-08-15");
    let generated = all_of(&folder);
    // The product, the corrections and the pinned names have a file each.
    assert_eq!(generated.model.operations.len(), std::fs::read_dir(folder).unwrap().count() - 3);
    assert_eq!(generated.model.refused, []);
}

/// Nothing is lost on the way: each operation of a description is generated, or refused with a reason.
#[test]
fn every_operation_is_generated_or_refused() {
    for case in cases("shapes", 18) {
        let spec = spec::load(&case.folder).unwrap_or_else(|problems| panic!("{problems}"));
        let Model { operations, refused, .. } = all_of(&case.folder).model;
        let generated = operations.into_iter().map(|operation| operation.facts.name);
        let refused = refused.into_iter().map(|refused| {
            assert!(!refused.reason.to_string().is_empty(), "{}: {}", case.name, refused.name);
            refused.name
        });
        let mut found: Vec<String> = generated.chain(refused).collect();
        found.sort();
        let mut described: Vec<&String> = spec.operations.keys().collect();
        described.sort();
        assert_eq!(found.iter().collect::<Vec<_>>(), described, "{}", case.name);
    }
}

/// A feature only ever adds: what one operation is does not depend on which others are selected.
#[test]
fn a_selection_is_a_part_of_the_whole() {
    let spec = spec::load(&Path::new(HERE).join("tests/shapes/shared")).unwrap();
    let whole = generate(&spec, &Options::default()).unwrap();
    let part = generate(&spec, &only(["GetList"])).unwrap();
    assert_eq!(part.files["get_list.rs"], whole.files["get_list.rs"]);
    assert!(!part.files.contains_key("describe_shared.rs"));
    let names = |model: &Model| model.components.iter().map(|item| item.name().to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(names(&part.model), BTreeSet::from(["Tree".to_owned(), "Inner".to_owned()]));
    assert!(part.model.components.iter().all(|item| whole.model.components.contains(item)));
}

#[test]
fn a_name_that_the_spec_does_not_have_is_an_error() {
    let spec = spec::load(&Path::new(HERE).join("tests/shapes/refused")).unwrap();
    let problems = generate(&spec, &only(["kept", "Streams", "Nowhere"])).unwrap_err().to_string();
    for expected in ["no operation `kept`", "write `Kept`", "no operation `Nowhere`"] {
        assert!(problems.contains(expected), "{problems}");
    }
    let refused = generate(&spec, &only(["Streams"])).unwrap_err().to_string();
    assert!(refused.contains("`Streams` cannot be generated: it speaks over a websocket (scheme `wss`)"), "{refused}");
}

#[test]
fn features_choose_groups() {
    let spec = spec::load(&Path::new(HERE).join("../spec/rds/2014-08-15")).unwrap();
    let chosen = |features: &[&str]| {
        let selection = Selection::Features(features.iter().map(|&feature| feature.to_owned()).collect());
        let model = generate(&spec, &Options { selection, crate_name: None }).unwrap().model;
        model.operations.into_iter().map(|operation| operation.facts.name).collect::<BTreeSet<_>>()
    };
    assert_eq!(chosen(&["FULL", "DEFAULT"]).len(), spec.operations.len());
    assert_eq!(chosen(&["SOMETHING_ELSE"]).len(), 0);
    assert!(chosen(&["CONNECTION"]).contains("ReleaseInstanceConnection"));
    assert!(!chosen(&["CONNECTION"]).contains("CreateAccount"));
}

/// The groups of a spec and the features of its crate are one list, and `full` is all of them.
#[test]
fn groups_are_the_features_of_the_crate() {
    for (product, version) in [("rds", "2014-08-15"), ("sts", "2015-04-01")] {
        let spec = spec::load(&Path::new(HERE).join("../spec").join(product).join(version)).unwrap();
        let groups: Vec<String> =
            generate(&spec, &Options::default()).unwrap().model.groups.into_iter().map(|group| group.feature).collect();
        let manifest =
            std::fs::read_to_string(Path::new(HERE).join(format!("../crates/products/{product}/Cargo.toml"))).unwrap();
        let features = manifest.split("[features]").nth(1).unwrap().split("\n[").next().unwrap();
        let declared: Vec<&str> = features.lines().filter_map(|line| line.strip_suffix(" = []")).collect();
        assert_eq!(declared, groups, "{product}");
        let full =
            format!("full = [{}]", groups.iter().map(|group| format!("{group:?}")).collect::<Vec<_>>().join(", "));
        assert!(features.contains(&full), "{product}: {full}");
    }
}

#[test]
fn only_what_changed_is_written() {
    let (spec, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let source = Path::new(HERE).join("tests/shapes/operations/api-docs.json");
    let input = spec.path().join("api-docs.json");
    std::fs::copy(&source, &input).unwrap();
    std::fs::write(out.path().join("mine.txt"), "not generated").unwrap();

    let run = |options: &Options| generate_into(spec.path(), options, out.path()).unwrap();
    let counts = |outcome: GenerateOutcome| match outcome {
        GenerateOutcome::Fresh => None,
        GenerateOutcome::Generated { written, .. } => Some((written.changed, written.unchanged, written.removed)),
    };
    assert_eq!(counts(run(&Options::default())), Some((17, 0, 0)));
    assert_eq!(run(&Options::default()), GenerateOutcome::Fresh);

    std::fs::write(out.path().join("login.rs"), "edited").unwrap();
    assert_eq!(counts(run(&Options::default())), Some((1, 16, 0)));

    // An edit of the same length is an edit.
    let same_length = std::fs::read_to_string(out.path().join("login.rs")).unwrap().replacen("pub", "bup", 1);
    std::fs::write(out.path().join("login.rs"), same_length).unwrap();
    assert_eq!(counts(run(&Options::default())), Some((1, 16, 0)));

    let text = std::fs::read_to_string(&input).unwrap().replace("Does what it did.", "Does it still.");
    std::fs::write(&input, text).unwrap();
    assert_eq!(counts(run(&Options::default())), Some((1, 16, 0)));

    assert_eq!(counts(run(&only(["Login"]))), Some((2, 1, 14)));
    assert!(out.path().join("mine.txt").exists());
}

#[test]
fn nothing_is_written_for_a_spec_with_a_problem() {
    let (spec, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(spec.path().join("api-docs.json"), "{").unwrap();
    let problems = generate_into(spec.path(), &Options::default(), out.path()).unwrap_err();
    assert!(problems.errors() > 0);
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
}

/// Examples are documentation tests of whichever crate includes the code.
#[test]
fn examples_name_the_module_that_includes_the_code() {
    let build = || Build::new(Path::new(HERE).join("tests/shapes/operations")).everything();
    for (build, expected) in [
        (build().crate_name("my_library"), Some("use my_library::login::Login;")),
        (build().crate_name("my-library::account"), Some("use my_library::account::login::Login;")),
        (build().without_examples(), None),
    ] {
        let out = tempfile::tempdir().unwrap();
        build.out_dir(out.path()).compile().unwrap();
        let text = std::fs::read_to_string(out.path().join("login.rs")).unwrap();
        assert_eq!(text.contains("```no_run"), expected.is_some(), "{expected:?}");
        assert!(expected.is_none_or(|expected| text.contains(expected)), "{expected:?}");
    }
}

#[track_caller]
fn all_of(folder: &Path) -> Generated {
    let spec = spec::load(folder).unwrap_or_else(|problems| panic!("{problems}"));
    generate(&spec, &Options { selection: Selection::All, crate_name: Some("some_crate".to_owned()) }).unwrap()
}

fn only<const N: usize>(operations: [&str; N]) -> Options {
    let operations = operations.map(str::to_owned).into();
    Options { selection: Selection::Only { operations, groups: BTreeSet::new() }, crate_name: None }
}

/// All files, and what the model says besides.
fn everything(generated: &Generated) -> String {
    let mut text = String::new();
    for refused in &generated.model.refused {
        writeln!(text, "refused {}: {}", refused.name, refused.reason).unwrap();
    }
    for warning in &generated.model.warnings {
        writeln!(text, "odd {}: {}", warning.place, warning.text).unwrap();
    }
    let Generated { files, .. } = generated;
    push_files(files, &mut text);
    text
}

fn push_files(files: &Files, text: &mut String) {
    for (name, content) in files {
        writeln!(text, "==== {name}\n{content}").unwrap();
    }
}

/// What stands in the folder of an earlier run is believed only as far as the generator could have written it.
#[cfg(unix)]
#[test]
fn nothing_outside_of_the_folder_is_touched() {
    let spec = Path::new(HERE).join("tests/shapes/operations");
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("victim.rs");
    std::fs::write(&victim, "precious").unwrap();
    let list = |lines: &str| format!("0000000000000000\n{lines}");
    let absolute = format!("8 {}\n", victim.display());
    for (case, lines) in [
        ("a path above", "8 ../victim.rs\n"),
        ("an absolute path", absolute.as_str()),
        ("a folder below", "8 sub/victim.rs\n"),
        ("a file of another kind", "8 mine.txt\n"),
        ("no list at all", "\u{0}\u{1}\n\n8\n8  \n"),
    ] {
        let out = outside.path().join("out");
        std::fs::create_dir_all(out.join("sub")).unwrap();
        for mine in ["sub/victim.rs", "mine.txt"] {
            std::fs::write(out.join(mine), "precious").unwrap();
        }
        std::fs::write(out.join(".alicloud-codegen"), list(lines)).unwrap();
        std::os::unix::fs::symlink(&victim, out.join("login.rs")).unwrap();
        generate_into(&spec, &Options::default(), &out).unwrap();
        for kept in [&victim, &out.join("sub/victim.rs"), &out.join("mine.txt")] {
            assert_eq!(std::fs::read_to_string(kept).unwrap(), "precious", "{case}: {}", kept.display());
        }
        assert!(std::fs::symlink_metadata(out.join("login.rs")).unwrap().is_file(), "{case}");
        std::fs::remove_dir_all(&out).unwrap();
    }
    // A link to the very text that is generated is none of ours: whoever may write there could change it later.
    let out = outside.path().join("out");
    generate_into(&spec, &Options::default(), &out).unwrap();
    let elsewhere = outside.path().join("login.rs");
    std::fs::rename(out.join("login.rs"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, out.join("login.rs")).unwrap();
    generate_into(&spec, &Options::default(), &out).unwrap();
    assert!(std::fs::symlink_metadata(out.join("login.rs")).unwrap().is_file());
    std::fs::remove_dir_all(&out).unwrap();
    // The list itself can be a link.
    let out = outside.path().join("out");
    std::fs::create_dir_all(&out).unwrap();
    std::os::unix::fs::symlink(&victim, out.join(".alicloud-codegen")).unwrap();
    generate_into(&spec, &Options::default(), &out).unwrap();
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
}

/// A run that fails half-way leaves no file that later runs do not know.
#[test]
fn a_failed_run_loses_no_name() {
    let spec = Path::new(HERE).join("tests/shapes/operations");
    let out = tempfile::tempdir().unwrap();
    generate_into(&spec, &Options::default(), out.path()).unwrap();
    // A folder where a file should be.
    std::fs::remove_file(out.path().join("lib.rs")).unwrap();
    std::fs::create_dir_all(out.path().join("lib.rs/in_the_way")).unwrap();
    generate_into(&spec, &Options::default(), out.path()).unwrap_err();
    std::fs::remove_dir_all(out.path().join("lib.rs")).unwrap();
    generate_into(&spec, &only(["Login"]), out.path()).unwrap();
    let mut left: Vec<_> = std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [".alicloud-codegen", "lib.rs", "login.rs", "overview.md"]);
}

/// The vendor's own layout has the version as the last folder, with the same name for many products.
#[test]
fn every_product_is_generated_into_a_folder_of_its_own() {
    let root = tempfile::tempdir().unwrap();
    let product = |path: &str, code: &str| {
        let folder = root.path().join("spec").join(path);
        std::fs::create_dir_all(&folder).unwrap();
        let text = format!(
            r#"{{"info": {{"style": "RPC", "product": "{code}", "version": "2020-01-01"}},
               "apis": {{"Get{code}": {{"methods": ["get"], "responses": {{"200": {{"schema": {{"type": "object"}}}}}}}}}}}}"#
        );
        std::fs::write(folder.join("api-docs.json"), text).unwrap();
    };
    let run = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"));
        command.arg("generate").arg("--spec").arg(root.path().join("spec"));
        command.arg("--out").arg(root.path().join("out")).output().unwrap()
    };
    product("products/A/versions/2020-01-01", "Aa");
    product("products/B/versions/2020-01-01", "Bb");
    let output = run();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for file in ["aa/2020-01-01/get_aa.rs", "bb/2020-01-01/get_bb.rs"] {
        assert!(root.path().join("out").join(file).is_file(), "{file}");
    }
    product("products/C/versions/2020-01-01", "Aa");
    let output = run();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("it is the same product and version as"), "{said}");
}

#[test]
fn a_selection_of_nothing_is_an_error() {
    let spec = spec::load(&Path::new(HERE).join("tests/shapes/shared")).unwrap();
    let problems = generate(&spec, &only([])).unwrap_err();
    assert!(problems.to_string().contains("no operation and no group is named"), "{problems}");
}

/// The order of `components.schemas` means nothing.
#[test]
fn shared_schemas_in_another_order_are_the_same_code() {
    let mut compared = 0;
    for case in cases("shapes", 18) {
        let path = case.folder.join("api-docs.json");
        let text = std::fs::read_to_string(&path).unwrap();
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let schemas = value.pointer_mut("/components/schemas").and_then(|schemas| schemas.as_object_mut());
        let Some(schemas) = schemas.filter(|schemas| schemas.len() > 1) else { continue };
        compared += 1;
        let mut reversed: Vec<_> = std::mem::take(schemas).into_iter().collect();
        reversed.reverse();
        schemas.extend(reversed);
        let of = |text: &str| generate(&spec::from_api_docs(&path, text).unwrap(), &Options::default()).unwrap().files;
        assert_eq!(of(&text), of(&value.to_string()), "{}", case.name);
    }
    assert!(compared >= 3, "only {compared} shapes have several shared schemas");
}
