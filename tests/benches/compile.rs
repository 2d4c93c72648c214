//! Measures the CPU time of compiling the generated RDS crate: `cargo bench -p alicloud-tests --bench compile`.
//!
//! Beside it stand, in the same run, the same types with `serde` derives, each type with the traits of its direction, and
//! `ali-acs`, another crate for RDS that generates its code from the same metadata. With `-- draw`, the figures are drawn
//! as `docs/compile.svg`. With `-- group check`, only crates whose label has the word and only that mode are measured.
//!
//! Creates a crate of each kind in a separate folder, builds the dependencies once, and then compiles each crate alone.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark")]

mod chart;
mod cpu;
mod throw_away;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::item::{Direction, Field, Item, Presence, Structure, Type};
use alicloud_codegen::rust::model::{Model, Options, Selection};
use alicloud_codegen::spec;
use chart::Bar;
use throw_away::Crate;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What Cargo builds.
const MODES: [(&str, &[&str]); 3] =
    [("check", &["check"]), ("debug", &["build"]), ("release", &["build", "--release"])];

/// The crate that users of RDS have besides this one, and the number of its operations of RDS in this version.
const OTHER: (&str, &str, usize) = ("ali-acs", "=0.8.0", 355);

/// A crate whose compilation is measured.
struct Subject {
    /// Label in the table.
    label: &'static str,
    /// The crate in its folder.
    folder: Crate,
    /// The package that is compiled again each time: the crate itself, or a dependency from the registry.
    package: &'static str,
    /// Number of operations that it has.
    operations: usize,
}

fn main() {
    let spec = spec::load(&Path::new(ROOT).join("spec/rds/2014-08-15")).expect("the spec is valid");
    let whole = generate(&spec, &Options::default()).expect("it can be generated");
    let group = Options {
        selection: Selection::Only { operations: Default::default(), groups: ["connection".to_owned()].into() },
        ..Options::default()
    };
    let group = generate(&spec, &group).expect("it can be generated");
    let work = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compile");
    std::fs::create_dir_all(&work).expect("a folder");

    let client = format!(
        "alicloud-client = {{ path = {:?} }}",
        Path::new(ROOT).join("crates/client").canonicalize().expect("the client")
    );
    let derive = "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"".to_owned();
    let (name, version, operations) = OTHER;
    let other = format!("{name} = {{ version = {version:?}, default-features = false, features = [\"rds\"] }}");
    let empty = [("lib.rs", String::new())];
    let of = |label, package, folder, operations| Subject { label, folder, package, operations };
    let subjects = [
        of(
            "alicloud-rds",
            "rds-whole",
            Crate::new(
                &work,
                "rds-whole",
                &client,
                whole.files.iter().map(|(name, text)| (name.as_str(), text.clone())),
            ),
            whole.model.operations.len(),
        ),
        of(
            "group `connection`",
            "rds-group",
            Crate::new(
                &work,
                "rds-group",
                &client,
                group.files.iter().map(|(name, text)| (name.as_str(), text.clone())),
            ),
            group.model.operations.len(),
        ),
        of(
            "the same types with serde",
            "rds-serde",
            Crate::new(&work, "rds-serde", &derive, [("lib.rs", with_serde(&whole.model))].into_iter()),
            whole.model.operations.len(),
        ),
        of(name, name, Crate::new(&work, "rds-other", &other, empty.into_iter()).apart(), operations),
    ];
    let mut bars = Vec::new();
    println!(
        "{:<27} {:>10} {:>8} {:>12} {:>17} {:>9}",
        "crate", "operations", "mode", "CPU seconds", "ms per operation", "rlib MB"
    );
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-') && word != "draw").collect();
    let (modes, labels): (Vec<&str>, Vec<&str>) =
        words.iter().map(String::as_str).partition(|word| MODES.iter().any(|(mode, _)| mode == word));
    for subject in subjects.iter().filter(|subject| labels.iter().all(|label| subject.label.contains(label))) {
        for (mode, arguments) in MODES.into_iter().filter(|(mode, _)| modes.is_empty() || modes.contains(mode)) {
            subject.folder.cargo(arguments);
            // Forces Cargo to compile the package again, but not what it depends on.
            subject.folder.forget(subject.package, mode);
            let begin = cpu::children();
            subject.folder.cargo(arguments);
            let seconds = cpu::children() - begin;
            let each = seconds * 1000.0 / subject.operations as f64;
            let size = subject
                .folder
                .size(mode, &format!("lib{}.rlib", subject.package.replace('-', "_")))
                .map_or_else(String::new, |bytes| format!("{:.1}", bytes as f64 / 1e6));
            let Subject { label, operations, .. } = subject;
            println!("{label:<27} {operations:>10} {mode:>8} {seconds:>12.2} {each:>17.1} {size:>9}");
            bars.push(Bar { group: mode, label, value: each });
        }
    }
    assert!(!bars.is_empty(), "no crate or mode is called {words:?}");
    if std::env::args().any(|argument| argument == "draw") {
        let file = Path::new(ROOT).join("docs/compile.svg");
        let picture = chart::draw("CPU time of compiling one operation of RDS, in milliseconds", &bars);
        std::fs::write(&file, picture).expect("writable");
        println!("drawn: {}", file.display());
    }
}

