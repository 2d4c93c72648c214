//! How much CPU compiling the generated RDS crate takes, beside the same types with `serde` derives:
//! `cargo bench -p alicloud-tests --bench compile`.
//!
//! Makes a crate of each kind in a folder of its own, builds what they depend on once, and then compiles each crate alone.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark")]

mod cpu;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use alicloud_codegen::generate::generate;
use alicloud_codegen::model::item::{Field, Item, Presence, Structure, Type};
use alicloud_codegen::model::{Model, Options, Selection};
use alicloud_codegen::spec;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What rustc is asked for.
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
            // Only the crate itself is compiled again.
            each.touch();
            let begin = cpu::children();
            each.cargo(arguments);
            let seconds = cpu::children() - begin;
            let size = each.rlib(mode).map_or_else(String::new, |bytes| format!("{:.1}", bytes as f64 / 1e6));
            println!("{:<10} {mode:>8} {seconds:>12.2} {size:>12}", each.name);
        }
    }
}

struct Crate {
    name: &'static str,
    folder: PathBuf,
    target: PathBuf,
}

impl Crate {
    fn new<'a>(
        work: &Path,
        name: &'static str,
        dependencies: &str,
        files: impl Iterator<Item = (&'a str, String)>,
    ) -> Self {
        let folder = work.join(name);
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(folder.join("src")).expect("a folder");
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependencies}\n"
        );
        std::fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
        for (file, text) in files {
            std::fs::write(folder.join("src").join(file), text).expect("a source file");
        }
        Self { name, folder, target: work.join("target") }
    }

    fn cargo(&self, arguments: &[&str]) {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--quiet")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn touch(&self) {
        let file = self.folder.join("src/lib.rs");
        let text = std::fs::read(&file).expect("readable");
        std::fs::write(file, text).expect("writable");
    }

    fn rlib(&self, mode: &str) -> Option<u64> {
        let file = format!("lib{}.rlib", self.name.replace('-', "_"));
        std::fs::metadata(self.target.join(mode).join(file)).ok().map(|metadata| metadata.len())
    }
}

/// The same structures in the usual way: every type derives `Debug`, `Clone`, `Default`, `Serialize` and `Deserialize`.
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
        structure_text(
            &mut text,
            &operation.type_name,
            &mut operation.parameters.iter().map(|parameter| &parameter.field),
        );
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

/// The type without the runtime: an enumeration is text.
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
