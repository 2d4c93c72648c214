//! Measures the CPU time of compiling the generated RDS crate, compared with the same types with `serde` derives:
//! `cargo bench -p alicloud-tests --bench compile`.
//!
//! Creates a crate of each kind in a separate folder, builds the dependencies once, and then compiles each crate alone.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark")]

mod cpu;
mod throw_away;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::item::{Field, Item, Presence, Structure, Type};
use alicloud_codegen::rust::model::{Model, Options, Selection};
use alicloud_codegen::spec;
use throw_away::Crate;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What Cargo builds.
const MODES: [(&str, &[&str]); 3] =
    [("check", &["check"]), ("debug", &["build"]), ("release", &["build", "--release"])];

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
    let crates = [
        Crate::new(&work, "rds-whole", &client, whole.files.iter().map(|(name, text)| (name.as_str(), text.clone()))),
        Crate::new(&work, "rds-group", &client, group.files.iter().map(|(name, text)| (name.as_str(), text.clone()))),
        Crate::new(&work, "rds-serde", &derive, [("lib.rs", with_serde(&whole.model))].into_iter()),
    ];
    println!(
        "{} operations; the group `connection` has {}",
        whole.model.operations.len(),
        group.model.operations.len()
    );
    println!("{:<10} {:>8} {:>12} {:>12}", "crate", "mode", "CPU seconds", "rlib MB");
    for each in &crates {
        for (mode, arguments) in MODES {
            each.cargo(arguments);
            // Forces Cargo to compile the crate again, but not its dependencies.
            each.touch();
            let begin = cpu::children();
            each.cargo(arguments);
            let seconds = cpu::children() - begin;
            let size = each
                .size(mode, &format!("lib{}.rlib", each.name().replace('-', "_")))
                .map_or_else(String::new, |bytes| format!("{:.1}", bytes as f64 / 1e6));
            println!("{:<10} {mode:>8} {seconds:>12.2} {size:>12}", each.name());
        }
    }
}

/// Returns the same structures as they are usually written: every type derives `Debug`, `Clone`, `Default`, `Serialize`
/// and `Deserialize`.
fn with_serde(model: &Model) -> String {
    let mut text = String::from("#![allow(unused_imports)]\n");
    let components = structures(&model.components);
    if !components.is_empty() {
        text.push_str("pub mod components {\nuse super::*;\nuse std::collections::BTreeMap;\n");
        components
            .iter()
            .for_each(|structure| structure_text(&mut text, &structure.name, &mut structure.fields.iter()));
        text.push_str("}\n");
    }
    for operation in &model.operations {
        let written = write!(text, "pub mod {} {{\nuse super::*;\nuse std::collections::BTreeMap;\n", operation.module);
        assert!(written.is_ok());
        structure_text(&mut text, &operation.type_name, &mut operation.fields.iter());
        structure_text(&mut text, &operation.response.name, &mut operation.response.fields.iter());
        for structure in structures(&operation.types) {
            structure_text(&mut text, &structure.name, &mut structure.fields.iter());
        }
        text.push_str("}\n");
    }
    text
}

fn structures(items: &[Item]) -> Vec<&Structure> {
    items.iter().filter_map(|item| if let Item::Structure(structure) = item { Some(structure) } else { None }).collect()
}

fn structure_text(text: &mut String, name: &str, fields: &mut dyn Iterator<Item = &Field>) {
    text.push_str("#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]\n#[serde(default)]\n");
    let mut written = writeln!(text, "pub struct {name} {{");
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
        Type::Bytes => "Vec<u8>".to_owned(),
        Type::Any => "serde_json::Value".to_owned(),
        Type::List(element) => format!("Vec<{}>", plain(element)),
        Type::Map(value) => format!("BTreeMap<String, {}>", plain(value)),
        other => other.to_string(),
    }
}