/// Returns the same structures as they are usually written: every type derives `Debug`, `Clone`, `Default`, and
/// `Serialize`, `Deserialize` or both, as the generated types have `Encode` and `Decode`.
fn with_serde(model: &Model) -> String {
    let mut text = String::from("#![allow(unused_imports)]\n");
    let components = structures(&model.components);
    if !components.is_empty() {
        text.push_str("pub mod components {\nuse super::*;\nuse std::collections::BTreeMap;\n");
        components.iter().for_each(|structure| {
            structure_text(&mut text, &structure.name, structure.direction, &mut structure.fields.iter());
        });
        text.push_str("}\n");
    }
    for operation in &model.operations {
        let written = write!(text, "pub mod {} {{\nuse super::*;\nuse std::collections::BTreeMap;\n", operation.module);
        assert!(written.is_ok());
        structure_text(&mut text, &operation.type_name, Direction::Request, &mut operation.fields.iter());
        let response = &operation.response;
        structure_text(&mut text, &response.name, Direction::Response, &mut response.fields.iter());
        for structure in structures(&operation.types) {
            structure_text(&mut text, &structure.name, structure.direction, &mut structure.fields.iter());
        }
        text.push_str("}\n");
    }
    text
}

fn structures(items: &[Item]) -> Vec<&Structure> {
    items.iter().filter_map(|item| if let Item::Structure(structure) = item { Some(structure) } else { None }).collect()
}

fn structure_text(text: &mut String, name: &str, direction: Direction, fields: &mut dyn Iterator<Item = &Field>) {
    let derived = match direction {
        Direction::Request => "serde::Serialize",
        Direction::Response => "serde::Deserialize",
        Direction::Both => "serde::Serialize, serde::Deserialize",
    };
    let default = if direction == Direction::Request { "" } else { "#[serde(default)]\n" };
    let mut written = writeln!(text, "#[derive(Debug, Clone, Default, {derived})]\n{default}pub struct {name} {{");
    for field in fields {
        let ty = plain(&field.ty);
        let ty = match field.presence {
            Presence::Optional | Presence::Body { optional: true } => format!("Option<{ty}>"),
            Presence::Boxed => format!("Option<Box<{ty}>>"),
            _ => ty,
        };
        written = written.and_then(|()| {
            writeln!(text, "#[serde(rename = {:?})]\npub r#{}: {ty},", field.wire, field.name.trim_end_matches('_'))
        });
    }
    written.and_then(|()| writeln!(text, "}}")).expect("writing to a String does not fail");
}

/// Returns a type that does not need our runtime. An enumeration becomes a string.
fn plain(ty: &Type) -> String {
    match ty {
        Type::Text | Type::Secret | Type::Enumeration(_) => "String".to_owned(),
        Type::Bytes | Type::File | Type::SecretFile => "Vec<u8>".to_owned(),
        Type::Any => "serde_json::Value".to_owned(),
        Type::List(element) => format!("Vec<{}>", plain(element)),
        Type::Map(value) => format!("BTreeMap<String, {}>", plain(value)),
        other => other.to_string(),
    }
}
